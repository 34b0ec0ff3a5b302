import EdgeRuntime
import TestSupport

private let file = MemoryFile()

/// A policy file: loaded, stepped, traced, verified.
@_cdecl("LLVMFuzzerTestOneInput") public func testOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  file.replace(with: UnsafeRawBufferPointer(start: data, count: count))
  PolicyRun.load(file.path)
  return 0
}

/// Changes bytes anywhere or fields of one section, and makes the checksums true again most of the time.
@_cdecl("LLVMFuzzerCustomMutator") public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maxSize: Int, _ seed: UInt32
) -> Int {
  var random = SeededGenerator(seed: UInt64(seed))
  var bytes = UnsafeMutableBufferPointer(start: data, count: size)
  let sections = PolicyFileChecksums.sections(in: bytes)
  if sections.isEmpty || random.next(below: 4) == 0 {
    bytes = UnsafeMutableBufferPointer(start: data, count: Mutation.plain(data, size: size, maxSize: maxSize))
  } else {
    let section = sections[random.next(below: sections.count)]
    Mutation.fields(bytes, in: section.content, random: &random)
  }
  if random.next(below: 16) > 0 { PolicyFileChecksums.repair(bytes) }
  return bytes.count
}
