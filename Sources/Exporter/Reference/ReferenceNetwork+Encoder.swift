extension ReferenceNetwork {
  /// Encodes the observation window.
  ///
  /// - Returns: The features (To, F), the oldest observation first.
  func encode(_ observation: [String: Tensor], recorder: inout LayerRecorder) -> DoubleMatrix {
    switch description.encoder {
    case .pointCloud(let encoder): encode(observation, with: encoder, recorder: &recorder)
    case .images(let encoder): encode(observation, with: encoder, recorder: &recorder)
    case .lowDim: normalize(DoubleMatrix(observed(LowDimEncoder.key, in: observation)), key: LowDimEncoder.key)
    }
  }

  private func encode(
    _ observation: [String: Tensor], with encoder: PointCloudEncoder, recorder: inout LayerRecorder
  ) -> DoubleMatrix {
    let steps = description.observationSteps
    var pointFeatures = DoubleMatrix(rows: 0, columns: encoder.extractor.featureWidth)
    for step in 0..<steps {
      var cloud = points(of: "point_cloud", in: observation, step: step, columns: encoder.pointColumns)
      if encoder.robotPointCount > 0 {
        cloud = .stacked(cloud, points(of: "imagin_robot", in: observation, step: step, columns: encoder.pointColumns))
      }
      pointFeatures = .stacked(pointFeatures, encodeCloud(cloud, with: encoder))
    }
    recorder.record("obs_encoder.extractor", pointFeatures)

    let state = normalize(DoubleMatrix(observed("agent_pos", in: observation)), key: "agent_pos")
    precondition(state.rows == steps && state.columns == encoder.stateWidth, "agent_pos must be (To, S)")
    let hidden = ReferenceLayer.relu(linear("obs_encoder.state_mlp.0", state))
    let stateFeatures = linear("obs_encoder.state_mlp.2", hidden)
    recorder.record("obs_encoder.state_mlp", stateFeatures)

    let features = DoubleMatrix.stacked(pointFeatures.transposed, stateFeatures.transposed).transposed
    recorder.record("obs_encoder", features)
    return features
  }

  /// The points of one observation: every column is normalised, then those the encoder reads are kept.
  private func points(
    of key: String, in observation: [String: Tensor], step: Int, columns kept: Int
  ) -> DoubleMatrix {
    let tensor = observed(key, in: observation)
    // One point may come without an extent of its own, (To, columns).
    let columns = tensor.shape.last ?? 0
    precondition(
      (2...3).contains(tensor.shape.count) && tensor.shape[0] == description.observationSteps
        && columns >= kept, "\(key) must be (To, points, columns)")
    let count = tensor.shape.count == 3 ? tensor.shape[1] : 1
    let values = tensor.values[step * count * columns..<(step + 1) * count * columns]
    let rows = normalize(
      DoubleMatrix(rows: count, columns: columns, values: values.map(Double.init)), key: key)
    var points = DoubleMatrix(rows: count, columns: kept)
    for row in 0..<count {
      for column in 0..<kept { points[row, column] = rows[row, column] }
    }
    return points
  }

  /// The feature of one cloud.
  private func encodeCloud(_ cloud: DoubleMatrix, with encoder: PointCloudEncoder) -> DoubleMatrix {
    switch encoder.extractor {
    case .pointNet(let network): encodeCloud(cloud, with: network)
    case .multiStage(let network): encodeCloud(cloud, with: network)
    }
  }

  /// Stages in which each point reads the largest values over all points beside itself.
  private func encodeCloud(_ cloud: DoubleMatrix, with network: MultiStagePointNet) -> DoubleMatrix {
    func layer(_ name: String, _ rows: DoubleMatrix) -> DoubleMatrix {
      convolution("obs_encoder.extractor.\(name)", rows.transposed).transposed
    }
    var rows = ReferenceLayer.relu(layer("conv_in", cloud))
    var stages: [DoubleMatrix] = []
    for stage in 0..<network.stageCount {
      rows = ReferenceLayer.relu(layer("layers.\(stage)", rows))
      let largest = ReferenceLayer.columnMaxima(rows)
      var both = DoubleMatrix(rows: rows.rows, columns: 2 * rows.columns)
      for row in 0..<rows.rows {
        for column in 0..<rows.columns {
          both[row, column] = rows[row, column]
          both[row, rows.columns + column] = largest[0, column]
        }
      }
      rows = ReferenceLayer.relu(layer("global_layers.\(stage)", both))
      stages.append(rows)
    }
    let joined = stages.dropFirst().reduce(stages[0].transposed) { .stacked($0, $1.transposed) }.transposed
    return ReferenceLayer.columnMaxima(layer("conv_out", joined))
  }

  /// A network for each point, the largest value over the points, a projection.
  private func encodeCloud(_ cloud: DoubleMatrix, with encoder: PointNet) -> DoubleMatrix {
    let prefix = "obs_encoder.extractor."
    // The coloured encoder has a fourth point layer, and that one is bare.
    let hasBareLayer = has(prefix + "mlp.9.weight")
    var features = cloud
    for index in [0, 3, 6] {
      features = linear(prefix + "mlp.\(index)", features)
      if encoder.layerNorm { features = layerNorm(prefix + "mlp.\(index + 1)", features) }
      features = ReferenceLayer.relu(features)
    }
    if hasBareLayer { features = linear(prefix + "mlp.9", features) }
    let pooled = ReferenceLayer.columnMaxima(features)
    // Without its norm the projection is a plain layer rather than the first of a sequence.
    let isPlain = has(prefix + "final_projection.weight")
    let projected = linear(prefix + (isPlain ? "final_projection" : "final_projection.0"), pooled)
    return encoder.finalLayerNorm ? layerNorm(prefix + "final_projection.1", projected) : projected
  }

  /// The raw tensor of an observation key.
  func observed(_ key: String, in observation: [String: Tensor]) -> Tensor {
    guard let tensor = observation[key] else { preconditionFailure("the observation has no \(key)") }
    return tensor
  }

  /// `Linear` with the weights under `key`.
  func linear(_ key: String, _ input: DoubleMatrix) -> DoubleMatrix {
    ReferenceLayer.linear(weight: tensor(key + ".weight"), bias: tensor(key + ".bias"), input: input)
  }

  /// `LayerNorm` with the weights under `key`.
  private func layerNorm(_ key: String, _ input: DoubleMatrix) -> DoubleMatrix {
    ReferenceLayer.layerNorm(weight: tensor(key + ".weight"), bias: tensor(key + ".bias"), input: input)
  }
}
