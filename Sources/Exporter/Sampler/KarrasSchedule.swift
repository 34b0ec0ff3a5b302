/// The noise levels σ of Consistency Policy and the factors around its network, with the roundings of its code.
///
///     σ(b) = (σmax^(1/ρ) + b / (bins − 1) · (σmin^(1/ρ) − σmax^(1/ρ)))^ρ, within σmin…σmax
///
/// The two roots are double precision and the rest float32, as in PyTorch.
struct KarrasSchedule {
  private let settings: KarrasDescription
  let highest, lowest: Float

  init(_ settings: KarrasDescription) {
    self.settings = settings
    highest = Float(settings.timeMax)
    lowest = Float(settings.timeMin)
  }

  /// σ of a place in the schedule, 0 the highest; a chain may ask for places between two.
  func level(_ bin: Float) -> Float {
    let first = Elementary.power(settings.timeMax, 1 / settings.rho)
    let last = Elementary.power(settings.timeMin, 1 / settings.rho)
    let root = Float(first) + bin / Float(settings.bins - 1) * Float(last - first)
    return min(highest, max(lowest, Float(Elementary.power(Double(root), Double(Float(settings.rho))))))
  }

  /// The time that the network is told of a level: 250 ln σ.
  ///
  /// The trainers' code adds 1e-44 first, which changes no level that a schedule may have.
  static func time(of level: Float) -> Float { 250 * Float(Elementary.logarithm(Double(level))) }

  /// The estimate is c_out · network(c_in · x) + c_skip · x.
  func scalings(at level: Float) -> (skip: Double, out: Double, input: Double) {
    let (sigma, data) = (Double(level), settings.dataStd)
    let above = settings.scaling == .boundary ? sigma - Double(lowest) : sigma
    let root = (sigma * sigma + data * data).squareRoot()
    return (data * data / (above * above + data * data), above * data / root, 1 / root)
  }

  /// One network call of a solver: where, and what becomes of its slope k = (x − estimate) / σ.
  struct Call {
    var level: Float
    /// Whether the step begins with it.
    var startsStep = false
    /// The weight of k in the slope that the step adds up.
    var weight: Double
    /// How far the next sample is from the base along k.
    var reach = 0.0
    /// How far it is along the slope.
    var slopeReach = 0.0
  }

  /// The calls of all steps.
  var calls: [Call] {
    (0..<settings.bins - 1).flatMap { step(from: level(Float($0)), to: level(Float($0 + 1))) }
  }

  /// The calls of one step of length h = end − start.
  private func step(from start: Float, to end: Float) -> [Call] {
    let difference = end - start
    let h = Double(difference)
    // As the trainers' float32 code has it; the end may be a unit in the last place beside the next start.
    let (middle, last) = (start + difference / 2, start + difference)
    switch settings.solver {
    case .euler: return [Call(level: start, startsStep: true, weight: 1, reach: h)]
    case .heun:
      return [
        Call(level: start, startsStep: true, weight: 1, reach: h), Call(level: end, weight: 1, slopeReach: h / 2),
      ]
    case .third:
      return [
        Call(level: start, startsStep: true, weight: 1, reach: h), Call(level: end, weight: 1, slopeReach: h / 4),
        Call(level: middle, weight: 4, slopeReach: h / 6),
      ]
    case .fourth:
      return [
        Call(level: start, startsStep: true, weight: 1, reach: h / 2), Call(level: middle, weight: 2, reach: h / 2),
        Call(level: middle, weight: 2, reach: h), Call(level: last, weight: 1, slopeReach: h / 6),
      ]
    }
  }

  /// Network calls of one step.
  static func callsPerStep(of solver: KarrasDescription.Solver) -> Int {
    switch solver {
    case .euler: 1
    case .heun: 2
    case .third: 3
    case .fourth: 4
    }
  }
}
