import EdgeRuntime
import Glibc
import Testing

extension KernelSet: CustomTestStringConvertible {
  /// The name of the set.
  public var testDescription: String { name }
}

/// SplitMix64: the same numbers on every run, from the seed written at the call.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from -1 to 1.
  mutating func float() -> Float { Float(Int32(truncatingIfNeeded: bits() >> 32)) / 2_147_483_648 }

  mutating func floats(_ count: Int, scale: Float = 1, offset: Float = 0) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(count)
    for _ in 0..<count { result.append(float() * scale + offset) }
    return result
  }

  /// Zeros of both signs, denormals, tiny, ordinary and huge numbers, by turns.
  mutating func extremes(_ count: Int) -> [Float] {
    let kinds: [Float] = [0, -0.0, .leastNonzeroMagnitude, -0x1p-128, 1e-38, 1e-20, 1, -7, 1e10, 1e30, -1e30]
    return (0..<count).map { _ in kinds[Int(bits() % UInt64(kinds.count))] }
  }
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
