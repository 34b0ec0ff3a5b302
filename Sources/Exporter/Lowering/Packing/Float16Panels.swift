import EdgeRuntime

/// Packs matrices for the format `float16`: the panels of `float32`, each weight rounded.
enum Float16Panels {
  /// The panels' bytes, and Σ W² over Σ (W − W′)²: infinite where nothing was lost.
  static func pack(_ panels: UnsafeBufferPointer<Float>) -> (bytes: [UInt8], signalToNoise: Double) {
    var (signal, noise) = (0.0, 0.0)
    let bytes = [UInt8](unsafeUninitializedCapacity: 2 * panels.count) { bytes, count in
      let target = UnsafeMutableRawBufferPointer(bytes)
      for index in panels.indices {
        let half = HalfPrecision.bits(panels[index])
        target.storeBytes(of: half, toByteOffset: 2 * index, as: UInt16.self)
        let lost = Double(panels[index] - HalfPrecision.float(half))
        signal += Double(panels[index]) * Double(panels[index])
        noise += lost * lost
      }
      count = 2 * panels.count
    }
    return (bytes, noise > 0 ? signal / noise : .infinity)
  }

  /// Whether half precision can hold every one of `panels`.
  static func canHold(_ panels: UnsafeBufferPointer<Float>) -> Bool {
    panels.allSatisfy { $0.magnitude <= HalfPrecision.greatest }
  }
}
