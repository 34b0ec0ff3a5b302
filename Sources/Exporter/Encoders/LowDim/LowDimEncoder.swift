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
    let features = builder.makeFeatures(columns: width)
    builder.addVector(Self.key, output: features)
    return features
  }

  func checkWork() throws(CheckpointError) {}
}
