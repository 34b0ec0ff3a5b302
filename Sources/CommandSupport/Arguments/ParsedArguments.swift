/// A command line that fits its command; the values are checked as they are asked for.
public struct ParsedArguments: Sendable {
  /// The program's name.
  public let program: String
  private let specification: CommandSpecification
  private let flagValues: [FlagValue]
  private let positionals: [String]

  struct FlagValue: Sendable {
    let name: String
    let text: String?
  }

  init(
    program: String, command: CommandSpecification, flagValues: [FlagValue], positionals: [String]
  ) {
    self.program = program
    specification = command
    self.flagValues = flagValues
    self.positionals = positionals
  }

  /// The name of the command.
  public var command: String { specification.name }

  /// The error that says what is wrong with this command line.
  public func error(_ problem: UsageProblem) -> UsageError {
    UsageError(program: program, command: command, problem)
  }

  // MARK: Positional arguments.

  /// The argument declared as `name` with the count `one`.
  public func argument(_ name: String) -> String {
    guard let text = optionalArgument(name) else {
      preconditionFailure("the argument must be declared as one")
    }
    return text
  }

  /// The argument declared as `name`, or nil when it was left out.
  public func optionalArgument(_ name: String) -> String? {
    let index = positionalIndex(name)
    return index < positionals.count ? positionals[index] : nil
  }

  /// All arguments declared as `name` with the count `oneOrMore`.
  public func arguments(_ name: String) -> [String] {
    Array(positionals.dropFirst(positionalIndex(name)))
  }

  private func positionalIndex(_ name: String) -> Int {
    guard let index = specification.positionals.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("the argument must be declared")
    }
    return index
  }

  // MARK: Flags.

  /// True when the flag was given.
  public func has(_ flag: String) -> Bool {
    checkDeclared(flag)
    return flagValues.contains { $0.name == flag }
  }

  /// The values of a flag, in their order.
  public func texts(_ flag: String) -> [String] {
    checkDeclared(flag)
    var texts: [String] = []
    for value in flagValues where value.name == flag {
      if let text = value.text { texts.append(text) }
    }
    return texts
  }

  /// The value of a flag, or nil when it was left out.
  public func text(_ flag: String) -> String? { texts(flag).last }

  /// The value of a flag that must be there.
  public func requiredText(_ flag: String) throws(UsageError) -> String {
    guard let text = text(flag) else { throw error(.missingFlag("--" + flag)) }
    return text
  }

  /// The value of a flag as a whole number in `range`, or nil when it was left out or is `word`.
  public func wholeNumber(
    _ flag: String, in range: ClosedRange<Int>, or word: String? = nil
  ) throws(UsageError) -> Int? {
    guard let text = text(flag), text != word else { return nil }
    guard let value = NumberParsing.wholeNumber(text), range.contains(value) else {
      throw error(.notAWholeNumber("--" + flag, text: text, range: range, or: word))
    }
    return value
  }

  /// The value of a flag as whole numbers and ranges of them (`0-3,6`), each up to `limit`, or nil when it was left
  /// out.
  public func wholeNumbers(_ flag: String, upTo limit: Int) throws(UsageError) -> [Int]? {
    guard let text = text(flag) else { return nil }
    guard let numbers = NumberParsing.list(text, upTo: limit) else {
      throw error(.notAList("--" + flag, text: text, limit: limit))
    }
    return numbers
  }

  /// The value of a flag as a number greater than zero, or nil when it was left out.
  public func positiveReal(_ flag: String) throws(UsageError) -> Double? {
    guard let text = text(flag) else { return nil }
    guard let value = NumberParsing.real(text), value > 0 else {
      throw error(.notAPositiveNumber("--" + flag, text: text))
    }
    return value
  }

  /// The value of a flag as a number greater than zero and at most `limit`, or nil when it was left out.
  public func positiveReal(_ flag: String, upTo limit: Double) throws(UsageError) -> Double? {
    guard let value = try positiveReal(flag) else { return nil }
    guard value <= limit else { throw error(.tooLarge("--" + flag, text: text(flag) ?? "", limit: limit)) }
    return value
  }

  /// The value of a flag as numbers of at least zero (`27,54`), or nil when it was left out.
  public func reals(_ flag: String) throws(UsageError) -> [Double]? {
    guard let text = text(flag) else { return nil }
    var numbers: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = NumberParsing.real(String(part)), number >= 0 else {
        throw error(.notNumbers("--" + flag, text: text))
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The value of a flag as one of `choices`, or nil when it was left out.
  public func choice(_ flag: String, among choices: [String]) throws(UsageError) -> String? {
    try self.choices(flag, among: choices).last
  }

  /// The values of a flag, each one of `choices`, in their order.
  public func choices(_ flag: String, among choices: [String]) throws(UsageError) -> [String] {
    let texts = texts(flag)
    for text in texts where !choices.contains(text) {
      let nearest = NearestWord.find(text, among: choices)
      throw error(.notAChoice("--" + flag, text: text, choices: choices, nearest: nearest))
    }
    return texts
  }

  private func checkDeclared(_ flag: String) {
    precondition(specification.flags.contains { $0.name == flag }, "the flag must be declared")
  }
}
