import CPlatform
import CommandSupport
import Foundation

/// Records what the built programs reach on this machine, and draws it.
@main
enum EdgeBenchmark {
  private static let program = Program(
    name: "edge-benchmark", summary: "Records and draws what edge reaches on this machine.",
    commands: [
      Command(RecordCommand.specification, explaining: Failure.init(of:)) { try RecordCommand($0).run(on: $1) },
      Command(PlotCommand.specification, explaining: Failure.init(of:)) { arguments, _ in
        try PlotCommand(arguments).run()
      },
    ])

  static func main() {
    edge_exit(program.run(Array(CommandLine.arguments.dropFirst())))
  }
}

extension Failure {
  /// What the benchmarks' errors tell.
  fileprivate init(of error: any Error) {
    switch error {
    case let error as UsageError: self.init(usage: error)
    case let error as BenchmarkError: self.init(.badData, error.description)
    default: self.init(.inputOutput, error.localizedDescription)
    }
  }
}
