import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// `edge-run verify`.
@Suite struct EdgeRunVerifyTests {
  @Test func replaysTheRecordsInside() throws {
    let result = try EdgeRun().program.run(["verify", Repository.path("Weights/dial-turn.edge")])
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("2 golden records"))
    #expect(result.output.contains("model.final_conv"))
    #expect(result.output.contains("output.action_pred"))
    #expect(result.output.contains("folded: model.diffusion_step_encoder"))
    #expect(result.output.contains("\nok: worst relative error "))
    for line in result.output.split(separator: "\n").dropFirst() { #expect(line.count <= 80, "\(line)") }
  }

  @Test func namesTheFirstLayerOutOfTolerance() throws {
    let edge = try EdgeRun()
    var encoder = DoublingPolicy.state.map { $0 + 0.5 }
    encoder[3] += 0.001
    var action = DoublingPolicy.action
    action[4] -= 0.5
    let golden = edge.file(
      "tampered.safetensors", try DoublingPolicy.golden(encoder: encoder, action: action))
    let result = try edge.run("verify", edge.policy, "--golden", golden)
    #expect(result.status == 1)
    #expect(result.errors.contains("'encoder' is the first out of tolerance"), "\(result.errors)")
    #expect(result.output.contains("OUT"))
    #expect(!result.output.contains("ok: worst"))
    #expect(try edge.run("verify", edge.policy).status == 0, "the record inside is as it was")
  }

  @Test func listsFoldedAndUnknownLayers() throws {
    let golden = try DoublingPolicy.golden(extraLayers: ["embedding", "elsewhere"])
    let edge = try EdgeRun(goldens: [golden])
    let result = try edge.run("verify", edge.policy)
    #expect(result.status == 0)
    #expect(result.output.contains("folded: embedding\n"))
    #expect(result.output.contains("not in the program: elsewhere\n"))
  }

  @Test func jsonHoldsEveryLayer() throws {
    let edge = try EdgeRun(goldens: [
      DoublingPolicy.golden(), DoublingPolicy.golden(action: [0, 0, 0, 0, 0, 0]),
    ])
    let result = try edge.run("verify", edge.policy, "--json")
    #expect(result.status == 1)
    #expect(result.output.split(separator: "\n").count == 1)
    let json = try result.json
    #expect(json["records"] as? Int == 2)
    #expect(json["first_failure"] as? String == "output.action")
    #expect(json["folded"] as? [String] == [])
    #expect(json["kernels"] is String)
    #expect(abs(try #require(json["tolerance"] as? Double) - 1e-5) < 1e-12)
    #expect(try #require(json["worst"] as? Double) == 4)
    let layers = try #require(json["layers"] as? [[String: Any]])
    #expect(layers.map { $0["name"] as? String } == ["encoder", "output.action", "output.action_pred"])
    #expect(layers.map { $0["within"] as? Bool } == [true, false, false])
    for key in ["worst_absolute", "worst_relative", "largest"] { #expect(layers[0][key] is Double) }
  }

  @Test(arguments: [("1", "avx2fma"), ("2", "generic")])
  func everyWayOfRunningAgrees(threads: String, kernels: String) throws {
    let result = try EdgeRun().program.run([
      "verify", Repository.path("Weights/dial-turn.edge"), "--threads", threads, "--kernels", kernels,
    ])
    // 64: this processor has no such kernels.
    #expect(result.status == 0 || (kernels != "generic" && result.status == 64), "\(result.errors)")
  }
}
