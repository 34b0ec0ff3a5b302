import Glibc

/// A file that a test may damage byte by byte; removed when it goes away.
final class TemporaryFile {
  let path: String
  private let descriptor: Int32

  init(_ bytes: [UInt8] = []) {
    var template = Array("/tmp/edge-test-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    precondition(descriptor >= 0, "a temporary file can be made")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    contents = bytes
    if !bytes.isEmpty { replace(bytes) }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  private(set) var contents: [UInt8]

  /// Writes all bytes anew.
  func replace(_ bytes: [UInt8]) {
    ftruncate(descriptor, off_t(bytes.count))
    let written = pwrite(descriptor, bytes, bytes.count, 0)
    precondition(written == bytes.count, "the bytes fit")
    contents = bytes
  }

  /// Writes one byte.
  func set(_ byte: UInt8, at offset: Int) {
    withUnsafePointer(to: byte) { _ = pwrite(descriptor, $0, 1, off_t(offset)) }
  }

  /// Cuts or extends with zeros.
  func resize(to byteCount: Int) { ftruncate(descriptor, off_t(byteCount)) }

  /// Runs `body` with one byte changed.
  func with<Result>(_ byte: UInt8, at offset: Int, _ body: () throws -> Result) rethrows -> Result {
    set(byte, at: offset)
    defer { set(contents[offset], at: offset) }
    return try body()
  }
}
