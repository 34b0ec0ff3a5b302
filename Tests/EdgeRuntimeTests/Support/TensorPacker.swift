import EdgeRuntime

/// Collects the tensors of a hand-made policy.
struct TensorPacker {
  private(set) var entries: [TensorTable.Entry] = []
  private(set) var floats: [Float] = []

  /// Adds a tensor at the next multiple of 64 bytes; returns its index.
  mutating func add(_ values: [Float]) -> Int {
    while floats.count % 16 != 0 { floats.append(0) }
    entries.append(TensorTable.Entry(byteOffset: UInt64(4 * floats.count), count: values.count))
    floats += values
    return entries.count - 1
  }
}
