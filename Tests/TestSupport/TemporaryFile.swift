import Glibc

/// A file for one test, which may damage it byte by byte; gone with its last reference.
package final class TemporaryFile {
  package let path: String
  private let descriptor: Int32

  package init(_ bytes: [UInt8] = [], suffix: String = "") {
    var template = Array("/tmp/edge-test-XXXXXX\(suffix)".utf8CString)
    descriptor = mkstemps(&template, Int32(suffix.utf8.count))
    precondition(descriptor >= 0, "a temporary file can be made")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    contents = bytes
    if !bytes.isEmpty { replace(bytes) }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  package private(set) var contents: [UInt8]

  /// Writes all bytes anew.
  package func replace(_ bytes: [UInt8]) {
    resize(to: bytes.count)
    let written = pwrite(descriptor, bytes, bytes.count, 0)
    precondition(written == bytes.count, "the bytes fit")
    contents = bytes
  }

  /// Writes one byte.
  package func set(_ byte: UInt8, at offset: Int) {
    withUnsafePointer(to: byte) { _ = pwrite(descriptor, $0, 1, off_t(offset)) }
  }

  /// Cuts, or extends with zeros that take no room.
  package func resize(to byteCount: Int) {
    let status = ftruncate(descriptor, off_t(byteCount))
    precondition(status == 0, "the file system takes a file of this length")
  }

  /// Runs `body` with one byte changed.
  package func with<Result>(_ byte: UInt8, at offset: Int, _ body: () throws -> Result) rethrows -> Result {
    set(byte, at: offset)
    defer { set(contents[offset], at: offset) }
    return try body()
  }
}
