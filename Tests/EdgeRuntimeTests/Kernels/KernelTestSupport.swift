import EdgeRuntime
import Glibc
import Testing

extension KernelSet: CustomTestStringConvertible {
  /// The name of the set.
  public var testDescription: String { name }
}

/// The greatest of the shares of its bound that each error took.
struct WorstError {
  private(set) var share = 0.0
  private(set) var place = "nowhere"
  private(set) var failure: String?

  mutating func note(
    _ actual: Float, expected: Double, bound: Double, at place: @autoclosure () -> String
  ) {
    let error = abs(Double(actual) - expected)
    let used = error == 0 ? 0 : error / bound
    if used > share { (share, self.place) = (used, place()) }
    if !(used <= 1), failure == nil {
      failure = "\(place()): got \(actual), expected \(expected), bound \(bound)"
    }
  }

  /// Prints the worst error and fails the test if one was beyond its bound.
  func report(_ title: String, location: SourceLocation = #_sourceLocation) {
    print("\(title): worst error \((share * 1000).rounded() / 10) % of its bound, at \(place)")
    #expect(failure == nil, sourceLocation: location)
  }
}

/// Mish in double precision with the library's exponential.
func exactMish(_ x: Double) -> Double {
  if x > 50 { return x }
  let power = exp(x)
  let n = power * (power + 2)
  return n == 0 ? 0 : x * (n / (n + 2))
}
