extension String {
  /// This text in quotation marks, without control characters and cut to a line's part, for messages.
  ///
  /// Names come from untrusted files: terminal escapes and line breaks must not reach a terminal or a log.
  var quotedForMessage: String {
    var shown = "\""
    var count = 0
    for scalar in unicodeScalars {
      guard count < CheckpointLimits.shownNameCharacterCount else {
        shown += "…"
        break
      }
      count += 1
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        if scalar == "\"" || scalar == "\\" { shown += "\\" }
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown + "\""
  }
}

extension [String] {
  /// The first names, quoted and separated by commas.
  var quotedForMessage: String {
    let shown = prefix(CheckpointLimits.listedNameCount).map(\.quotedForMessage).joined(separator: ", ")
    return count > CheckpointLimits.listedNameCount ? shown + ", …" : shown
  }
}
