import EdgeRuntime
import Quantize

/// Packs matrices for the int8 formats: panels of (taps, chunks of bytes, scales and sums).
enum Int8Panels {
  // SAFETY: arrays and buffers read and written within the extents that the panels' layout gives, whose product is
  // their count.

  /// - Parameters:
  ///   - matrix: The weights of all parts.
  ///   - columns: Output channels of each part; every part begins a panel.
  static func pack(_ matrix: QuantizedMatrix, columns: [Int]) -> [UInt8] {
    let format = Int8Format(activation: .rows, chunkLength: matrix.chunkLength)
    let panels = columns.reduce(0) { $0 + PanelLayout.panelCount(columns: $1) }
    let packed = PackedMatrix(
      tensor: 0, format: .int8(format), taps: matrix.taps, channels: matrix.channels, panels: panels)
    let total = packed.byteCount
    return unsafe [UInt8](unsafeUninitializedCapacity: total) { bytes, count in
      unsafe bytes.initialize(repeating: 0)
      var place = 0
      var first = 0
      for part in columns {
        for column in stride(from: 0, to: part, by: PanelLayout.width) {
          let outputs = first + column..<first + min(column + PanelLayout.width, part)
          for run in 0..<matrix.taps * matrix.chunkCount {
            let target = unsafe UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(bytes)[place...])
            unsafe place += write(
              matrix, outputs: outputs, tap: run / matrix.chunkCount, chunk: run % matrix.chunkCount, to: target)
          }
        }
        first += part
      }
      count = total
    }
  }

  /// Writes one chunk of one panel; returns its bytes.
  private static func write(
    _ matrix: QuantizedMatrix, outputs: Range<Int>, tap: Int, chunk: Int, to target: UnsafeMutableRawBufferPointer
  ) -> Int {
    let firstChannel = chunk * matrix.chunkLength
    let channels = min(matrix.chunkLength, matrix.channels - firstChannel)
    let byteCount = PanelLayout.width * Int8Format.padded(channels)
    unsafe matrix.weights.withUnsafeBufferPointer { weights in
      for (lane, output) in outputs.enumerated() {
        let run = output * matrix.taps + tap
        var sum: Int32 = 0
        for channel in 0..<channels {
          let weight = unsafe weights[run * matrix.channels + firstChannel + channel]
          sum += Int32(weight)
          let group = channel / Int8Format.depth * PanelLayout.width + lane
          unsafe target[group * Int8Format.depth + channel % Int8Format.depth] = UInt8(bitPattern: weight)
        }
        unsafe target.storeBytes(
          of: matrix.scales[run * matrix.chunkCount + chunk], toByteOffset: byteCount + 4 * lane, as: Float.self)
        unsafe target.storeBytes(of: sum, toByteOffset: byteCount + 4 * (PanelLayout.width + lane), as: Int32.self)
      }
    }
    return byteCount + Int8Format.trailerByteCount
  }
}
