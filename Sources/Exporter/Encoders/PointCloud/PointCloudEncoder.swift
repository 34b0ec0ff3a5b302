/// The encoder of the DP3 trainers: each point of a cloud through the same layers, the largest values over the points,
/// a projection; the robot's state through two layers.
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
  /// Whether layer norms stand between the point layers.
  public var pointLayerNorm: Bool
  /// Whether a layer norm ends the point feature.
  public var finalLayerNorm: Bool
  /// Width of the point feature.
  public var pointFeatureWidth: Int

  /// Widths of the point layers, which the trainers fix.
  static let pointLayerWidths = [64, 128, 256]
  /// Width of the layer that clouds with colour have on top.
  static let colourLayerWidth = 512

  /// Makes an encoder, with what all published policies share unless given.
  public init(
    stateWidth: Int, stateHiddenWidth: Int = 64, stateFeatureWidth: Int = 64, pointCount: Int, pointColumns: Int = 3,
    robotPointCount: Int = 0, pointLayerNorm: Bool = true, finalLayerNorm: Bool = true, pointFeatureWidth: Int = 64
  ) {
    self.stateWidth = stateWidth
    self.stateHiddenWidth = stateHiddenWidth
    self.stateFeatureWidth = stateFeatureWidth
    self.pointCount = pointCount
    self.pointColumns = pointColumns
    self.robotPointCount = robotPointCount
    self.pointLayerNorm = pointLayerNorm
    self.finalLayerNorm = finalLayerNorm
    self.pointFeatureWidth = pointFeatureWidth
  }
}

extension PointCloudEncoder: PolicyEncoder {
  var featureWidth: Int { pointFeatureWidth + stateFeatureWidth }

  var observationCount: Int { (pointCount + robotPointCount) * pointColumns + stateWidth }

  var layerCount: Int { 2 * pointFeatureWidth }

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
