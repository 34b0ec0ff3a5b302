import Foundation

/// One case on one machine: a line of a record.
struct Measurement {
  /// The figures that a record holds beside its words, in the order of its columns.
  static let figures = [
    "bytes_per_step", "macs_per_step", "integer_macs_per_step", "p50_ms", "p99_ms", "bound_ms", "read_gb_per_s",
    "mul_add_g_per_s",
  ]
  static let header = (["date", "cpu", "kernels", "threads", "preset", "weights"] + figures).joined(separator: ",")

  let date, cpu, kernels, preset, weights: String
  let threads: Int
  /// By name; a figure that the machine did not give is missing.
  let values: [String: Double]

  var line: String {
    let words = [date, "\"\(cpu)\"", kernels, "\(threads)", preset, weights]
    let numbers = Measurement.figures.map { name in
      values[name].map { $0 == $0.rounded() ? String(Int($0)) : String(format: "%.5g", $0) } ?? ""
    }
    return (words + numbers).joined(separator: ",")
  }
}

extension Measurement {
  /// Reads a line that `line` wrote; nil for any other.
  init?(line: Substring) {
    // The processor's name alone is quoted.
    let quoted = line.split(separator: "\"", omittingEmptySubsequences: false)
    guard quoted.count == 3 else { return nil }
    let rest = quoted[2].dropFirst().split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard rest.count == 4 + Measurement.figures.count, let threads = Int(rest[1]) else { return nil }
    (date, cpu) = (String(quoted[0].dropLast()), String(quoted[1]))
    (kernels, preset, weights) = (rest[0], rest[2], rest[3])
    self.threads = threads
    var values: [String: Double] = [:]
    for (name, text) in zip(Measurement.figures, rest.dropFirst(4)) where !text.isEmpty {
      guard let value = Double(text) else { return nil }
      values[name] = value
    }
    self.values = values
  }
}
