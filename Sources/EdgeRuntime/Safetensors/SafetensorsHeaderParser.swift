/// Turns the text of a safetensors header into entries, then checks them against each other.
struct SafetensorsHeaderParser {
  private(set) var entries: [SafetensorsEntry] = []
  private(set) var metadata: [SafetensorsHeader.Metadata] = []
  private var scanner: StrictJSONScanner
  /// Where the name of each entry stands, for messages.
  private var nameOffsets: [Int] = []
  private let dataStart: UInt64

  static let metadataKey = "__metadata__"

  init(bytes: [UInt8], headerEnd: Int) {
    scanner = StrictJSONScanner(bytes: bytes, range: SafetensorsLimits.lengthByteCount..<headerEnd)
    dataStart = UInt64(headerEnd)
  }

  mutating func parse() throws(SafetensorsError) {
    if let first = scanner.peek(), first != UInt8(ascii: "{") { throw .headerNotAnObject(found: first) }
    var metadataSeen = false
    var more = try openObject()
    while more {
      let (key, offset) = try scanKey()
      if key.utf8.elementsEqual(Self.metadataKey.utf8) {
        guard !metadataSeen else { throw .duplicateKey(offset: offset, key: key) }
        metadataSeen = true
        try parseMetadata()
      } else {
        try parseEntry(name: key, offset: offset)
      }
      more = try continueObject()
    }
    try scanner.expectOnlySpaces()
  }

  // MARK: Objects.

  /// Steps into an object; false when it is empty.
  private mutating func openObject() throws(SafetensorsError) -> Bool {
    try scanner.expect(UInt8(ascii: "{"), .object)
    return !scanner.skip(UInt8(ascii: "}"))
  }

  /// Steps over the comma before the next pair, or the end of the object; false at the end.
  private mutating func continueObject() throws(SafetensorsError) -> Bool {
    if scanner.skip(UInt8(ascii: ",")) { return true }
    try scanner.expect(UInt8(ascii: "}"), .commaOrEnd)
    return false
  }

  /// A key with its colon, and where it starts.
  private mutating func scanKey() throws(SafetensorsError) -> (key: String, offset: Int) {
    scanner.skipWhitespace()
    let offset = scanner.position
    let key = try scanner.string()
    try scanner.expect(UInt8(ascii: ":"), .colon)
    return (key, offset)
  }

  private mutating func parseMetadata() throws(SafetensorsError) {
    var offsets: [Int] = []
    var more = try openObject()
    while more {
      let (key, offset) = try scanKey()
      guard metadata.count < SafetensorsLimits.entryCount else { throw .tooManyEntries(offset: offset) }
      metadata.append(SafetensorsHeader.Metadata(key: key, value: try scanner.string()))
      offsets.append(offset)
      more = try continueObject()
    }
    var keys: [String] = []
    for pair in metadata { keys.append(pair.key) }
    _ = try Self.sortedUnique(keys, offsets: offsets)
  }

  // MARK: One tensor.

  private mutating func parseEntry(name: String, offset: Int) throws(SafetensorsError) {
    guard entries.count < SafetensorsLimits.entryCount else { throw .tooManyEntries(offset: offset) }
    try Self.checkName(name, offset: offset)
    var type: SafetensorsType?
    var shape: [Int]?
    var range: (begin: UInt64, end: UInt64)?
    var more = try openObject()
    while more {
      let (field, fieldOffset) = try scanKey()
      if field.utf8.elementsEqual("dtype".utf8) {
        guard type == nil else { throw .duplicateKey(offset: fieldOffset, key: field) }
        type = try scanType(tensor: name)
      } else if field.utf8.elementsEqual("shape".utf8) {
        guard shape == nil else { throw .duplicateKey(offset: fieldOffset, key: field) }
        shape = try scanShape(tensor: name)
      } else if field.utf8.elementsEqual("data_offsets".utf8) {
        guard range == nil else { throw .duplicateKey(offset: fieldOffset, key: field) }
        range = try scanOffsets()
      } else {
        throw .unknownField(offset: fieldOffset, tensor: name, field: field)
      }
      more = try continueObject()
    }
    guard let type else { throw .missingField(offset: offset, tensor: name, field: .type) }
    guard let shape else { throw .missingField(offset: offset, tensor: name, field: .shape) }
    guard let range else { throw .missingField(offset: offset, tensor: name, field: .offsets) }
    entries.append(
      SafetensorsEntry(
        name: name, type: type, shape: shape, begin: range.begin, end: range.end, dataStart: dataStart))
    nameOffsets.append(offset)
  }

  private mutating func scanType(tensor: String) throws(SafetensorsError) -> SafetensorsType {
    scanner.skipWhitespace()
    let offset = scanner.position
    let text = try scanner.string()
    guard let type = SafetensorsType(name: text) else {
      throw .unknownType(offset: offset, tensor: tensor, type: text)
    }
    return type
  }

  private mutating func scanShape(tensor: String) throws(SafetensorsError) -> [Int] {
    var shape: [Int] = []
    try scanner.expect(UInt8(ascii: "["), .array)
    if scanner.skip(UInt8(ascii: "]")) { return shape }
    repeat {
      guard shape.count < SafetensorsLimits.rank else {
        throw .rankTooLarge(offset: scanner.position, tensor: tensor)
      }
      shape.append(try scanner.wholeNumber())
    } while scanner.skip(UInt8(ascii: ","))
    try scanner.expect(UInt8(ascii: "]"), .arrayEnd)
    return shape
  }

  private mutating func scanOffsets() throws(SafetensorsError) -> (begin: UInt64, end: UInt64) {
    try scanner.expect(UInt8(ascii: "["), .array)
    let begin = UInt64(try scanner.wholeNumber())
    try scanner.expect(UInt8(ascii: ","), .comma)
    let end = UInt64(try scanner.wholeNumber())
    try scanner.expect(UInt8(ascii: "]"), .arrayEnd)
    return (begin, end)
  }

  static func checkName(_ name: String, offset: Int) throws(SafetensorsError) {
    let byteCount = name.utf8.count
    guard byteCount > 0 else { throw .emptyName(offset: offset) }
    guard byteCount <= SafetensorsLimits.nameByteCount else {
      throw .nameTooLong(offset: offset, byteCount: byteCount)
    }
    for scalar in name.unicodeScalars where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
      throw .controlCharacterInName(offset: offset, name: name)
    }
  }
}

// MARK: The tensors against each other and the file.

extension SafetensorsHeaderParser {
  /// Indices of the entries by the bytes of their names; refuses a name that comes twice.
  func checkedOrder() throws(SafetensorsError) -> [Int] {
    var names: [String] = []
    for entry in entries { names.append(entry.name) }
    return try Self.sortedUnique(names, offsets: nameOffsets)
  }

  private static func sortedUnique(_ keys: [String], offsets: [Int]) throws(SafetensorsError) -> [Int] {
    // Bytes, not `String`'s comparison: two spellings of one accented letter are two keys.
    let order = keys.indices.ordered { keys[$0].utf8.lexicographicallyPrecedes(keys[$1].utf8) }
    for place in order.indices.dropFirst() {
      let (first, second) = (order[place - 1], order[place])
      if keys[first].utf8.elementsEqual(keys[second].utf8) {
        throw .duplicateKey(offset: max(offsets[first], offsets[second]), key: keys[second])
      }
    }
    return order
  }

  /// Checks that the tensors fill the data exactly, in some order, without a hole or an overlap.
  func checkOffsets(dataByteCount: UInt64) throws(SafetensorsError) {
    for entry in entries { try Self.checkSize(of: entry) }
    let order = entries.indices.ordered {
      let (first, second) = (entries[$0], entries[$1])
      return first.begin != second.begin ? first.begin < second.begin : first.end < second.end
    }
    var expected: UInt64 = 0
    for index in order {
      let entry = entries[index]
      guard entry.begin == expected else {
        throw .notContiguous(tensor: entry.name, expected: expected, found: entry.begin)
      }
      expected = entry.end
    }
    guard expected == dataByteCount else {
      throw .wrongDataByteCount(expected: expected, found: dataByteCount)
    }
  }

  private static func checkSize(of entry: SafetensorsEntry) throws(SafetensorsError) {
    guard entry.begin <= entry.end else {
      throw .reversedOffsets(tensor: entry.name, begin: entry.begin, end: entry.end)
    }
    // A zero among the extents must not hide an overflow among the others, so it counts as one there.
    var bound = entry.type.byteCount
    var isEmpty = false
    for extent in entry.shape {
      if extent == 0 { isEmpty = true }
      let (product, overflow) = bound.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflow else { throw .shapeOverflow(tensor: entry.name) }
      bound = product
    }
    let expected = isEmpty ? 0 : UInt64(bound)
    guard entry.end - entry.begin == expected else {
      throw .wrongByteCount(tensor: entry.name, expected: expected, found: entry.end - entry.begin)
    }
  }
}
