import EdgeRuntime

extension String {
  /// This text, from an untrusted file, in quotation marks and cut to a line's part, for messages.
  var quotedForMessage: String {
    "\"" + PrintableName.text(of: self, limit: CheckpointLimits.shownNameCharacterCount) + "\""
  }
}

extension [String] {
  /// The first names, quoted and separated by commas.
  var quotedForMessage: String {
    let shown = prefix(CheckpointLimits.listedNameCount).map(\.quotedForMessage).joined(separator: ", ")
    return count > CheckpointLimits.listedNameCount ? shown + ", …" : shown
  }
}
