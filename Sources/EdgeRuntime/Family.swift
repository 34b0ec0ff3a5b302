/// The published method a policy was trained with.
///
/// The runtime runs programs, not families: the family is a label that travels in the file.
public enum Family: UInt32, CaseIterable, Sendable {
  /// Score and Distribution Matching: one call of a generator distilled from a DP3 teacher.
  case sdm = 1
  /// ManiCM: one call of a consistency model.
  case manicm = 2
  /// 3D Diffusion Policy: several DDIM steps.
  case dp3 = 3
  /// 3D Diffusion Policy with one residual block a level.
  case simpleDP3 = 4
  /// FlowPolicy: one Euler step of a learned velocity.
  case flowPolicy = 5
  /// Improved 3D Diffusion Policy: DP3 with an encoder in stages.
  case idp3 = 6
  /// Diffusion Policy: DDPM or DDIM on vectors or images.
  case diffusionPolicy = 7
  /// Consistency Policy: an EDM teacher's steps, or the calls of a consistency trajectory student.
  case consistencyPolicy = 8
  /// LeRobot's Diffusion Policy: DDPM or DDIM on images and vectors.
  case lerobot = 9

  /// The name used on command lines.
  public var name: String {
    switch self {
    case .sdm: "sdm"
    case .manicm: "manicm"
    case .dp3: "dp3"
    case .simpleDP3: "simple-dp3"
    case .flowPolicy: "flowpolicy"
    case .idp3: "idp3"
    case .diffusionPolicy: "diffusion-policy"
    case .consistencyPolicy: "consistency-policy"
    case .lerobot: "lerobot"
    }
  }

  /// The family called `name` on command lines.
  public init?(name: String) {
    guard let family = Family.allCases.first(where: { $0.name == name }) else { return nil }
    self = family
  }
}
