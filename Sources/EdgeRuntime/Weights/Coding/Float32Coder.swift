import CKernels

/// Codes a matrix of floats (decision 15): first its runs, of seven eighths of the floats' bytes, then their patches.
@safe public struct Float32Coder {
  // SAFETY: places lie inside of the matrix, which the caller has found whole, and of `byteCount` bytes of a target.
  // Where the target is the source, what is written ends before what is still to be read: blocks are shorter than what
  // they code, and a head is written when its first block has been read.

  private let matrix: PackedMatrix
  private let source: UnsafeRawPointer
  /// The upper bytes that the codes of each run stand for.
  private var values: [UpperByteCensus.Values] = []
  private var patchCount = 0
  /// Bytes of all runs.
  private let runsByteCount: Int

  /// Finds how to code the floats of `matrix` at `source`; its channels are a multiple of four.
  public init(of matrix: PackedMatrix, at source: UnsafeRawPointer) {
    precondition(
      matrix.format == .float32 && matrix.channels % CodedFloat32Run.depth == 0, "only whole blocks of floats")
    self.matrix = matrix
    unsafe self.source = source
    var coded = matrix
    coded.format = .codedFloat32
    runsByteCount = coded.byteCount
    var census = UpperByteCensus()
    matrix.forEachRun { first, channels in
      let found = unsafe census.take(source + 4 * first, blocks: channels / CodedFloat32Run.depth)
      values.append(found.values)
      patchCount += found.patchCount
    }
  }

  /// Bytes of the coded matrix, those behind the last run that kernels may read among them.
  public var byteCount: Int {
    runsByteCount + max(patchCount * CodedFloat32Run.blockCount, CodedFloat32Run.readAheadByteCount)
  }

  /// Whether the coded matrix is no longer than the floats.
  public var isShorter: Bool { byteCount <= matrix.byteCount }

  /// Writes the coded matrix to `target`, which may be the place of the floats themselves if it is no longer than they.
  public func write(to target: UnsafeMutableRawPointer) {
    var patches: [CodedFloat32Run.UpperBytes] = []
    patches.reserveCapacity(patchCount)
    var (index, head) = (0, 0)
    matrix.forEachRun { first, channels in
      var run = edge_c32_run()
      run.patches = UInt64(runsByteCount + patches.count * CodedFloat32Run.blockCount - head)
      unsafe withUnsafeMutableBytes(of: &run.upper_bytes) {
        unsafe $0.storeBytes(of: values[index], as: UpperByteCensus.Values.self)
      }
      var coder = Float32BlockCoder(values[index])
      for block in 0..<channels / CodedFloat32Run.depth {
        let isWhole = unsafe coder.code(
          source + 4 * (first + block * CodedFloat32Run.blockCount),
          to: target + head + CodedFloat32Run.headByteCount + block * CodedFloat32Run.blockByteCount)
        guard !isWhole else { continue }
        run.patched |= 1 << UInt64(block)
        patches.append(coder.upperBytes)
      }
      unsafe (target + head).storeBytes(of: run, as: edge_c32_run.self)
      head += CodedFloat32Run.byteCount(channels: channels)
      index += 1
    }
    for (index, patch) in patches.enumerated() {
      unsafe (target + runsByteCount + index * CodedFloat32Run.blockCount)
        .storeBytes(of: patch, as: CodedFloat32Run.UpperBytes.self)
    }
  }
}
