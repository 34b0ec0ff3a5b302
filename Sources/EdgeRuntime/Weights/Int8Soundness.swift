/// Whether the bytes of an int8 matrix are what kernels rely on.
///
/// The exactness of kernels that add pairs in 16 bits needs weights within ±127, zero points need true sums, and the
/// channels that fill up a group must be zero.
struct Int8Soundness {
  // SAFETY: the tensor's size was found to be what the matrix takes, and all places are inside of that.

  private let matrix: PackedMatrix
  private let format: Int8Format

  init(of matrix: PackedMatrix, format: Int8Format) {
    self.matrix = matrix
    self.format = format
  }

  /// Bytes from `start` to the first thing that is not sound, or nil.
  func fault(in start: UnsafeRawPointer) -> Int? {
    var place = 0
    for _ in 0..<matrix.panels * matrix.taps {
      for first in stride(from: 0, to: matrix.channels, by: format.chunkLength) {
        let channels = min(format.chunkLength, matrix.channels - first)
        if let fault = unsafe chunkFault(start + place, channels: channels) { return place + fault }
        place += PanelLayout.width * Int8Format.padded(channels) + Int8Format.trailerByteCount
      }
    }
    return nil
  }

  private func chunkFault(_ start: UnsafeRawPointer, channels: Int) -> Int? {
    let groupByteCount = PanelLayout.width * Int8Format.depth
    let groups = Int8Format.padded(channels) / Int8Format.depth
    var sums = SIMD16<Int32>.zero
    // Negative in a lane once that met a weight of −128.
    var tooLow = SIMD16<Int32>.zero
    @inline(__always) func add(_ weights: SIMD16<Int32>) {
      sums &+= weights
      tooLow |= weights &+ 127
    }
    for group in 0..<groups {
      let place = unsafe start + group * groupByteCount
      // A lane is the group of one output channel; each shift brings one of its bytes to the top, with its sign.
      let lanes = unsafe place.loadUnaligned(as: SIMD16<Int32>.self)
      add((lanes &<< 24) &>> 24)
      add((lanes &<< 16) &>> 24)
      add((lanes &<< 8) &>> 24)
      add(lanes &>> 24)
    }
    if tooLow.min() < 0 { return 0 }
    for channel in channels..<groups * Int8Format.depth {
      for lane in 0..<PanelLayout.width {
        let byte = (channel / Int8Format.depth * PanelLayout.width + lane) * Int8Format.depth
        let offset = byte + channel % Int8Format.depth
        if unsafe start.load(fromByteOffset: offset, as: Int8.self) != 0 { return offset }
      }
    }
    let trailer = groups * groupByteCount
    for lane in 0..<PanelLayout.width {
      let scale = unsafe start.load(fromByteOffset: trailer + 4 * lane, as: Float.self)
      if !(scale >= 0 && scale <= FormatLimits.weightMagnitude) { return trailer + 4 * lane }
      let sum = trailer + 4 * (PanelLayout.width + lane)
      if unsafe start.load(fromByteOffset: sum, as: Int32.self) != sums[lane] { return sum }
    }
    return nil
  }
}

extension PackedMatrix {
  /// Bytes from the tensor's start to the first thing that is not sound, or nil; floats are checked as such.
  func fault(in start: UnsafeRawPointer) -> Int? {
    switch format {
    case .float32, .float16, .codedFloat32, .codedFloat16: nil
    case .int8(let format): unsafe Int8Soundness(of: self, format: format).fault(in: start)
    }
  }
}
