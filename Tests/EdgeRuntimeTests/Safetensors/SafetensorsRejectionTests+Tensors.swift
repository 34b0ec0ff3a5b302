import EdgeRuntime

extension SafetensorsRejectionTests {
  // S05, S10, T07: fields and types.
  static let fields: [SafetensorsRejection] = [
    .init(
      "S05 unknown field", "{\"a\":{\"dtype\":\"F32\",\"strides\":[]}}",
      .unknownField(offset: 28, tensor: "a", field: "strides")),
    .init(
      "S05 no type", "{\"a\":{\"shape\":[],\"data_offsets\":[0,4]}}", data: 4,
      .missingField(offset: 9, tensor: "a", field: .type)),
    .init(
      "S05 no shape", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", data: 4,
      .missingField(offset: 9, tensor: "a", field: .shape)),
    .init(
      "S05 no offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}", data: 4,
      .missingField(offset: 9, tensor: "a", field: .offsets)),
    .init("S05 empty entry", "{\"a\":{}}", .missingField(offset: 9, tensor: "a", field: .type)),
    .init("S05 entry is an array", "{\"a\":[]}", .unexpectedByte(offset: 13, found: 0x5B, expected: .object)),
    .init(
      "S05 type is a number", "{\"a\":{\"dtype\":4}}",
      .unexpectedByte(
        offset: 22, found: 0x34, expected: .string)),
    .init(
      "S05 shape is a string", SafetensorsText.tensor(shape: "\"1\""),
      .unexpectedByte(
        offset: 36, found: 0x22, expected: .array)),
    .init(
      "S05 shape is null", SafetensorsText.tensor(shape: "null"),
      .unexpectedByte(
        offset: 36, found: 0x6E, expected: .array)),
    .init(
      "S05 nested shape", SafetensorsText.tensor(shape: "[[1]]"),
      .unexpectedByte(
        offset: 37, found: 0x5B, expected: .number)),
    .init(
      "S05 extent true", SafetensorsText.tensor(shape: "[true]"),
      .unexpectedByte(
        offset: 37, found: 0x74, expected: .number)),
    .init(
      "S05 comma at the end", SafetensorsText.tensor(shape: "[1,]"),
      .unexpectedByte(
        offset: 39, found: 0x5D, expected: .number)),
    .init(
      "S05 unclosed shape", SafetensorsText.tensor(shape: "[1}"),
      .unexpectedByte(
        offset: 38, found: 0x7D, expected: .arrayEnd)),
    .init(
      "S05 one offset", SafetensorsText.tensor(offsets: "[4]"),
      .unexpectedByte(
        offset: 57, found: 0x5D, expected: .comma)),
    .init(
      "S05 three offsets", SafetensorsText.tensor(offsets: "[0,4,4]"),
      .unexpectedByte(
        offset: 59, found: 0x2C, expected: .arrayEnd)),
    .init(
      "S10 unknown type", SafetensorsText.tensor(type: "\"Q8\""), data: 4,
      .unknownType(
        offset: 22, tensor: "a", type: "Q8")),
    .init(
      "S10 lower case", SafetensorsText.tensor(type: "\"f32\""), data: 4,
      .unknownType(
        offset: 22, tensor: "a", type: "f32")),
    .init(
      "S10 four bits", SafetensorsText.tensor(type: "\"F4\""), data: 4,
      .unknownType(
        offset: 22, tensor: "a", type: "F4")),
    .init(
      "S10 six bits", SafetensorsText.tensor(type: "\"F6_E2M3\""), data: 4,
      .unknownType(
        offset: 22, tensor: "a", type: "F6_E2M3")),
  ]

  // S05, S06: numbers.
  static let numbers: [SafetensorsRejection] = [
    number("1.0", .notAWholeNumber(offset: 37)),
    number("1e2", .notAWholeNumber(offset: 37)),
    number("1E2", .notAWholeNumber(offset: 37)),
    number("-0", .notAWholeNumber(offset: 37)),
    number("-1", .notAWholeNumber(offset: 37)),
    number("+1", .notAWholeNumber(offset: 37)),
    number("01", .leadingZero(offset: 37)),
    number("00", .leadingZero(offset: 37)),
    number("0x1", .unexpectedByte(offset: 38, found: 0x78, expected: .arrayEnd)),
    number("9223372036854775808", .numberTooLarge(offset: 37)),
    number("18446744073709551616", .numberTooLarge(offset: 37)),
    number("1" + String(repeating: "0", count: 399), .numberTooLarge(offset: 37)),
    number("", .missingShapeNumber, shape: "[,]"),
  ]

  // T01, T02: shapes.
  static let tensors: [SafetensorsRejection] = [
    .init(
      "T01 extents overflow", SafetensorsText.tensor(shape: "[4294967296,4294967296]"), data: 4,
      .shapeOverflow(tensor: "a")),
    .init(
      "T01 bytes overflow", SafetensorsText.tensor(shape: "[2305843009213693952]"), data: 4,
      .shapeOverflow(tensor: "a")),
    .init(
      "T02 overflow behind a zero",
      SafetensorsText.tensor(shape: "[0,4611686018427387904]", offsets: "[0,0]"),
      .shapeOverflow(tensor: "a")),
    .init(
      "T02 nine extents", SafetensorsText.tensor(shape: "[1,1,1,1,1,1,1,1,1]"), data: 4,
      .rankTooLarge(offset: 53, tensor: "a")),
    .init(
      "shape larger than the offsets", SafetensorsText.tensor(shape: "[2]"), data: 4,
      .wrongByteCount(tensor: "a", expected: 8, found: 4)),
    .init(
      "shape smaller than the offsets", SafetensorsText.tensor(shape: "[0]"), data: 4,
      .wrongByteCount(tensor: "a", expected: 0, found: 4)),
  ]

  // S07, S08: offsets.
  static let offsets: [SafetensorsRejection] = [
    .init(
      "S07 reversed", SafetensorsText.tensor(offsets: "[4,0]"), data: 4,
      .reversedOffsets(tensor: "a", begin: 4, end: 0)),
    .init(
      "S07 hole at the start", SafetensorsText.tensor(offsets: "[4,8]"), data: 8,
      .notContiguous(tensor: "a", expected: 0, found: 4)),
    .init("S07 hole", pair("[0,4]", "[5,9]"), data: 9, .notContiguous(tensor: "b", expected: 4, found: 5)),
    .init("S07 overlap", pair("[0,4]", "[2,6]"), data: 6, .notContiguous(tensor: "b", expected: 4, found: 2)),
    .init(
      "S07 same bytes", pair("[0,4]", "[0,4]"), data: 4, .notContiguous(tensor: "b", expected: 4, found: 0)),
    .init(
      "S07 past the end", SafetensorsText.tensor(), data: 3, .wrongDataByteCount(expected: 4, found: 3)),
    .init(
      "S07 end wraps", SafetensorsText.tensor(offsets: "[9223372036854775803,9223372036854775807]"), data: 4,
      .notContiguous(tensor: "a", expected: 0, found: 9_223_372_036_854_775_803)),
    .init(
      "S08 a byte too many", SafetensorsText.tensor(), data: 5, .wrongDataByteCount(expected: 4, found: 5)),
    .init("S08 data without tensors", "{}", data: 1, .wrongDataByteCount(expected: 0, found: 1)),
  ]

  private static func number(
    _ digits: String, _ error: SafetensorsError, shape: String? = nil
  ) -> SafetensorsRejection {
    let name = "S06 number " + (shape ?? String(digits.prefix(24)))
    return .init(name, SafetensorsText.tensor(shape: shape ?? "[\(digits)]"), error)
  }

  private static func pair(_ first: String, _ second: String) -> String {
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":\(first)},"
      + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":\(second)}}"
  }
}

extension SafetensorsError {
  fileprivate static var missingShapeNumber: SafetensorsError {
    .unexpectedByte(offset: 37, found: 0x2C, expected: .number)
  }
}
