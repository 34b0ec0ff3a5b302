import CFuzzer

/// A file in memory whose content is replaced for every input: readers under test take a path.
final class MemoryFile: Sendable {
  let path: String
  private let descriptor: Int32

  init() {
    var name = [CChar](repeating: 0, count: 64)
    descriptor = fuzz_memory_file(&name, name.count)
    expect(descriptor >= 0, "the machine must have memory files")
    path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  func replace(with bytes: UnsafeRawBufferPointer) {
    expect(fuzz_replace(descriptor, bytes.baseAddress, bytes.count) == 0, "the file must take its bytes")
  }

  func replace(with bytes: [UInt8]) { bytes.withUnsafeBytes { replace(with: $0) } }
}
