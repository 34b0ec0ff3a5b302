extension PolicyDescription {
  /// Bytes that a golden record of the policy holds, at least: the inputs, every layer of the first call, the outputs.
  ///
  /// Extents are within `CheckpointLimits`, so that nothing here overflows.
  var goldenByteCount: Int {
    let chunk = horizon * sampleWidth
    let observed = observationSteps * policyEncoder.observationCount
    let encoded = observationSteps * policyEncoder.layerCount
    let drawsNoise = [.ddpm, .lcm, .ctm].contains(scheduler.method) || scheduler.eta > 0
    let stepNoise = drawsNoise ? inferenceSteps * chunk : 0
    return 4 * (observed + encoded + networkFloatCount + stepNoise + 4 * chunk)
  }

  /// Floats that the network's blocks and the layers between them give: each block its halves and their sum.
  private var networkFloatCount: Int {
    var rows = horizon
    var floats = 0
    for (level, width) in downDims.enumerated() {
      floats += 3 * blocksPerLevel * rows * width
      guard level < downDims.count - 1 else { break }
      rows /= 2
      floats += rows * width
    }
    floats += 3 * blocksPerLevel * rows * (downDims.last ?? 0)
    for width in downDims.dropLast().reversed() {
      floats += 3 * blocksPerLevel * rows * width
      rows *= 2
      floats += rows * width
    }
    return floats
  }
}
