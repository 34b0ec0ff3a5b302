import Foundation
import TestSupport
import Testing

/// Nothing that exists is lost by accident: what `-o` and standard output may hit, with the programs as built.
@Suite struct OutputSafetyTests {
  private let tool = BuiltProgram(name: "edge-tool")
  private let run = BuiltProgram(name: "edge-run")
  private let shipped = Repository.path("Weights/dial-turn.edge")
  private let golden = Repository.path("Weights/dial-turn.golden.safetensors")

  /// Runs a program under a shell, so that it can be limited and redirected.
  private func shell(_ script: String, _ program: BuiltProgram, _ arguments: [String]) throws -> BuiltProgram.Result {
    try BuiltProgram(path: "/bin/sh").run(["-c", script, "sh", program.path] + arguments)
  }

  @Test func anInputIsNotReplaced() throws {
    let directory = TemporaryDirectory()
    let (policy, record) = (directory.path("my.edge"), directory.path("my.safetensors"))
    let checkpoint = directory.path("my.ckpt")
    for (from, to) in [
      (shipped, policy), (golden, record), (Repository.path("Tests/Fixtures/sdm-robot-T4.ckpt"), checkpoint),
    ] { try FileManager.default.copyItem(atPath: from, toPath: to) }
    let before = try directory.names.map { try Data(contentsOf: URL(fileURLWithPath: directory.path($0))) }
    let attempts: [(program: BuiltProgram, arguments: [String])] = [
      (tool, ["export", checkpoint, "--family", "sdm", "-o", checkpoint]),
      (tool, ["export", checkpoint, "--family", "sdm", "--golden", record, "-o", record]),
      (tool, ["quantize", policy, "-o", directory.path("./my.edge")]),
      (tool, ["quantize", policy, "--observations", record, "-o", record]),
      (tool, ["quantize", policy, "--report", policy, "-o", directory.path("new.edge")]),
      (run, ["run", policy, "--input", record, "-o", record]),
      (run, ["run", policy, "--input", record, "-o", policy]),
    ]
    for (program, arguments) in attempts {
      let result = try program.run(arguments)
      #expect(result.status == 73 && result.errors.contains("is the same file as the input"), "\(result.errors)")
    }
    let after = try directory.names.map { try Data(contentsOf: URL(fileURLWithPath: directory.path($0))) }
    #expect(before == after)
  }

  @Test func aLostStandardOutputIsTold() throws {
    for redirection in [">/dev/full", ">&-"] {
      for (program, arguments) in [(tool, ["ranges", shipped]), (run, ["inspect", shipped])] {
        let result = try shell("\"$@\" \(redirection)", program, arguments)
        #expect(result.status == 74 && result.errors.contains("standard output: cannot write"), "\(result.errors)")
      }
    }
    let closed = try shell("\"$@\" | head -1", tool, ["ranges", shipped])
    #expect(closed.errors == "")
  }

  /// A file beyond the limit is an error with a clean end, not a death by SIGXFSZ.
  @Test func aFileSizeLimitIsAnError() throws {
    let directory = TemporaryDirectory()
    let result = try shell(
      "ulimit -f 8; exec \"$@\"", tool, ["quantize", shipped, "-o", directory.path("small.edge")])
    #expect(result.status == 74 && result.errors.contains("File too large"), "\(result.errors)")
    #expect(directory.names.isEmpty)
  }

  /// Starts the tool without waiting for it.
  private func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool.path)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test func anInterruptLeavesNothingHalfDone() throws {
    let directory = TemporaryDirectory()
    for delay in [0.02, 0.05, 0.1, 0.2] {
      let path = directory.path("small.edge")
      let process = try start(["quantize", shipped, "-o", path])
      Thread.sleep(forTimeInterval: delay)
      process.terminate()
      process.waitUntilExit()
      #expect(directory.names.isEmpty || directory.names == ["small.edge"])
      if !directory.names.isEmpty { #expect(try run.run(["verify", path]).status == 0) }
      directory.remove("small.edge")
    }
  }

  @Test func quantisingAtOnceSharesNoFiles() throws {
    let directory = TemporaryDirectory()
    let path = directory.path("small.edge")
    let processes = try (0..<4).map { _ in try start(["quantize", shipped, "-o", path]) }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    #expect(directory.names == ["small.edge"])
    #expect(try run.run(["verify", path]).status == 0)
  }
}
