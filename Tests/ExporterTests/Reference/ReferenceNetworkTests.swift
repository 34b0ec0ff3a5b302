import Testing

@testable import Exporter

/// The assembled network: what its parts' tests cannot see — order, names, normalisers, sampler rows.
struct ReferenceNetworkTests {
  @Test func recordsTheFirstCallUnderTheModulesPaths() {
    let miniature = MiniatureSource(levels: [8, 16], blocks: 1, horizon: 4)
    let once = miniature.predict(clip: 1)
    let expected: [(String, [Int])] = [
      ("obs_encoder.extractor", [2, 64]), ("obs_encoder.state_mlp", [2, 64]), ("obs_encoder", [2, 128]),
      ("model.diffusion_step_encoder.0", [16]), ("model.diffusion_step_encoder", [16]),
      ("model.down_modules.0.0.blocks.0", [8, 4]), ("model.down_modules.0.0.blocks.1", [8, 4]),
      ("model.down_modules.0.0", [8, 4]), ("model.down_modules.0.1", [8, 2]),
      ("model.down_modules.1.0.blocks.0", [16, 2]), ("model.down_modules.1.0.blocks.1", [16, 2]),
      ("model.down_modules.1.0", [16, 2]), ("model.mid_modules.0.blocks.0", [16, 2]),
      ("model.mid_modules.0.blocks.1", [16, 2]), ("model.mid_modules.0", [16, 2]),
      ("model.up_modules.0.0.blocks.0", [8, 2]), ("model.up_modules.0.0.blocks.1", [8, 2]),
      ("model.up_modules.0.0", [8, 2]), ("model.up_modules.0.1", [8, 4]), ("model.final_conv.0", [8, 4]),
      ("model.final_conv", [3, 4]), ("model", [4, 3]),
    ]
    #expect(once.layers.map(\.name) == expected.map(\.0))
    #expect(once.layers.map(\.tensor.shape) == expected.map(\.1))
    let twice = miniature.predict(timesteps: [9, 0], clip: 1)
    #expect(twice.layers.map(\.tensor) == once.layers.map(\.tensor))
    #expect(twice.actionPrediction != once.actionPrediction)
  }

  @Test(arguments: [1, 3], [1, 2])
  func runsWithAnyNumberOfLevels(levels: Int, blocks: Int) {
    let miniature = MiniatureSource(levels: Array([8, 16, 24][..<levels]), blocks: blocks, horizon: 8)
    let prediction = miniature.predict()
    #expect(prediction.actionPrediction.shape == [8, 3])
    #expect(prediction.actionPrediction.values.allSatisfy { $0.isFinite })
  }

  /// The sampler's and the normaliser's formula applied to the recorded output of the call.
  ///
  /// The recorded output was rounded to float32, so a relative 2⁻²³ of values below 16 is allowed: 2e-6.
  @Test func appliesTheSamplerAndTheActionNormalizer() throws {
    var miniature = MiniatureSource(levels: [8], blocks: 1, horizon: 4)
    miniature.parameters.normalizers["action"] = FieldNormalizer(scale: [2, 0.5, 1], offset: [1, 0, -1])
    let prediction = miniature.predict(clip: 0.25)
    let output = try #require(prediction.layers.last).tensor
    let (scales, offsets): ([Float], [Float]) = ([2, 0.5, 1], [1, 0, -1])
    for index in miniature.noise.values.indices {
      let sample = max(-0.25, min(0.25, output.values[index]))
      let expected = (sample - offsets[index % 3]) / scales[index % 3]
      #expect(abs(prediction.actionPrediction.values[index] - expected) <= 2e-6)
    }
    #expect(prediction.action.shape == [3, 3])
    #expect(prediction.action.values == Array(prediction.actionPrediction.values[3...]))
  }

  /// Every call has its own noise, which here is all that the second adds.
  @Test func everyCallHasItsNoise() throws {
    let miniature = MiniatureSource(levels: [8], blocks: 1, horizon: 4)
    let network = ReferenceNetwork(description: miniature.description, parameters: miniature.parameters)
    var scheduler = SchedulerDescription(.ddpm)
    scheduler.clip = .infinity
    let plan = SamplerPlan(timesteps: [50, 20], scheduler: scheduler)
    func actions(_ noise: [Float]) -> [Float] {
      let stepNoise = Tensor(shape: [2, 4, 3], values: noise)
      return network.predict(
        observation: miniature.observation, noise: miniature.noise, stepNoise: stepNoise, plan: plan
      ).actionPrediction.values
    }
    let quiet = [Float](repeating: 0, count: 12)
    let loud = [Float](repeating: 1, count: 12)
    #expect(actions(quiet + quiet) != actions(loud + quiet))
    let (without, with) = (actions(quiet + quiet), actions(quiet + loud))
    let scale = try #require(miniature.parameters.normalizers["action"]).scale
    let row = try #require(try SamplerTable.make(for: plan).last).s
    for index in without.indices { #expect(abs(with[index] - without[index] - row / scale[index % 3]) <= 2e-6) }
  }

  @Test func aNormalizerOfWidthOneServesEveryColumn() {
    func miniature(width: Int) -> MiniatureSource {
      var result = MiniatureSource(levels: [8], blocks: 1, horizon: 4)
      result.parameters.normalizers["point_cloud"] = FieldNormalizer(
        scale: [Float](repeating: 1.5, count: width), offset: [Float](repeating: -0.25, count: width))
      return result
    }
    let one = miniature(width: 1).predict()
    #expect(one.action == miniature(width: 6).predict().action)
    #expect(one.action == miniature(width: 3).predict().action)
  }

  /// Robot points join the cloud: giving the same points as part of the cloud computes the same.
  @Test func robotPointsJoinTheCloud() throws {
    let whole = MiniatureSource(levels: [8], blocks: 1, horizon: 4)
    var split = whole
    split.description.cloud.robotPointCount = 2
    let cloud = try #require(whole.observation["point_cloud"])
    let (count, columns) = (cloud.shape[1], cloud.shape[2])
    func part(_ range: Range<Int>) -> Tensor {
      let values = (0..<2).flatMap { step in
        let first = step * count * columns
        return cloud.values[first + range.lowerBound * columns..<first + range.upperBound * columns]
      }
      return Tensor(shape: [2, range.count, columns], values: values)
    }
    split.observation["point_cloud"] = part(0..<count - 2)
    split.observation["imagin_robot"] = part(count - 2..<count)
    split.parameters.normalizers["imagin_robot"] = whole.parameters.normalizer("point_cloud")
    #expect(split.predict().action == whole.predict().action)
    split.observation["imagin_robot"] = part(0..<2)
    #expect(split.predict().action != whole.predict().action)
  }

  @Test func reportsEveryCall() {
    let miniature = MiniatureSource(levels: [8], blocks: 1, horizon: 4)
    var calls: [Int] = []
    _ = ReferenceNetwork(description: miniature.description, parameters: miniature.parameters).predict(
      observation: miniature.observation, noise: miniature.noise, plan: MiniatureSource.plan(timesteps: [9, 9, 9])
    ) { calls.append($0) }
    #expect(calls == [1, 2, 3])
  }
}
