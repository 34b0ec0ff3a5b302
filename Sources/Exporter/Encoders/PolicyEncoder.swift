import EdgeRuntime

/// What an encoder tells the exporter of itself; its numbers in float64 are `ReferenceNetwork`'s, which stays apart.
protocol PolicyEncoder {
  /// Columns of one observation's features.
  var featureWidth: Int { get }
  /// Floats of one observation that a policy's caller gives.
  var observationCount: Int { get }
  /// Floats that the layers of one observation record, at least.
  var layerCount: Int { get }
  /// Names and shapes of its tensors, in the order of the network.
  func addTensors(to tensors: inout PolicyTensors)
  /// The normaliser's fields that it reads and the widths that they may have, first that of the columns read.
  var normalizerFields: [(name: String, widths: [Int])] { get }
  /// The observations it reads, as a file's metadata tells them.
  func observations(frames: Int, parameters: PolicyParameters) -> [PolicyMetadata.ObservationKey]
  /// Adds its nodes; returns the features (frames, `featureWidth`), in the place that the builder makes for them.
  func addNodes(to builder: inout GraphBuilder) -> ValueView
  /// Tensors that a state dict names a second time, and what they must equal.
  func aliases(among names: [String]) -> [(name: String, original: String)]
  /// Refuses values that no network has; names and shapes were checked.
  func check(_ tensors: [String: Tensor]) throws(CheckpointError)
  /// Refuses what would be too much work, which no tensor bounds.
  func checkWork() throws(CheckpointError)
}

extension PolicyEncoder {
  func aliases(among names: [String]) -> [(name: String, original: String)] { [] }

  func check(_ tensors: [String: Tensor]) throws(CheckpointError) {}
}
