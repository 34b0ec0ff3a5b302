import CKernels

/// A run of coded float32, as `edge_gemm_c32` reads it.
///
/// A block holds a code of four bits for the upper byte of each weight, and its three lower bytes as they are. Patches
/// stand where the head says.
@safe struct CodedFloat32Run: CodedRun {
  // SAFETY: made where a `Float32Coder` has written a run, or is about to.

  /// The upper bytes of a block's weights.
  typealias UpperBytes = SIMD64<UInt8>

  private let start: UnsafeRawPointer
  private let head: edge_c32_run

  init(at start: UnsafeRawPointer) {
    unsafe self.start = start
    head = unsafe start.load(as: edge_c32_run.self)
  }

  static var codeByteCount: Int { Int(EDGE_C32_CODE_BYTES) }
  static var blockByteCount: Int { Int(EDGE_C32_BLOCK_BYTES) }
  static var headByteCount: Int { MemoryLayout<edge_c32_run>.size }
  /// Bytes behind the last run that kernels may read.
  static var readAheadByteCount: Int { 16 }

  func weights(ofChannel channel: Int) -> Lanes {
    let index = channel / CodedFloat32Run.depth
    let block = unsafe start + CodedFloat32Run.headByteCount + index * CodedFloat32Run.blockByteCount
    let first = channel % CodedFloat32Run.depth * PanelLayout.width
    let patch = unsafe patch(ofBlock: index)
    var weights = Lanes.zero
    for lane in 0..<PanelLayout.width {
      let weight = first + lane
      var bits: UInt32 = 0
      for byte in 0..<3 {
        let lower = unsafe block.load(fromByteOffset: CodedFloat32Run.codeByteCount + 3 * weight + byte, as: UInt8.self)
        bits |= UInt32(lower) << UInt32(8 * byte)
      }
      let pair = unsafe block.load(fromByteOffset: weight / 2, as: UInt8.self)
      let code = Int(weight % 2 == 0 ? pair & 15 : pair >> 4)
      let upper = unsafe patch?.load(fromByteOffset: weight, as: UInt8.self) ?? upperByte(ofCode: code)
      weights[lane] = Float(bitPattern: bits | UInt32(upper) << 24)
    }
    return weights
  }

  private func upperByte(ofCode code: Int) -> UInt8 {
    unsafe withUnsafeBytes(of: head.upper_bytes) { unsafe $0[code] }
  }

  /// The upper bytes of a block that its codes do not tell, or nil.
  private func patch(ofBlock index: Int) -> UnsafeRawPointer? {
    let bit: UInt64 = 1 << UInt64(index)
    guard head.patched & bit != 0 else { return nil }
    let earlier = (head.patched & (bit - 1)).nonzeroBitCount
    return unsafe start + Int(head.patches) + earlier * CodedFloat32Run.blockCount
  }
}
