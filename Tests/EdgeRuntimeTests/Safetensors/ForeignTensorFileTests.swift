import Testing

@testable import EdgeRuntime

/// Files of tensors that are no safetensors files, named as what they are.
struct ForeignTensorFileTests {
  private static func zip(_ name: String) -> [UInt8] {
    var bytes = Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22)
    bytes += [UInt8(name.utf8.count), 0, 0, 0]
    bytes += name.utf8
    return bytes + [UInt8](repeating: 7, count: 100)
  }

  private static func bytes(_ start: [UInt8], _ text: String) -> [UInt8] { start + Array(text.utf8) }

  private static let files: [([UInt8], ForeignTensorFile)] = [
    ([], .empty),
    (zip("point_cloud.npy"), .npz),
    (zip("archive/data.pkl"), .torch),
    (bytes([0x93], "NUMPY\u{1}\u{0}v\u{0}{'descr'"), .npy),
    (bytes([0x80, 0x04], "\u{8c}abcdefgh"), .torch),
    (bytes([], " {\"agent_pos\": [[0.5]]}"), .json),
    (bytes([], "[[1, 2], [3, 4]]"), .json),
    (bytes([0x89], "HDF\r\n\u{1a}\n\u{0}\u{0}"), .hdf5),
  ]

  @Test(arguments: files)
  func kindsAreNamed(bytes: [UInt8], kind: ForeignTensorFile) {
    #expect(throws: SafetensorsError.foreign(kind)) {
      _ = try SafetensorsFile(bytes: bytes)
      return ()
    }
    #expect(!SafetensorsError.foreign(kind).description.isEmpty)
  }

  @Test func otherBytesKeepTheirError() {
    #expect(throws: SafetensorsError.fileTooShort(byteCount: 3)) {
      _ = try SafetensorsFile(bytes: [1, 2, 3])
      return ()
    }
  }
}
