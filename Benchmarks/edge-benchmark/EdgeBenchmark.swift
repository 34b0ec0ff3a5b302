import CPlatform
import CommandSupport
import Foundation

/// Records what the built programs reach on this machine, and draws it.
@main
enum EdgeBenchmark {
  private static let program = Program(
    name: "edge-benchmark", summary: "Records and draws what edge reaches on this machine.",
    commands: [
      command(RecordCommand.specification) { try RecordCommand($0).run(on: $1) },
      command(PlotCommand.specification) { arguments, _ in try PlotCommand(arguments).run() },
    ])

  static func main() {
    edge_exit(program.run(Array(CommandLine.arguments.dropFirst())))
  }

  private static func command(
    _ specification: CommandSpecification, _ body: @escaping @Sendable (ParsedArguments, Terminal) throws -> Void
  ) -> Command {
    Command(specification) { (arguments, terminal) throws(Failure) in
      do {
        try body(arguments, terminal)
      } catch let error as UsageError {
        throw Failure(usage: error)
      } catch let error as BenchmarkError {
        throw Failure(.badData, error.description)
      } catch {
        throw Failure(.inputOutput, error.localizedDescription)
      }
    }
  }
}
