import Exporter

extension PolicyDescription {
  /// The point cloud encoder, which all these policies have.
  var cloud: PointCloudEncoder {
    get {
      switch encoder {
      case .pointCloud(let encoder): encoder
      }
    }
    set { encoder = .pointCloud(newValue) }
  }

  /// DP3's network of points, which the miniatures have.
  var pointNet: PointNet {
    get {
      switch cloud.extractor {
      case .pointNet(let network): network
      case .multiStage: preconditionFailure("the miniatures have DP3's encoder")
      }
    }
    set { cloud.extractor = .pointNet(newValue) }
  }
}
