import EdgeRuntime

/// The encoder of the trainers of 2-D policies: cameras' images become features, vectors stand beside them as they are.
public struct ImageEncoder: Equatable, Sendable {
  /// What one key of the observation gives.
  public enum Part: Equatable, Sendable {
    /// Images.
    case camera(Camera)
    /// A vector of so many columns.
    case vector(String, width: Int)
  }

  /// The parts of a frame's features, in their order.
  public var parts: [Part]

  /// Makes an encoder.
  public init(parts: [Part]) { self.parts = parts }

  var cameras: [Camera] { parts.compactMap { if case .camera(let camera) = $0 { camera } else { nil } } }
}

extension ImageEncoder.Part {
  var name: String {
    switch self {
    case .camera(let camera): camera.name
    case .vector(let name, _): name
    }
  }

  var featureWidth: Int {
    switch self {
    case .camera(let camera): camera.featureWidth
    case .vector(_, let width): width
    }
  }

  /// Floats of a frame.
  fileprivate var observationCount: Int {
    switch self {
    case .camera(let camera): camera.channels * camera.height * camera.width
    case .vector(_, let width): width
    }
  }
}

extension ImageEncoder: PolicyEncoder {
  var featureWidth: Int { parts.reduce(0) { $0 + $1.featureWidth } }

  var observationCount: Int { parts.reduce(0) { $0 + $1.observationCount } }

  var layerCount: Int { featureWidth }

  func addTensors(to tensors: inout PolicyTensors) {
    var seen: Set<String> = []
    for camera in cameras where seen.insert(camera.trunk.prefix).inserted {
      camera.trunk.addTensors(to: &tensors)
      if case .keypoints(let keypoints) = camera.head { keypoints.addTensors(to: &tensors) }
    }
  }

  var normalizerFields: [(name: String, widths: [Int])] {
    parts.map { part in
      switch part {
      case .camera(let camera): (camera.name, [camera.channels])
      case .vector(let name, let width): (name, [width])
      }
    }
  }

  func observations(frames: Int, parameters: PolicyParameters) -> [PolicyMetadata.ObservationKey] {
    parts.map { part in
      switch part {
      case .camera(let camera):
        PolicyMetadata.ObservationKey(
          camera: camera.name, frames: frames, planes: camera.channels, height: camera.height, width: camera.width)
      case .vector(let name, let width):
        PolicyMetadata.ObservationKey(
          name: name, unit: "observation as trained", frames: frames, rows: 1, columns: width,
          ranges: parameters.normalizer(name).ranges(columns: width))
      }
    }
  }

  /// Twice named by robomimic's encoder: its trunk is also the first of a sequence, its pool the second.
  func aliases(among names: [String]) -> [(name: String, original: String)] {
    var found: [(name: String, original: String)] = []
    for camera in cameras {
      guard case .keypoints(let keypoints) = camera.head, keypoints.pool.hasSuffix(".pool") else { continue }
      let module = keypoints.pool.dropLast("pool".count)
      for (alias, original) in [
        ("\(module)nets.0.nets.", camera.trunk.prefix), ("\(module)nets.1.", "\(keypoints.pool)."),
      ] {
        found += names.filter { $0.hasPrefix(alias) }.map { ($0, original + $0.dropFirst(alias.count)) }
      }
    }
    return found
  }

  /// Temperatures divide, and of a variance a root is taken.
  func check(_ tensors: [String: Tensor]) throws(CheckpointError) {
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      guard name.hasSuffix(".temperature") || name.hasSuffix(".running_var") else { continue }
      let least: Float = name.hasSuffix(".temperature") ? .leastNormalMagnitude : 0
      for (index, value) in tensor.values.enumerated() where !(value >= least) {
        throw .policy(.badScale(name: name, index: index, value: value))
      }
    }
  }

  func checkWork() throws(CheckpointError) {
    for camera in cameras {
      let pixels = camera.height.multipliedReportingOverflow(by: camera.width)
      guard !pixels.overflow, pixels.partialValue <= CheckpointLimits.pixelCount else {
        throw .policy(
          .outOfRange(
            path: "pixels of \(camera.name)", value: pixels.partialValue,
            expected: "at most \(CheckpointLimits.pixelCount)", flag: nil))
      }
    }
  }
}
