import CommandSupport
import EdgeRuntime

/// `edge-run inspect`: what a policy file holds.
enum InspectCommand {
  static var specification: CommandSpecification {
    CommandSpecification(
      name: "inspect", summary: "Show what a policy file holds.",
      discussion: "Lists observations, action, sampler, provenance, the program with its bytes and "
        + "multiply-adds, and the plan of the arena.",
      positionals: [.file], flags: [.json])
  }

  static func run(_ arguments: ParsedArguments, on terminal: Terminal) throws(Failure) {
    let path = arguments.argument("FILE")
    let inspection = Inspection(path: path, file: try PolicyFile.open(path))
    terminal.output.write(arguments.has("json") ? inspection.json + "\n" : inspection.text)
  }
}
