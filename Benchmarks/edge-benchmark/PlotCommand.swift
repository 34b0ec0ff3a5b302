import CommandSupport
import Foundation

/// `edge-benchmark plot`: latency against the bytes of weights a step reads, with the bound of each case.
struct PlotCommand {
  static let specification = CommandSpecification(
    name: "plot", summary: "Draw a record as SVG.",
    discussion: "Both axes are logarithmic. A dot is a case's median step, the bar under it its bound on that machine.",
    positionals: [Positional("FILE.csv", help: "A record of 'edge-benchmark record'.")],
    flags: [
      .value("output", short: "o", "FILE.svg", help: "The drawing to write."),
      .value("threads", "N", help: "Threads of the cases to draw, 1 or 2; 2 by default."),
    ])

  private let path, output: String
  private let threads: Int

  init(_ arguments: ParsedArguments) throws(UsageError) {
    path = arguments.argument("FILE.csv")
    output = try arguments.requiredText("output")
    threads = try arguments.wholeNumber("threads", in: 1...2) ?? 2
  }

  func run() throws {
    let text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
    var measurements: [Measurement] = []
    for (index, line) in text.split(separator: "\n").enumerated() {
      if index == 0, line == Measurement.header { continue }
      guard let measurement = Measurement(line: line) else {
        throw BenchmarkError.badLine(path: path, line: index + 1)
      }
      if measurement.threads == threads { measurements.append(measurement) }
    }
    guard let drawing = LatencyDrawing(measurements) else { throw BenchmarkError.nothingToDraw(path: path) }
    try Data(drawing.svg.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
  }
}
