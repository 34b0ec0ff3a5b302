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
}
