import EdgeRuntime

/// Builds safetensors files, right and wrong ones, from the text of their header.
enum SafetensorsText {
  /// A file with this header and so many zero bytes of data.
  static func file(_ header: String, data: Int = 0) -> [UInt8] {
    file(header: Array(header.utf8), data: data)
  }

  static func file(header: [UInt8], data: Int = 0) -> [UInt8] {
    length(UInt64(header.count)) + header + [UInt8](repeating: 0, count: data)
  }

  static func length(_ count: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: count >> UInt64(8 * $0)) }
  }

  /// The header of one tensor `a` with these three values, as JSON.
  static func tensor(type: String = "\"F32\"", shape: String = "[1]", offsets: String = "[0,4]") -> String {
    "{\"a\":{\"dtype\":\(type),\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
  }

  /// Why the file is refused; nil when it is not.
  static func refusal(of bytes: [UInt8]) -> SafetensorsError? {
    do throws(SafetensorsError) {
      let file = try SafetensorsFile(bytes: bytes)
      for entry in file.header.entries where entry.type.convertsToFloat { _ = try file.floats(of: entry) }
      return nil
    } catch {
      return error
    }
  }
}
