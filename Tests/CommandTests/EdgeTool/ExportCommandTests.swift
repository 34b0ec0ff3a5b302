import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// `edge-tool export` as a user meets it.
@Suite struct ExportCommandTests {
  private let tool = BuiltProgram(name: "edge-tool")
  private let student = Repository.path("Tests/Fixtures/sdm-robot-T4.ckpt")
  private let golden = Repository.path("Tests/Fixtures/sdm-robot-T4.model.lcm1.golden.safetensors")

  @Test func exportsAndReplaysAGoldenRecord() throws {
    let directory = TemporaryDirectory()
    let file = directory.path("student.edge")
    let result = try tool.run(["export", student, "--family", "sdm", "--golden", golden, "-o", file])
    #expect(result.status == 0)
    #expect(result.errors == "", "no progress where nobody watches, no warning where all is well")
    #expect(result.output.contains("weights: model (a student of sdm; 'ema_model' is its teacher)"))
    #expect(result.output.contains("dead taps: "))
    #expect(result.output.contains("output.action_pred"))
    #expect(result.output.contains("wrote \(file)"))
    #expect(directory.names == ["student.edge"])
    let verified = try BuiltProgram(name: "edge-run").run(["verify", file])
    #expect(verified.status == 0)
  }

  @Test func warnsOfTheTeacherInAStudentsFile() throws {
    let directory = TemporaryDirectory()
    let result = try tool.run([
      "export", Repository.path("Tests/Fixtures/dp3-T16.ckpt"), "--family", "sdm", "--weights", "ema_model",
      "-o", directory.path("teacher.edge"),
    ])
    #expect(result.status == 0)
    #expect(result.errors.contains("warning: 'ema_model' is the teacher of this sdm checkpoint"))
  }

  @Test func aFileThatDisagreesIsNotWritten() throws {
    let directory = TemporaryDirectory()
    let file = directory.path("student.edge")
    let other = Repository.path("Tests/Fixtures/sdm-robot-T4.model.direct100.golden.safetensors")
    let result = try tool.run(["export", student, "--family", "sdm", "--golden", other, "-o", file])
    #expect(result.status == 1)
    // Told with the distances of both from float64, which is the record's that is far.
    #expect(result.errors.contains("is the golden record another checkpoint's"), "\(result.errors)")
    #expect(result.errors.contains("from the record's"))
    #expect(directory.names.isEmpty)
  }

  /// PyTorch's own float32 may be off by more than the runtime: a genuine record is judged three ways, and says so.
  @Test func aGenuineRecordThatIsOffIsNoOtherCheckpoints() throws {
    let directory = TemporaryDirectory()
    let given = try SafetensorsFile(path: golden)
    var writer = SafetensorsWriter()
    for entry in given.header.entries {
      var values = try given.floats(of: entry)
      if entry.name == "output.action_pred" { values[0] += 2e-5 }
      try writer.add(name: entry.name, shape: entry.shape, values: values)
    }
    let record = directory.path("off.safetensors")
    try writer.write(to: record)
    let file = directory.path("student.edge")
    let result = try tool.run(["export", student, "--golden", record, "-o", file])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("record to it"))
    let verified = try BuiltProgram(name: "edge-run").run(["verify", file])
    #expect(verified.status == 0 && verified.output.contains("to float64"), "\(verified.output)\(verified.errors)")
  }

  @Test func anOldFileSurvivesAFailedExport() throws {
    let directory = TemporaryDirectory()
    let file = directory.path("policy.edge")
    try "old".write(toFile: file, atomically: true, encoding: .utf8)
    let result = try tool.run(["export", Repository.path("README.md"), "--family", "dp3", "-o", file])
    #expect(result.status == 65)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
    #expect(directory.names == ["policy.edge"])
  }

  @Test(arguments: [
    (["export", "no.ckpt", "--family", "sdm", "-o", "x.edge"], Int32(66), "No such file"),
    (["export", "/tmp", "--family", "sdm", "-o", "x.edge"], 66, "is a directory"),
    (["export", "no.ckpt", "--family", "sdn", "-o", "x.edge"], 64, "did you mean sdm?"),
    (["export", "no.ckpt", "--famly", "sdm", "-o", "x.edge"], 64, "did you mean --family?"),
    (["export", "no.ckpt", "-o", "x.edge"], 66, "No such file"),
    (["export", "no.ckpt", "--family", "sdm"], 64, "--output"),
    (["export", "no.ckpt", "--family", "sdm", "-o", "x.edge", "--no-pass", "dead-tap"], 64, "dead-taps"),
    (["synth", "sdm-T5", "-o", "x.edge"], 64, "sdm-T4"),
    (["exprot"], 64, "did you mean export?"),
  ])
  func saysWhatIsWrong(arguments: [String], status: Int32, text: String) throws {
    let result = try tool.run(arguments)
    #expect(result.status == status)
    #expect(result.errors.contains(text), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count <= 2)
  }

  @Test func namesTheFamilyOfTheClass() throws {
    let result = try tool.run([
      "export", Repository.path("Tests/Fixtures/flowpolicy-color-T4.ckpt"), "--family", "sdm", "-o", "x.edge",
    ])
    #expect(result.status == 65)
    #expect(result.errors.contains("--family flowpolicy"))
  }

  @Test func namesTheFlagThatABareStateDictNeeds() throws {
    let directory = TemporaryDirectory()
    let result = try tool.run([
      "export", golden, "--family", "sdm", "-o", directory.path("x.edge"),
    ])
    #expect(result.status == 65)
    #expect(result.errors.contains("missing"))
  }

  @Test func synthesisesSmallPresets() throws {
    let directory = TemporaryDirectory()
    let file = directory.path("tiny.edge")
    let result = try tool.run(["synth", "tiny-T4", "--seed", "3", "-o", file])
    #expect(result.status == 0)
    #expect(result.output.contains("5,398,468 → 2,752,452 parameters"))
    let again = directory.path("again.edge")
    _ = try tool.run(["synth", "tiny-T4", "--seed", "3", "-o", again])
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data(contentsOf: URL(fileURLWithPath: again)))
  }

  @Test func helpIsEverywhere() throws {
    for arguments in [
      ["--help"], ["export", "--help"], ["synth", "--help"], ["ranges", "--help"], ["quantize", "--help"],
      ["compare", "--help"],
    ] {
      let result = try tool.run(arguments)
      #expect(result.status == 0)
      #expect(result.output.contains("Usage: edge-tool"))
      for line in result.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }
}
