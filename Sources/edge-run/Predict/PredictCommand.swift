import CommandSupport
import EdgeRuntime

/// `edge-run predict`: what a policy can take on boards that are not at hand.
enum PredictCommand {
  static func run(_ arguments: ParsedArguments, output: Console) throws(Failure) {
    let path = arguments.argument("FILE")
    let name: String?
    do throws(UsageError) {
      name = try arguments.choice("board", among: Board.all.map { $0.name })
      if name != nil, arguments.has("from") { throw arguments.error(.excludingFlags("--board", "--from")) }
    } catch {
      throw Failure(usage: error)
    }
    let file: PolicyFile
    do throws(PolicyFileError) { file = try PolicyFile(path: path) } catch {
      throw Failure(path: path, error)
    }
    let board = Board.all.first { $0.name == name }
    let measured: MeasuredBoard?
    if let report = arguments.text("from") { measured = try MeasuredBoard(path: report) } else { measured = nil }
    let report = PredictReport(path: path, file: file, board: board, measured: measured)
    output.write(arguments.has("json") ? report.json + "\n" : report.text)
  }
}
