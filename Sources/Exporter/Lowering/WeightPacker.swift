import EdgeRuntime

/// Lays tensors out for the weights section, in the order the program reads them.
struct WeightPacker {
  private(set) var entries: [TensorTable.Entry] = []
  private(set) var floats: [Float] = []

  /// Adds a vector; returns its tensor index.
  mutating func add(_ values: [Float]) -> Int {
    let tensor = start(count: values.count)
    floats.append(contentsOf: values)
    return tensor
  }

  /// Adds a vector padded with zeros to whole panels.
  mutating func addPadded(_ values: [Float]) -> Int {
    let tensor = start(count: WeightPacker.padded(values.count))
    floats.append(contentsOf: values)
    floats.append(contentsOf: repeatElement(0, count: WeightPacker.padded(values.count) - values.count))
    return tensor
  }

  /// Adds the packed matrices of parts: (panels of all parts, taps, channels, 16).
  mutating func add(_ parts: [[Matrix]]) -> Int {
    var count = 0
    for part in parts {
      let outputs = part.reduce(0) { $0 + $1.outputs }
      count += WeightPacker.padded(outputs) * part[0].taps.count * part[0].channels.count
    }
    let tensor = start(count: count)
    floats.reserveCapacity(floats.count + count)
    for part in parts { append(part) }
    return tensor
  }

  private mutating func append(_ stack: [Matrix]) {
    let rows = stack.enumerated().flatMap { index, matrix in (0..<matrix.outputs).map { (index, $0) } }
    let window = stack[0]
    for panel in stride(from: 0, to: rows.count, by: WeightPacker.panelWidth) {
      let lanes = rows[panel..<min(panel + WeightPacker.panelWidth, rows.count)]
      for position in window.taps.indices {
        // The first weight of each lane and the step from channel to channel: the loop below is all of an export.
        let starts = lanes.map { index, output in
          stack[index].index(
            output: output, tap: stack[index].taps[position], channel: window.channels.lowerBound)
        }
        let step =
          window.index(output: 0, tap: 0, channel: 1) - window.index(output: 0, tap: 0, channel: 0)
        for channel in 0..<window.channels.count {
          for (lane, start) in zip(lanes, starts) {
            floats.append(stack[lane.0].tensor.values[start + channel * step])
          }
          for _ in lanes.count..<WeightPacker.panelWidth { floats.append(0) }
        }
      }
    }
  }

  /// Begins a tensor at the next multiple of 64 bytes.
  private mutating func start(count: Int) -> Int {
    while floats.count % WeightPacker.panelWidth != 0 { floats.append(0) }
    entries.append(TensorTable.Entry(byteOffset: UInt64(4 * floats.count), count: count))
    return entries.count - 1
  }

  private static var panelWidth: Int { 16 }

  private static func padded(_ count: Int) -> Int { (count + panelWidth - 1) / panelWidth * panelWidth }
}
