import EdgeRuntime

/// What is wrong with a command line.
public enum UsageProblem: Equatable, Sendable {
  /// No command was given.
  case missingCommand
  /// There is no such command.
  case unknownCommand(String, nearest: String?)
  /// The command has no such flag.
  case unknownFlag(String, nearest: String?)
  /// A flag that takes a value came without.
  case missingValue(String, valueName: String)
  /// A switch came with a value.
  case unexpectedValue(String)
  /// A flag came twice that may come once.
  case duplicateFlag(String)
  /// A flag was left out that the command needs.
  case missingFlag(String)
  /// A positional argument was left out.
  case missingArgument(String)
  /// More positional arguments came than the command takes.
  case tooManyArguments(first: String)
  /// The text is not a whole number in the range, nor the word, if there is one.
  case notAWholeNumber(String, text: String, range: ClosedRange<Int>, or: String? = nil)
  /// The text is no list of whole numbers up to the limit.
  case notAList(String, text: String, limit: Int)
  /// The text is no list of numbers from zero on.
  case notNumbers(String, text: String)
  /// A flag came without the one that it says more of.
  case needsFlag(String, needed: String)
  /// The text is not a number greater than zero.
  case notAPositiveNumber(String, text: String)
  /// The text is a number above the limit.
  case tooLarge(String, text: String, limit: Double)
  /// Two flags came of which one makes the other meaningless.
  case excludingFlags(String, String)
  /// The text is no path and value.
  case notAChange(String, text: String)
  /// The text is none of the choices.
  case notAChoice(String, text: String, choices: [String], nearest: String?)
}

extension UsageProblem: CustomStringConvertible {
  /// What is wrong, and what would be right.
  @_optimize(size)
  public var description: String {
    switch self {
    case .missingCommand: "a command is missing"
    case .unknownCommand(let word, let nearest):
      "unknown command \(Self.quoted(word))" + Self.suggestion(nearest)
    case .unknownFlag(let flag, let nearest):
      "unknown flag \(PrintableName.whole(flag))" + Self.suggestion(nearest)
    case .missingValue(let flag, let valueName): "\(flag) needs a value: \(flag) \(valueName)"
    case .notAChange(let flag, let text):
      "\(flag) is \(Self.quoted(text)); expected PATH=VALUE, such as policy.horizon=16"
    case .unexpectedValue(let flag): "\(flag) takes no value"
    case .duplicateFlag(let flag): "\(flag) is given twice"
    case .missingFlag(let flag): "\(flag) is missing"
    case .missingArgument(let name): "<\(name)> is missing"
    case .tooManyArguments(let first): "unexpected argument \(Self.quoted(first))"
    case .notAWholeNumber(let subject, let text, let range, let word):
      "\(subject) \(Self.quoted(text)): expected a whole number \(Self.range(range))"
        + (word.map { ", or " + $0 } ?? "")
    case .notAList(let subject, let text, let limit):
      "\(subject) \(Self.quoted(text)): expected numbers up to \(limit), like 2,3 or 0-3"
    case .notNumbers(let subject, let text):
      "\(subject) \(Self.quoted(text)): expected numbers of at least 0, like 27,54"
    case .needsFlag(let flag, let needed): "\(flag) says nothing without \(needed)"
    case .notAPositiveNumber(let subject, let text):
      "\(subject) \(Self.quoted(text)): expected a number greater than 0"
    case .tooLarge(let subject, let text, let limit):
      "\(subject) \(Self.quoted(text)): expected at most \(NumberText.fixed(limit, digits: 0))"
    case .excludingFlags(let first, let second): "\(first) and \(second) exclude each other"
    case .notAChoice(let subject, let text, let choices, let nearest):
      "\(subject) \(Self.quoted(text)): expected \(PlainText.alternatives(choices))" + Self.suggestion(nearest)
    }
  }

  private static func quoted(_ word: String) -> String { "'" + PrintableName.whole(word) + "'" }

  private static func suggestion(_ nearest: String?) -> String {
    guard let nearest else { return "" }
    return "; did you mean " + nearest + "?"
  }

  private static func range(_ range: ClosedRange<Int>) -> String {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    return upper == Int.max ? "of at least \(lower)" : "from \(lower) to \(upper)"
  }
}
