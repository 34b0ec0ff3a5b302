import Glibc

/// A file for one test, removed with its last reference.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8], suffix: String = "") {
    var template = Array("/tmp/edge-checkpoint-XXXXXX\(suffix)".utf8CString)
    let descriptor = mkstemps(&template, Int32(suffix.utf8.count))
    precondition(descriptor >= 0, "the temporary folder must be writable")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        precondition(count > 0, "the temporary folder must have room")
        written += count
      }
    }
    close(descriptor)
  }

  deinit { unlink(path) }
}
