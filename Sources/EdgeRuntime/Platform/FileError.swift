import CPlatform

/// Why the operating system did not give or take a file.
public enum FileError: Error, Equatable, Sendable {
  /// `operation` on the file failed with `errno`.
  case system(operation: Operation, errno: Int32)
  /// An output has no name.
  case emptyName
  /// A file's name is a directory's.
  case isDirectory
  /// An output is the same file as an input, by whatever names.
  case isInput(String)
  /// The path names a device, a pipe or a socket.
  case notARegularFile
  /// Fewer bytes came than the file's size promised at `offset`.
  case short(offset: UInt64, wanted: Int, got: Int)

  /// What was being done.
  public enum Operation: Sendable {
    case open, inspect, read, create, write, sync, close, rename
  }

  /// True when the file simply is not there.
  public var isMissing: Bool {
    self == .system(operation: .open, errno: ErrorNumber.missing)
  }
}

extension FileError: CustomStringConvertible {
  // SAFETY: the text is a constant of the C library or kept for the thread; it is copied at once.

  /// One line for people.
  @_optimize(size) public var description: String {
    switch self {
    case .system(let operation, let errno):
      unsafe "cannot \(operation.verb): \(String(cString: edge_error_text(errno)))"
    case .emptyName: "an output needs a name"
    case .isDirectory: "is a directory; give the name of a file"
    case .isInput(let input):
      "is the same file as the input \(PrintableName.text(of: input)), which would be lost; give another name"
    case .notARegularFile: "is not a regular file"
    case .short(let offset, let wanted, let got):
      "byte \(offset): expected \(wanted) bytes, got \(got); did the file change while it was read?"
    }
  }
}

extension FileError.Operation {
  var verb: String {
    switch self {
    case .open: "open"
    case .inspect: "inspect"
    case .read: "read"
    case .create: "create"
    case .write: "write"
    case .sync: "sync"
    case .close: "close"
    case .rename: "rename"
    }
  }
}
