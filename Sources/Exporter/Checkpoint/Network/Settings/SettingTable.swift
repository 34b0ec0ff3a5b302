import EdgeRuntime

/// Every key of a trainer's configuration that edge knows; what is not here is named in a warning.
///
/// `docs/exporting.md` prints these tables, and a test walks them.
public struct SettingTable: Sendable {
  /// Where in the configuration its keys stand.
  public let place: String
  /// The keys.
  public let settings: [Setting]
  /// Whether the policy reads cameras, of any name.
  private let hasImages: Bool

  init(place: String, settings: [Setting], hasImages: Bool = false) {
    self.place = place
    self.settings = settings
    self.hasImages = hasImages
  }

  /// All tables.
  public static let all = [
    policy, idp3, lowDim, hybrid, multiImage, consistency, lerobot, flow, ddim, ddpm, lcm, karras, shapes, imageShapes,
  ]

  /// The table of a family's policies with such tensors.
  static func of(_ family: Family, _ shapes: [String: [Int]]) -> SettingTable {
    if family == .consistencyPolicy { return consistency }
    if family == .lerobot { return lerobot }
    switch ImageEncoderKind(shapes) {
    case .robomimic: return hybrid
    case .multiImage: return multiImage
    case nil: break
    }
    return switch family {
    case .sdm, .manicm, .dp3, .simpleDP3, .flowPolicy: policy
    case .idp3: idp3
    case .diffusionPolicy: lowDim
    case .consistencyPolicy: consistency
    case .lerobot: lerobot
    }
  }

  /// The table of the observations' shapes that goes with this one.
  var shapes: SettingTable { hasImages ? .imageShapes : .shapes }

  /// The table of a scheduler's class.
  static func of(_ method: SchedulerDescription.Method) -> SettingTable {
    switch method {
    case .ddim: ddim
    case .ddpm: ddpm
    case .lcm: lcm
    case .euler: flow
    case .edm, .ctm: karras
    }
  }

  /// What every trainer's policy has, whatever it reads.
  static let everyPolicy = [
    Setting("_target_", .honoured, "the class tells the family"),
    Setting("horizon", .honoured, "T"),
  ]

  /// How policies are sampled that use diffusers.
  static let sampling =
    everyPolicy + [
      Setting("num_inference_steps", .honoured, "network calls of DDIM and DDPM"),
      Setting("eta", .honoured, "DDIM: the share of noise; handed to the scheduler's step"),
      Setting("use_clipped_model_output", .honoured, "DDIM; handed to the scheduler's step"),
      Setting("noise_scheduler", .table, "the scheduler of DDIM and DDPM"),
    ]

  static let yes: Setting.Fate = .required([.boolean(true)])
  static let no: Setting.Fate = .required([.boolean(false), .null])

  /// FlowPolicy's flow.
  public static let flow = SettingTable(
    place: "policy.Conditional_ConsistencyFM",
    settings: [
      Setting("num_inference_step", .honoured, "Euler steps"),
      Setting("eps", .honoured, "the time the flow starts at"),
      Setting("num_segments", .harmless, "of training"),
      Setting("boundary", .harmless, "of training"),
      Setting("delta", .harmless, "of training"),
      Setting("alpha", .harmless, "of training"),
    ])

  /// What the shapes of observations and actions are told by.
  public static let shapes = SettingTable(
    place: "shape_meta",
    settings: [
      Setting("action", .section, "the action"),
      Setting("action.shape", .honoured, "its columns, as many as the product of the extents"),
      Setting("obs", .section, "the observations"),
      Setting("obs.point_cloud", .section, "the cloud"),
      Setting("obs.point_cloud.shape", .honoured, "points and columns"),
      Setting("obs.point_cloud.type", .harmless, "the network reads it by name"),
      Setting("obs.imagin_robot", .section, "the imagined robot"),
      Setting("obs.imagin_robot.shape", .honoured, "points and columns"),
      Setting("obs.imagin_robot.type", .harmless, "the network reads it by name"),
      Setting("obs.agent_pos", .section, "the joint state"),
      Setting("obs.agent_pos.shape", .honoured, "its columns"),
      Setting("obs.agent_pos.type", .harmless, "the network reads it by name"),
      Setting("obs.*", .harmless, "other observations: these networks read none"),
    ])
}
