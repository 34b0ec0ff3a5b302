import EdgeRuntime

/// Paper-size policies with seeded random weights, for measuring without a checkpoint.
///
/// Those on point clouds have 512 points, two observations, a state of 9, actions of 4, and one call at t = 99.
public enum SyntheticPreset: String, CaseIterable, Sendable {
  /// SDM and ManiCM: levels of 512, 1024 and 2048 channels, horizon 4.
  case sdmT4 = "sdm-T4"
  /// DP3 as it is now: the same levels, horizon 16.
  case dp3T16 = "dp3-T16"
  /// Simple DP3: levels of 128, 256 and 384 channels with one block, horizon 4.
  case simpleT4 = "simple-T4"
  /// Simple DP3 with horizon 16.
  case simpleT16 = "simple-T16"
  /// A small policy such as one trains on one task: levels of 64, 128 and 256 channels, horizon 4.
  case tinyT4 = "tiny-T4"
  /// SDM on Square: two cameras of 84 by 84 pixels, levels of 512, 1024 and 2048 channels, horizon 16, one call.
  case squareSDM = "square-sdm"
  /// Diffusion Policy on Square: the same network, ten calls of DDIM.
  case squareDDIM = "square-ddim"
  /// Consistency Policy's teacher on Square: the same network, Heun's method over ten noise levels, which is 18 calls.
  case squareEDM = "square-edm"
  /// Consistency Policy's student on Square: the same, and a second time.
  case cpStudent = "cp-student"
  /// LeRobot's Diffusion Policy on PushT: a camera of 96 by 96 pixels, the same levels, a hundred calls of DDPM.
  case lerobotPushT = "lerobot-pusht"

  /// What the preset's network looks like.
  public var description: PolicyDescription {
    readsImages ? onImages : onPoints
  }

  /// Whether the policy reads cameras.
  public var readsImages: Bool {
    switch self {
    case .squareSDM, .squareDDIM, .squareEDM, .cpStudent, .lerobotPushT: true
    case .sdmT4, .dp3T16, .simpleT4, .simpleT16, .tinyT4: false
    }
  }

  /// What samples: one call at t = 99 on points, else what the family deploys; `steps` calls where they are given.
  public func sampler(steps: Int?) -> SamplerOptions {
    readsImages || steps != nil ? SamplerOptions(steps: steps) : SamplerOptions(timestep: 99)
  }

  private var onPoints: PolicyDescription {
    let horizon = self == .dp3T16 || self == .simpleT16 ? 16 : 4
    let dims =
      switch self {
      case .sdmT4, .dp3T16: [512, 1024, 2048]
      case .simpleT4, .simpleT16: [128, 256, 384]
      default: [64, 128, 256]
      }
    let isSimple = self == .simpleT4 || self == .simpleT16
    return PolicyDescription(
      family: self == .dp3T16 ? .dp3 : isSimple ? .simpleDP3 : .sdm, horizon: horizon, observationSteps: 2,
      actionSteps: horizon == 16 ? 8 : 4, actionWidth: 4,
      encoder: .pointCloud(PointCloudEncoder(stateWidth: 9, pointCount: 512)), downDims: dims,
      blocksPerLevel: isSimple ? 1 : 2)
  }
}
