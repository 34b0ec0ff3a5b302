import CPlatform

/// Where a result goes, looked at before the work is done, so that nothing that exists is lost by accident.
///
/// A regular file is replaced as a whole, the one that a symbolic link names too; a device or a FIFO is written
/// through.
public struct OutputTarget: Sendable {
  // SAFETY: C reads a string that ends with 0 and fills in a buffer of the length it is told, during the call.

  /// The name as it was given.
  public let path: String
  /// The file that is replaced: `path`, or what it links to.
  public let destination: String
  /// Whether it is a device, a FIFO or a socket, which has no earlier content and no name to give.
  public let isStream: Bool

  /// Looks at what `path` names.
  ///
  /// - Parameters:
  ///   - path: Where something is to be written.
  ///   - inputs: Names of files that are read; those that are not there are no hindrance.
  public init(path: String, inputs: [String] = []) throws(FileError) {
    guard !path.utf8.isEmpty else { throw .emptyName }
    self.path = path
    var info = edge_file_info()
    let status = unsafe path.withCString { unsafe edge_path_information($0, &info) }
    if status == 0 {
      guard info.kind != Int32(EDGE_FILE_DIRECTORY) else { throw .isDirectory }
      for input in inputs where OutputTarget.isSame(input, info) { throw .isInput(input) }
      isStream = info.kind == Int32(EDGE_FILE_OTHER)
    } else {
      guard status == -ErrorNumber.missing else { throw .system(operation: .create, errno: -status) }
      isStream = false
    }
    destination = isStream ? path : try OutputTarget.followed(path)
    if status != 0 { try OutputTarget.checkDirectory(of: destination) }
  }

  /// The directory that holds the name `path`.
  static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static let mostLinks = 40

  private static func isSame(_ path: String, _ other: edge_file_info) -> Bool {
    var info = edge_file_info()
    guard unsafe path.withCString({ unsafe edge_path_information($0, &info) }) == 0 else { return false }
    return info.device == other.device && info.inode == other.inode
  }

  /// The name behind symbolic links, whether there is a file or not.
  private static func followed(_ path: String) throws(FileError) -> String {
    var path = path
    for _ in 0..<mostLinks {
      guard let link = try content(ofLink: path) else { return path }
      path = link.utf8.first == UInt8(ascii: "/") ? link : "\(directory(of: path))/\(link)"
    }
    throw .system(operation: .create, errno: ErrorNumber.loop)
  }

  private static func content(ofLink path: String) throws(FileError) -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe path.withCString { unsafe edge_read_link($0, buffer.baseAddress, buffer.count) }
    }
    if count >= 0 { return String(decoding: bytes[..<Int(count)], as: UTF8.self) }
    let errno = Int32(-count)
    guard errno == ErrorNumber.invalid || errno == ErrorNumber.missing else {
      throw .system(operation: .create, errno: errno)
    }
    return nil
  }

  private static func checkDirectory(of path: String) throws(FileError) {
    var info = edge_file_info()
    let status = unsafe directory(of: path).withCString { unsafe edge_path_information($0, &info) }
    guard status == 0 else { throw .system(operation: .create, errno: -status) }
    guard info.kind == Int32(EDGE_FILE_DIRECTORY) else {
      throw .system(operation: .create, errno: ErrorNumber.notADirectory)
    }
  }
}
