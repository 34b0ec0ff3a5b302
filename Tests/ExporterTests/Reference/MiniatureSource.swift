import EdgeRuntime

@testable import Exporter

/// A policy of a few channels with reproducible weights, and an observation for it.
///
/// To = 2, 5 points of 6 columns, A = 3, S = 5.
struct MiniatureSource {
  var description: PolicyDescription
  var parameters = PolicyParameters(tensors: [:], normalizers: [:])
  var observation: [String: Tensor]
  var noise: Tensor
  private var seed: UInt32 = 0

  init(levels: [Int], blocks: Int, horizon: Int) {
    description = PolicyDescription(
      family: .dp3, horizon: horizon, observationSteps: 2, actionSteps: horizon, actionWidth: 3,
      encoder: .pointCloud(PointCloudEncoder(stateWidth: 5, pointCount: 5)), downDims: levels, blocksPerLevel: blocks,
      groups: 4, stepEmbeddingWidth: 16)
    observation = [
      "point_cloud": .pattern(shape: [2, 5, 6], seed: 1001),
      "agent_pos": .pattern(shape: [2, 5], seed: 1002),
    ]
    noise = .pattern(shape: [horizon, 3], seed: 1003)
    addEncoder()
    addNetwork()
    for (key, width) in [("action", 3), ("agent_pos", 5), ("point_cloud", 6)] {
      parameters.normalizers[key] = FieldNormalizer(scale: values([width], around: 1), offset: values([width]))
    }
  }

  /// Runs the reference network on the observation.
  func predict(timesteps: [Float] = [9], clip: Float = .infinity) -> ReferencePrediction {
    ReferenceNetwork(description: description, parameters: parameters).predict(
      observation: observation, noise: noise, plan: Self.plan(timesteps: timesteps, clip: clip))
  }

  /// Direct calls, each of which starts from what the one before gave.
  static func plan(timesteps: [Float], clip: Float = .infinity) -> SamplerPlan {
    SamplerPlan(rule: .oneCall(.direct), timesteps: timesteps, scheduler: .with { $0.clip = clip })
  }

  private mutating func addEncoder() {
    for (index, widths) in [(0, [64, 3]), (3, [128, 64]), (6, [256, 128])] {
      addLayer("obs_encoder.extractor.mlp.\(index)", widths)
      addNorm("obs_encoder.extractor.mlp.\(index + 1)", widths[0])
    }
    addLayer("obs_encoder.extractor.final_projection.0", [64, 256])
    addNorm("obs_encoder.extractor.final_projection.1", 64)
    addLayer("obs_encoder.state_mlp.0", [64, 5])
    addLayer("obs_encoder.state_mlp.2", [64, 64])
  }

  private mutating func addNetwork() {
    let (widths, blocks) = (description.downDims, description.blocksPerLevel)
    addLayer("model.diffusion_step_encoder.1", [64, 16])
    addLayer("model.diffusion_step_encoder.3", [16, 64])
    for (level, width) in widths.enumerated() {
      let input = level == 0 ? description.actionWidth : widths[level - 1]
      addBlocks("model.down_modules.\(level)", from: input, to: width)
      if level + 1 < widths.count {
        addLayer("model.down_modules.\(level).\(blocks).conv", [width, width, 3])
      }
    }
    addBlocks("model.mid_modules", from: widths[widths.count - 1], to: widths[widths.count - 1])
    for (level, index) in (0..<widths.count - 1).reversed().enumerated() {
      addBlocks("model.up_modules.\(level)", from: 2 * widths[index + 1], to: widths[index])
      addLayer("model.up_modules.\(level).\(blocks).conv", [widths[index], widths[index], 4])
    }
    addLayer("model.final_conv.0.block.0", [widths[0], widths[0], 5])
    addNorm("model.final_conv.0.block.1", widths[0])
    addLayer("model.final_conv.1", [description.actionWidth, widths[0], 1])
  }

  private mutating func addBlocks(_ name: String, from input: Int, to width: Int) {
    for index in 0..<description.blocksPerLevel {
      let block = "\(name).\(index)"
      let entering = index == 0 ? input : width
      for (half, inputs) in [(0, entering), (1, width)] {
        addLayer("\(block).blocks.\(half).block.0", [width, inputs, 5])
        addNorm("\(block).blocks.\(half).block.1", width)
      }
      addLayer("\(block).cond_encoder.1", [2 * width, 16 + 2 * 128])
      if entering != width { addLayer("\(block).residual_conv", [width, entering, 1]) }
    }
  }

  private mutating func addLayer(_ name: String, _ shape: [Int]) {
    add(name + ".weight", shape)
    add(name + ".bias", [shape[0]])
  }

  private mutating func addNorm(_ name: String, _ width: Int) {
    add(name + ".weight", [width], around: 1)
    add(name + ".bias", [width])
  }

  private mutating func add(_ key: String, _ shape: [Int], around center: Float = 0) {
    parameters.tensors[key] = Tensor(shape: shape, values: values(shape, around: center))
  }

  private mutating func values(_ shape: [Int], around center: Float = 0) -> [Float] {
    seed += 1
    return Tensor.pattern(shape: shape, seed: seed).values.map { center + $0 * 0.5 }
  }
}
