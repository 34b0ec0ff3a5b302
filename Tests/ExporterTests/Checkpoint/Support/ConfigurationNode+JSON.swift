import Exporter

extension ConfigurationNode {
  /// It as JSON; what Python has beyond that is null.
  var json: String {
    switch self {
    case .dictionary(let entries):
      "{" + entries.map { "\(Self.quoted($0.key)): \($0.value.json)" }.joined(separator: ", ") + "}"
    case .list(let elements): "[" + elements.map(\.json).joined(separator: ", ") + "]"
    case .string(let text): Self.quoted(text)
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .null, .opaque: "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case ..<" ": quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
