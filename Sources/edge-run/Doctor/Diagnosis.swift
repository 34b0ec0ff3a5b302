/// What a system tells about itself, as far as it matters to a control loop.
struct Diagnosis {
  /// A supply and what flows through it.
  struct Rail {
    let rail: PowerRail
    let milliwatts: Int?
  }

  let tree: SystemTree
  let board: BoardIdentity
  let processor: Processor
  let possible: ProcessorSet?
  let online: ProcessorSet?
  let isolated: ProcessorSet?
  let clocks: [ClockDomain]
  let caches: [Cache]
  let memory: MemoryFacts
  let modes: [PowerMode]
  let mode: PowerMode?
  let rails: [Rail]
  let zones: [ThermalZone]
  let throttling: [ThrottleCounter]
  let limits: ProcessLimits
  let loadHundredths: Int?
  /// What the machine was found to do; nil for a copied tree.
  let measured: MeasuredLimits?

  init(_ tree: SystemTree, measured: MeasuredLimits?) {
    self.tree = tree
    self.measured = measured
    board = BoardIdentity(tree)
    processor = Processor(tree)
    let folder = "/sys/devices/system/cpu/"
    possible = ProcessorSet(tree, folder + "possible")
    online = ProcessorSet(tree, folder + "online")
    isolated = ProcessorSet(tree, folder + "isolated")
    clocks = ClockDomain.all(tree)
    caches = Cache.all(tree)
    memory = MemoryFacts(tree)
    modes = PowerMode.all(tree)
    let number = PowerMode.current(tree)
    mode = modes.first { $0.number == number }
    rails = PowerRail.all(tree).map { Rail(rail: $0, milliwatts: $0.milliwatts(tree)) }
    zones = ThermalZone.all(tree)
    throttling = ThrottleCounter.all(tree)
    limits = ProcessLimits(tree)
    loadHundredths = MachineState.load(tree)
  }

  /// Whether NVIDIA's tools for power and clocks are there to be used.
  var isJetson: Bool { board.tegraRelease != nil || !modes.isEmpty }

  /// The highest clock that any core's hardware has, in kHz.
  var hardwareClock: Int? {
    var highest: Int?
    for domain in clocks {
      if let clock = domain.hardwareHighest ?? domain.highest { highest = max(highest ?? 0, clock) }
    }
    return highest
  }

  /// Milliwatts that the module takes, where rails that feed it are known.
  var totalMilliwatts: Int? {
    let names = PowerRail.feeding(rails.map { $0.rail }).map { $0.name }
    guard !names.isEmpty else { return nil }
    var total = 0
    for rail in rails where names.contains(rail.rail.name) {
      guard let milliwatts = rail.milliwatts else { return nil }
      total += milliwatts
    }
    return total
  }
}
