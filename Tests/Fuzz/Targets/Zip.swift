import TestSupport

@testable import Exporter

private let file = MemoryFile()

/// The zip archive of a checkpoint, then the checkpoint in it.
@_cdecl("LLVMFuzzerTestOneInput") public func testOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  file.replace(with: UnsafeRawBufferPointer(start: data, count: count))
  CheckpointRun.read(count) { () throws(CheckpointError) in try Checkpoint(path: file.path) }
  return 0
}

/// Changes bytes anywhere, and makes the members' checksums true again most of the time.
@_cdecl("LLVMFuzzerCustomMutator") public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maxSize: Int, _ seed: UInt32
) -> Int {
  var random = SeededGenerator(seed: UInt64(seed))
  let bytes = UnsafeMutableBufferPointer(start: data, count: Mutation.plain(data, size: size, maxSize: maxSize))
  if random.next(below: 8) > 0 { ZipChecksums.repair(bytes) }
  return bytes.count
}
