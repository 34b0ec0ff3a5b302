/// The arithmetic that trainers write in their configurations: `${eval:'${n_action_steps}+${n_latency_steps}'}`.
///
/// A small part of Python's expressions on plain values: `a if b else c`, `or`, `and`, `not`, comparisons,
/// `+ - * / // %`, brackets, numbers, `True`, `False`, `None`. Whatever else a text may hold is not evaluated, and
/// nothing is ever run.
struct ConfigurationExpression {
  /// Bytes of an expression: those that trainers write have a hundred.
  private static let byteCount = 1024
  /// Nesting of one.
  private static let depth = 32

  private var tokens: ArraySlice<Substring>
  private var depth = 0

  /// The value of `text`, an expression whose references were replaced by what they mean; nil where it is none.
  static func value(of text: String) -> ConfigurationNode? {
    guard text.utf8.count <= byteCount, let tokens = tokens(of: text), !tokens.isEmpty else { return nil }
    var expression = ConfigurationExpression(tokens: tokens[...])
    guard let value = expression.choice(), expression.tokens.isEmpty else { return nil }
    return value
  }

  /// The value as Python would write it inside a text; nil of what is no scalar.
  static func text(of value: ConfigurationNode) -> String? {
    switch value {
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .boolean(let truth): truth ? "True" : "False"
    case .null: "None"
    case .string(let text): text
    case .dictionary, .list, .opaque: nil
    }
  }

  private init(tokens: ArraySlice<Substring>) { self.tokens = tokens }

  private static func tokens(of text: String) -> [Substring]? {
    var tokens: [Substring] = []
    var rest = text[...]
    while let first = rest.first {
      if first == " " {
        rest = rest.dropFirst()
        continue
      }
      let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
      let token = word.isEmpty ? rest.prefix(["//", "==", "!=", "<=", ">="].contains(rest.prefix(2)) ? 2 : 1) : word
      guard !word.isEmpty || "+-*/%()<>=!".contains(first) else { return nil }
      tokens.append(token)
      rest = rest[token.endIndex...]
    }
    return tokens
  }

  private mutating func take(_ words: String...) -> Substring? {
    guard let next = tokens.first, words.contains(String(next)) else { return nil }
    tokens = tokens.dropFirst()
    return next
  }

  private mutating func choice() -> ConfigurationNode? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depth, let value = alternative() else { return nil }
    guard take("if") != nil else { return value }
    guard let condition = alternative(), take("else") != nil, let other = choice() else { return nil }
    return Self.isTrue(condition) ? value : other
  }

  private mutating func alternative() -> ConfigurationNode? {
    guard var value = conjunction() else { return nil }
    while take("or") != nil {
      guard let other = conjunction() else { return nil }
      if !Self.isTrue(value) { value = other }
    }
    return value
  }

  private mutating func conjunction() -> ConfigurationNode? {
    guard var value = negation() else { return nil }
    while take("and") != nil {
      guard let other = negation() else { return nil }
      if Self.isTrue(value) { value = other }
    }
    return value
  }

  private mutating func negation() -> ConfigurationNode? {
    var isNegated: Bool?
    while take("not") != nil { isNegated = !(isNegated ?? false) }
    guard let value = comparison() else { return nil }
    return isNegated.map { .boolean($0 != Self.isTrue(value)) } ?? value
  }

  private mutating func comparison() -> ConfigurationNode? {
    guard let left = sum() else { return nil }
    guard let sign = take("==", "!=", "<", ">", "<=", ">=") else { return left }
    guard let right = sum() else { return nil }
    if sign == "==" || sign == "!=" { return .boolean((Self.equal(left, right)) == (sign == "==")) }
    guard let one = Self.number(left), let other = Self.number(right) else { return nil }
    switch sign {
    case "<": return .boolean(one < other)
    case ">": return .boolean(one > other)
    case "<=": return .boolean(one <= other)
    default: return .boolean(one >= other)
    }
  }

  private mutating func sum() -> ConfigurationNode? {
    guard var value = product() else { return nil }
    while let sign = take("+", "-") {
      guard let other = product(), let result = Self.combine(value, sign, other) else { return nil }
      value = result
    }
    return value
  }

  private mutating func product() -> ConfigurationNode? {
    guard var value = operand() else { return nil }
    while let sign = take("*", "/", "//", "%") {
      guard let other = operand(), let result = Self.combine(value, sign, other) else { return nil }
      value = result
    }
    return value
  }

  private mutating func operand() -> ConfigurationNode? {
    var signs = 0
    while take("-") != nil { signs += 1 }
    guard let value = primary() else { return nil }
    return signs % 2 == 0 ? value : Self.combine(.integer(0), "-", value)
  }

  private mutating func primary() -> ConfigurationNode? {
    if take("(") != nil {
      guard let value = choice(), take(")") != nil else { return nil }
      return value
    }
    guard let word = tokens.popFirst() else { return nil }
    switch word {
    case "True", "true": return .boolean(true)
    case "False", "false": return .boolean(false)
    case "None", "null": return .null
    default:
      guard word.first?.isNumber == true else { return nil }
      return Int(word).map { .integer($0) } ?? Double(word).map { .real($0) }
    }
  }

  // MARK: Python's arithmetic.

  private static func isTrue(_ value: ConfigurationNode) -> Bool {
    switch value {
    case .null, .boolean(false), .integer(0), .real(0): false
    default: true
    }
  }

  private static func number(_ value: ConfigurationNode) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .real(let number): number
    case .boolean(let truth): truth ? 1 : 0
    default: nil
    }
  }

  private static func equal(_ left: ConfigurationNode, _ right: ConfigurationNode) -> Bool {
    guard let one = number(left), let other = number(right) else { return left == right }
    return one == other
  }

  private static func combine(
    _ left: ConfigurationNode, _ sign: Substring, _ right: ConfigurationNode
  ) -> ConfigurationNode? {
    if case .integer(let one) = left, case .integer(let other) = right, sign != "/" {
      return whole(one, sign, other).map { .integer($0) }
    }
    guard let one = number(left), let other = number(right) else { return nil }
    switch sign {
    case "+": return .real(one + other)
    case "-": return .real(one - other)
    case "*": return .real(one * other)
    case "/": return other == 0 ? nil : .real(one / other)
    case "//": return other == 0 ? nil : .real((one / other).rounded(.down))
    default: return nil
    }
  }

  private static func whole(_ one: Int, _ sign: Substring, _ other: Int) -> Int? {
    let result: (partialValue: Int, overflow: Bool)
    switch sign {
    case "+": result = one.addingReportingOverflow(other)
    case "-": result = one.subtractingReportingOverflow(other)
    case "*": result = one.multipliedReportingOverflow(by: other)
    default:
      // Python rounds towards −∞, and the rest has the divisor's sign.
      let (quotient, overflow) = one.dividedReportingOverflow(by: other)
      guard !overflow else { return nil }
      let rest = one - quotient * other
      let isBelow = rest != 0 && (rest < 0) != (other < 0)
      return sign == "//" ? quotient - (isBelow ? 1 : 0) : rest + (isBelow ? other : 0)
    }
    return result.overflow ? nil : result.partialValue
  }
}
