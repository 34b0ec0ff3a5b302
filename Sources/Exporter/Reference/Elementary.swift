#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The elementary functions the exporter needs, in double precision.
///
/// The one file of the exporter that imports the C library for mathematics.
enum Elementary {
  static func exponential(_ x: Double) -> Double { exp(x) }

  static func logarithm(_ x: Double) -> Double { log(x) }

  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  static func sine(_ x: Double) -> Double { sin(x) }

  static func cosine(_ x: Double) -> Double { cos(x) }

  /// Returns x · tanh(softplus(x)), softplus(x) = ln(1 + eˣ).
  ///
  /// With u = eˣ, tanh(ln(1 + u)) = ((1 + u)² − 1) / ((1 + u)² + 1) = u(u + 2) / (u(u + 2) + 2): no
  /// cancellation, and one exponential instead of three functions. Above 20 the quotient is 1 to the last bit
  /// and u² need not be formed.
  static func mish(_ x: Double) -> Double {
    if x > 20 { return x }
    let u = exp(x)
    let product = u * (u + 2)
    return x * (product / (product + 2))
  }
}
