import EdgeRuntime
import TestSupport
import Testing

/// Damage of every kind to a small file: the answer is a refusal or tensors, never a trap.
@Suite struct SafetensorsHostileBytesTests {
  private let small: [UInt8]

  init() throws {
    var writer = SafetensorsWriter()
    try writer.setMetadata("note", to: "a \"b\"\n\u{E9}")
    try writer.add(name: "layer.weight", shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
    try writer.add(name: "layer.bias", shape: [2], values: [0.5, -0.5])
    small = try writer.bytes()
  }

  @Test func refusesEveryTruncation() {
    for count in 0..<small.count {
      #expect(SafetensorsText.refusal(of: Array(small[..<count])) != nil, "\(count) bytes")
    }
  }

  @Test func refusesEveryExtension() {
    for count in 1...64 {
      let longer = small + [UInt8](repeating: 0, count: count)
      #expect(
        SafetensorsText.refusal(of: longer)
          == .wrongDataByteCount(expected: 32, found: 32 + UInt64(count)))
    }
  }

  @Test func survivesEveryEditOfOneByte() {
    let headerEnd = small.count - 32
    var accepted = 0
    for index in 0..<headerEnd {
      var bytes = small
      for change in UInt8(1)...255 {
        bytes[index] = small[index] ^ change
        if SafetensorsText.refusal(of: bytes) == nil { accepted += 1 }
      }
    }
    // Letters in names and metadata may change, nothing else.
    #expect(accepted > 0 && accepted < headerEnd * 255 / 3)
  }

  @Test func survivesRandomDamage() {
    let seed: UInt64 = 0x5AFE_7E45
    var random = SeededGenerator(seed: seed)
    for round in 0..<50_000 {
      var bytes = small
      for _ in 0..<Int.random(in: 1...8, using: &random) { damage(&bytes, using: &random) }
      guard let refusal = SafetensorsText.refusal(of: bytes) else { continue }
      if refusal.description.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
        Issue.record("seed \(seed), round \(round): the message has control characters")
      }
    }
  }

  /// One edit: a byte, a removal, a repeat, or a piece of JSON where it does not belong.
  private func damage(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
    guard bytes.count > 1 else { return }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    let end = Int.random(in: place..<min(place + 32, bytes.count), using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
    default:
      let pieces = ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "-1", "1e9", "99999999999999999999"]
      bytes.insert(contentsOf: Array(pieces[place % pieces.count].utf8), at: place)
    }
    // Otherwise most damage would end at the length of the header.
    if Bool.random(using: &random), bytes.count > 40 {
      let length = SafetensorsText.length(UInt64(bytes.count - 8 - 32))
      bytes.replaceSubrange(0..<8, with: length)
    }
  }
}
