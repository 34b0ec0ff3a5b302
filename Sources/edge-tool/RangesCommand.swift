import CommandSupport
import EdgeRuntime
import Exporter

/// `edge-tool ranges`: how the matrices of a policy fill their ranges.
struct RangesCommand {
  static let specification = CommandSpecification(
    name: "ranges", summary: "Show the range of each matrix and what int8 would cost it.",
    discussion: "The error is that of symmetric int8 weights with a scale for each output channel.",
    positionals: [Positional("FILE", help: "A policy file.")])

  private let path: String

  init(_ arguments: ParsedArguments) { path = arguments.argument("FILE") }

  func run(on terminal: Terminal) throws {
    let file = try PolicyFile.open(path)
    var table = TextTable([
      .left("matrix"), .right("channels"), .right("weights"), .right("largest"), .right("int8 error"),
    ])
    for matrix in RangeReport(of: file).matrices {
      table.add([
        ShortName.text(of: matrix.name, limit: 40), "\(matrix.channels)", NumberText.grouped(matrix.count),
        NumberText.fixed(Double(matrix.largest), digits: 4),
        NumberText.percentage(matrix.relativeError, digits: 3),
      ])
    }
    for line in table.lines { terminal.output.writeLine(line) }
  }
}
