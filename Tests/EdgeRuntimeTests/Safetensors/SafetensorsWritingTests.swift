import EdgeRuntime
import TestSupport
import Testing

@Suite struct SafetensorsWritingTests {
  @Test func readsBackWhatItWrote() throws {
    var random = SeededGenerator(seed: 7)
    var writer = SafetensorsWriter()
    var expected: [(name: String, shape: [Int], values: [Float])] = []
    for index in 0..<60 {
      let shape = (0..<index % 5).map { _ in Int.random(in: 0...4, using: &random) }
      let values = (0..<shape.reduce(1, *)).map { _ in
        Float(bitPattern: UInt32.random(in: 0...0x7F7F_FFFF, using: &random))
      }
      let name = "tensor \"\(index)\" \\ \u{1F916}"
      try writer.add(name: name, shape: shape, values: values)
      expected.append((name, shape, values))
    }
    let bytes = try writer.bytes()
    let file = try SafetensorsFile(bytes: bytes)
    #expect(file.header.dataStart % 8 == 0)
    #expect(file.header.entries.count == 60)
    for (name, shape, values) in expected {
      let entry = try #require(file.header[name])
      #expect(entry.shape == shape)
      #expect(try file.floats(of: entry) == values)
    }
  }

  @Test func doesNotDependOnTheOrder() throws {
    var first = SafetensorsWriter()
    var second = SafetensorsWriter()
    for name in ["a", "b", "a.b", "B", "\u{E9}"] { try first.add(name: name, shape: [1], values: [1]) }
    for name in ["\u{E9}", "B", "a.b", "b", "a"] { try second.add(name: name, shape: [1], values: [1]) }
    for key in ["x", "y"] { try first.setMetadata(key, to: "1") }
    for key in ["y", "x", "y"] { try second.setMetadata(key, to: "1") }
    #expect(try first.bytes() == second.bytes())
  }

  @Test func writesTheSameBytesToAFile() throws {
    var writer = SafetensorsWriter()
    try writer.add(name: "w", shape: [300_000], values: (0..<300_000).map { Float($0) })
    try writer.add(name: "empty", shape: [0], values: [])
    let target = TemporaryFile()
    try writer.write(to: target.path)
    #expect(try bytes(ofFile: target.path) == writer.bytes())
    let file = try SafetensorsFile(path: target.path)
    let values = try file.floats(of: try #require(file.header["w"]))
    #expect(values.count == 300_000 && values[262_143] == 262_143 && values[262_144] == 262_144)
  }

  @Test func reportsWhereItCannotWrite() throws {
    var writer = SafetensorsWriter()
    try writer.add(name: "w", shape: [1], values: [1])
    #expect(throws: SafetensorsError.file(.system(operation: .create, errno: 2))) {
      try writer.write(to: "/nonexistent/x.safetensors")
    }
  }

  @Test func refusesWhatItsReaderWouldRefuse() throws {
    var writer = SafetensorsWriter()
    try writer.add(name: "w", shape: [], values: [1])
    #expect(throws: SafetensorsError.duplicateKey(offset: 0, key: "w")) {
      try writer.add(name: "w", shape: [], values: [1])
    }
    #expect(throws: SafetensorsError.reservedName) {
      try writer.add(name: "__metadata__", shape: [], values: [1])
    }
    #expect(throws: SafetensorsError.emptyName(offset: 0)) {
      try writer.add(name: "", shape: [], values: [1])
    }
    #expect(throws: SafetensorsError.controlCharacterInName(offset: 0, name: "\n")) {
      try writer.add(name: "\n", shape: [], values: [1])
    }
    #expect(throws: SafetensorsError.rankTooLarge(offset: 0, tensor: "r")) {
      try writer.add(name: "r", shape: [Int](repeating: 1, count: 9), values: [1])
    }
    try writer.setMetadata("k", to: String(repeating: "v", count: SafetensorsLimits.headerByteCount))
    #expect(throws: SafetensorsError.self) { try writer.bytes() }
  }
}
