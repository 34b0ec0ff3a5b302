import EdgeRuntime

/// What a trainer's code calls the modules of the U-Net.
struct UNetNames: Equatable, Sendable {
  /// The network.
  let root: String
  /// A residual block's two convolution blocks.
  let halves: [String]
  /// What follows a resampling module's name, before its weight.
  let resampling: String

  /// Diffusion Policy and what was made from it.
  static let diffusionPolicy = UNetNames(root: "model", halves: ["blocks.0", "blocks.1"], resampling: ".conv")
  /// LeRobot.
  static let lerobot = UNetNames(root: "diffusion.unet", halves: ["conv1", "conv2"], resampling: "")

  /// A module of the network.
  func module(_ name: String) -> String { "\(root).\(name)" }
}

extension PolicyDescription {
  /// What the family's trainer calls the modules.
  var names: UNetNames { .of(family) }
}

extension UNetNames {
  /// What a family's trainer calls the modules.
  static func of(_ family: Family) -> UNetNames { family == .lerobot ? .lerobot : .diffusionPolicy }
}
