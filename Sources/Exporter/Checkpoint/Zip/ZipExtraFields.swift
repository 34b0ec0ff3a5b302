/// The extra fields of a header: Zip64's large numbers and the padding that aligns PyTorch's storages.
struct ZipExtraFields {
  /// Zip64's numbers in the order in which they stand; nil without such a field.
  private(set) var zip64: [UInt64]?

  private static let zip64Identifier: UInt16 = 0x0001
  /// "FB".
  private static let paddingIdentifier: UInt16 = 0x4246

  /// Reads the fields at `range` of `bytes`, which is `offset` in the file.
  init(_ bytes: [UInt8], in range: Range<Int>, at offset: Int) throws(CheckpointError) {
    var reader = ByteReader(bytes, from: range.lowerBound, to: range.upperBound)
    while reader.remaining > 0 {
      guard let identifier = reader.unsigned16(), let count = reader.unsigned16(),
        let body = reader.take(Int(count))
      else { throw .zip(.badExtraField(offset: offset)) }
      switch identifier {
      case Self.paddingIdentifier: break
      case Self.zip64Identifier:
        guard zip64 == nil, count > 0, count % 8 == 0, count <= 24 else {
          throw .zip(.badZip64Field(offset: offset))
        }
        var numbers = ByteReader(bytes, from: body.lowerBound, to: body.upperBound)
        var values: [UInt64] = []
        while let value = numbers.unsigned64() { values.append(value) }
        zip64 = values
      default: throw .zip(.badExtraField(offset: offset))
      }
    }
  }

  /// The numbers for header fields: a 32-bit field at its largest value defers to the next of Zip64's.
  func resolve(_ fields: [UInt32], at offset: Int) throws(CheckpointError) -> [Int] {
    var numbers = (zip64 ?? [])[...]
    var result: [Int] = []
    for field in fields {
      let value = field == .max ? numbers.popFirst() : UInt64(field)
      guard let value, let count = Int(exactly: value) else { throw .zip(.badZip64Field(offset: offset)) }
      result.append(count)
    }
    guard numbers.isEmpty else { throw .zip(.badZip64Field(offset: offset)) }
    return result
  }
}
