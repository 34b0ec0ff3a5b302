import CPlatform
import CommandSupport
import Exporter

/// The workbench: makes policy files.
@main
enum EdgeTool {
  static let program = Program(
    name: "edge-tool", summary: "Makes policy files for edge-run.",
    commands: [
      Command(ExportCommand.specification, explaining: Failure.init(of:)) { try ExportCommand($0).run(on: $1) },
      Command(SynthCommand.specification, explaining: Failure.init(of:)) { try SynthCommand($0).run(on: $1) },
      Command(QuantizeCommand.specification, explaining: Failure.init(of:)) { try QuantizeCommand($0).run(on: $1) },
      Command(CompareCommand.specification, explaining: Failure.init(of:)) { try CompareCommand($0).run(on: $1) },
      Command(RangesCommand.specification, explaining: Failure.init(of:)) { try RangesCommand($0).run(on: $1) },
    ])

  static func main() {
    edge_exit(program.run(Array(CommandLine.arguments.dropFirst())))
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
