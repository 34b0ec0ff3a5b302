import CKernels

/// Codes a matrix of floats (decision 15): first its runs, of seven eighths of the floats' bytes, then their patches.
@safe public struct WeightCoder {
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
    precondition(matrix.format == .float32 && matrix.channels % CodedRun.depth == 0, "only whole blocks of floats")
    self.matrix = matrix
    unsafe self.source = source
    var coded = matrix
    coded.format = .coded
    runsByteCount = coded.byteCount
    var census = UpperByteCensus()
    forEachRun { place, channels in
      let found = unsafe census.take(source + place, blocks: channels / CodedRun.depth)
      values.append(found.values)
      patchCount += found.patchCount
    }
  }

  /// Bytes of the coded matrix, those behind the last run that kernels may read among them.
  public var byteCount: Int { runsByteCount + max(patchCount * CodedRun.blockCount, CodedRun.readAheadByteCount) }

  /// Whether the coded matrix is no longer than the floats.
  public var isShorter: Bool { byteCount <= matrix.byteCount }

  /// Writes the coded matrix to `target`, which may be the place of the floats themselves if it is no longer than they.
  public func write(to target: UnsafeMutableRawPointer) {
    var patches: [CodedRun.UpperBytes] = []
    patches.reserveCapacity(patchCount)
    var (index, head) = (0, 0)
    forEachRun { place, channels in
      var run = edge_c32_run()
      run.patches = UInt64(runsByteCount + patches.count * CodedRun.blockCount - head)
      unsafe withUnsafeMutableBytes(of: &run.upper_bytes) {
        unsafe $0.storeBytes(of: values[index], as: UpperByteCensus.Values.self)
      }
      var coder = BlockCoder(values[index])
      for block in 0..<channels / CodedRun.depth {
        let isWhole = unsafe coder.code(
          source + place + 4 * block * CodedRun.blockCount,
          to: target + head + CodedRun.headByteCount + block * CodedRun.blockByteCount)
        guard !isWhole else { continue }
        run.patched |= 1 << UInt64(block)
        patches.append(coder.upperBytes)
      }
      unsafe (target + head).storeBytes(of: run, as: edge_c32_run.self)
      head += CodedRun.byteCount(channels: channels)
      index += 1
    }
    for (index, patch) in patches.enumerated() {
      unsafe (target + runsByteCount + index * CodedRun.blockCount)
        .storeBytes(of: patch, as: CodedRun.UpperBytes.self)
    }
  }

  /// Calls `body` with the place of each run's floats, in bytes from the first, and its channels.
  private func forEachRun(_ body: (_ place: Int, _ channels: Int) -> Void) {
    var place = 0
    for _ in 0..<matrix.panels * matrix.taps {
      for first in stride(from: 0, to: matrix.channels, by: PanelLayout.chunkLength) {
        let channels = min(PanelLayout.chunkLength, matrix.channels - first)
        body(place, channels)
        place += 4 * channels * PanelLayout.width
      }
    }
  }
}
