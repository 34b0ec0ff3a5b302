/// A dense row-major float32 tensor.
public struct Tensor: Equatable, Sendable {
  /// The extents, outermost first; empty for a scalar.
  public let shape: [Int]
  /// The elements, row-major; as many as the product of `shape`.
  public let values: [Float]

  /// Makes a tensor of `shape`.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "the values must fill the shape")
    self.shape = shape
    self.values = values
  }
}
