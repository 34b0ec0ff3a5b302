/// A matrix of int8 weights with a scale for each output channel, tap and chunk of input channels.
public struct QuantizedMatrix: Equatable, Sendable {
  // SAFETY: every one of the places that were reserved is written before the count says so.

  /// Output channels, taps, input channels of a tap.
  public let outputs, taps, channels: Int
  /// Input channels that share a scale; the last chunk of a tap may be shorter.
  public let chunkLength: Int
  /// The weights (outputs, taps, channels), within ±127.
  public let weights: [Int8]
  /// What a step of each chunk is worth (outputs, taps, chunks).
  public let scales: [Float]
  /// Σ W² over Σ (W − scale · w)²; infinite where nothing was lost.
  public let signalToNoise: Double

  /// Rounds `values` (outputs, taps, channels).
  public init(rounding values: [Float], outputs: Int, taps: Int, channels: Int, chunkLength: Int) {
    precondition(values.count == outputs * taps * channels && chunkLength > 0, "the values are the matrix")
    (self.outputs, self.taps, self.channels, self.chunkLength) = (outputs, taps, channels, chunkLength)
    var scales: [Float] = []
    var (signal, noise) = (0.0, 0.0)
    weights = unsafe [Int8](unsafeUninitializedCapacity: values.count) { weights, count in
      for run in 0..<outputs * taps {
        for first in stride(from: 0, to: channels, by: chunkLength) {
          let chunk = run * channels + first..<run * channels + min(first + chunkLength, channels)
          let quantizer = SymmetricQuantizer(largestMagnitude: chunk.reduce(0) { max($0, values[$1].magnitude) })
          for index in chunk {
            let weight = quantizer.quantize(values[index])
            unsafe weights[index] = weight
            let lost = Double(values[index] - quantizer.dequantize(weight))
            signal += Double(values[index]) * Double(values[index])
            noise += lost * lost
          }
          scales.append(quantizer.scale)
        }
      }
      count = values.count
    }
    self.scales = scales
    signalToNoise = noise > 0 ? signal / noise : .infinity
  }

  /// Chunks of a tap.
  public var chunkCount: Int { (channels + chunkLength - 1) / chunkLength }
}
