import EdgeRuntime

/// Windows of raw observations, and the noise of each if the file holds it, to measure policies with.
///
/// Tensors are named by observation key, as for a single window, with the number of windows n as first extent:
/// `point_cloud` (n, To, N, C), `agent_pos` (n, To, S), `noise` (n, T, A), as wide as the sample.
public struct ObservationBatch: Sendable {
  /// Windows.
  public let count: Int
  private let observations: [[Float]]
  private let noise: [Float]?
  /// The noise that the sampler's rows add, of a golden record's only window, or nil to draw it.
  private let stepNoise: [Float]?
  private let metadata: PolicyMetadata

  /// Reads the windows that a policy of `metadata` can take from the file at `path`.
  public init(path: String, for metadata: PolicyMetadata) throws(RecordError) {
    let file: SafetensorsFile
    do throws(SafetensorsError) { file = try SafetensorsFile(path: path) } catch { throw .safetensors(error) }
    self.metadata = metadata
    var found: Int?
    var observations: [[Float]] = []
    for key in metadata.observations {
      let values =
        try ObservationBatch.read(
          key.name, shape: key.shape, accepting: key.accepts, from: file, count: &found, isOptional: false) ?? []
      let entry = file.header[key.name]
      observations.append(
        key.arranged(
          values, shape: Array((entry?.shape ?? []).dropFirst()), areBytes: entry?.type == .u8))
    }
    self.observations = observations
    let chunk = metadata.noiseShape
    noise = try ObservationBatch.read(
      "noise", shape: chunk, accepting: { $0 == chunk }, from: file, count: &found, isOptional: true)
    stepNoise = nil
    count = found ?? 0
  }

  /// The one window of a golden record.
  public init(_ record: GoldenRecord, for metadata: PolicyMetadata) {
    count = 1
    observations = record.inputs.observations
    noise = record.inputs.noise
    stepNoise = record.inputs.stepNoise
    self.metadata = metadata
  }

  private static func read(
    _ name: String, shape: [Int], accepting isAccepted: ([Int]) -> Bool, from file: borrowing SafetensorsFile,
    count: inout Int?, isOptional: Bool
  ) throws(RecordError) -> [Float]? {
    guard let entry = file.header[name] else {
      if isOptional { return nil }
      throw .missing(name: name, shape: [count ?? 1] + shape)
    }
    let windows = count ?? max(entry.shape.first ?? 1, 1)
    guard entry.shape.first == windows, isAccepted(Array(entry.shape.dropFirst())) else {
      throw .wrongShape(name: name, expected: [windows] + shape, found: entry.shape)
    }
    count = windows
    let values: [Float]
    do throws(SafetensorsError) { values = try file.floats(of: entry) } catch { throw .safetensors(error) }
    if let element = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(name: name, element: element) }
    return values
  }

  /// The rows that `policy` returns for window `index`, (rows, A).
  func action(of policy: Policy, window index: Int) throws(RecordError) -> [Float] {
    do throws(ObservationError) {
      for (key, values) in observations.enumerated() {
        let length = metadata.observations[key].elementCount
        try policy.setObservation(key, values.span.extracting(index * length..<(index + 1) * length))
      }
      policy.drawNoise(from: NoiseGenerator(seed: 0), step: index)
      if let noise {
        let length = metadata.horizon * metadata.sampleWidth
        try policy.setNoise(noise.span.extracting(index * length..<(index + 1) * length))
      }
      if let stepNoise, policy.takesStepNoise { try policy.setStepNoise(stepNoise.span) }
    } catch { throw .observation(error) }
    policy.step()
    return policy.action
  }
}
