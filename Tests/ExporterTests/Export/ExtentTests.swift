import EdgeRuntime
import TestSupport
import Testing

@testable import Exporter

/// Networks with an extent of one somewhere: each is exported and agrees with the reference network.
@Suite struct ExtentTests {
  struct Extent: Sendable, CustomStringConvertible {
    let description: String
    let change: @Sendable (inout PolicyDescription) -> Void
  }

  /// Every extent of a description that may be one.
  static let extents = [
    Extent(description: "none") { _ in },
    Extent(description: "points") { $0.cloud.pointCount = 1 },
    Extent(description: "robot points") { $0.cloud.robotPointCount = 1 },
    Extent(description: "both points") { ($0.cloud.pointCount, $0.cloud.robotPointCount) = (1, 1) },
    Extent(description: "observations") { $0.observationSteps = 1 },
    Extent(description: "observations and points") { ($0.observationSteps, $0.cloud.pointCount) = (1, 1) },
    Extent(description: "returned rows") { $0.actionSteps = 1 },
    Extent(description: "action width") { $0.actionWidth = 1 },
    Extent(description: "state width") { $0.cloud.stateWidth = 1 },
    Extent(description: "point feature") { $0.pointNet.featureWidth = 1 },
    Extent(description: "levels") { $0.downDims = [8] },
    Extent(description: "horizon") { ($0.downDims, $0.horizon, $0.observationSteps) = ([8], 1, 1) },
    Extent(description: "rows of the last level") { ($0.downDims, $0.horizon) = ([8, 16], 2) },
    Extent(description: "taps") { $0.kernelSize = 1 },
    Extent(description: "groups") { $0.groups = 1 },
    Extent(description: "channels of a group") { $0.groups = 8 },
    Extent(description: "channels of an inner level") { ($0.downDims, $0.groups) = ([8, 1], 1) },
    Extent(description: "calls") { $0.inferenceSteps = 1 },
    Extent(description: "all that may") {
      $0 = PolicyDescription(
        family: .dp3, horizon: 1, observationSteps: 1, actionSteps: 1, actionWidth: 1,
        encoder: .pointCloud(
          PointCloudEncoder(
            stateWidth: 1, pointCount: 1, robotPointCount: 1, extractor: .pointNet(PointNet(featureWidth: 1)))),
        downDims: [8], kernelSize: 1, groups: 1, stepEmbeddingWidth: 4,
        inferenceSteps: 1)
    },
  ]

  @Test(arguments: extents)
  func extentOfOneIsExported(extent: Extent) throws {
    var description = PolicyDescription(
      family: .dp3, horizon: 4, observationSteps: 2, actionSteps: 2, actionWidth: 3,
      encoder: .pointCloud(PointCloudEncoder(stateWidth: 5, pointCount: 7)), downDims: [8, 16], stepEmbeddingWidth: 8,
      inferenceSteps: 2)
    extent.change(&description)
    let source = PolicySource(
      description: description, name: "extents", storedParameters: 1, provenance: [],
      parameters: SyntheticWeights.parameters(of: description, seed: 11))
    let export = try PolicyExport(source)
    let golden = try export.makeGolden(seed: 3)
    let file = TemporaryFile()
    try export.write(to: file.path, goldens: [golden])
    for kernels in KernelSet.available {
      let policy = try Policy(file: PolicyFile(path: file.path), kernels: kernels.sharingAll, threadCount: 2)
      let verification = try Verification(replaying: golden, with: policy, tolerance: 1e-4)
      #expect(verification.firstFailure == nil, "\(kernels.name)")
      #expect(verification.comparisons.count > 10)
    }
    let quantized = TemporaryFile()
    try PolicyQuantizer(PolicyFile(path: file.path), keeping: []).write(to: quantized.path, records: [])
    let policy = try Policy(file: PolicyFile(path: quantized.path), kernels: .best, threadCount: 1)
    #expect(policy.step())
    let byteCount = try SafetensorsFile(bytes: golden).header.entries.reduce(0) { $0 + $1.byteCount }
    #expect(byteCount >= description.goldenByteCount)
  }

  /// One point may have an extent of its own in a batch of windows, and nothing else may have one more.
  @Test(arguments: [("point_cloud", true), ("agent_pos", true), ("noise", false)])
  func extentOfOneInABatch(name: String, isAccepted: Bool) throws {
    let metadata = PolicyMetadata(
      family: .dp3, name: "", horizon: 4, actionWidth: 3, actionUnit: "", observationSteps: 2, returnedRows: 0..<4,
      observations: [
        .init(name: "point_cloud", unit: "", frames: 2, rows: 1, columns: 3),
        .init(name: "agent_pos", unit: "", frames: 2, rows: 1, columns: 5),
      ], samplerDescription: "", storedParameters: 1, liveParameters: 1)
    var writer = SafetensorsWriter()
    for (key, shape) in [("point_cloud", [6, 2, 3]), ("agent_pos", [6, 2, 5]), ("noise", [6, 4, 3])] {
      let given = key == name ? shape.dropLast() + [1] + shape.suffix(1) : shape
      try writer.add(name: key, shape: given, values: [Float](repeating: 0.5, count: shape.reduce(1, *)))
    }
    let file = TemporaryFile(try writer.bytes(), suffix: ".safetensors")
    if isAccepted {
      #expect(try ObservationBatch(path: file.path, for: metadata).count == 6)
    } else {
      #expect(throws: RecordError.wrongShape(name: name, expected: [6, 4, 3], found: [6, 4, 1, 3])) {
        try ObservationBatch(path: file.path, for: metadata)
      }
    }
  }
}
