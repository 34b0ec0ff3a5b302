/// A policy evaluated in double precision straight from its tensors, with nothing folded, pruned or packed.
///
/// It is the oracle that goldens are recorded with where the user has none, and that the optimised program is
/// compared with. Layouts are PyTorch's: (C, L) in the U-Net, (rows, features) in the encoder.
public struct ReferenceNetwork: Sendable {
  let description: PolicyDescription
  let parameters: PolicyParameters

  /// Makes the network of `description` from what training left.
  ///
  /// - Parameters:
  ///   - description: What the network looks like.
  ///   - parameters: Tensors and normalisers, all present and of the shapes that the description implies; others are
  ///     ignored.
  public init(description: PolicyDescription, parameters: PolicyParameters) {
    self.description = description
    self.parameters = parameters
  }

  /// Samples an action chunk for one observation.
  ///
  /// - Parameters:
  ///   - observation: The raw tensors by key: `point_cloud` (To, N, columns), at least the columns that the
  ///     encoder reads; `agent_pos` (To, S); `imagin_robot` (To, M, columns) where the policy has it.
  ///   - noise: The sample to start from, (T, A) or as wide as the sample is, in normalised units.
  ///   - stepNoise: The noise of each call, (calls, T, A); nil for none.
  ///   - plan: What samples.
  ///   - progress: Told after each network call how many are done.
  /// - Returns: The layers of the first call and the actions.
  public func predict(
    observation: [String: Tensor], noise: Tensor, stepNoise: Tensor? = nil, plan: SamplerPlan,
    progress: ((Int) -> Void)? = nil
  ) -> ReferencePrediction {
    precondition(
      noise.shape == [description.horizon, description.sampleWidth], "the noise must be as the sample is")
    var recorder = LayerRecorder()
    let features = encode(observation, recorder: &recorder)
    let drawn = plan.timesteps.indices.map { index in
      let place = index * noise.values.count
      return stepNoise.map {
        DoubleMatrix(Tensor(shape: noise.shape, values: Array($0.values[place..<place + noise.values.count])))
      } ?? DoubleMatrix(rows: noise.shape[0], columns: noise.shape[1])
    }
    var calls = 0
    let sample = sampled(from: DoubleMatrix(noise), drawn: drawn, features: features, plan: plan) { sample, time in
      let output = callNetwork(sample: sample, timestep: time, features: features, recorder: &recorder)
      recorder.isRecording = false
      calls += 1
      progress?(calls)
      return output
    }
    let actions = unnormalize(sample.columns(0..<description.actionWidth), key: "action")
    let returned = description.returnedRows
    let width = actions.columns
    let slice = actions.values[returned.lowerBound * width..<returned.upperBound * width]
    let action = DoubleMatrix(rows: returned.count, columns: width, values: Array(slice))
    return ReferencePrediction(
      layers: recorder.layers, actionPrediction: actions.rounded, action: action.rounded)
  }

  /// What the plan's sampler makes of `noise`; `drawn` is the noise of each call.
  private func sampled(
    from noise: DoubleMatrix, drawn: [DoubleMatrix], features: DoubleMatrix, plan: SamplerPlan,
    network: ReferenceTrajectory.Network
  ) -> DoubleMatrix {
    if plan.scheduler.method == .edm { return ReferenceTrajectory(plan).solved(noise, network) }
    if plan.scheduler.method == .ctm { return ReferenceTrajectory(plan).jumped(noise, drawn: drawn, network) }
    let sampler = ReferenceSampler(plan)
    var sample = noise
    for (index, timestep) in plan.timesteps.enumerated() {
      if description.conditioning == .inpainting { inpaint(features, into: &sample) }
      let output = network(sample, timestep)
      for (place, x) in sample.values.enumerated() {
        sample.values[place] = sampler.step(
          index, output: output.values[place], x: x, noise: drawn[index].values[place])
      }
    }
    return sample
  }

  /// Overwrites what the sample holds of the observed frames.
  private func inpaint(_ features: DoubleMatrix, into sample: inout DoubleMatrix) {
    for row in 0..<features.rows {
      for column in 0..<features.columns { sample[row, description.actionWidth + column] = features[row, column] }
    }
  }

  /// What the trainer calls the network's modules.
  var names: UNetNames { description.names }

  /// The tensor of a state-dict key.
  func tensor(_ key: String) -> Tensor { parameters.tensor(key) }

  /// Whether the state dict has a key.
  func has(_ key: String) -> Bool { parameters.tensors[key] != nil }

  /// y = (x − origin) · scale + offset by column; a normaliser of width 1 serves every column.
  func normalize(_ rows: DoubleMatrix, key: String) -> DoubleMatrix {
    let normalizer = parameters.normalizer(key)
    let (scale, offset) = (normalizer.scale, normalizer.offset)
    var result = rows
    for row in 0..<rows.rows {
      for column in 0..<rows.columns {
        let origin = normalizer.origin.isEmpty ? 0 : Double(normalizer.origin[column % normalizer.origin.count])
        result[row, column] =
          (rows[row, column] - origin) * Double(scale[column % scale.count]) + Double(offset[column % offset.count])
      }
    }
    return result
  }

  /// x = (y − offset) / scale + origin by column.
  private func unnormalize(_ rows: DoubleMatrix, key: String) -> DoubleMatrix {
    let normalizer = parameters.normalizer(key)
    let (scale, offset) = (normalizer.scale, normalizer.offset)
    var result = rows
    for row in 0..<rows.rows {
      for column in 0..<rows.columns {
        let origin = normalizer.origin.isEmpty ? 0 : Double(normalizer.origin[column % normalizer.origin.count])
        result[row, column] =
          (rows[row, column] - Double(offset[column % offset.count])) / Double(scale[column % scale.count]) + origin
      }
    }
    return result
  }
}
