import CommandSupport
import EdgeRuntime

/// `edge-tool compare`: how far one policy's actions are from another's.
struct CompareCommand {
  static let specification = CommandSpecification(
    name: "compare", summary: "Measure how far one policy's actions are from another's.",
    discussion: """
      Both are stepped with the same observations and noise. Errors are B's action less A's, over the returned rows, \
      in the action's unit and as a share of its range, which is what the normaliser maps to 2.
      """,
    positionals: [
      Positional("A.edge", help: "The policy to compare with."), Positional("B.edge", help: "The policy in question."),
    ],
    flags: [
      .value(
        "observations", "OBS.safetensors",
        help: "Windows, by observation key (n, …), perhaps 'noise' (n, T, A); by default the golden records inside A.")
    ])

  private let original, path: String
  private let measurement: ActionMeasurement

  init(_ arguments: ParsedArguments) {
    original = arguments.argument("A.edge")
    path = arguments.argument("B.edge")
    measurement = ActionMeasurement(observations: arguments.text("observations"))
  }

  func run(on terminal: Terminal) throws {
    let comparison = try measurement.compare(path, with: original, on: terminal)
    for line in ActionErrorTable(comparison).lines { terminal.output.writeLine(line) }
  }
}
