@testable import EdgeRuntime

/// The bytes of a policy file by section, with checksums made anew after a change.
struct PolicyBytes {
  var bytes: [UInt8]

  struct Row {
    var kind: UInt32
    var offset: Int
    var byteCount: Int
    /// Where the row stands in the file.
    var place: Int
  }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var sectionCount: Int { Int(u32(12)) }

  func u32(_ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
  }

  mutating func set(_ value: UInt32, at place: Int) {
    for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(byte))) }
  }

  func row(_ index: Int) -> Row {
    let place = 32 + 32 * index
    return Row(
      kind: u32(place), offset: Int(u32(place + 8)), byteCount: Int(u32(place + 16)), place: place)
  }

  func row(of kind: SectionKind) -> Row {
    (0..<sectionCount).map { row($0) }.first { $0.kind == kind.rawValue } ?? row(0)
  }

  /// Makes the checksums of a section and of the header true again.
  mutating func repair(_ row: Row) {
    set(CRC32C.checksum(Array(bytes[row.offset..<row.offset + row.byteCount])), at: row.place + 4)
    repairHeader()
  }

  mutating func repairHeader() {
    let tableEnd = min(32 + 32 * sectionCount, bytes.count)
    guard tableEnd >= 32 else { return }
    set(CRC32C.checksum(Array(bytes[..<24]) + Array(bytes[32..<tableEnd])), at: 24)
  }

  /// Sets four bytes of a section's content, with checksums repaired.
  mutating func set(_ value: UInt32, in kind: SectionKind, at place: Int) {
    let row = row(of: kind)
    set(value, at: row.offset + place)
    repair(row)
  }
}
