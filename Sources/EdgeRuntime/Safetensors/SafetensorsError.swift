/// Why a safetensors file was refused, or could not be written.
///
/// Offsets count bytes from the start of the file. Names are as the file has them; `description` escapes
/// them.
public enum SafetensorsError: Error, Equatable, Sendable {
  // MARK: The file.

  /// The operating system refused.
  case file(FileError)
  /// A file of tensors of another kind.
  case foreign(ForeignTensorFile)
  /// Too few bytes for the length of the header.
  case fileTooShort(byteCount: UInt64)
  /// More bytes than `SafetensorsLimits.fileByteCount`.
  case fileTooLarge(byteCount: UInt64)
  /// The header's length is zero.
  case headerEmpty
  /// The header's length is beyond `SafetensorsLimits.headerByteCount`.
  case headerTooLarge(byteCount: UInt64)
  /// The file ends inside the header.
  case headerTruncated(needed: UInt64, available: UInt64)

  // MARK: The header's text.

  /// The header does not begin with `{`.
  case headerNotAnObject(found: UInt8)
  /// Another byte stood where the grammar wants `expected`.
  case unexpectedByte(offset: Int, found: UInt8, expected: Expectation)
  /// The header ended where the grammar wants `expected`.
  case headerEnded(offset: Int, expected: Expectation)
  /// Something other than padding spaces follows the header's object.
  case trailingByte(offset: Int, found: UInt8)
  /// A string is not UTF-8.
  case invalidUTF8(offset: Int)
  /// A string holds an unescaped control character.
  case controlByte(offset: Int, found: UInt8)
  /// A string holds an escape that JSON does not know, or half a surrogate pair.
  case invalidEscape(offset: Int)
  /// A number starts with a needless zero.
  case leadingZero(offset: Int)
  /// A number has a sign, a fraction or an exponent.
  case notAWholeNumber(offset: Int)
  /// A number is beyond 2⁶³ − 1.
  case numberTooLarge(offset: Int)
  /// One object has the same key twice.
  case duplicateKey(offset: Int, key: String)
  /// More tensors, or pairs of metadata, than `SafetensorsLimits.entryCount`.
  case tooManyEntries(offset: Int)

  // MARK: The tensors.

  /// A tensor's name is empty.
  case emptyName(offset: Int)
  /// A tensor's name is longer than `SafetensorsLimits.nameByteCount`.
  case nameTooLong(offset: Int, byteCount: Int)
  /// A tensor's name holds a control character.
  case controlCharacterInName(offset: Int, name: String)
  /// A tensor has a field other than `dtype`, `shape` and `data_offsets`.
  case unknownField(offset: Int, tensor: String, field: String)
  /// A tensor lacks a field.
  case missingField(offset: Int, tensor: String, field: Field)
  /// A tensor's type is none of `SafetensorsType`.
  case unknownType(offset: Int, tensor: String, type: String)
  /// A tensor has more extents than `SafetensorsLimits.rank`.
  case rankTooLarge(offset: Int, tensor: String)
  /// A tensor's extents and the size of its elements multiply to more than 2⁶³ − 1.
  case shapeOverflow(tensor: String)
  /// A tensor ends before it begins.
  case reversedOffsets(tensor: String, begin: UInt64, end: UInt64)
  /// A tensor's offsets span another number of bytes than its shape and type need.
  case wrongByteCount(tensor: String, expected: UInt64, found: UInt64)
  /// A tensor does not begin where the one before it ends: a hole or an overlap.
  case notContiguous(tensor: String, expected: UInt64, found: UInt64)
  /// The tensors need another number of bytes than the file has after the header.
  case wrongDataByteCount(expected: UInt64, found: UInt64)

  // MARK: Use.

  /// The elements of this type cannot be read as floats.
  case notConvertible(tensor: String, type: SafetensorsType)
  /// The entry does not come from this file.
  case foreignEntry(tensor: String)
  /// A tensor cannot be written under the name of the metadata.
  case reservedName
}

extension SafetensorsError {
  /// What the grammar of the header wants next.
  public enum Expectation: Sendable {
    case string, stringEnd, colon, commaOrEnd, object, array, arrayEnd, comma, number
  }

  /// A field of a tensor in the header.
  public enum Field: Sendable {
    case type, shape, offsets
  }
}
