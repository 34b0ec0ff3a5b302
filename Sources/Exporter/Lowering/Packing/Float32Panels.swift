import EdgeRuntime

/// Packs matrices for the format `float32`: (panels of all parts, taps, channels, 16).
enum Float32Panels {
  /// - Parameter parts: The matrices of each part, stacked along the output channels.
  static func pack(_ parts: [[Matrix]]) -> [Float] {
    var floats: [Float] = []
    var count = 0
    for part in parts {
      let outputs = part.reduce(0) { $0 + $1.outputs }
      count += PanelLayout.padded(outputs) * part[0].taps.count * part[0].channels.count
    }
    floats.reserveCapacity(count)
    for part in parts { append(part, to: &floats) }
    return floats
  }

  private static func append(_ stack: [Matrix], to floats: inout [Float]) {
    let rows = stack.enumerated().flatMap { index, matrix in (0..<matrix.outputs).map { (index, $0) } }
    let window = stack[0]
    for panel in stride(from: 0, to: rows.count, by: PanelLayout.width) {
      let lanes = rows[panel..<min(panel + PanelLayout.width, rows.count)]
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
          for _ in lanes.count..<PanelLayout.width { floats.append(0) }
        }
      }
    }
  }
}

extension Float32Panels {
  // SAFETY: arrays and buffers read and written within the extents that the panels' layout gives, whose product is
  // their count.

  /// The weights (outputs of all parts, taps, channels) of a packed matrix.
  ///
  /// - Parameter columns: Output channels of each part; every part begins a panel.
  static func unpack(
    _ panels: UnsafeBufferPointer<Float>, taps: Int, channels: Int, columns: [Int]
  ) -> [Float] {
    let depth = taps * channels
    let total = columns.reduce(0, +) * depth
    return unsafe [Float](unsafeUninitializedCapacity: total) { values, count in
      var output = 0
      var panel = 0
      for part in columns {
        for column in 0..<part {
          let first = (panel + column / PanelLayout.width) * depth * PanelLayout.width + column % PanelLayout.width
          for index in 0..<depth {
            unsafe values[output * depth + index] = panels[first + index * PanelLayout.width]
          }
          output += 1
        }
        panel += PanelLayout.panelCount(columns: part)
      }
      count = total
    }
  }
}
