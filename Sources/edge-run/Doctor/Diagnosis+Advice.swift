import CommandSupport

extension Diagnosis {
  /// What to change, the most useful first.
  var advice: [Advice] {
    let all = [
      strongerMode, offlineCores, idlingClock, overloadedRail, weakSupply, heat, quota, otherLoad, priorityLimit,
      realTimeThrottling, swap, hugePages, realTimeKernel,
    ]
    return all.compactMap { $0 }
  }

  @_optimize(size)
  private var strongerMode: Advice? {
    let clock = hardwareClock ?? 1
    guard let mode, let best = PowerMode.strongest(modes, hardwareClock: clock),
      best.strength(hardwareClock: clock) > mode.strength(hardwareClock: clock)
    else { return nil }
    return Advice(
      text: "Power mode \(mode.name) allows the cores less than \(best.name): \(Self.text(of: mode)) instead of "
        + "\(Self.text(of: best)). Mind the supply and the heat.",
      command: "sudo nvpmodel -m \(best.number)")
  }

  private var offlineCores: Advice? {
    guard let possible, let online, online.numbers.count < possible.numbers.count else { return nil }
    // A mode that takes cores away is named above.
    if let count = mode?.coreCount, count <= online.numbers.count { return nil }
    let missing = ProcessorSet(possible.numbers.filter { !online.numbers.contains($0) })
    guard let first = missing.numbers.first else { return nil }
    return Advice(
      text: "Cores \(missing.text) are offline.",
      command: "echo 1 | sudo tee /sys/devices/system/cpu/cpu\(first)/online")
  }

  private var idlingClock: Advice? {
    guard let domain = clocks.first(where: { $0.varies }), let governor = domain.governor else { return nil }
    return Advice(
      text: "The governor is \(governor): the first steps after idle are slow, at as low as "
        + "\((domain.lowest ?? 0) / 1000) of \((domain.highest ?? 0) / 1000) MHz.",
      command: isJetson
        ? "sudo jetson_clocks"
        : "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor")
  }

  private var overloadedRail: Advice? {
    guard let rail = rails.first(where: { $0.rail.isOverLimit }) else { return nil }
    return Advice(
      text: "Supply rail \(rail.rail.name) carries more than it may; the board will slow itself down.",
      command: "grep . /sys/class/hwmon/hwmon*/curr*_crit_alarm")
  }

  private var weakSupply: Advice? {
    guard let counter = throttling.first(where: { $0.count > 0 && $0.cause != "heat" }) else { return nil }
    return Advice(
      text: "The board was slowed down by \(counter.cause) since it started (\(counter.count) x): the supply or its "
        + "cable is too weak for this power mode.",
      command: isJetson ? "grep . /sys/class/hwmon/hwmon*/oc*_event_cnt" : "vcgencmd get_throttled")
  }

  @_optimize(size)
  private var heat: Advice? {
    if let counter = throttling.first(where: { $0.count > 0 && $0.cause == "heat" }) {
      return Advice(
        text: "The processor has slowed itself down for heat \(counter.count) times since it started.",
        command: "grep . /sys/devices/virtual/thermal/thermal_zone*/temp")
    }
    for zone in zones {
      guard let temperature = zone.temperature, let limit = zone.limit, temperature > limit - 10_000 else { continue }
      return Advice(
        text: "\(zone.name) is at \(temperature / 1000) C, and the board slows down at \(limit / 1000): cool it, with "
          + "the fan at full speed for one.",
        command: isJetson ? "sudo jetson_clocks --fan" : "grep . /sys/devices/virtual/thermal/thermal_zone*/temp")
    }
    return nil
  }

  private var quota: Advice? {
    guard let hundredths = limits.quotaHundredths, hundredths < 100 * (online?.numbers.count ?? 1) else { return nil }
    let cores = NumberText.fixed(Double(hundredths) / 100, digits: 2)
    return Advice(
      text: "A control group leaves this process \(cores) processors: it is stopped in each period once they are used "
        + "up.",
      command: board.container == "docker"
        ? "docker update --cpus \(online?.numbers.count ?? 1) CONTAINER" : "cat /sys/fs/cgroup/cpu.max")
  }

  private var otherLoad: Advice? {
    guard let loadHundredths, let online, loadHundredths > 50 * online.numbers.count else { return nil }
    return Advice(
      text: "Other programs keep the cores busy: load \(NumberText.fixed(Double(loadHundredths) / 100, digits: 2)) on "
        + "\(online.numbers.count) cores.",
      command: "top")
  }

  private var priorityLimit: Advice? {
    guard limits.realTimePriority == .count(0) else { return nil }
    return Advice(
      text: "This user may not ask for a real-time priority ('bench --priority'): any program may come first.",
      command: "echo \"$USER - rtprio 95\" | sudo tee /etc/security/limits.d/edge.conf  # then log in again")
  }

  private var realTimeThrottling: Advice? {
    guard limits.throttlesRealTime, let runtime = limits.realTimeRuntime, let period = limits.realTimePeriod else {
      return nil
    }
    return Advice(
      text: "Threads of real-time priority are stopped for \((period - runtime) / 1000) ms of every "
        + "\(period / 1000) once they have used up the rest: a loop with --priority that never sleeps would be.",
      command: "sudo sysctl -w kernel.sched_rt_runtime_us=-1")
  }

  private var swap: Advice? {
    guard let swap = memory.swap, swap > 0 else { return nil }
    return Advice(
      text: "There are \(Self.binary(swap)) of swap: weights that rest for a while may have to come back from it, but "
        + "for those of a program that locks its memory ('bench --lock-memory').",
      command: "sudo swapoff -a")
  }

  private var hugePages: Advice? {
    guard memory.hugePages == "never" else { return nil }
    return Advice(
      text: "Huge pages are off: reading weights takes an address translation for every 4 KiB.",
      command: "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled")
  }

  private var realTimeKernel: Advice? {
    guard board.isRealTime == false else { return nil }
    let command: String
    if isJetson {
      command = "sudo apt install nvidia-l4t-rt-kernel  # from repo.download.nvidia.com/jetson/rt-kernel"
    } else if board.model?.utf8.starts(with: "Raspberry Pi".utf8) == true {
      command = "sudo apt install linux-image-rpi-v8-rt"
    } else {
      command = "sudo apt install linux-image-rt-$(dpkg --print-architecture)"
    }
    return Advice(
      text: "The kernel is not PREEMPT_RT: a driver can keep a step waiting for milliseconds, now and then.",
      command: command)
  }

  private static func text(of mode: PowerMode) -> String {
    (mode.coreCount.map { "\($0) cores" } ?? "all cores")
      + (mode.highestClock.map { " up to \($0 / 1000) MHz" } ?? " at any clock")
  }
}
