import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// Reading files that are what they say, and writing files that are never half there.
@Suite struct FileTests {
  private let directory = TemporaryDirectory()

  private func path(_ name: String) -> String { directory.path(name) }

  private var names: [String] { directory.names }

  @Test func readsWhatIsThereAndNoMore() throws {
    directory.write([1, 2, 3, 4, 5], to: "five")
    let file = try InputFile(path: path("five"))
    #expect(file.byteCount == 5)
    #expect(try file.read(count: 2, at: 3) == [4, 5])
    #expect(throws: FileError.short(offset: 3, wanted: 4, got: 2)) { try file.read(count: 4, at: 3) }
  }

  @Test func refusesWhatIsNoFile() {
    #expect(throws: FileError.isDirectory) { _ = try InputFile(path: path(".")) }
    #expect(throws: FileError.notARegularFile) { _ = try InputFile(path: "/dev/zero") }
    #expect(throws: FileError.system(operation: .open, errno: 2)) { _ = try InputFile(path: path("none")) }
    #expect(FileError.system(operation: .open, errno: 2).isMissing)
  }

  @Test func aNameShowsTheOldFileUntilTheNewOneIsComplete() throws {
    directory.write([9], to: "target")
    var writer = try AtomicFileWriter(path: path("target"))
    try writer.write([1, 2])
    #expect(try InputFile(path: path("target")).read(count: 1, at: 0) == [9])
    try writer.write([3])
    try writer.commit()
    #expect(try InputFile(path: path("target")).read(count: 3, at: 0) == [1, 2, 3])
    #expect(names == ["target"])
  }

  /// A second writer of one name in this process is refused and leaves the first one's bytes alone.
  @Test func aSecondWriterDoesNotDisturbTheFirst() throws {
    var first = try AtomicFileWriter(path: path("target"))
    try first.write([1])
    #expect(throws: FileError.system(operation: .create, errno: 17)) {
      _ = try AtomicFileWriter(path: path("target"))
    }
    try first.write([2])
    try first.commit()
    #expect(try InputFile(path: path("target")).read(count: 2, at: 0) == [1, 2])
    #expect(names == ["target"])
  }

  @Test func anInputIsNeverAnOutput() throws {
    directory.write([9], to: "mine")
    try FileManager.default.createSymbolicLink(atPath: path("alias"), withDestinationPath: "mine")
    try FileManager.default.linkItem(atPath: path("mine"), toPath: path("hard"))
    for name in ["mine", "./mine", "alias", "hard"] {
      #expect(throws: FileError.isInput(path("mine"))) {
        _ = try OutputTarget(path: "\(path("."))/\(name)", inputs: [path("none"), path("mine")])
      }
    }
    #expect(!"\(FileError.isInput("a\nb"))".contains("\n"))
    #expect(try OutputTarget(path: path("other"), inputs: [path("mine")]).destination == path("other"))
  }

  @Test func refusesNamesThatAreNoFiles() throws {
    #expect(throws: FileError.emptyName) { _ = try OutputTarget(path: "") }
    for name in [path("."), path(".") + "/"] {
      #expect(throws: FileError.isDirectory) { _ = try OutputTarget(path: name) }
    }
    directory.write([9], to: "file")
    for (name, errno) in [("none/out", Int32(2)), ("file/out", 20), ("file/", 20)] {
      #expect(throws: FileError.system(operation: .create, errno: errno)) {
        _ = try OutputTarget(path: "\(path("."))/\(name)")
      }
    }
    try FileManager.default.createSymbolicLink(atPath: path("loop"), withDestinationPath: "loop")
    #expect(throws: FileError.system(operation: .create, errno: 40)) { _ = try OutputTarget(path: path("loop")) }
  }

  @Test func aLinkStaysAndItsTargetIsReplaced() throws {
    try FileManager.default.createDirectory(atPath: path("store"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: path("latest"), withDestinationPath: "store/v1")
    for bytes: [UInt8] in [[1], [2, 3]] {
      var writer = try AtomicFileWriter(path: path("latest"))
      try writer.write(bytes)
      try writer.commit()
      #expect(try InputFile(path: path("store/v1")).read(count: bytes.count, at: 0) == bytes)
    }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("latest")) == "store/v1")
    #expect(names == ["latest", "store"])
  }

  @Test func streamsAreWrittenThrough() throws {
    #expect(mkfifo(path("fifo"), 0o600) == 0)
    let reader = open(path("fifo"), O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    var writer = try AtomicFileWriter(path: path("fifo"))
    try writer.write([1, 2, 3])
    try writer.commit()
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(read(reader, &bytes, 8) == 3 && bytes[..<3] == [1, 2, 3])
    var null = try AtomicFileWriter(path: "/dev/null")
    try null.write([1])
    try null.commit()
    #expect(try OutputTarget(path: "/dev/null").isStream && names == ["fifo"])
  }

  @Test func withoutACommitNothingIsLeft() throws {
    do {
      var writer = try AtomicFileWriter(path: path("target"))
      try writer.write([1, 2])
    }
    #expect(names.isEmpty)
    #expect(throws: FileError.system(operation: .create, errno: 2)) {
      _ = try AtomicFileWriter(path: path("missing/target"))
    }
  }
}
