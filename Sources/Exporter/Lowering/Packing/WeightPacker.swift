import EdgeRuntime

/// Lays tensors out for the weights section, in the order the program reads them.
struct WeightPacker {
  // SAFETY: arrays and buffers read and written within the extents that the panels' layout gives, whose product is
  // their count.

  private(set) var entries: [TensorTable.Entry] = []
  private(set) var bytes: [UInt8] = []

  /// Adds a vector; returns its tensor index.
  mutating func add(_ values: [Float]) -> Int {
    unsafe values.withUnsafeBytes { unsafe add($0, element: .float32) }
  }

  /// Adds a vector padded with zeros to whole panels.
  mutating func addPadded(_ values: [Float]) -> Int {
    add(values + [Float](repeating: 0, count: PanelLayout.padded(values.count) - values.count))
  }

  /// Adds the packed matrices of parts, each a stack along the output channels.
  mutating func add(_ parts: [[Matrix]]) -> PackedMatrix {
    let window = parts[0][0]
    var matrix = PackedMatrix(tensor: 0, taps: window.taps.count, channels: window.channels.count, panels: 0)
    for part in parts {
      matrix.panels += PanelLayout.panelCount(columns: part.reduce(0) { $0 + $1.outputs })
    }
    matrix.tensor = add(Float32Panels.pack(parts))
    return matrix
  }

  /// Adds the panels of a packed matrix; returns its tensor index.
  mutating func add(_ panels: [UInt8]) -> Int {
    unsafe panels.withUnsafeBytes { unsafe add($0, element: .packed) }
  }

  /// Makes room for `byteCount` bytes of weights.
  mutating func reserveCapacity(_ byteCount: Int) { bytes.reserveCapacity(byteCount) }

  /// Adds a tensor's bytes at the next multiple of 64; returns its index.
  mutating func add(_ content: UnsafeRawBufferPointer, element: TensorElement) -> Int {
    while bytes.count % 64 != 0 { bytes.append(0) }
    entries.append(
      TensorTable.Entry(byteOffset: UInt64(bytes.count), element: element, count: content.count / element.byteCount))
    unsafe bytes.append(contentsOf: content)
    return entries.count - 1
  }
}
