import EdgeRuntime

/// Names cut to the width of a table's column, so that those that differ still do.
public enum ShortName {
  /// The name, safe to print, in at most `limit` columns.
  ///
  /// A layer's name keeps every part between dots; those in the middle are shortened first, the widest before the
  /// others. Of other long texts, as of paths, the start and twice as much of the end is kept.
  public static func text(of name: String, limit: Int) -> String {
    let printable = PrintableName.whole(name)
    guard PlainText.width(of: printable) > limit else { return printable }
    return layer(printable, limit: limit) ?? ends(of: printable, limit: limit)
  }

  /// Each part of a dotted name, shortened; nil where that does not do.
  private static func layer(_ name: String, limit: Int) -> String? {
    let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    guard parts.count > 2, !name.utf8.contains(UInt8(ascii: "/")) else { return nil }
    var widths = parts.map { PlainText.width(of: $0) }
    var excess = widths.reduce(parts.count - 1, +) - limit
    let order = [Array(parts.indices.dropFirst().dropLast()), [parts.count - 1, 0]]
    for group in order {
      while excess > 0, let widest = group.max(by: { widths[$0] < widths[$1] }), widths[widest] > 2 {
        widths[widest] -= 1
        excess -= 1
      }
    }
    guard excess <= 0 else { return nil }
    var shortened: [String] = []
    for (part, width) in zip(parts, widths) {
      let isCut = PlainText.width(of: part) > width
      shortened.append(isCut ? String(part.unicodeScalars.prefix(width - 1)) + "…" : part)
    }
    return shortened.joined(separator: ".")
  }

  private static func ends(of text: String, limit: Int) -> String {
    let scalars = text.unicodeScalars
    let start = (limit - 1) / 3
    let end = limit - 1 - start
    return String(scalars.prefix(start)) + "…" + String(scalars.suffix(end))
  }
}
