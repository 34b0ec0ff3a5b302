import EdgeRuntime

extension Checkpoint {
  /// How a feature of LeRobot's is scaled.
  func lerobotNormalizer(
    of name: String, columns: Int, in stateDict: String
  ) throws(CheckpointError) -> FieldNormalizer {
    let isAction = name == "action"
    let features = try LeRobotFeatures(configuration)
    guard let type = (isAction ? features.outputs : features.inputs).first(where: { $0.name == name })?.type else {
      preconditionFailure("\(name) was read from the features")
    }
    let normalization = LeRobotNormalization(processors: processors, modes: features.modes)
    let normalizer = try normalization.normalizer(
      of: LeRobotNormalization.Feature(name: name, type: type, columns: columns)
    ) { (tensor) throws(CheckpointError) in try self.tensor(tensor, in: stateDict).values.map(Double.init) }
    // Kernels and files take no more than this.
    for (index, value) in normalizer.scale.enumerated() where !(value.isNormal && value > 0 && value < 1e9) {
      throw .policy(.badScale(name: "scale of \(name)", index: index, value: value))
    }
    return normalizer
  }
}
