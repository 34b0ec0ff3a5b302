@testable import EdgeRuntime
@testable import Exporter

/// An archive with the storages that the seeds speak of: first those of the layouts, then those of the trainer's.
private let file: MemoryFile = {
  let storages = [96, 4, 0, 8, 8, 24, 24, 2, 8, 8, 24, 12, 4, 24, 24, 4, 12, 12].map { byteCount in
    [UInt8](repeating: 0x3C, count: byteCount)
  }
  let file = MemoryFile()
  file.replace(with: TestCheckpoint(storages: storages).zip.assemble())
  return file
}()
private let archive: ZipArchive? = try? ZipArchive(of: InputFile(path: file.path))

/// A pickle beside the storages of a sound archive: read, then the checkpoint that it makes.
@_cdecl("LLVMFuzzerTestOneInput") public func testOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  let pickle = Array(UnsafeBufferPointer(start: data, count: count))
  guard let archive else { fault("the archive must be sound") }
  CheckpointRun.read(count) { () throws(CheckpointError) in
    let graph = try PickleMachine.read(pickle, archive: archive, strict: false)
    let contents = try TorchArchive.contents(of: graph)
    let input: InputFile
    do throws(FileError) { input = try InputFile(path: file.path) } catch { throw .file(error) }
    return try Checkpoint(file: input, contents: contents)
  }
  return 0
}
