@testable import EdgeRuntime
@testable import Exporter

/// A trainer's configuration, flags and tensors made from an input's bytes: mostly right, wrong in a few places.
struct ConfigurationInput {
  let family: Family
  var configuration: ConfigurationNode?
  var overrides = PolicyOverrides()
  var sampler = SamplerOptions()
  var shapes: [String: [Int]]

  /// Every key that edge knows, from the configuration's root; any name stands for `*`.
  private static let paths: [[String]] = SettingTable.all.flatMap { table in
    table.settings.map { setting in
      (table.place + "." + setting.path).split(separator: ".").map { $0 == "*" ? "point_cloud" : String($0) }
    }
  }
  private static let words = [
    "sample", "epsilon", "v_prediction", "linear", "scaled_linear", "squaredcos_cap_v2", "leading", "trailing",
    "linspace", "fixed_small", "fixed_large", "film", "none", "layernorm", "diffusers.DDIMScheduler",
    "diffusers.DDPMScheduler", "diffusers.LCMScheduler", "diffusers.UniPCMultistepScheduler", "${horizon}",
    "${policy.horizon}", "${", "", "\u{202E}", "policy.dp3.DP3",
  ]
  private static let integers = [
    -1, 0, 1, 2, 3, 4, 5, 8, 9, 10, 16, 50, 99, 100, 101, 1000, 1001, 4096, 1 << 20, .max, .min,
  ]
  private static let reals: [Double] = [
    0, -0.0, 1e-300, 1e-6, 1e-4, 0.02, 0.5, 0.999, 1, 2, 1e30, -1, .nan, .infinity,
  ]

  init(_ stream: inout ByteStream) {
    family = stream.choose(Family.allCases)
    var (description, root) = Self.miniature(&stream, family)
    Self.vary(&description, &stream)
    shapes = MiniatureConfiguration.shapes(of: description)
    configuration = root
    // The configuration says the network's extents first; what follows may contradict.
    set(["policy", "horizon"], .integer(description.horizon))
    set(["policy", "n_groups"], .integer(description.groups))
    set(["policy", "n_obs_steps"], .integer(description.observationSteps))
    sayExtents(of: description)
    for _ in 0..<stream.next(below: 6) {
      let path = stream.choose(Self.paths)
      set(path, Self.value(&stream))
    }
    for _ in 0..<stream.next(below: 4) { override(&stream) }
    for _ in 0..<stream.next(below: 8) / 5 { changeShape(&stream) }
    if stream.next() == 1 { configuration = nil }
  }

  private mutating func sayExtents(of description: PolicyDescription) {
    guard family != .lerobot else {
      set(["policy", "output_features", "action", "shape"], .list([.integer(description.actionWidth)]))
      return
    }
    set(["task", "shape_meta", "action", "shape"], .list([.integer(description.actionWidth)]))
    guard case .pointCloud(let cloud) = description.encoder else { return }
    set(["task", "shape_meta", "obs", "agent_pos", "shape"], .list([.integer(cloud.stateWidth)]))
    set(
      ["task", "shape_meta", "obs", "point_cloud", "shape"],
      .list([.integer(cloud.pointCount), .integer(cloud.pointColumns)]))
  }

  /// A small policy of a family and its configuration.
  private static func miniature(
    _ stream: inout ByteStream, _ family: Family
  ) -> (PolicyDescription, ConfigurationNode) {
    let sees = stream.next(below: 3)
    guard family == .diffusionPolicy, sees > 0 else {
      return (MiniatureConfiguration.description(of: family), MiniatureConfiguration.root(family: family))
    }
    let isHybrid = sees == 1
    return (
      isHybrid ? MiniatureConfiguration.hybrid : MiniatureConfiguration.multiImage,
      MiniatureConfiguration.imageRoot(isHybrid: isHybrid)
    )
  }

  private static func vary(_ description: inout PolicyDescription, _ stream: inout ByteStream) {
    let family = description.family
    description.blocksPerLevel = family == .simpleDP3 ? 1 : 2
    description.downDims = stream.choose([[8, 16], [8], [16, 8], [8, 16, 8], [8, 3]])
    description.horizon = stream.choose([8, 4, 1, 2, 16, 12])
    description.observationSteps = 1 + stream.next(below: 3)
    description.actionWidth = 1 + stream.next(below: 5)
    description.kernelSize = stream.choose([5, 3, 1])
    description.groups = stream.choose([8, 4, 1, 2])
    guard case .pointCloud(var cloud) = description.encoder else { return }
    cloud.stateWidth = 1 + stream.next(below: 9)
    cloud.pointCount = 1 + stream.next(below: 17)
    cloud.pointColumns = stream.choose([3, 3, 6])
    cloud.robotPointCount = stream.choose([0, 0, 1, 3])
    if case .pointNet(var network) = cloud.extractor {
      network.layerNorm = stream.next() & 1 == 0
      network.finalLayerNorm = stream.next() & 1 == 0
      cloud.extractor = .pointNet(network)
    }
    description.encoder = .pointCloud(cloud)
  }

  private static func value(_ stream: inout ByteStream) -> ConfigurationNode {
    switch stream.next(below: 9) {
    case 0: .integer(stream.next(below: 20))
    case 1: .integer(stream.choose(integers))
    case 2: .real(stream.choose(reals))
    case 3: .string(stream.choose(words))
    case 4: .boolean(stream.next() & 1 == 0)
    case 5: .null
    case 6: .list((0..<stream.next(below: 5)).map { _ in .integer(stream.choose(integers)) })
    case 7: .list([ConfigurationNode](repeating: .real(stream.choose(reals)), count: 1 + stream.next(below: 100)))
    default: .dictionary([])
    }
  }

  private mutating func override(_ stream: inout ByteStream) {
    let value = stream.next() & 1 == 0 ? stream.next(below: 20) : stream.choose(Self.integers)
    switch stream.next(below: 17) {
    case 0: overrides.horizon = value
    case 1: overrides.observationSteps = value
    case 2: overrides.actionSteps = value
    case 3: overrides.pointCount = value
    case 4: overrides.robotPointCount = value
    case 5: overrides.groups = value
    case 6: (overrides.inferenceSteps, sampler.steps) = (value, value)
    case 7: overrides.sampler = stream.choose(SchedulerDescription.Method.allCases)
    case 8: overrides.prediction = stream.choose(SchedulerDescription.Prediction.allCases)
    case 9: overrides.trainSteps = min(max(value, 1), 100_000)
    case 10: overrides.betaSchedule = stream.choose(Self.words)
    case 11: (overrides.betaStart, overrides.betaEnd) = (stream.choose(Self.reals), stream.choose(Self.reals))
    case 12: sampler.timestep = Float(value)
    case 13: overrides.bins = value
    case 14: overrides.solver = stream.choose(KarrasDescription.Solver.allCases)
    case 15:
      let values = (0..<stream.next(below: 5)).map { _ in Float(stream.choose(Self.reals)) }
      sampler.chain = SamplerOptions.Chain(values: values, units: stream.choose(KarrasDescription.ChainUnits.allCases))
    default: sampler.dialect = stream.choose(SamplerOptions.Dialect.allCases)
    }
  }

  private mutating func changeShape(_ stream: inout ByteStream) {
    let name = shapes.keys.sorted()[stream.next(below: shapes.count)]
    let extent = stream.choose(Self.integers.filter { $0 >= 0 })
    switch stream.next(below: 4) {
    case 0: shapes[name] = nil
    case 1: shapes[name, default: []].append(extent)
    default:
      guard let rank = shapes[name]?.count, rank > 0 else { return }
      shapes[name]?[stream.next(below: rank)] = extent
    }
  }

  private mutating func set(_ path: [String], _ value: ConfigurationNode) {
    configuration = Self.setting(value, at: path[...], in: configuration ?? .dictionary([]))
  }

  private static func setting(
    _ value: ConfigurationNode, at path: ArraySlice<String>, in node: ConfigurationNode
  ) -> ConfigurationNode {
    guard let name = path.first else { return value }
    var entries: [ConfigurationNode.Entry] = []
    if case .dictionary(let found) = node { entries = found }
    let place = entries.firstIndex { $0.key == name }
    let inner = setting(value, at: path.dropFirst(), in: place.map { entries[$0].value } ?? .dictionary([]))
    if let place { entries.remove(at: place) }
    return .dictionary(entries + [ConfigurationNode.Entry(key: name, value: inner)])
  }
}
