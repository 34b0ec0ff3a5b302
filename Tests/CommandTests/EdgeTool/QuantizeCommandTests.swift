import Foundation
import Testing

/// `edge-tool quantize` as a user meets it.
@Suite struct QuantizeCommandTests {
  private let tool = BuiltProgram(name: "edge-tool")
  private let shipped = Repository.path("Weights/dial-turn.edge")

  @Test func makesAFileThatVerifiesOnEveryKernel() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path("small.edge")
    let result = try tool.run(["quantize", shipped, "-o", file])
    #expect(result.status == 0)
    #expect(result.errors == "")
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

  @Test func refusesAndLeavesNoFile() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path("small.edge")
    let once = directory.path("once.edge")
    #expect(try tool.run(["quantize", shipped, "-o", once]).status == 0)
    let refusals: [(arguments: [String], status: Int32, text: String)] = [
      ([once], 65, "is quantised already"),
      ([shipped, "--keep", "model.flim"], 64, "did you mean 'model.film'?"),
      ([shipped, "--keep", "model"], 65, "has no matrix that would be quantised"),
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
