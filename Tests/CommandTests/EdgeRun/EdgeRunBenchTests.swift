import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// `edge-run bench`.
@Suite struct EdgeRunBenchTests {
  private let policy = Repository.path("Weights/dial-turn.edge")
  private let program = BuiltProgram(name: "edge-run")

  @Test func jsonHoldsEveryFigure() throws {
    let result = try program.run([
      "bench", policy, "--steps", "100", "--warmup", "2", "--threads", "1", "--json",
    ])
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").count == 1)
    let json = try result.json
    for key in ["file", "family", "cpu", "kernels"] { #expect(json[key] is String, "\(key)") }
    for key in ["hz", "load_ms"] { #expect((json[key] as? Double).map { $0 > 0 } == true, "\(key)") }
    // Other tests share the machine: it may have been disturbed while its limits were measured, and says so.
    let warnings = try #require(json["warnings"] as? [String])
    if warnings.contains(where: { $0.hasPrefix("disturbed") }) {
      #expect(json["bound_ms"] is NSNull && json["bound_share"] is NSNull)
    } else {
      let (bound, share) = (try #require(json["bound_ms"] as? Double), try #require(json["bound_share"] as? Double))
      #expect(bound > 0 && share > 0 && share <= 1)
    }
    #expect(json["threads"] as? Int == 1)
    #expect(json["steps"] as? Int == 100)
    #expect(json["bytes_per_step"] as? Int == (KernelSet.best.codedRows > 0 ? 7_624_184 : 8_651_992))
    #expect(json["macs_per_step"] as? Int == 44_826_752)
    #expect(json["parameters"] as? [String: Int] == ["stored": 5_398_468, "live": 2_161_988])
    let machine = try #require(json["machine"] as? [String: Any])
    #expect(json["integer_macs_per_step"] as? Int == 0 && machine["integer_mul_add_g_per_s"] is NSNull)
    #expect(machine["read_gb_per_s"] is Double && machine["mul_add_g_per_s"] is Double)
    #expect(Set(machine.keys) == ["read_gb_per_s", "mul_add_g_per_s", "integer_mul_add_g_per_s"])
    let latency = try #require(json["latency"] as? [String: Double])
    let order = ["p50_ms", "p90_ms", "p99_ms", "p999_ms", "max_ms"]
    #expect(Set(latency.keys) == Set(order + ["mean_ms", "first_ms"]))
    let times = order.compactMap { latency[$0] }
    #expect(times == times.sorted())
    #expect(latency["p999_ms"] == latency["max_ms"], "of a hundred steps the last is both")
    let mean = try #require(latency["mean_ms"])
    #expect(abs(try #require(json["hz"] as? Double) * mean - 1000) < 1e-6)
    #expect(json["missed"] == nil, "no rate was asked for")
  }

  @Test(arguments: ["1", "2"])
  func aStepNeitherAllocatesNorFaults(threads: String) throws {
    let result = try program.run([
      "bench", policy, "--steps", "50", "--warmup", "5", "--threads", threads, "--json",
    ])
    let json = try result.json
    #expect(json["page_faults"] as? Int == 0)
    // null where a sanitizer owns malloc.
    if let count = json["allocations_per_step"] as? Double { #expect(count == 0) }
  }

  @Test func threadsAreChosenByMeasurement() throws {
    let json = try program.run(["bench", policy, "--steps", "50", "--json"]).json
    #expect(json["threads_auto"] as? Bool == true)
    let (threads, atEnd) = (try #require(json["threads"] as? Int), try #require(json["threads_at_end"] as? Int))
    #expect((1...threads).contains(atEnd))
    #expect(json["reduced_steps"] is Int)
    let fixed = try program.run(["bench", policy, "--steps", "50", "--threads", "1", "--json"]).json
    #expect(fixed["threads_auto"] as? Bool == false && fixed["threads_at_end"] as? Int == 1)
    #expect(fixed["reduced_steps"] as? Int == 0)
  }

  @Test func meetingsAreCountedAndMeasured() throws {
    let one = try program.run(["bench", policy, "--steps", "10", "--threads", "1", "--json"]).json
    #expect(one["meetings"] as? Int == 0 && one["meeting_us"] as? Double == 0)
    let two = try program.run(["bench", policy, "--steps", "10", "--threads", "2", "--json"]).json
    guard two["threads"] as? Int == 2 else { return }
    #expect((10...60).contains(try #require(two["meetings"] as? Int)))
    #expect(try #require(two["meeting_us"] as? Double) > 0)
  }

  @Test func processorsAreKeptTo() throws {
    let json = try program.run(["bench", policy, "--steps", "10", "--processors", "0", "--json"]).json
    #expect(json["threads"] as? Int == 1, "one processor, one thread")
    let none = try program.run(["bench", policy, "--steps", "10", "--processors", "1023"])
    #expect(none.status == 77)
    #expect(none.errors.hasPrefix("edge-run: --processors: "))
    let list = try program.run(["bench", policy, "--processors", "0-"])
    #expect(list.status == 64)
    #expect(list.errors.contains("--processors '0-': expected numbers up to 1023, like 2,3 or 0-3"))
  }

  /// Where the system allows it the run is like any other; elsewhere it is refused with what is missing.
  @Test func aRealTimePriorityIsHadOrRefused() throws {
    let result = try program.run(["bench", policy, "--steps", "10", "--priority", "10", "--json"])
    if result.status == 0 {
      #expect(try result.json["steps"] as? Int == 10)
    } else {
      #expect(result.status == 77)
      #expect(result.errors.contains("--priority: ") && result.errors.contains("ulimit -r"))
    }
    #expect(try program.run(["bench", policy, "--priority", "100"]).status == 64)
  }

  /// Likewise memory that is not to be swapped out.
  @Test func memoryIsLockedOrRefused() throws {
    let result = try program.run(["bench", policy, "--steps", "10", "--lock-memory", "--json"])
    if result.status == 0 {
      #expect(try result.json["page_faults"] as? Int == 0)
    } else {
      #expect(result.status == 77)
      #expect(result.errors.contains("--lock-memory: ") && result.errors.contains("ulimit -l"))
    }
  }

  @Test(arguments: ["1", "2"]) func aFrameAStepCostsLessAndAllocatesNothing(threads: String) throws {
    let flags = ["--steps", "50", "--threads", threads, "--json"]
    let windows = try program.run(["bench", policy] + flags).json
    let frames = try program.run(["bench", policy, "--frames"] + flags).json
    #expect(windows["frames"] as? Bool == false && frames["frames"] as? Bool == true)
    let (all, one) = (try #require(windows["macs_per_step"] as? Int), try #require(frames["macs_per_step"] as? Int))
    // Most of the shipped policy is its encoder, and the window has two frames.
    #expect(Double(one) < 0.6 * Double(all))
    #expect(frames["page_faults"] as? Int == 0)
    if let count = frames["allocations_per_step"] as? Double { #expect(count == 0) }
  }

  @Test func keepsARate() throws {
    let edge = try EdgeRun()
    let result = try edge.run("bench", edge.policy, "--rate", "200", "--steps", "40", "--json")
    let json = try result.json
    #expect(json["steps"] as? Int == 40)
    #expect(json["rate"] as? Double == 200)
    for key in ["missed", "longest_miss_run", "skipped"] { #expect(json[key] is Int, "\(key)") }
    #expect(json["wake_late_p99_ms"] is Double)
  }

  @Test func rehearsesBeforeEachPeriod() throws {
    let command = ["bench", policy, "--rate", "100", "--steps", "20", "--threads", "2", "--json"]
    let (plain, rehearsed) = (try program.run(command).json, try program.run(command + ["--rehearse", "2.5"]).json)
    #expect(plain["rehearse_ms"] is NSNull && rehearsed["rehearse_ms"] as? Double == 2.5)
    #expect(rehearsed["page_faults"] as? Int == 0)
    if let count = rehearsed["allocations_per_step"] as? Double { #expect(count == 0) }
    for json in [plain, rehearsed] { #expect(try #require(json["cpu_ms_per_step"] as? Double) > 0) }
  }

  @Test(arguments: [
    (["--rehearse", "1"], "--rate is missing"),
    (["--rehearse", "21", "--rate", "50"], "--rehearse '21': expected at most 20"),
    (["--rehearse", "0", "--rate", "50"], "--rehearse '0': expected a number greater than 0"),
  ])
  func rehearsalsNeedAPeriod(words: [String], complaint: String) throws {
    let result = try program.run(["bench", policy] + words)
    #expect(result.status == 64)
    #expect(result.errors.contains(complaint), "\(result.errors)")
  }

  @Test func countsWhatARateMissed() throws {
    // No machine takes a whole policy's step in ten microseconds.
    let result = try program.run([
      "bench", policy, "--rate", "100000", "--steps", "20", "--threads", "1", "--json",
    ])
    let json = try result.json
    #expect(json["missed"] as? Int == 20)
    #expect(json["longest_miss_run"] as? Int == 20)
    #expect(try #require(json["skipped"] as? Int) >= 20)
  }

  @Test func secondsBoundTheRun() throws {
    let edge = try EdgeRun()
    let result = try edge.run("bench", edge.policy, "--seconds", "0.05", "--warmup", "0", "--json")
    #expect(result.status == 0)
    #expect(try #require(result.json["steps"] as? Int) >= 1)
  }

  @Test func theReportFitsATerminal() throws {
    let result = try program.run(["bench", policy, "--steps", "60", "--rate", "300", "--threads", "1"])
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n")
    for line in lines where !line.contains(policy) {
      #expect(line.unicodeScalars.count <= 80, "\(line)")
    }
    let shown = ["p50 ", "p90 ", "p99 ", "p99.9 ", "max ", "mean "].map { result.output.firstRange(of: "\n" + $0) }
    let places = try shown.map { try #require($0).lowerBound }
    #expect(places == places.sorted())
    for word in ["missed", "allocations", "page faults", "#"] {
      #expect(result.output.contains(word), "\(word)")
    }
  }

  /// Speed of nonsense is no success.
  @Test func failsWhereActionsAreNotFinite() throws {
    let edge = try EdgeRun()
    let file = try edge.overflowingPolicy()
    let result = try edge.run("bench", file, "--steps", "5", "--warmup", "0")
    #expect(result.status == 65)
    #expect(result.errors.contains("gave an action that is not finite"), "\(result.errors)")
  }

  // MARK: What the board tells.

  private func bench(on board: BoardTree, _ flags: [String] = ["--steps", "20"]) throws -> [String: Any] {
    try program.run(["bench", policy, "--threads", "1", "--json", "--sysroot", board.root] + flags).json
  }

  /// Both generations of the kernel's interface, a board without a rail for all, and one without any.
  @Test(arguments: [
    ("orin-nano-jetpack6", ["VDD_IN"], 4.936 * 2.272), ("nano-jetpack4", ["POM_5V_IN"], 2.641),
    ("agx-orin-jetpack6", ["VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"], 18.952 * 0.232 + 5.032 * 0.864),
    ("raspberry-pi-5", [], nil),
  ])
  func addsUpWhatFeedsTheModule(name: String, rails: [String], watts: Double?) throws {
    let json = try bench(on: BoardTree(name))
    let board = try #require(json["board"] as? [String: Any])
    #expect(board["power_rails"] as? [String] == rails)
    guard let watts else {
      for key in ["power_w", "power_before_w", "energy_mj_per_step", "power_samples"] {
        #expect(board[key] is NSNull, "\(key)")
      }
      return
    }
    #expect(abs(try #require(board["power_w"] as? Double) - watts) < 1e-6)
    #expect(board["power_before_w"] as? Double == board["power_w"] as? Double)
    #expect(try #require(board["power_samples"] as? Int) >= 1)
    // Between the steps themselves and a hundred times as long.
    let mean = try #require((json["latency"] as? [String: Double])?["mean_ms"])
    let energy = try #require(board["energy_mj_per_step"] as? Double)
    #expect(energy >= watts * mean * 0.999 && energy < 100 * watts * mean)
    if let count = json["allocations_per_step"] as? Double { #expect(count == 0) }
  }

  @Test func tellsClocksHeatAndMode() throws {
    let tree = try BoardTree("orin-nano-jetpack6")
    var json = try bench(on: tree)
    var board = try #require(json["board"] as? [String: Any])
    #expect(board["power_mode"] as? String == "25W")
    #expect(board["hottest_zone"] as? String == "gpu-thermal" && board["celsius_after"] as? Double == 58.406)
    let clocks = try #require(board["clocks"] as? [[String: Any]])
    #expect(clocks.map { $0["khz_after"] as? Int } == [1_344_000, 729_600])
    var warnings = try #require(json["warnings"] as? [String])
    #expect(warnings.contains { $0.hasPrefix("clock: cores 4-5 at 729 of 1344 MHz") })
    #expect(!warnings.contains { $0.hasPrefix("hot: ") || $0.hasPrefix("slowed") })
    try tree.write("/sys/devices/virtual/thermal/thermal_zone0/temp", ["95100"])
    json = try bench(on: tree)
    board = try #require(json["board"] as? [String: Any])
    warnings = try #require(json["warnings"] as? [String])
    #expect(board["celsius_before"] as? Double == 95.1)
    #expect(warnings.contains("hot: cpu-thermal at 95 C, and the board slows down at 99"))
    let text = try program.run(["bench", policy, "--steps", "5", "--sysroot", tree.root]).output
    let rows = text.split(separator: "\n").map { $0.split(separator: " ").prefix(4).joined(separator: " ") }
    for row in ["clock 1344 MHz cores", "hottest 95.1 C cpu-thermal,", "power mode 25W"] {
      #expect(rows.contains(row), "\(rows)")
    }
    #expect(rows.contains { $0.hasPrefix("power 11.21 W") })
    let result = try program.run(["bench", policy, "--sysroot", Repository.path("docs")])
    #expect(result.status == 66 && result.errors.contains("neither 'proc' nor 'sys'"))
  }

  /// A supply that gives way while steps are measured, and a clock that is lowered.
  @Test func saysWhatSlowedTheBoardDownMeanwhile() throws {
    let tree = try BoardTree("orin-nano-jetpack6")
    let counter = URL(fileURLWithPath: tree.root + "/sys/class/hwmon/hwmon2/oc3_event_cnt")
    let clock = URL(fileURLWithPath: tree.root + "/sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq")
    // A thread of its own: those of tasks may all be waiting for programs.
    let worsening = Thread {
      var count = 37
      while !Thread.current.isCancelled {
        count += 1
        try? Data("\(count)\n".utf8).write(to: counter, options: .atomic)
        try? Data("\(1_344_000 - 1000 * count)\n".utf8).write(to: clock, options: .atomic)
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
    worsening.start()
    defer { worsening.cancel() }
    let json = try bench(on: tree, ["--rate", "20", "--steps", "20"])
    let causes = try #require((json["board"] as? [String: Any])?["slowed_down"] as? [[String: Any]])
    #expect(causes.map { $0["by"] as? String } == ["instantaneous overcurrent"])
    #expect(try #require(causes.first?["count"] as? Int) > 0)
    let warnings = try #require(json["warnings"] as? [String])
    #expect(warnings.contains { $0.hasPrefix("slowed down by instantaneous overcurrent during the run (") })
    #expect(warnings.contains { $0.hasPrefix("slowed down: cores 0-3 may run at ") }, "\(warnings)")
  }
}
