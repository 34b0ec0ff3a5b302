/// Where a policy file came from: section *provenance*, pairs of texts in the order they were written.
public struct Provenance: Equatable, Sendable {
  /// One fact, like `checkpoint sha256` and its digits.
  public struct Entry: Equatable, Sendable {
    /// What the fact is about.
    public var key: String
    /// The fact.
    public var value: String

    /// Makes a fact.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The facts.
  public var entries: [Entry]

  /// Makes provenance of `entries`.
  public init(entries: [Entry]) { self.entries = entries }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    entries = []
    for _ in 0..<(try reader.integer(in: 0...FormatLimits.provenanceEntryCount)) {
      entries.append(Entry(key: try reader.text(), value: try reader.text()))
    }
    try reader.expectEnd()
  }

  /// Appends the section's bytes.
  public func write(to writer: inout ByteWriter) {
    writer.integer(entries.count)
    for entry in entries {
      writer.text(entry.key)
      writer.text(entry.value)
    }
  }
}
