import EdgeRuntime
import CPlatform
import CommandSupport

/// The small files in which a system tells about itself: this one's, or those of a board that were copied.
///
/// What is not there, or cannot be read now, is nil: a sensor without power answers with an error.
struct SystemTree {
  // SAFETY: C reads a string that ends with 0; names are copied before the next one is asked for, and the folder is
  // closed last.

  /// This system.
  static let own = SystemTree(root: "")

  /// What comes before each path.
  let root: String

  private static let byteLimit = 256 << 10

  /// What `--sysroot` names, or this system.
  static func named(by arguments: ParsedArguments) throws(Failure) -> SystemTree {
    guard let root = arguments.text("sysroot") else { return own }
    let tree = SystemTree(root: root)
    guard !tree.isOwn, tree.exists("/proc") || tree.exists("/sys") else {
      throw Failure(.missingInput, path: root, "holds neither 'proc' nor 'sys'; it must be a copy of a board's files")
    }
    return tree
  }

  /// Whether this is the system that the program runs on.
  var isOwn: Bool { root.utf8.isEmpty }

  /// A descriptor of the file at `path`, for the caller to close.
  func open(_ path: String) -> Int32? {
    let descriptor = unsafe (root + path).withCString { unsafe edge_open_for_reading($0) }
    return descriptor < 0 ? nil : descriptor
  }

  /// The text of the file at `path`.
  func read(_ path: String) -> String? {
    guard let descriptor = open(path) else { return nil }
    defer { _ = edge_close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count < SystemTree.byteLimit {
      let got = unsafe piece.withUnsafeMutableBytes { unsafe edge_read(descriptor, $0.baseAddress, $0.count) }
      guard got >= 0 else { return nil }
      guard got > 0 else { break }
      bytes.append(contentsOf: piece[..<Int(got)])
    }
    // The device tree ends its texts with a zero.
    return String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
  }

  /// The first line of the file at `path`, without spaces at its ends; nil where it is empty.
  func line(_ path: String) -> String? {
    guard let text = read(path) else { return nil }
    var bytes = text.utf8.prefix { $0 != UInt8(ascii: "\n") }.drop { $0 == 0x20 || $0 == 0x09 }
    while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0D { bytes.removeLast() }
    return bytes.isEmpty ? nil : String(Substring(bytes))
  }

  /// The whole number that the file at `path` begins with.
  func number(_ path: String) -> Int? {
    guard let text = line(path) else { return nil }
    let isNegative = text.utf8.first == UInt8(ascii: "-")
    let digits = text.utf8.dropFirst(isNegative ? 1 : 0).prefix { (0x30...0x39).contains($0) }
    return Int(String(Substring(digits))).map { isNegative ? -$0 : $0 }
  }

  func exists(_ path: String) -> Bool {
    var information = edge_file_info()
    return unsafe (root + path).withCString { unsafe edge_path_information($0, &information) } == 0
  }

  /// The names in a folder that begin with `prefix`, those with the smaller number at their end first.
  func names(in folder: String, prefix: String) -> [String] {
    guard let directory = unsafe (root + folder).withCString({ unsafe edge_open_directory($0) }) else { return [] }
    defer { unsafe edge_close_directory(directory) }
    var names: [String] = []
    while let entry = unsafe edge_next_name(directory) {
      let name = unsafe String(cString: entry)
      guard name.utf8.starts(with: prefix.utf8), name.utf8.first != UInt8(ascii: ".") else { continue }
      names.append(name)
    }
    return names.indices.ordered { place, other in
      let (first, second) = (names[place], names[other])
      let (count, otherCount) = (first.utf8.count, second.utf8.count)
      return count == otherCount ? first.utf8.lexicographicallyPrecedes(second.utf8) : count < otherCount
    }.map { names[$0] }
  }

  /// The values of all lines `key : value`.
  static func values(of key: String, in text: String) -> [String] {
    var values: [String] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.starts(with: key.utf8) {
      let rest = line.dropFirst(key.utf8.count).drop { $0 == 0x20 || $0 == 0x09 }
      guard rest.first == UInt8(ascii: ":") else { continue }
      values.append(String(decoding: rest.dropFirst().drop { $0 == 0x20 }, as: UTF8.self))
    }
    return values
  }

  /// The words of a text, which spaces and line breaks part.
  static func words(of text: String) -> [String] {
    text.utf8.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }.map { String(Substring($0)) }
  }
}
