/// Why a policy file was refused.
public enum PolicyFileError: Error, Equatable, Sendable {
  /// The operating system did not give the file.
  case file(FileError)
  /// Something ends at `needed`, but only `available` bytes are there; both counted from the file's start.
  case truncated(needed: UInt64, available: UInt64)
  /// The first eight bytes are not the magic.
  case notAPolicyFile
  /// The magic was changed as a text-mode transfer changes it.
  case damagedByTextTransfer
  /// Written by format `found`.
  case unsupportedVersion(found: UInt32)
  /// The header says `declared` bytes, the file has `actual`.
  case wrongFileSize(declared: UInt64, actual: UInt64)
  /// The header or the section table was changed.
  case headerChecksum(expected: UInt32, found: UInt32)
  /// Section `index` was changed.
  case sectionChecksum(index: Int, expected: UInt32, found: UInt32)
  /// Section `index` has a kind this build does not know.
  case unknownSection(index: Int, kind: UInt32)
  /// A second section of a kind that may come once.
  case duplicateSection(kind: SectionKind)
  /// Observation `index` has the name of an earlier one.
  case duplicateKey(index: Int)
  /// A section every file must have.
  case missingSection(kind: SectionKind)
  /// Section `index` does not start at the first aligned byte after the one before it.
  case misplacedSection(index: Int, offset: UInt64)
  /// A byte between sections or tensors is not zero.
  case paddingNotZero(offset: UInt64)
  /// A reserved field is not zero.
  case reservedNotZero(offset: UInt64)
  /// `value` at `offset` is above (or below) what the format allows.
  case outOfRange(offset: UInt64, value: UInt64, allowed: ClosedRange<UInt64>)
  /// A number at `offset` is not finite, or zero where it divides.
  case badNumber(offset: UInt64)
  /// The text at `offset` is not UTF-8 or holds control characters.
  case badText(offset: UInt64)
  /// Bytes are left over after a section's content.
  case trailingBytes(offset: UInt64)
  /// Tensor `index` is empty, leaves the weights section, or does not start at the first aligned byte after the one
  /// before it; an index equal to the number of tensors means bytes left over.
  case misplacedTensor(index: Int)
  /// A weight of tensor `index` is NaN, infinite or larger than a million.
  case badWeight(tensor: Int, element: Int)
  /// Buffer `index` leaves the arena or is misaligned.
  case misplacedBuffer(index: Int)
  /// The arena is not as long as its last buffer, rounded up to 64 bytes, makes it.
  case arenaSize(expected: Int, found: Int)
  /// Buffers share arena bytes while both are in use.
  case overlappingBuffers(first: Int, second: Int)
  /// The operation at `index` cannot be run.
  case operation(index: Int, fault: OperationFault)
  /// View `index` (the inputs, then the sample, then the output) leaves its buffer, has another shape than the metadata
  /// says, or shares its buffer.
  case badView(index: Int)
  /// Layer `index` names floats outside a buffer, or a buffer that is not in use after its operation.
  case badLayer(index: Int)
  /// The machine did not give `byteCount` bytes of memory.
  case outOfMemory(byteCount: UInt64)
}

extension PolicyFileError: CustomStringConvertible {
  /// One line for people: what, where, what was expected, what to do.
  @_optimize(size) public var description: String {
    switch self {
    case .file(let error): error.description
    case .truncated(let needed, let available):
      "ends at byte \(available), but \(needed) are needed; was the copy cut short?"
    case .notAPolicyFile: "byte 0: is not a policy file; make one with 'edge-tool export'"
    case .damagedByTextTransfer: "byte 0: was changed by a text-mode transfer; copy it again as binary"
    case .unsupportedVersion(let found) where found < FileHeader.version:
      "byte 8: has format version \(found), this build reads \(FileHeader.oldestVersion) to \(FileHeader.version); "
        + "make it again with 'edge-tool export'"
    case .unsupportedVersion(let found):
      "byte 8: has format version \(found), this build reads \(FileHeader.oldestVersion) to \(FileHeader.version); "
        + "was it made by a newer edge-tool?"
    case .wrongFileSize(let declared, let actual):
      "byte 16: declares \(declared) bytes, the file has \(actual); was the copy cut short?"
    case .headerChecksum(let expected, let found):
      "byte 24: header checksum is \(found), expected \(expected); the file is damaged"
    case .sectionChecksum(let index, let expected, let found):
      "section \(index): checksum is \(found), expected \(expected); the file is damaged"
    case .unknownSection(let index, let kind):
      "section \(index): kind \(kind) is unknown; was it made by a newer edge-tool?"
    case .duplicateSection(let kind): "has two \(kind.name) sections"
    case .duplicateKey(let index): "observation \(index): has the name of an earlier one"
    case .missingSection(let kind): "has no \(kind.name) section"
    case .misplacedSection(let index, let offset): "section \(index): may not start at byte \(offset)"
    case .paddingNotZero(let offset): "byte \(offset): padding is not zero"
    case .reservedNotZero(let offset): "byte \(offset): a reserved field is not zero"
    case .outOfRange(let offset, let value, let allowed):
      "byte \(offset): \(value) is outside \(allowed.lowerBound)…\(allowed.upperBound)"
    case .badNumber(let offset): "byte \(offset): the number is not finite, or zero where it divides"
    case .badText(let offset): "byte \(offset): the text is not UTF-8 or holds control characters"
    case .trailingBytes(let offset): "byte \(offset): bytes follow the section's content"
    case .misplacedTensor(let index): "tensor \(index): lies outside the weights or over its neighbour"
    case .badWeight(let tensor, let element):
      "tensor \(tensor): element \(element) is not finite or exceeds a million"
    case .misplacedBuffer(let index): "buffer \(index): lies outside the arena or off its alignment"
    case .arenaSize(let expected, let found):
      "the arena is \(found) bytes, but its buffers end at \(expected)"
    case .overlappingBuffers(let first, let second):
      "buffers \(first) and \(second) share arena bytes while both are in use"
    case .operation(let index, let fault): "operation \(index): \(fault.description)"
    case .badView(let index): "view \(index): leaves or shares its buffer, or contradicts the metadata"
    case .badLayer(let index): "layer \(index): is not in a buffer in use after its operation"
    case .outOfMemory(let byteCount): "needs \(byteCount) bytes of memory that the machine does not give"
    }
  }
}
