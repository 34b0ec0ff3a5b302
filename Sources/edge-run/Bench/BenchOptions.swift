import CommandSupport

/// What to measure.
struct BenchOptions {
  /// Highest rate: far above any control loop, and far above what sleeping can keep.
  static let highestRate = 100_000.0
  static let stepCounts = 1...10_000_000
  static let warmUpCounts = 0...1_000_000
  /// Longest run.
  static let mostSeconds = 100_000.0

  /// How long, unless `steps` says how many.
  let seconds: Double
  let steps: Int?
  let warmUp: Int
  let rate: Double?
  /// How long before each period a step is made for nobody, if it is.
  let rehearsalNanoseconds: UInt64?
  /// Whether each step is given one new frame.
  let byFrames: Bool

  init(_ arguments: ParsedArguments) throws(Failure) {
    byFrames = arguments.has("frames")
    do throws(UsageError) {
      if arguments.has("seconds"), arguments.has("steps") {
        throw arguments.error(.excludingFlags("--seconds", "--steps"))
      }
      seconds = try arguments.positiveReal("seconds", upTo: BenchOptions.mostSeconds) ?? 2
      steps = try arguments.wholeNumber("steps", in: BenchOptions.stepCounts)
      warmUp = try arguments.wholeNumber("warmup", in: BenchOptions.warmUpCounts) ?? 10
      rate = try arguments.positiveReal("rate", upTo: BenchOptions.highestRate)
      if arguments.has("rehearse"), rate == nil { throw arguments.error(.missingFlag("--rate")) }
      rehearsalNanoseconds = try arguments.positiveReal("rehearse", upTo: 1000 / (rate ?? 1)).map { UInt64($0 * 1e6) }
    } catch {
      throw Failure(usage: error)
    }
  }
}
