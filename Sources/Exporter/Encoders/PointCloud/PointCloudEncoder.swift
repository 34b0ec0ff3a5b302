/// The encoder of the trainers of 3-D policies: a cloud's points become one feature, the robot's state goes through two
/// layers.
public struct PointCloudEncoder: Equatable, Sendable {
  /// S: columns of the joint state `agent_pos`.
  public var stateWidth: Int
  /// Width between the state's two layers.
  public var stateHiddenWidth: Int
  /// Width of the state feature.
  public var stateFeatureWidth: Int
  /// Points of the `point_cloud` key.
  public var pointCount: Int
  /// Columns of a point that the encoder reads: 3 (xyz) or 6 (xyz and colour).
  public var pointColumns: Int
  /// Points of the `imagin_robot` key that are appended to the cloud; 0 when the policy has none.
  public var robotPointCount: Int
  /// What makes the points' feature.
  public var extractor: ExtractorDescription

  /// Makes an encoder, with what all published policies share unless given.
  public init(
    stateWidth: Int, stateHiddenWidth: Int = 64, stateFeatureWidth: Int = 64, pointCount: Int, pointColumns: Int = 3,
    robotPointCount: Int = 0, extractor: ExtractorDescription = .pointNet(PointNet())
  ) {
    self.stateWidth = stateWidth
    self.stateHiddenWidth = stateHiddenWidth
    self.stateFeatureWidth = stateFeatureWidth
    self.pointCount = pointCount
    self.pointColumns = pointColumns
    self.robotPointCount = robotPointCount
    self.extractor = extractor
  }
}

extension PointCloudEncoder: PolicyEncoder {
  var featureWidth: Int { extractor.featureWidth + stateFeatureWidth }

  var observationCount: Int { (pointCount + robotPointCount) * pointColumns + stateWidth }

  var layerCount: Int { 2 * extractor.featureWidth }

  func checkWork() throws(CheckpointError) {
    for (path, count, flag) in [
      ("points of point_cloud", pointCount, PolicyFlag.pointCount),
      ("points of imagin_robot", robotPointCount, .robotPointCount),
    ] where count > CheckpointLimits.pointCount {
      throw .policy(
        .outOfRange(path: path, value: count, expected: "at most \(CheckpointLimits.pointCount)", flag: flag))
    }
  }
}
