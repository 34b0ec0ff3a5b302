import EdgeRuntime
import Foundation
import Testing

/// Reading files that are what they say, and writing files that are never half there.
@Suite struct FileTests {
  private let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("edge-files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []).sorted()
  }

  @Test func readsWhatIsThereAndNoMore() throws {
    try Data([1, 2, 3, 4, 5]).write(to: URL(fileURLWithPath: path("five")))
    let file = try InputFile(path: path("five"))
    #expect(file.byteCount == 5)
    #expect(try file.read(count: 2, at: 3) == [4, 5])
    #expect(throws: FileError.short(offset: 3, wanted: 4, got: 2)) { try file.read(count: 4, at: 3) }
  }

  @Test func refusesWhatIsNoFile() {
    #expect(throws: FileError.notARegularFile) { _ = try InputFile(path: directory.path) }
    #expect(throws: FileError.notARegularFile) { _ = try InputFile(path: "/dev/zero") }
    #expect(throws: FileError.system(operation: .open, errno: 2)) { _ = try InputFile(path: path("none")) }
    #expect(FileError.system(operation: .open, errno: 2).isMissing)
  }

  @Test func aNameShowsTheOldFileUntilTheNewOneIsComplete() throws {
    try Data([9]).write(to: URL(fileURLWithPath: path("target")))
    var writer = try AtomicFileWriter(path: path("target"))
    try writer.write([1, 2])
    #expect(try InputFile(path: path("target")).read(count: 1, at: 0) == [9])
    try writer.write([3])
    try writer.commit()
    #expect(try InputFile(path: path("target")).read(count: 3, at: 0) == [1, 2, 3])
    #expect(names == ["target"])
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
