import Foundation
import TestSupport
import Testing

/// `cross/deploy`, with a stand-in for ssh and this machine as the board.
@Suite struct CrossDeployTests {
  /// A user's desk: a policy, the program as if it were built for the board, and where records go.
  private struct Desk {
    let edge: EdgeRun
    let script = BuiltProgram(path: Repository.path("cross/deploy"))
    let names = ["look at robot@board", "make a folder on it", "copy edge-run", "copy miniature.edge"]
    var records: String { edge.directory.path("records") }
    var log: String { edge.directory.path("log") }

    init() throws {
      edge = try EdgeRun()
      let folder = edge.directory.path("build/aarch64-none-none-elf")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: edge.program.path, toPath: folder + "/edge-run")
    }

    var environment: [String: String] {
      [
        "EDGE_SSH": Repository.path("Tests/Fixtures/stand-in-ssh"), "STANDIN_LOG": log,
        "EDGE_CROSS_OUTPUT": edge.directory.path("build"), "EDGE_BOARD_RECORDS": records,
      ]
    }

    func deploy(_ words: [String], _ more: [String: String] = [:]) throws -> BuiltProgram.Result {
      try script.run(words, environment: environment.merging(more) { $1 })
    }

    func deploy(_ more: [String: String] = [:]) throws -> BuiltProgram.Result {
      try deploy(["--seconds", "0.1", "robot@board", edge.policy], more)
    }

    /// The folders that commands named, and whether they are still there.
    func folders() throws -> (named: Set<String>, left: [String]) {
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      let named = Set(text.matches(of: /\/tmp\/edge\.[A-Za-z0-9]{6}/).map { String($0.output) })
        .subtracting(["/tmp/edge.XXXXXX"])
      return (named, named.filter { FileManager.default.fileExists(atPath: $0) })
    }

    func recordNames() -> [String] {
      let all = FileManager.default.enumerator(atPath: records)?.compactMap { $0 as? String } ?? []
      return all.filter { $0.hasSuffix(".json") }.sorted()
    }

    func record(_ name: String) throws -> [String: Any] {
      let text = try Data(contentsOf: URL(fileURLWithPath: records + "/" + name))
      return try #require(JSONSerialization.jsonObject(with: text) as? [String: Any])
    }
  }

  @Test func bringsHomeWhatTheBoardMeasured() throws {
    let desk = try Desk()
    // Its int8 form goes along; here any policy will do.
    let form = desk.edge.directory.path("miniature.int8.edge")
    try FileManager.default.copyItem(atPath: desk.edge.policy, toPath: form)
    let result = try desk.deploy(["--rate", "200", "--seconds", "0.2", "robot@board", desk.edge.policy])
    #expect(result.status == 0, "\(result.errors)")
    let rows = result.output.split(separator: "\n").filter { $0.hasPrefix("miniature") }
    #expect(rows.map { $0.split(separator: " ")[0] } == ["miniature.edge", "miniature.int8.edge"])
    let names = desk.recordNames().map { $0.split(separator: "/").last.map(String.init) }
    #expect(names == ["doctor.json", "miniature.bench.json", "miniature.int8.bench.json"])
    for name in desk.recordNames() {
      let json = try desk.record(name)
      #expect(json["measured"] != nil || json["rate"] as? Double == 200, "\(name)")
    }
    for (row, name) in zip(rows, desk.recordNames().dropFirst()) {
      let latency = try #require(try desk.record(name)["latency"] as? [String: Double])
      for (column, key) in [(3, "p50_ms"), (4, "p99_ms")] {
        let (shown, measured) = (Double(row.split(separator: " ")[column]), try #require(latency[key]))
        #expect(shown.map { abs($0 - measured) <= 1e-3 * measured } == true, "\(row): \(key) \(measured)")
      }
    }
    let folders = try desk.folders()
    #expect(folders.named.count == 1 && folders.left.isEmpty)
  }

  @Test(arguments: [
    ("uname", "look at robot@board"), ("mktemp", "make a folder on it"), ("cat >", "copy edge-run"),
    ("cksum", "copy edge-run"), ("verify", "verify miniature.edge"), ("--json", "ask its doctor"),
    ("bench", "bench miniature.edge for 0.1 s"),
  ])
  func namesTheStepThatFailedAndCleansUp(command: String, step: String) throws {
    let desk = try Desk()
    try FileManager.default.createDirectory(atPath: desk.records, withIntermediateDirectories: true)
    let earlier = desk.records + "/earlier.json"
    try Data("{}".utf8).write(to: URL(fileURLWithPath: earlier))
    let result = try desk.deploy(["STANDIN_FAIL": command])
    #expect(result.status != 0)
    #expect(result.errors.contains("cross/deploy: stopped at: \(step)\n"), "\(result.errors)")
    #expect(try desk.folders().left.isEmpty)
    if try !desk.folders().named.isEmpty { #expect(result.errors.contains("the board is as it was")) }
    #expect(desk.recordNames() == ["earlier.json"], "no half of a record")
  }

  @Test func noticesACopyThatIsCutShort() throws {
    let desk = try Desk()
    let result = try desk.deploy(["STANDIN_CUT": "cat >"])
    #expect(result.status == 1 && result.errors.contains("did not arrive whole"))
    #expect(try desk.folders().left.isEmpty)
  }

  /// What the board says is shown, and a policy that does not verify is not measured.
  @Test func stopsAtAPolicyThatIsDamaged() throws {
    let desk = try Desk()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: desk.edge.policy))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: desk.edge.policy))
    let result = try desk.deploy()
    #expect(result.status != 0 && result.errors.contains("stopped at: verify miniature.edge"))
    #expect(result.errors.contains("edge-run: miniature.edge: "), "\(result.errors)")
    #expect(desk.recordNames().isEmpty)
  }

  @Test func saysWhatItCouldNotRemove() throws {
    let desk = try Desk()
    let result = try desk.deploy(["STANDIN_LOSE": "verify"])
    #expect(result.status != 0)
    let folders = try desk.folders()
    let left = try #require(folders.left.first)
    #expect(result.errors.contains("could not remove \(left) from robot@board"), "\(result.errors)")
    try FileManager.default.removeItem(atPath: left)
  }

  /// The program on the board ends as well.
  @Test func cleansUpWhenInterrupted() throws {
    let desk = try Desk()
    let process = Process()
    // Threads of tests block signals, and what they start inherits that.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let words = ["--default-signal=TERM", desk.script.path, "--seconds", "600", "robot@board", desk.edge.policy]
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(desk.environment) { $1 }
    let errors = desk.edge.directory.path("errors")
    try Data().write(to: URL(fileURLWithPath: errors))
    process.standardError = FileHandle(forWritingAtPath: errors)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    var pid: String?
    let patience = Date.now.addingTimeInterval(60)
    while pid == nil, process.isRunning, Date.now < patience {
      Thread.sleep(forTimeInterval: 0.05)
      let log = (try? String(contentsOfFile: desk.log, encoding: .utf8)) ?? ""
      guard log.contains("bench"), let folder = try desk.folders().left.first else { continue }
      pid = (try? String(contentsOfFile: folder + "/pid", encoding: .utf8))?.trimmingCharacters(in: .newlines)
    }
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus == 143)
    let text = try String(contentsOfFile: errors, encoding: .utf8)
    #expect(text.contains("stopped at: bench miniature.edge for 600 s") && text.contains("as it was"), "\(text)")
    #expect(try desk.folders().left.isEmpty && desk.recordNames().isEmpty)
    let program = try #require(pid)
    // It may take a moment to die, or to be reaped.
    while Date.now < patience, isRunning(program) { Thread.sleep(forTimeInterval: 0.05) }
    #expect(!isRunning(program))
  }

  private func isRunning(_ pid: String) -> Bool {
    let status = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
    return !status.isEmpty && !status.contains(") Z ")
  }

  @Test func refusesWhatMakesNoSense() throws {
    let desk = try Desk()
    for (words, status, message) in [
      ([], 64, "takes USER@BOARD and policies"), (["robot@board"], 64, "takes USER@BOARD and policies"),
      (["--rate", "fast", "robot@board", desk.edge.policy], 64, "--rate needs a number"),
      (["--fast", "robot@board"], 64, "knows no argument '--fast'"),
      (["robot@board", "none.edge"], 66, "found no 'none.edge'"),
      (["robot@board", desk.edge.policy, desk.edge.policy], 64, "two policies are called 'miniature.edge'"),
    ] as [([String], Int32, String)] {
      let result = try desk.deploy(words)
      #expect(result.status == status && result.errors.contains(message), "\(words): \(result.errors)")
    }
    let other = try desk.deploy(["STANDIN_MACHINE": "armv7l"])
    #expect(other.status == 1 && other.errors.contains("robot@board is a 'armv7l'"))
    let unbuilt = try desk.deploy(["EDGE_CROSS_OUTPUT": desk.edge.directory.path("none")])
    #expect(unbuilt.status == 66 && unbuilt.errors.contains("run cross/build first"))
    let tool = try desk.deploy(["EDGE_SSH": "no-such-ssh"])
    #expect(tool.status == 69 && tool.errors.contains("needs 'no-such-ssh'"))
  }

  @Test func aDryRunTouchesNothing() throws {
    let desk = try Desk()
    let result = try desk.deploy(["--dry-run", "robot@board", desk.edge.policy])
    #expect(result.status == 0)
    #expect(result.output.hasPrefix(desk.names.map { "would \($0)\n" }.joined()), "\(result.output)")
    #expect(!FileManager.default.fileExists(atPath: desk.log), "ssh was called")
    #expect(desk.recordNames().isEmpty)
  }
}
