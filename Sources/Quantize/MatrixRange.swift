/// How one matrix of a policy fills its range, and what int8 would cost it.
public struct MatrixRange: Equatable, Sendable {
  /// The operation that reads the matrix.
  public let name: String
  /// Output channels.
  public let channels: Int
  /// Weights, padding of the packing left out.
  public let count: Int
  /// The largest magnitude.
  public let largest: Float
  /// √(Σ (w − scale·q)² / Σ w²) with a scale for each output channel.
  public let relativeError: Double

  /// Measures the matrix `values` (channels, count / channels).
  public init(name: String, channels: Int, values: [Float]) {
    self.name = name
    self.channels = channels
    count = values.count
    largest = values.reduce(0) { max($0, $1.magnitude) }
    let depth = channels > 0 ? values.count / channels : 1
    let matrix = QuantizedMatrix(
      rounding: values, outputs: channels, taps: 1, channels: depth, chunkLength: max(depth, 1))
    relativeError = matrix.signalToNoise > 0 ? (1 / matrix.signalToNoise).squareRoot() : 0
  }
}
