import EdgeRuntime
import TestSupport
import Testing

/// Agreement with files that the official library wrote (`Fixtures/README.md`).
@Suite struct SafetensorsOfficialTests {
  private static func path(_ name: String) -> String { Repository.path("Tests/EdgeRuntimeTests/Fixtures/" + name) }

  @Test func readsEveryTypeOfTheOfficialFile() throws {
    let file = try SafetensorsFile(path: Self.path("official-mixed.safetensors"))
    #expect(file.header.entries.count == 9)
    #expect(file.header.metadataValue("format") == "pt")
    let small: [Float] = [0, -0.0, 1, -2.5, 65504, 0x1p-14, 0x1p-24, .infinity]
    let half = try file.floats(of: try #require(file.header["half"]))
    #expect(half.map(\.bitPattern) == small.map(\.bitPattern))
    let brain = try file.floats(of: try #require(file.header["brain"]))
    #expect(
      brain.map(\.bitPattern) == small.map { $0 == 65504 ? (65536 as Float).bitPattern : $0.bitPattern })
    #expect(try file.floats(of: try #require(file.header["scalar"])) == [3.25])
    #expect(try file.floats(of: try #require(file.header["empty"])) == [])
    #expect(file.header["empty"]?.shape == [0, 3])
    #expect(try file.floats(of: try #require(file.header["double"])) == [0.1, -.infinity, 0])
    #expect(try file.floats(of: try #require(file.header["long"])) == [-0x1p53, 16_777_216])
    #expect(try file.floats(of: try #require(file.header["int"])) == [-1, 2, 3, 0x1p31])
    #expect(try file.floats(of: try #require(file.header["größe/Ω"])) == [1.5, 2.5])
    #expect(file.header["flag"]?.type == .bool)
  }

  @Test func writesTheBytesOfTheOfficialLibrary() throws {
    var writer = SafetensorsWriter()
    try writer.setMetadata("note", to: "a \"quoted\"\nline")
    try writer.add(name: "quote\"tab", shape: [0], values: [])
    try writer.add(name: "b.weight", shape: [2, 3], values: [0, 1, 2, 3, 4, 5])
    try writer.add(name: "b.bias", shape: [2], values: [-1, 0.5])
    try writer.add(name: "a", shape: [], values: [7])
    let official = try bytes(ofFile: Self.path("official-float.safetensors"))
    #expect(try writer.bytes() == official)
  }
}
