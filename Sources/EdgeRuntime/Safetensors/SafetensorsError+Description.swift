extension SafetensorsError: CustomStringConvertible {
  /// One line for people: what, where, and what was expected.
  @_optimize(size) public var description: String {
    switch self {
    case .file(let error): error.description
    case .foreign(let kind): kind.text
    case .notConvertible(let tensor, let type):
      "tensor \(quoted(tensor)): cannot read \(type.name) as floats; expected F32, F16, BF16, F64, I64 or I32"
    case .foreignEntry(let tensor): "tensor \(quoted(tensor)) does not come from this file"
    case .reservedName: "a tensor cannot be called __metadata__"
    default: fileText ?? headerText ?? tensorText ?? "is not a safetensors file"
    }
  }

  @_optimize(size) private var fileText: String? {
    switch self {
    case .fileTooShort(let count):
      "the file has \(count) bytes; a safetensors file has at least 10"
    case .fileTooLarge(let count):
      "the file has \(count) bytes; at most \(SafetensorsLimits.fileByteCount) are read"
    case .headerEmpty: "byte 0: the header is empty; expected at least {}"
    case .headerTooLarge(let count):
      "byte 0: the header has \(count) bytes; at most \(SafetensorsLimits.headerByteCount) are read; "
        + "is it a safetensors file?"
    case .headerTruncated(let needed, let available):
      "byte \(available): the file ends inside the header; expected \(needed) bytes"
    case .headerNotAnObject(let found): "byte 8: found \(Self.text(found)); expected {"
    case .wrongDataByteCount(let expected, let found):
      "the tensors need \(expected) bytes after the header; the file has \(found)"
    default: nil
    }
  }

  @_optimize(size) private var headerText: String? {
    switch self {
    case .unexpectedByte(let offset, let found, let expected):
      "byte \(offset): found \(Self.text(found)); expected \(expected.text)"
    case .headerEnded(let offset, let expected):
      "byte \(offset): the header ends; expected \(expected.text)"
    case .trailingByte(let offset, let found):
      "byte \(offset): found \(Self.text(found)) after the header's object; expected only spaces"
    case .invalidUTF8(let offset): "byte \(offset): the header is not UTF-8"
    case .controlByte(let offset, let found):
      "byte \(offset): a string holds \(Self.text(found)); expected an escape"
    case .invalidEscape(let offset): "byte \(offset): a string holds an invalid escape"
    case .leadingZero(let offset): "byte \(offset): a number starts with a needless 0"
    case .notAWholeNumber(let offset):
      "byte \(offset): a number has a sign, a fraction or an exponent; expected only digits"
    case .numberTooLarge(let offset):
      "byte \(offset): a number is too large; expected at most \(Int64.max)"
    case .duplicateKey(let offset, let key):
      "byte \(offset): key \(quoted(key)) appears twice; expected every key once"
    case .tooManyEntries(let offset):
      "byte \(offset): more than \(SafetensorsLimits.entryCount) entries"
    default: nil
    }
  }

  @_optimize(size) private var tensorText: String? {
    switch self {
    case .emptyName(let offset): "byte \(offset): a tensor has an empty name"
    case .nameTooLong(let offset, let count):
      "byte \(offset): a tensor's name has \(count) bytes; at most \(SafetensorsLimits.nameByteCount)"
    case .controlCharacterInName(let offset, let name):
      "byte \(offset): tensor \(quoted(name)): the name holds a control character"
    case .unknownField(let offset, let tensor, let field):
      "byte \(offset): tensor \(quoted(tensor)): unknown field \(quoted(field));"
        + " expected dtype, shape and data_offsets"
    case .missingField(let offset, let tensor, let field):
      "byte \(offset): tensor \(quoted(tensor)): field \(field.name) is missing"
    case .unknownType(let offset, let tensor, let type):
      "byte \(offset): tensor \(quoted(tensor)): unknown type \(quoted(type)); expected one like F32"
    case .rankTooLarge(let offset, let tensor):
      "byte \(offset): tensor \(quoted(tensor)): more than \(SafetensorsLimits.rank) extents"
    case .shapeOverflow(let tensor): "tensor \(quoted(tensor)): the shape is too large to have a size"
    case .reversedOffsets(let tensor, let begin, let end):
      "tensor \(quoted(tensor)): begins at \(begin) and ends at \(end); expected the end not to come first"
    case .wrongByteCount(let tensor, let expected, let found):
      "tensor \(quoted(tensor)): the offsets span \(found) bytes; shape and type need \(expected)"
    case .notContiguous(let tensor, let expected, let found):
      "tensor \(quoted(tensor)): begins at \(found) of the data; expected \(expected)"
    default: nil
    }
  }

  private func quoted(_ name: String) -> String { "\"" + PrintableName.text(of: name) + "\"" }

  private static func text(_ byte: UInt8) -> String {
    if (0x21...0x7E).contains(byte) { return String(decoding: [byte], as: UTF8.self) }
    let digits = String(byte, radix: 16)
    return "byte 0x" + (digits.utf8.count < 2 ? "0" : "") + digits
  }
}

extension SafetensorsError.Expectation {
  var text: String {
    switch self {
    case .string: "a string"
    case .stringEnd: "the string's closing quote"
    case .colon: ":"
    case .commaOrEnd: ", or }"
    case .object: "{"
    case .array: "["
    case .arrayEnd: "]"
    case .comma: ","
    case .number: "a whole number"
    }
  }
}

extension SafetensorsError.Field {
  var name: String {
    switch self {
    case .type: "dtype"
    case .shape: "shape"
    case .offsets: "data_offsets"
    }
  }
}
