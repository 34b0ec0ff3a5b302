import CommandSupport
import Foundation

/// Records what the built programs reach on this machine, and draws it.
@main
enum EdgeBenchmark {
  private static let specification = ProgramSpecification(
    name: "edge-benchmark", summary: "Records and draws what edge reaches on this machine.", version: "0.1.0",
    commands: [RecordCommand.specification, PlotCommand.specification])

  static func main() {
    let output = Console.output()
    let errors = Console.error()
    let code = run(Array(CommandLine.arguments.dropFirst()), output, errors)
    _ = output.finish()
    _ = errors.finish()
    exit(code.rawValue)
  }

  private static func run(_ arguments: [String], _ output: Console, _ errors: Console) -> ExitCode {
    do {
      switch try specification.parse(arguments) {
      case .print(let text): output.writeLine(text)
      case .run(let arguments):
        switch arguments.command {
        case RecordCommand.specification.name: try RecordCommand(arguments).run(errors)
        default: try PlotCommand(arguments).run()
        }
      }
      return .success
    } catch let error as UsageError {
      errors.writeLine(error.description)
      return .usage
    } catch let error as BenchmarkError {
      errors.writeLine("edge-benchmark: \(error.description)")
      return .badData
    } catch {
      errors.writeLine("edge-benchmark: \(error.localizedDescription)")
      return .inputOutput
    }
  }
}
