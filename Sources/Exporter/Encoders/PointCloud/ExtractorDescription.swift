/// What makes one feature of a cloud's points.
public enum ExtractorDescription: Equatable, Sendable {
  /// DP3's and its students'.
  case pointNet(PointNet)
  /// iDP3's.
  case multiStage(MultiStagePointNet)

  /// What both can do.
  var extractor: any PointExtractor {
    switch self {
    case .pointNet(let network): network
    case .multiStage(let network): network
    }
  }

  /// Width of the points' feature.
  var featureWidth: Int { extractor.featureWidth }
}
