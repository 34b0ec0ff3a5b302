import CommandSupport
import EdgeRuntime

/// `edge-run predict`: what a policy can take on boards that are not at hand.
enum PredictCommand {
  static var specification: CommandSpecification {
    CommandSpecification(
      name: "predict", summary: "Show what boards that are not at hand allow a policy at best.",
      discussion: "The bound on paper: from the bytes and multiply-adds of the file's program, and from what data "
        + "sheets and published measurements say of each board, or from what 'doctor' measured on one. It is not a "
        + "measurement of the policy.",
      positionals: [.file],
      flags: [
        .value(
          "board", "NAME",
          help: "Look at one board, and at the operations that take longest there: "
            + "\(PlainText.alternatives(Board.all.map { $0.name }))."),
        .value("from", "DOCTOR.json", help: "Look at the board on which 'doctor --json' wrote this report."),
        .json,
      ])
  }

  static func run(_ arguments: ParsedArguments, on terminal: Terminal) throws(Failure) {
    let path = arguments.argument("FILE")
    let name: String?
    do throws(UsageError) {
      name = try arguments.choice("board", among: Board.all.map { $0.name })
      if name != nil, arguments.has("from") { throw arguments.error(.excludingFlags("--board", "--from")) }
    } catch {
      throw Failure(usage: error)
    }
    let file = try PolicyFile.open(path)
    let board = Board.all.first { $0.name == name }
    let measured: MeasuredBoard?
    if let report = arguments.text("from") { measured = try MeasuredBoard(path: report) } else { measured = nil }
    let report = PredictReport(path: path, file: file, board: board, measured: measured)
    terminal.output.write(arguments.has("json") ? report.json + "\n" : report.text)
  }
}
