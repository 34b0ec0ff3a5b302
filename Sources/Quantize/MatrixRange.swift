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
}
