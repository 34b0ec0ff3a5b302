/// Codes blocks of a run, one after another.
struct Float32BlockCoder {
  // SAFETY: reads a block of floats and writes one of codes, where the caller has them.

  /// For each upper byte its code, or `noCode`.
  private var codes = InlineArray<256, UInt8>(repeating: noCode)
  private static let noCode: UInt8 = 128
  /// The upper bytes of the block that was coded last.
  private(set) var upperBytes = CodedFloat32Run.UpperBytes.zero

  /// A coder of blocks in which the sixteen `values` have codes.
  init(_ values: UpperByteCensus.Values) {
    // A value that stands for nothing is a repetition of 0.
    for code in (0..<16).reversed() { codes[Int(values[code])] = UInt8(code) }
  }

  /// Codes the floats at `source`; returns whether all of them have a code.
  ///
  /// They are read before anything is written, so the two places may overlap.
  mutating func code(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) -> Bool {
    var weights = InlineArray<64, UInt32>(repeating: 0)
    for index in weights.indices { weights[index] = unsafe source.load(fromByteOffset: 4 * index, as: UInt32.self) }
    var found: UInt8 = 0
    for pair in 0..<CodedFloat32Run.codeByteCount {
      let low = codes[Int(weights[2 * pair] >> 24)]
      let high = codes[Int(weights[2 * pair + 1] >> 24)]
      found |= low | high
      unsafe target.storeBytes(of: low & 15 | high << 4, toByteOffset: pair, as: UInt8.self)
    }
    // Four times three bytes are three words.
    for group in 0..<CodedFloat32Run.blockCount / 4 {
      let (a, b) = (weights[4 * group] & 0xFF_FFFF, weights[4 * group + 1] & 0xFF_FFFF)
      let (c, d) = (weights[4 * group + 2] & 0xFF_FFFF, weights[4 * group + 3] & 0xFF_FFFF)
      let place = CodedFloat32Run.codeByteCount + 12 * group
      unsafe target.storeBytes(of: a | b << 24, toByteOffset: place, as: UInt32.self)
      unsafe target.storeBytes(of: b >> 8 | c << 16, toByteOffset: place + 4, as: UInt32.self)
      unsafe target.storeBytes(of: c >> 16 | d << 8, toByteOffset: place + 8, as: UInt32.self)
    }
    guard found & Float32BlockCoder.noCode != 0 else { return true }
    for index in weights.indices { upperBytes[index] = UInt8(weights[index] >> 24) }
    return false
  }
}
