import Foundation
import TestSupport
import Testing

/// `edge-run doctor`.
@Suite struct EdgeRunDoctorTests {
  private let program = BuiltProgram(name: "edge-run")

  @Test(arguments: BoardTree.names) func saysOfEachBoardWhatIsRecorded(name: String) throws {
    let board = try BoardTree(name)
    let text = try program.run(["doctor", "--sysroot", board.root])
    #expect(text.status == 0 && text.errors.isEmpty)
    try Recorded.expect(text.output, is: "Tests/Fixtures/boards/\(name).txt")
    for line in text.output.split(separator: "\n") where !line.hasPrefix("     ") {
      #expect(line.unicodeScalars.count <= 80, "\(line)")
    }
    let json = try program.run(["doctor", "--sysroot", board.root, "--json"])
    try Recorded.expect(
      json.output.replacingOccurrences(of: board.root, with: "BOARD"), is: "Tests/Fixtures/boards/\(name).json")
    #expect(try json.json["measured"] is NSNull, "a copy cannot be measured")
  }

  @Test func thereAreSevenBoards() { #expect(BoardTree.names.count == 7) }

  /// Of an empty system everything is "not available", and nothing is 0.
  @Test func whatIsAbsentIsNotZero() throws {
    let board = try BoardTree("raspberry-pi-5")
    try board.remove("/proc")
    try board.remove("/sys")
    try board.write("/proc/nothing", [""])
    let text = try program.run(["doctor", "--sysroot", board.root]).output
    for line in text.split(separator: "\n") where line.hasPrefix("  ") {
      let value = line.dropFirst(18)
      #expect(value == "not available" || value == "none", "\(line)")
    }
    #expect(text.hasSuffix("Nothing to change was found.\n"))
    let json = try program.run(["doctor", "--sysroot", board.root, "--json"]).json
    #expect(json["model"] is NSNull && json["kernel"] is NSNull && json["load"] is NSNull)
    let power = try #require(json["power"] as? [String: Any])
    #expect(power["total_mw"] is NSNull && power["mode"] is NSNull)
  }

  private func commands(_ board: BoardTree) throws -> [String] {
    let advice = try program.run(["doctor", "--sysroot", board.root, "--json"]).json["advice"]
    return try #require(advice as? [[String: Any]]).map { try #require($0["command"] as? String) }
  }

  /// Each finding comes with what was changed in the board that has none.
  @Test func eachFaultHasItsAdvice() throws {
    let cpu = "/sys/devices/system/cpu/"
    let faults: [(path: String, text: String, command: String)] = [
      ("/var/lib/nvpmodel/status", "pmode:0002", "sudo nvpmodel -m 0"),
      (cpu + "online", "0-9", "echo 1 | sudo tee /sys/devices/system/cpu/cpu10/online"),
      (cpu + "cpu0/cpufreq/scaling_min_freq", "115200", "sudo jetson_clocks"),
      ("/sys/bus/i2c/devices/1-0040/hwmon/hwmon3/curr1_crit_alarm", "1", "grep . /sys/class/hwmon/hwmon*/curr*_crit"),
      ("/sys/class/hwmon/hwmon5/oc2_event_cnt", "3", "grep . /sys/class/hwmon/hwmon*/oc*_event_cnt"),
      ("/sys/devices/virtual/thermal/thermal_zone0/temp", "91000", "sudo jetson_clocks --fan"),
      ("/sys/fs/cgroup/cpu.max", "250000 100000", "cat /sys/fs/cgroup/cpu.max"),
      ("/proc/loadavg", "7.01 6.2 5.0 8/455 2011", "top"),
      ("/proc/self/limits", "Max realtime priority     0          0 ", "echo \"$USER - rtprio 95\""),
      ("/proc/sys/kernel/sched_rt_runtime_us", "950000", "sudo sysctl -w kernel.sched_rt_runtime_us=-1"),
      ("/proc/meminfo", "SwapTotal:       3901408 kB", "sudo swapoff -a"),
      ("/sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]", "echo madvise | sudo tee"),
      ("/sys/kernel/realtime", "0", ""),
    ]
    for fault in faults {
      let board = try BoardTree("agx-orin-jetpack6")
      try board.write(fault.path, [fault.text])
      let commands = try commands(board)
      if fault.command.isEmpty {
        #expect(commands.isEmpty, "the kernel's version says PREEMPT_RT as well")
      } else {
        #expect(commands.count == 1 && commands.first?.hasPrefix(fault.command) == true, "\(fault.path): \(commands)")
      }
    }
  }

  @Test func measuresTheMachineItRunsOn() throws {
    let json = try program.run(["doctor", "--json"]).json
    let measured = try #require(json["measured"] as? [String: Any])
    for key in ["one_core", "all_cores"] {
      let limits = try #require(measured[key] as? [String: Any])
      for figure in ["read_gb_per_s", "mul_add_g_per_s", "integer_mul_add_g_per_s"] {
        #expect(try #require(limits[figure] as? Double) > 0, "\(key) \(figure)")
      }
    }
    #expect(json["sysroot"] is NSNull)
    let cores = try #require(json["cores"] as? [String: Any])
    #expect((cores["online"] as? [Int])?.isEmpty == false)
  }

  @Test func refusesAFolderThatIsNoSystem() throws {
    let directory = TemporaryDirectory()
    for root in [directory.path("none"), ""] {
      let result = try program.run(["doctor", "--sysroot", root])
      #expect(result.status == 66 && result.errors.contains("neither 'proc' nor 'sys'"), "\(result.errors)")
    }
    #expect(try program.run(["doctor", "board.edge"]).status == 64)
  }
}
