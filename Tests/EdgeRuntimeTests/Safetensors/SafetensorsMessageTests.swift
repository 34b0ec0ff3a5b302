import EdgeRuntime
import Testing

@Suite struct SafetensorsMessageTests {
  @Test(
    arguments: zip(
      [
        SafetensorsError.headerTruncated(needed: 11, available: 10),
        .unexpectedByte(offset: 36, found: 0x22, expected: .array),
        .unexpectedByte(offset: 36, found: 0x00, expected: .string),
        .unknownType(offset: 22, tensor: "a\u{1B}[31m", type: "f32"),
        .notContiguous(tensor: "b", expected: 4, found: 5),
        .file(.notARegularFile),
      ],
      [
        "byte 10: the file ends inside the header; expected 11 bytes",
        "byte 36: found \"; expected [",
        "byte 36: found byte 0x00; expected a string",
        "byte 22: tensor \"a\\u{1b}[31m\": unknown type \"f32\"; expected one like F32",
        "tensor \"b\": begins at 5 of the data; expected 4",
        "is not a regular file",
      ]
    ))
  func describes(_ error: SafetensorsError, _ text: String) {
    #expect(error.description == text)
  }

  @Test func everyRefusalHasItsOwnText() {
    let cases =
      SafetensorsRejectionTests.framing + SafetensorsRejectionTests.text + SafetensorsRejectionTests.keys
      + SafetensorsRejectionTests.fields + SafetensorsRejectionTests.numbers
      + SafetensorsRejectionTests.tensors + SafetensorsRejectionTests.offsets
    for rejection in cases {
      let text = rejection.error.description
      #expect(text != "is not a safetensors file")
      #expect(!text.utf8.contains { $0 < 0x20 || $0 >= 0x7F })
    }
  }

  @Test func cutsAndEscapesNames() {
    #expect(PrintableName.text(of: "model.0.weight") == "model.0.weight")
    #expect(PrintableName.text(of: "a\"b") == "a\\\"b")
    #expect(PrintableName.text(of: "a\nb\t\\ \u{E9}\u{202E}") == "a\\nb\\t\\\\ \u{E9}\\u{202e}")
    let fits = String(repeating: "x", count: 80)
    #expect(PrintableName.text(of: fits) == fits)
    #expect(PrintableName.text(of: "\u{E000}\u{AD}\u{7F}") == "\\u{e000}\\u{ad}\\u{7f}")
    #expect(PrintableName.whole(fits + "x") == fits + "x")
    #expect(PrintableName.text(of: fits + "x") == String(repeating: "x", count: 79) + "…")
    let escapes = PrintableName.text(of: String(repeating: "\u{1B}", count: 600))
    #expect(escapes.unicodeScalars.count <= 80 && escapes.hasSuffix("}…"))
  }
}
