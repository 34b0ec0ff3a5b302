import EdgeRuntime

/// Diffusion Policy's observations without images: one vector a frame, normalised and nothing more.
public struct LowDimEncoder: Equatable, Sendable {
  /// Columns of the key `obs`.
  public var width: Int

  /// Makes an encoder of vectors of `width` columns.
  public init(width: Int) { self.width = width }

  static let key = "obs"
}

extension LowDimEncoder: PolicyEncoder {
  var featureWidth: Int { width }

  var observationCount: Int { width }

  var layerCount: Int { 0 }

  var normalizerFields: [(name: String, widths: [Int])] { [(Self.key, [width])] }

  func addTensors(to tensors: inout PolicyTensors) {}

  func observations(frames: Int, parameters: PolicyParameters) -> [PolicyMetadata.ObservationKey] {
    [
      PolicyMetadata.ObservationKey(
        name: Self.key, unit: "observation as trained", frames: frames, rows: 1, columns: width,
        ranges: parameters.normalizer(Self.key).ranges(columns: width))
    ]
  }

  func addNodes(to builder: inout GraphBuilder) -> ValueView {
    let input = builder.graph.add(Self.key, rows: builder.description.observationSteps, columns: width)
    let features = builder.makeFeatures(columns: width)
    builder.graph.inputs.append(input)
    let normalizer = builder.parameters.normalizer(Self.key).widened(to: width)
    builder.graph.encode.append(
      GraphNode(
        name: "normalizer.\(Self.key)",
        kind: .normalize(input: input, output: features, scale: normalizer.scale, offset: normalizer.offset)))
    return features
  }

  func checkWork() throws(CheckpointError) {}
}
