import EdgeRuntime

/// Packs matrices for the format `float16`: the panels of `float32`, each weight rounded.
enum Float16Panels {
  // SAFETY: arrays and buffers read and written within the extents that the panels' layout gives, whose product is
  // their count.

  /// The panels' bytes, and Σ W² over Σ (W − W′)²: infinite where nothing was lost.
  static func pack(_ panels: UnsafeBufferPointer<Float>) -> (bytes: [UInt8], signalToNoise: Double) {
    var (signal, noise) = (0.0, 0.0)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 2 * panels.count) { bytes, count in
      let target = UnsafeMutableRawBufferPointer(bytes)
      for index in panels.indices {
        let half = unsafe HalfPrecision.bits(panels[index])
        unsafe target.storeBytes(of: half, toByteOffset: 2 * index, as: UInt16.self)
        let lost = unsafe Double(panels[index] - HalfPrecision.float(half))
        unsafe signal += Double(panels[index]) * Double(panels[index])
        noise += lost * lost
      }
      count = 2 * panels.count
    }
    return (bytes, noise > 0 ? signal / noise : .infinity)
  }

  /// Whether half precision can hold every one of `panels`.
  static func canHold(_ panels: UnsafeBufferPointer<Float>) -> Bool {
    unsafe panels.allSatisfy { $0.magnitude <= HalfPrecision.greatest }
  }
}
