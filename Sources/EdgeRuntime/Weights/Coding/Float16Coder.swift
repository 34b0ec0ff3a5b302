import CKernels

/// Codes a matrix of half precision (decision 16): runs of thirteen sixteenths of the halves' bytes, one after another.
@safe public struct Float16Coder {
  // SAFETY: places lie inside of the matrix, which the caller has found whole, and of the coded matrix's bytes of a
  // target. Where the target is the source, what is written ends before what is still to be read: the coded run of one
  // block is shorter than the block, and each block after it as well.

  private let matrix: PackedMatrix
  private let source: UnsafeRawPointer
  /// One for each run.
  private var coders: [Float16BlockCoder] = []
  /// Whether codes can hold every half.
  public private(set) var isExact = true

  /// Finds how to code the halves of `matrix` at `source`; its channels are a multiple of four.
  public init(of matrix: PackedMatrix, at source: UnsafeRawPointer) {
    precondition(
      matrix.format == .float16 && matrix.channels % CodedFloat16Run.depth == 0, "only whole blocks of halves")
    self.matrix = matrix
    unsafe self.source = source
    matrix.forEachRun { first, channels in
      let blocks = channels / CodedFloat16Run.depth
      let coder = unsafe Float16BlockCoder(of: blocks, at: source + 2 * first)
      coders.append(coder)
      for block in 0..<blocks where isExact {
        isExact = unsafe coder.canHold(source + 2 * (first + block * CodedFloat16Run.blockCount))
      }
    }
  }

  /// Bytes of the coded matrix.
  public var byteCount: Int {
    var coded = matrix
    coded.format = .codedFloat16
    return coded.byteCount
  }

  /// Writes the coded matrix to `target`, which may be the place of the halves themselves.
  public func write(to target: UnsafeMutableRawPointer) {
    precondition(isExact, "codes cannot hold the matrix")
    var (index, head) = (0, 0)
    matrix.forEachRun { first, channels in
      let coder = coders[index]
      for block in 0..<channels / CodedFloat16Run.depth {
        unsafe coder.code(
          source + 2 * (first + block * CodedFloat16Run.blockCount),
          to: target + head + CodedFloat16Run.headByteCount + block * CodedFloat16Run.blockByteCount)
      }
      unsafe (target + head).storeBytes(of: edge_c16_run(scale: coder.scale, unused: 0), as: edge_c16_run.self)
      head += CodedFloat16Run.byteCount(channels: channels)
      index += 1
    }
  }
}
