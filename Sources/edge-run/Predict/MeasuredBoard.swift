import CommandSupport
import EdgeRuntime

/// What `doctor` measured on a board and wrote down: `predict --from`.
struct MeasuredBoard {
  private static let mostBytes: UInt64 = 1 << 20

  let title: String
  let threads: Int
  let oneCore: MachineLimits
  let allCores: MachineLimits

  /// Reads the JSON of `doctor` at `path`.
  init(path: String) throws(Failure) {
    let bytes: [UInt8]
    do throws(FileError) {
      let file = try InputFile(path: path)
      // A byte more than a report has tells that it is none.
      bytes = try file.read(count: Int(min(file.byteCount, Self.mostBytes + 1)), at: 0)
    } catch {
      throw Failure(reading: path, error)
    }
    guard bytes.count <= Self.mostBytes else {
      throw Failure(.badData, path: path, "is no report of 'doctor --json': it is larger than any")
    }
    let report: JSONScalars
    do throws(JSONScalars.Problem) { report = try JSONScalars(bytes) } catch {
      throw Failure(.badData, path: path, "is no report of 'doctor --json': \(error.description)")
    }
    guard let threads = report.number("measured", "threads"), (1...1024).contains(threads),
      let one = Self.limits(report, "one_core"), let all = Self.limits(report, "all_cores")
    else {
      throw Failure(
        .badData, path: path,
        "holds no measurement; 'edge-run doctor --json' makes one on the board, without --sysroot")
    }
    title = report.string("model") ?? report.string("cores", "kinds", "0", "name") ?? "a board without a name"
    self.threads = Int(threads)
    (oneCore, allCores) = (one, all)
  }

  /// A step with one core and with all.
  func predictions(_ cost: ProgramCost) -> [BoardPrediction] {
    [(1, oneCore), (threads, allCores)].map { threads, limits in
      BoardPrediction(cost, name: "measured", title: title, threads: threads, slow: limits, fast: limits)
    }
  }

  private static func limits(_ report: JSONScalars, _ key: String) -> MachineLimits? {
    func positive(_ name: String) -> Double? {
      report.number("measured", key, name).flatMap { $0 > 0 ? $0 * 1e9 : nil }
    }
    guard let reading = positive("read_gb_per_s"), let floats = positive("mul_add_g_per_s"),
      let integers = positive("integer_mul_add_g_per_s")
    else { return nil }
    return MachineLimits(
      readBytesPerSecond: reading, multiplyAddsPerSecond: floats, integerMultiplyAddsPerSecond: integers)
  }
}
