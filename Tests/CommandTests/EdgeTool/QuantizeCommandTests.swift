import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// `edge-tool quantize` as a user meets it.
@Suite struct QuantizeCommandTests {
  private let tool = BuiltProgram(name: "edge-tool")
  private let shipped = Repository.path("Weights/dial-turn.edge")

  @Test func makesAFileThatVerifiesOnEveryKernel() throws {
    let directory = TemporaryDirectory()
    let file = directory.path("small.edge")
    let result = try tool.run(["quantize", shipped, "-o", file])
    #expect(result.status == 0)
    #expect(result.errors.contains("warning: without --observations the golden records inside are compared"))
    #expect(result.output.contains("over 1 window of 3 rows"))
    #expect(result.output.contains("model.film"))
    #expect(result.output.contains("int8-wide"))
    #expect(result.output.contains("writes the estimate"))
    #expect(result.output.contains("wrote \(file)"))
    #expect(directory.names == ["small.edge"])
    let run = BuiltProgram(name: "edge-run")
    for kernels in [[], ["--kernels", "generic"], ["--threads", "1"]] {
      let verified = try run.run(["verify", file] + kernels)
      #expect(verified.status == 0)
      #expect(verified.output.contains("distance to the float32 policy, output.action: "))
    }
    // The float file's record alone judges nothing.
    let golden = Repository.path("Weights/dial-turn.golden.safetensors")
    let distance = try run.run(["verify", file, "--golden", golden])
    #expect(distance.status == 0)
    #expect(distance.output.contains("nothing was judged"))
    let inspected = try run.run(["inspect", file])
    #expect(inspected.output.contains("int8-wide") && inspected.output.contains("quantised: w8a8"))
    #expect(try run.run(["run", file, "--input", golden]).status == 0)
  }

  @Test func makesAFileOfFloatArithmetic() throws {
    let directory = TemporaryDirectory()
    let file = directory.path("w8.edge")
    let result = try tool.run(["quantize", shipped, "--scheme", "w8", "-o", file])
    #expect(result.status == 0 && result.output.contains("is not bound by its weights"))
    let run = BuiltProgram(name: "edge-run")
    let verified = try run.run(["verify", file])
    #expect(verified.status == 0 && verified.output.contains("distance to the float32 policy"))
    let inspected = try run.run(["inspect", file])
    #expect(inspected.output.contains("quantised: w8, ") && !inspected.output.contains("int8"))
  }

  @Test func makesAFileOfHalfPrecision() throws {
    let directory = TemporaryDirectory()
    let file = directory.path("f16.edge")
    let result = try tool.run(["quantize", shipped, "--scheme", "f16", "-o", file])
    #expect(result.status == 0 && result.output.contains("float16"), "\(result.errors)")
    let run = BuiltProgram(name: "edge-run")
    let verified = try run.run(["verify", file])
    #expect(verified.status == 0 && verified.output.contains("distance to the float32 policy"))
    let inspected = try run.run(["inspect", file])
    #expect(inspected.output.contains("quantised: f16, ") && inspected.output.contains("float16"))
    let again = try tool.run(["quantize", file, "-o", directory.path("twice.edge")])
    #expect(again.status == 65 && again.errors.contains("is quantised already"))
  }

  /// Two windows of the shipped policy, the second one the first with another noise.
  private func observations(
    in directory: TemporaryDirectory, points: Int = 512, state: Float = 0.1
  ) throws -> String {
    let path = directory.path("observations.safetensors")
    var writer = SafetensorsWriter()
    let cloud = (0..<2 * 2 * points * 3).map { Float($0 % 97) / 97 - 0.5 }
    try writer.add(name: "point_cloud", shape: [2, 2, points, 3], values: cloud)
    try writer.add(name: "agent_pos", shape: [2, 2, 9], values: [Float](repeating: state, count: 36))
    try writer.add(name: "noise", shape: [2, 4, 4], values: (0..<32).map { Float($0) / 16 - 1 })
    try writer.write(to: path)
    return path
  }

  @Test func measuresTheActionError() throws {
    let directory = TemporaryDirectory()
    let (file, report) = (directory.path("small.edge"), directory.path("report.json"))
    let windows = try observations(in: directory)
    let result = try tool.run([
      "quantize", shipped, "--observations", windows, "--report", report, "-o", file,
    ])
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.contains("over 2 windows of 3 rows"))
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: report))) as? [String: Any])
    #expect(json["windows"] as? Int == 2)
    #expect((json["action_error"] as? [[String: Any]])?.count == 4)
    #expect((json["layers"] as? [[String: Any]])?.contains { $0["format"] as? String == "int8-wide" } == true)
    let chunk = try #require(json["chunk_error_share_of_range"] as? [String: Double])
    let worst = try #require(chunk["max"])
    #expect(worst > 0 && worst < 0.02)
    // The same table from two files; a file is not away from itself.
    let compared = try tool.run(["compare", shipped, file, "--observations", windows])
    #expect(compared.status == 0)
    #expect(result.output.contains(compared.output))
    let same = try tool.run(["compare", shipped, shipped, "--observations", windows])
    let chunkLine = same.output.split(separator: "\n").first { $0.hasPrefix("chunk") }
    #expect(chunkLine?.split(separator: " ") == ["chunk", "0.000", "0.000", "0.000"])
  }

  @Test func refusesObservationsOfAnotherPolicy() throws {
    let directory = TemporaryDirectory()
    let file = directory.path("small.edge")
    for (points, state, text) in [
      (511, Float(0), "has shape (2, 2, 511, 3), expected (2, 2, 512, 3)"),
      (512, .nan, "tensor 'agent_pos': element 0 is not finite"),
    ] {
      let windows = try observations(in: directory, points: points, state: state)
      let result = try tool.run(["quantize", shipped, "--observations", windows, "-o", file])
      #expect(result.status == 65)
      #expect(result.errors.contains(text), "\(result.errors)")
      #expect(directory.names == ["observations.safetensors"])
    }
    let missing = try tool.run(["compare", shipped, shipped, "--observations", directory.path("none")])
    #expect(missing.status == 66)
    let other = directory.path("other.edge")
    _ = try tool.run(["synth", "tiny-T4", "-o", other])
    #expect(try tool.run(["compare", shipped, other]).status == 0)
    _ = try tool.run(["synth", "simple-T16", "-o", other])
    let refused = try tool.run(["compare", shipped, other])
    #expect(refused.status == 65 && refused.errors.contains("compare files of one policy"))
  }

  @Test func refusesAndLeavesNoFile() throws {
    let directory = TemporaryDirectory()
    let file = directory.path("small.edge")
    let once = directory.path("once.edge")
    #expect(try tool.run(["quantize", shipped, "-o", once]).status == 0)
    let refusals: [(arguments: [String], status: Int32, text: String)] = [
      ([once], 65, "is quantised already"),
      ([shipped, "--keep", "model.flim"], 64, "did you mean 'model.film'?"),
      ([shipped, "--keep", "model", "--keep", "obs_encoder"], 65, "has no matrix that would be quantised"),
      ([shipped, "--scheme", "w8a9"], 64, "did you mean w8a8?"),
      ([directory.path("none.edge")], 66, "No such file"),
      ([Repository.path("README.md")], 65, "is not a policy file"),
    ]
    for (arguments, status, text) in refusals {
      let result = try tool.run(["quantize"] + arguments + ["-o", file])
      #expect(result.status == status)
      #expect(result.errors.contains(text), "\(result.errors)")
      #expect(directory.names == ["once.edge"])
    }
  }
}
