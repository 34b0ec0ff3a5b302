import EdgeRuntime
import TestSupport

extension Policy {
  /// Fills all observations and the noise from `seed`.
  func fill(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for (index, key) in metadata.observations.enumerated() {
      let values = random.floats(key.elementCount, magnitude: 2)
      try setObservation(index, values.span)
    }
    drawNoise(from: NoiseGenerator(seed: seed), step: 0)
  }

  /// The sampled chunk.
  var chunk: [Float] {
    var values = [Float](repeating: 0, count: metadata.horizon * metadata.actionWidth)
    var span = values.mutableSpan
    copyActionPrediction(into: &span)
    return values
  }

  /// One step from `seed`, as bits.
  func bits(seed: UInt64) throws -> [UInt32] {
    try fill(seed: seed)
    step()
    return chunk.map(\.bitPattern)
  }
}
