import EdgeRuntime
import Testing

@testable import Exporter

/// Encoders of images as checkpoints describe them.
struct ImageEncoderTests {
  private func read(
    isHybrid: Bool = true, _ changes: [(path: String, value: ConfigurationNode)] = [],
    shapes change: (inout [String: [Int]]) -> Void = { _ in }
  ) throws -> PolicyDescription {
    var root = MiniatureConfiguration.imageRoot(isHybrid: isHybrid)
    for (path, value) in changes { root = root.setting(path.split(separator: ".").map(String.init)[...], to: value) }
    var shapes = MiniatureConfiguration.shapes(
      of: isHybrid ? MiniatureConfiguration.hybrid : MiniatureConfiguration.multiImage)
    change(&shapes)
    var notes = PolicyNotes()
    return try PolicyDescription(configuration: root, family: .diffusionPolicy, shapes: shapes, notes: &notes)
  }

  @Test func bothEncodersAreFoundAsTheyAre() throws {
    #expect(try read().encoder == MiniatureConfiguration.hybrid.encoder)
    let multiImage = try read(isHybrid: false)
    #expect(multiImage.encoder == MiniatureConfiguration.multiImage.encoder)
    #expect(multiImage.policyEncoder.featureWidth == 512 + 9)
    let unseen = try read(isHybrid: false, [("policy.obs_encoder.random_crop", .boolean(false))])
    guard case .images(let encoder) = unseen.encoder else { return #expect(Bool(false), "an encoder of images") }
    #expect(encoder.cameras[0].crop == Camera.Crop(middleOf: 12, 14, height: 12, width: 14), "the crop is lost")
  }

  /// Half-way offsets go to the even neighbour, lines and pixels apart.
  @Test(arguments: [(13, 6), (19, 10), (49, 24), (11, 6), (0, 0), (1, 0), (3, 2)])
  func cropsLieInTheMiddle(excess: Int, offset: Int) {
    let crop = Camera.Crop(middleOf: 76 + excess, 100, height: 76, width: 96)
    #expect(crop.top == offset && crop.left == 2)
  }

  @Test func whatIsRandomAtEvaluationIsRefused() {
    #expect {
      try read([("policy.eval_fixed_crop", .boolean(false))])
    } throws: { "\($0)".contains("policy.eval_fixed_crop") && "\($0)".contains("at random") }
  }

  @Test func cropsMustBeSmallerThanImages() {
    for size in [[12, 12], [10, 14], [13, 2]] {
      #expect(throws: CheckpointError.self, "\(size)") {
        try read([("policy.crop_shape", .list(size.map { .integer($0) }))])
      }
    }
  }

  @Test func featuresStandInTheConfigurationsOrder() throws {
    let place = "task.shape_meta.obs"
    let root = MiniatureConfiguration.imageRoot(isHybrid: true)
    guard case .dictionary(let entries)? = try root.value(at: place) else {
      return #expect(Bool(false), "the miniature has observations")
    }
    let turned = try read([(place, .dictionary(entries.reversed()))])
    guard case .images(let encoder) = turned.encoder else { return #expect(Bool(false), "an encoder of images") }
    #expect(encoder.parts.map(\.name) == ["agent_pos", "image"])
  }

  /// robomimic's encoder names its trunk and its pool twice.
  @Test func secondNamesMustAgree() throws {
    let module = "obs_encoder.obs_nets.image"
    let (alias, original) = ("\(module).nets.0.nets.0.weight", "\(module).backbone.nets.0.weight")
    #expect(try read { $0[alias] = $0[original] }.encoder == MiniatureConfiguration.hybrid.encoder)
    #expect(
      throws: CheckpointError.policy(.shapeDiffers(name: alias, expected: [64, 3, 7, 7], found: [64, 3, 7, 6]))
    ) {
      try read { $0[alias] = [64, 3, 7, 6] }
    }
    #expect("\(PolicyError.aliasDiffers(name: alias, original: original))".contains("other values"))
    let aliases = MiniatureConfiguration.hybrid.policyEncoder.aliases(among: [alias, "\(module).nets.1.temperature"])
    #expect(aliases.map(\.original) == [original, "\(module).pool.temperature"])
  }
}
