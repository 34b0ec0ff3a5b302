import CKernels

/// A run of coded half precision, as `edge_gemm_c16` reads it.
///
/// A block holds thirteen bits of each weight, in three places.
@safe struct CodedFloat16Run: CodedRun {
  // SAFETY: made where a `Float16Coder` has written a run.

  private let start: UnsafeRawPointer

  init(at start: UnsafeRawPointer) { unsafe self.start = start }

  static var signsOffset: Int { Int(EDGE_C16_SIGNS) }
  static var lowerBytesOffset: Int { Int(EDGE_C16_LOWER_BYTES) }
  static var blockByteCount: Int { Int(EDGE_C16_BLOCK_BYTES) }
  static var headByteCount: Int { MemoryLayout<edge_c16_run>.size }
  /// The greatest exponent of what the blocks hold.
  static var greatestExponent: Int { 3 }

  /// Where the weight of a block stands that belongs to `channel` of its four and to `column`: the weights' order there
  /// is not that of channels and columns.
  static func place(channel: Int, column: Int) -> Int {
    channel / 2 * 32 + column / 8 * 16 + channel % 2 * 8 + column % 8
  }

  func weights(ofChannel channel: Int) -> Lanes {
    let scale = unsafe start.load(as: edge_c16_run.self).scale
    let block =
      unsafe start + CodedFloat16Run.headByteCount
      + channel / CodedFloat16Run.depth * CodedFloat16Run.blockByteCount
    var weights = Lanes.zero
    for column in 0..<PanelLayout.width {
      let place = CodedFloat16Run.place(channel: channel % CodedFloat16Run.depth, column: column)
      let pair = unsafe block.load(fromByteOffset: place % 32, as: UInt8.self)
      let nibble = place < 32 ? pair & 15 : pair >> 4
      let signs = unsafe block.load(fromByteOffset: CodedFloat16Run.signsOffset + place % 8, as: UInt8.self)
      let sign = signs >> UInt8(place / 8) & 1
      let lower = unsafe block.load(fromByteOffset: CodedFloat16Run.lowerBytesOffset + place, as: UInt8.self)
      let half = UInt16(sign) << 15 | UInt16(nibble) << 8 | UInt16(lower)
      weights[column] = HalfPrecision.float(half) * scale
    }
    return weights
  }
}
