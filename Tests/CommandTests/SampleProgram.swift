import CommandSupport

/// A program like the real ones, for the tests.
enum SampleProgram {
  static let specification = ProgramSpecification(
    name: "edge-run", summary: "Runs exported robot policies.", version: "1.0.0",
    commands: [
      CommandSpecification(
        name: "bench", summary: "Measure how long one step of a policy takes.",
        discussion:
          "Reports the median, the 99th percentile and the longest step, after a warm-up that is not counted.",
        positionals: [Positional("model", help: "The flat policy file.")],
        flags: [
          .value("threads", short: "t", "N", help: "Worker threads, 1 to 1024 (default: all processors)."),
          .value("rate", "HERTZ", help: "Steps a second."),
          .value("kernels", "NAME", help: "The kernels to use: generic, avx2 or neon."),
          .value("set", "KEY=VALUE", isRepeatable: true, help: "Override a field of the configuration."),
          .value(
            "very-long-flag-name-indeed", "SOMETHING",
            help: "A flag whose synopsis is wider than the left column, and whose help is wrapped too."),
          .toggle("json", help: "Print one line of JSON."),
        ]),
      CommandSpecification(
        name: "compare", summary: "Compare files.",
        positionals: [
          Positional("reference", help: "What to compare with."),
          Positional("files", count: .oneOrMore, help: "What is compared."),
        ]),
      CommandSpecification(
        name: "inspect", summary: "Show what a file holds.",
        positionals: [Positional("model", count: .optional, help: "The file.")],
        flags: [.value("output", short: "o", "FILE", help: "Where to write.")]),
    ])

  /// The arguments of a command line that is right.
  static func parse(_ words: String...) throws -> ParsedArguments {
    guard case .run(let arguments) = try specification.parse(words) else { throw NotRun() }
    return arguments
  }

  /// The text a command line prints.
  static func text(_ words: String...) throws -> String {
    guard case .print(let text) = try specification.parse(words) else { throw NotRun() }
    return text
  }

  /// The message for a command line that is wrong; empty when it is right.
  static func message(_ words: [String], _ use: (ParsedArguments) throws(UsageError) -> Void = { _ in })
    -> String
  {
    do throws(UsageError) {
      if case .run(let arguments) = try specification.parse(words) { try use(arguments) }
      return ""
    } catch {
      return error.description
    }
  }

  struct NotRun: Error {}
}
