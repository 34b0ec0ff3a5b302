import CommandSupport
import EdgeRuntime
import Exporter

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The workbench: makes policy files.
@main
struct EdgeTool {
  static let specification = ProgramSpecification(
    name: "edge-tool", summary: "Makes policy files for edge-run.", version: PolicyExport.version,
    commands: [
      ExportCommand.specification, SynthCommand.specification, QuantizeCommand.specification,
      CompareCommand.specification, RangesCommand.specification,
    ])

  static func main() {
    ProcessSetup.prepare()
    let output = Console.output()
    let errors = Console.error()
    var code = run(Array(CommandLine.arguments.dropFirst()), on: Workbench(output: output, errors: errors))
    if let errno = output.finish() {
      errors.writeLine("\(specification.name): standard output: \(FileError.system(operation: .write, errno: errno))")
      code = .inputOutput
    }
    _ = errors.finish()
    exit(code.rawValue)
  }

  private static func run(_ arguments: [String], on workbench: Workbench) -> ExitCode {
    do {
      switch try specification.parse(arguments) {
      case .print(let text): workbench.output.writeLine(text)
      case .run(let arguments):
        switch arguments.command {
        case ExportCommand.specification.name: try ExportCommand(arguments).run(on: workbench)
        case SynthCommand.specification.name: try SynthCommand(arguments).run(on: workbench)
        case QuantizeCommand.specification.name: try QuantizeCommand(arguments).run(on: workbench)
        case CompareCommand.specification.name: try CompareCommand(arguments).run(on: workbench)
        default: try RangesCommand(arguments).run(on: workbench)
        }
      }
      return .success
    } catch let error as UsageError {
      workbench.errors.writeLine(error.description)
      return .usage
    } catch let error as ToolError {
      workbench.errors.writeLine("\(specification.name): \(error.description)")
      return error.exitCode
    } catch let error as SamplerError {
      workbench.errors.writeLine("\(specification.name): \(error)")
      return .usage
    } catch {
      workbench.errors.writeLine("\(specification.name): unexpected: \(error)")
      return .internalError
    }
  }
}
