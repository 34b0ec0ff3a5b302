import CPlatform
import CommandSupport
import Exporter

/// The workbench: makes policy files.
@main
enum EdgeTool {
  static let program = Program(
    name: "edge-tool", summary: "Makes policy files for edge-run.",
    commands: [
      command(ExportCommand.specification) { try ExportCommand($0).run(on: $1) },
      command(SynthCommand.specification) { try SynthCommand($0).run(on: $1) },
      command(QuantizeCommand.specification) { try QuantizeCommand($0).run(on: $1) },
      command(CompareCommand.specification) { try CompareCommand($0).run(on: $1) },
      command(RangesCommand.specification) { try RangesCommand($0).run(on: $1) },
    ])

  static func main() {
    edge_exit(program.run(Array(CommandLine.arguments.dropFirst())))
  }

  private static func command(
    _ specification: CommandSpecification, _ body: @escaping @Sendable (ParsedArguments, Terminal) throws -> Void
  ) -> Command {
    Command(specification) { (arguments, terminal) throws(Failure) in
      do { try body(arguments, terminal) } catch { throw Failure(of: error) }
    }
  }
}

extension Failure {
  /// What the workbench's errors tell.
  fileprivate init(of error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as UsageError: self.init(usage: error)
    case let error as ToolError: self.init(error.exitCode, error.description)
    case let error as SamplerError: self.init(.usage, "\(error)")
    default: self.init(.internalError, "unexpected: \(error)")
    }
  }
}
