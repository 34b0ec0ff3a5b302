import Exporter

extension PolicyDescription {
  /// The encoder of a policy on point clouds.
  var cloud: PointCloudEncoder {
    get {
      switch encoder {
      case .pointCloud(let encoder): encoder
      case .lowDim, .images: preconditionFailure("a policy on point clouds")
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
