import EdgeRuntime
import Testing

/// One below, at and one above each limit.
@Suite struct SafetensorsLimitTests {
  @Test func headerLength() {
    let limit = SafetensorsLimits.headerByteCount
    for count in [limit - 1, limit] {
      let header = [0x7B, 0x7D] + [UInt8](repeating: 0x20, count: count - 2)
      #expect(SafetensorsText.refusal(of: SafetensorsText.file(header: header)) == nil)
    }
    let header = [0x7B, 0x7D] + [UInt8](repeating: 0x20, count: limit - 1)
    #expect(
      SafetensorsText.refusal(of: SafetensorsText.file(header: header))
        == .headerTooLarge(byteCount: UInt64(limit) + 1))
  }

  @Test func nameLength() {
    let limit = SafetensorsLimits.nameByteCount
    for count in limit - 1...limit + 1 {
      let name = String(repeating: "n", count: count)
      let header = "{\"\(name)\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"
      let expected: SafetensorsError? = count > limit ? .nameTooLong(offset: 9, byteCount: count) : nil
      #expect(SafetensorsText.refusal(of: SafetensorsText.file(header)) == expected)
    }
  }

  @Test func rank() {
    for count in 7...8 {
      let shape = "[" + [String](repeating: "1", count: count).joined(separator: ",") + "]"
      #expect(
        SafetensorsText.refusal(of: SafetensorsText.file(SafetensorsText.tensor(shape: shape), data: 4))
          == nil)
    }
  }

  @Test func tensorCount() {
    let limit = SafetensorsLimits.entryCount
    for count in limit - 1...limit + 1 {
      let refusal = SafetensorsText.refusal(of: SafetensorsText.file(manyTensors(count)))
      if count <= limit {
        #expect(refusal == nil)
      } else if case .tooManyEntries = refusal {
      } else {
        Issue.record("\(count) tensors: \(String(describing: refusal))")
      }
    }
  }

  @Test func metadataCount() {
    let limit = SafetensorsLimits.entryCount
    for count in limit - 1...limit + 1 {
      let pairs = (0..<count).map { "\"\($0)\":\"\"" }.joined(separator: ",")
      let refusal = SafetensorsText.refusal(of: SafetensorsText.file("{\"__metadata__\":{\(pairs)}}"))
      if count <= limit {
        #expect(refusal == nil)
      } else if case .tooManyEntries = refusal {
      } else {
        Issue.record("\(count) pairs: \(String(describing: refusal))")
      }
    }
  }

  @Test func fileLength() throws {
    let bytes = SafetensorsText.file(
      SafetensorsText.tensor(type: "\"U8\"", shape: "[1099511627691]", offsets: "[0,1099511627691]"))
    let limit = SafetensorsLimits.fileByteCount
    let headerEnd = UInt64(bytes.count)
    #expect(headerEnd + 1_099_511_627_691 == limit)
    #expect(try SafetensorsHeader(parsing: bytes, fileByteCount: limit).entries.count == 1)
    #expect(throws: SafetensorsError.fileTooLarge(byteCount: limit + 1)) {
      try SafetensorsHeader(parsing: bytes, fileByteCount: limit + 1)
    }
  }

  private func manyTensors(_ count: Int) -> String {
    let field = "{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}"
    return "{" + (0..<count).map { "\"\($0)\":\(field)" }.joined(separator: ",") + "}"
  }
}
