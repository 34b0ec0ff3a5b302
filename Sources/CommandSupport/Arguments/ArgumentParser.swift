/// Sorts the words after a command's name into flags and positional arguments.
struct ArgumentParser {
  private let program: String
  private let command: CommandSpecification
  private var words: [String] = []
  private var next = 0
  private var flagValues: [ParsedArguments.FlagValue] = []
  private var positionals: [String] = []
  private(set) var helpRequested = false

  init(program: String, command: CommandSpecification) {
    self.program = program
    self.command = command
  }

  mutating func parse(_ words: [String]) throws(UsageError) {
    self.words = words
    next = 0
    while next < words.count, !helpRequested {
      let word = words[next]
      next += 1
      if word == "--" {
        positionals.append(contentsOf: words[next...])
        return
      }
      if Self.looksLikeFlag(word) { try parseFlag(word) } else { positionals.append(word) }
    }
  }

  func finish() throws(UsageError) -> ParsedArguments {
    for (index, positional) in command.positionals.enumerated()
    where index >= positionals.count && positional.count != .optional {
      throw error(.missingArgument(positional.name))
    }
    let takesMany = command.positionals.last?.count == .oneOrMore
    if positionals.count > command.positionals.count, !takesMany {
      throw error(.tooManyArguments(first: positionals[command.positionals.count]))
    }
    return ParsedArguments(
      program: program, command: command, flagValues: flagValues, positionals: positionals)
  }

  // MARK: Flags.

  /// A dash starts a flag, unless it stands alone (standard input) or begins a negative number.
  private static func looksLikeFlag(_ word: String) -> Bool {
    let bytes = Array(word.utf8.prefix(2))
    guard bytes.count == 2, bytes[0] == UInt8(ascii: "-") else { return false }
    return !(0x30...0x39).contains(bytes[1]) && bytes[1] != UInt8(ascii: ".")
  }

  private mutating func parseFlag(_ word: String) throws(UsageError) {
    var typed = word
    var value: String?
    if let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")) {
      typed = String(word[..<equals])
      value = String(word[word.utf8.index(after: equals)...])
    }
    guard let flag = flag(typed) else { throw unknownFlag(typed) }
    if flag == Flag.help {
      helpRequested = true
      return
    }
    if !flag.isRepeatable, flagValues.contains(where: { $0.name == flag.name }) {
      throw error(.duplicateFlag(flag.typed))
    }
    if let valueName = flag.valueName {
      let text = value ?? nextValue()
      guard let text else { throw error(.missingValue(flag.typed, valueName: valueName)) }
      flagValues.append(ParsedArguments.FlagValue(name: flag.name, text: text))
    } else {
      guard value == nil else { throw error(.unexpectedValue(flag.typed)) }
      flagValues.append(ParsedArguments.FlagValue(name: flag.name, text: nil))
    }
  }

  private func flag(_ typed: String) -> Flag? {
    for flag in command.allFlags {
      if typed == flag.typed { return flag }
      if let alias = flag.alias, typed == "--" + alias { return flag }
      if let short = flag.short, typed == "-" + short { return flag }
    }
    return nil
  }

  /// The next word as a value, unless it is a flag itself: a forgotten value must not swallow it.
  private mutating func nextValue() -> String? {
    guard next < words.count, !Self.looksLikeFlag(words[next]) else { return nil }
    next += 1
    return words[next - 1]
  }

  private func unknownFlag(_ typed: String) -> UsageError {
    var names: [String] = []
    for flag in command.allFlags { names.append(flag.typed) }
    return error(.unknownFlag(typed, nearest: NearestWord.find(typed, among: names)))
  }

  private func error(_ problem: UsageProblem) -> UsageError {
    UsageError(program: program, command: command.name, problem)
  }
}
