import Glibc

/// Floats that end at a page nobody may touch and begin behind a canary.
///
/// A read or write behind the end stops the process; `isIntact` tells of writes before the start. The start
/// has whatever alignment the count gives, so odd counts exercise unaligned access.
final class GuardedFloats {
  let count: Int
  private let whole: UnsafeMutableBufferPointer<Float>
  private let mapping: UnsafeMutableRawPointer
  private let byteCount: Int

  private static var canaryCount: Int { 16 }
  /// A value no test computes.
  static var canary: Float { -12345.678 }

  init(count: Int, _ value: (Int) -> Float = { _ in GuardedFloats.canary }) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let used = (count + Self.canaryCount) * MemoryLayout<Float>.size
    let readable = (used + page - 1) / page * page
    byteCount = readable + page
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0), mapped != MAP_FAILED,
      mprotect(mapped + readable, page, PROT_NONE) == 0
    else { fatalError("no memory for a guarded buffer") }
    mapping = mapped
    self.count = count
    let floats = UnsafeMutableBufferPointer(
      start: (mapped + readable - used).bindMemory(to: Float.self, capacity: Self.canaryCount + count),
      count: Self.canaryCount + count)
    for index in floats.indices {
      floats[index] = index < Self.canaryCount ? Self.canary : value(index - Self.canaryCount)
    }
    whole = floats
  }

  convenience init(_ values: [Float]) {
    self.init(count: values.count) { values[$0] }
  }

  deinit { munmap(mapping, byteCount) }

  var start: UnsafeMutablePointer<Float> {
    guard let base = whole.baseAddress else { fatalError("a mapped buffer has an address") }
    return base + Self.canaryCount
  }

  /// True while nothing has been written before the start.
  var isIntact: Bool { whole.prefix(Self.canaryCount).allSatisfy { $0 == Self.canary } }

  var values: [Float] { Array(whole.dropFirst(Self.canaryCount)) }
  var bits: [UInt32] { values.map(\.bitPattern) }
}
