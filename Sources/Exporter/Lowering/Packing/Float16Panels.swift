import EdgeRuntime

/// Packs matrices for the format `float16`: the panels of `float32`, each weight rounded (equation 11).
enum Float16Panels {
  // SAFETY: arrays and buffers read and written within the extents that the panels' layout gives, whose product is
  // their count.

  /// What the panels of a matrix became.
  struct Packed {
    /// The halves.
    let bytes: [UInt8]
    /// Σ W² over Σ (W − W′)²: infinite where nothing was lost.
    let signalToNoise: Double
  }

  /// How much more noise, as a sum of squares, the least weights of a run may make by the step of larger ones: three
  /// decibels of some seventy.
  ///
  /// Where it is more, a few weights are far greater than the rest.
  private static var mostNoise: Double { 2 }

  /// Rounds the `panels` of `matrix`: so that a run's exponents take two bits, or, if that costs too much, each weight
  /// for itself.
  static func pack(_ panels: UnsafeBufferPointer<Float>, of matrix: PackedMatrix) -> Packed {
    let each = unsafe round(panels, of: matrix) { _ in 0 }
    let even = unsafe round(panels, of: matrix) { run in
      unsafe Float16Panels.step(ofGreatest: run.lazy.map(\.magnitude).max() ?? 0)
    }
    return even.signalToNoise * mostNoise >= each.signalToNoise ? even : each
  }

  /// Whether half precision can hold every one of `panels`.
  static func canHold(_ panels: UnsafeBufferPointer<Float>) -> Bool {
    unsafe panels.allSatisfy { $0.magnitude <= HalfPrecision.greatest }
  }

  /// The least step of weights of which the greatest is `greatest`: that of half precision at a quarter of it.
  private static func step(ofGreatest greatest: Float) -> Float {
    let half = HalfPrecision.float(HalfPrecision.bits(greatest))
    return half > 0 ? max(half.binade * 0x1p-12, 0x1p-24) : 0
  }

  /// Rounds each weight to half precision, and to a multiple of what `step` says of its run.
  private static func round(
    _ panels: UnsafeBufferPointer<Float>, of matrix: PackedMatrix,
    step: (UnsafeBufferPointer<Float>.SubSequence) -> Float
  ) -> Packed {
    var (signal, noise) = (0.0, 0.0)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 2 * panels.count) { bytes, count in
      let target = UnsafeMutableRawBufferPointer(bytes)
      func roundRun(_ range: Range<Int>) {
        let step = unsafe step(panels[range])
        for index in range {
          let weight = unsafe panels[index]
          // From a thousand steps on half precision has no finer one.
          let isSmall = weight.magnitude < step * 1024
          let half = HalfPrecision.bits(isSmall ? (weight / step).rounded(.toNearestOrEven) * step : weight)
          unsafe target.storeBytes(of: half, toByteOffset: 2 * index, as: UInt16.self)
          let lost = Double(weight - HalfPrecision.float(half))
          signal += Double(weight) * Double(weight)
          noise += lost * lost
        }
      }
      var end = 0
      matrix.forEachRun { first, channels in
        end = first + channels * PanelLayout.width
        roundRun(first..<end)
      }
      // A tensor may be longer than its matrix.
      if end < panels.count { roundRun(end..<panels.count) }
      count = 2 * panels.count
    }
    return Packed(bytes: bytes, signalToNoise: noise > 0 ? signal / noise : .infinity)
  }
}
