extension ReferenceNetwork {
  /// Calls the U-Net once.
  ///
  /// - Shapes: `sample` and the result (T, A), or as wide as the sample is; `features` (To, F).
  func callNetwork(
    sample: DoubleMatrix, timestep: Float, features: DoubleMatrix, recorder: inout LayerRecorder
  ) -> DoubleMatrix {
    let condition = description.conditioning == .global ? features.values : []
    let global = DoubleMatrix(
      rows: 1, columns: description.scheduler.toldTimes * description.stepEmbeddingWidth + condition.count,
      values: embeddings(timestep, recorder: &recorder) + condition)
    // Every block begins its modulation with the same Mish of the same vector.
    let activated = ReferenceLayer.mish(global)
    let blocks = 0..<description.blocksPerLevel
    let levels = description.downDims.count
    let local = description.conditioning == .local ? localFeature(features, activated, recorder: &recorder) : nil
    var x = sample.transposed
    var skips: [DoubleMatrix] = []
    for level in 0..<levels {
      for index in blocks {
        x = residualBlock("\(names.root).down_modules.\(level).\(index)", x, activated, recorder: &recorder)
        if let local, level == 0, index == 0 { x = x + local }
      }
      skips.append(x)
      // The last level keeps its length.
      guard level < levels - 1 else { break }
      let name = "\(names.root).down_modules.\(level).\(description.blocksPerLevel)"
      x = convolution(name + names.resampling, x, stride: 2)
      recorder.record(name, x)
    }
    for index in blocks {
      x = residualBlock("\(names.root).mid_modules.\(index)", x, activated, recorder: &recorder)
    }
    for level in 0..<levels - 1 {
      // The outermost level's skip is never used: there is an up level fewer than down levels.
      x = .stacked(x, skips.removeLast())
      for index in blocks {
        x = residualBlock("\(names.root).up_modules.\(level).\(index)", x, activated, recorder: &recorder)
      }
      let name = "\(names.root).up_modules.\(level).\(description.blocksPerLevel)"
      x = ReferenceLayer.transposedConvolution(
        weight: tensor(name + names.resampling + ".weight"), bias: tensor(name + names.resampling + ".bias"), input: x)
      recorder.record(name, x)
    }
    x = convolutionBlock("\(names.root).final_conv.0", x, groups: PolicyDescription.finalGroups)
    recorder.record("\(names.root).final_conv.0", x)
    x = convolution("\(names.root).final_conv.1", x)
    recorder.record("\(names.root).final_conv", x)
    let output = x.transposed
    recorder.record(names.root, output)
    return output
  }

  /// What is added to the first block: the features row by row, zeros after the last frame, through a block.
  private func localFeature(
    _ features: DoubleMatrix, _ activated: DoubleMatrix, recorder: inout LayerRecorder
  ) -> DoubleMatrix {
    let zeros = DoubleMatrix(rows: description.horizon - features.rows, columns: features.columns)
    let rows = DoubleMatrix.stacked(features, zeros)
    return residualBlock("\(names.root).local_cond_encoder.0", rows.transposed, activated, recorder: &recorder)
  }

  /// The embedding of the sample's time, and a consistency trajectory's of the answer's.
  private func embeddings(_ timestep: Float, recorder: inout LayerRecorder) -> [Double] {
    let own = embed(timestep, recorder: &recorder).values
    guard description.scheduler.method == .ctm else { return own }
    let stop = ReferenceTrajectory.time(of: Float(description.scheduler.karras.timeMin))
    return own + embed(stop, suffix: "@stop", recorder: &recorder).values
  }

  /// The timestep's embedding through its two layers, as one row.
  private func embed(_ timestep: Float, suffix: String = "", recorder: inout LayerRecorder) -> DoubleMatrix {
    let name = "\(names.root).diffusion_step_encoder"
    let embedding = ReferenceLayer.stepEmbedding(
      timestep: timestep, width: description.stepEmbeddingWidth)
    recorder.recordVector(name + ".0" + suffix, embedding)
    let encoded = linear(name + ".3", ReferenceLayer.mish(linear(name + ".1", embedding)))
    recorder.recordVector(name + suffix, encoded)
    return encoded
  }

  /// Two convolution blocks with the modulation between them, and the input added to the result.
  ///
  /// - Shapes: `x` (C in, L); `activated` one row, Mish of the global feature; the result (C out, L).
  private func residualBlock(
    _ name: String, _ x: DoubleMatrix, _ activated: DoubleMatrix, recorder: inout LayerRecorder
  ) -> DoubleMatrix {
    let first = convolutionBlock(name + ".\(names.halves[0])", x, groups: description.groups)
    recorder.record(name + ".\(names.halves[0])", first)
    let film = linear(name + ".cond_encoder.1", activated)
    let second = convolutionBlock(
      name + ".\(names.halves[1])",
      description.scalesChannels
        ? ReferenceLayer.modulate(first, film: film) : ReferenceLayer.shift(first, by: film),
      groups: description.groups)
    recorder.record(name + ".\(names.halves[1])", second)
    // Only a block that changes the number of channels has weights on its shortcut.
    let shortcut = has(name + ".residual_conv.weight") ? convolution(name + ".residual_conv", x) : x
    let sum = second + shortcut
    recorder.record(name, sum)
    return sum
  }

  /// Convolution, group norm, Mish.
  private func convolutionBlock(_ name: String, _ x: DoubleMatrix, groups: Int) -> DoubleMatrix {
    let normalized = ReferenceLayer.groupNorm(
      weight: tensor(name + ".block.1.weight"), bias: tensor(name + ".block.1.bias"),
      groups: groups, input: convolution(name + ".block.0", x))
    return ReferenceLayer.mish(normalized)
  }

  /// `Conv1d` with the weights under `key`.
  func convolution(_ key: String, _ input: DoubleMatrix, stride: Int = 1) -> DoubleMatrix {
    ReferenceLayer.convolution(
      weight: tensor(key + ".weight"), bias: tensor(key + ".bias"), input: input, stride: stride)
  }
}
