import EdgeRuntime

/// What a board's data sheet and published measurements say of it.
struct Board {
  /// How `--board` calls it.
  let name: String
  let title: String
  let cores: Int
  /// The highest clock of its cores in the power mode it ships with.
  let gigahertz: Double
  /// Multiply-adds of floats, and of bytes, that a core can do in a cycle.
  let floatsPerCycle: Int
  let integersPerCycle: Int
  /// Gigabytes a second that one core reads, as published measurements have it or, for the largest, by extrapolation.
  let oneCoreBandwidth: Double
  /// Gigabytes a second to plan with for all cores: 40 to 60 % of what the memory could give.
  let bandwidths: ClosedRange<Double>

  /// Those that are known.
  static let all = [
    Board(
      name: "nano", title: "Jetson Nano, 4 x Cortex-A57", cores: 4, gigahertz: 1.43, floatsPerCycle: 4,
      integersPerCycle: 8, oneCoreBandwidth: 4.75, bandwidths: 10...13),
    Board(
      name: "xavier-nx", title: "Jetson Xavier NX, 6 x Carmel", cores: 6, gigahertz: 1.42, floatsPerCycle: 8,
      integersPerCycle: 16, oneCoreBandwidth: 9.2, bandwidths: 24...36),
    Board(
      name: "orin-nano", title: "Jetson Orin Nano 8 GB, 6 x Cortex-A78AE", cores: 6, gigahertz: 1.51,
      floatsPerCycle: 8, integersPerCycle: 32, oneCoreBandwidth: 10, bandwidths: 27...40),
    Board(
      name: "orin-nx", title: "Jetson Orin NX 16 GB, 8 x Cortex-A78AE", cores: 8, gigahertz: 1.98,
      floatsPerCycle: 8, integersPerCycle: 32, oneCoreBandwidth: 10, bandwidths: 40...60),
    Board(
      name: "agx-orin", title: "Jetson AGX Orin 64 GB, 12 x Cortex-A78AE", cores: 12, gigahertz: 2.2,
      floatsPerCycle: 8, integersPerCycle: 32, oneCoreBandwidth: 15, bandwidths: 60...100),
  ]

  /// A step with one core and with all.
  func predictions(_ cost: ProgramCost) -> [BoardPrediction] {
    [(1, oneCoreBandwidth...oneCoreBandwidth), (cores, bandwidths)].map { threads, bandwidths in
      BoardPrediction(
        cost, name: name, title: title, threads: threads,
        slow: limits(threads: threads, bandwidth: bandwidths.lowerBound),
        fast: limits(threads: threads, bandwidth: bandwidths.upperBound))
    }
  }

  /// The limits of `threads` cores that read `bandwidth` gigabytes a second.
  private func limits(threads: Int, bandwidth: Double) -> MachineLimits {
    let cycles = Double(threads) * gigahertz * 1e9
    return MachineLimits(
      readBytesPerSecond: bandwidth * 1e9, multiplyAddsPerSecond: cycles * Double(floatsPerCycle),
      integerMultiplyAddsPerSecond: cycles * Double(integersPerCycle))
  }
}
