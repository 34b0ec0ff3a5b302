import CommandSupport
import EdgeRuntime
import Foundation

/// A policy file on trial: written under another name, and given its own only once it has proved itself.
///
/// Removed where that does not happen.
struct Candidate: ~Copyable {
  private let file: UnfinishedFile
  private let target: OutputTarget

  /// Looks at the output's name before any work is done.
  ///
  /// - Parameter inputs: Files that must not be replaced.
  init(for output: String, inputs: [String]) throws(Failure) {
    target = try OutputTarget.named(output, inputs: inputs)
    // Beside a device or a FIFO is no place for files.
    let beside = target.isStream ? NSTemporaryDirectory() + "edge-tool" : target.destination
    file = UnfinishedFile(path: UnfinishedFile.name(beside: beside, ending: "unverified"))
  }

  /// Where it is written and read back.
  var path: String { file.path }

  /// Gives the file its name, or writes it through.
  func commit() throws(Failure) {
    do throws(FileError) {
      if target.isStream {
        try Candidate.copy(file.path, to: target.path)
      } else {
        try file.rename(to: target.destination)
      }
    } catch { throw Failure(writing: target.path, error) }
  }

  private static func copy(_ path: String, to target: String) throws(FileError) {
    let file = try InputFile(path: path)
    var stream = try AtomicFileWriter(path: target)
    var offset: UInt64 = 0
    while offset < file.byteCount {
      let count = Int(min(1 << 20, file.byteCount - offset))
      try stream.write(try file.read(count: count, at: offset))
      offset += UInt64(count)
    }
    try stream.commit()
  }
}
