/// Texts of a checkpoint on their way into a policy file.
enum MetadataText {
  /// Characters that are kept.
  private static let limit = 200

  /// The text on one line: what breaks lines, turns or hides text becomes a space, and long texts are cut.
  ///
  /// Task and file names come from anywhere; a policy file's texts are printed on robots.
  static func cleaned(_ text: String) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < limit else { return result + "…" }
      count += 1
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
        if result.last != " " { result += " " }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
