import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// `edge-run profile`.
@Suite struct EdgeRunProfileTests {
  private let program = BuiltProgram(name: "edge-run")

  @Test(arguments: ["Weights/dial-turn.edge", "Weights/dial-turn.int8.edge"], ["1", "2"])
  func operationsAddUpToTheStep(file: String, threads: String) throws {
    let policy = Repository.path(file)
    let result = try program.run(["profile", policy, "--steps", "30", "--threads", threads, "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let json = try result.json
    let operations = try #require(json["operations"] as? [[String: Any]])
    let listing = try program.run(["inspect", policy, "--json"]).json
    let listed = try #require((listing["program"] as? [String: Any])?["operations"] as? [[String: Any]])
    #expect(operations.map { $0["name"] as? String } == listed.map { $0["name"] as? String })
    #expect(operations.map { $0["macs"] as? Int } == listed.map { $0["macs"] as? Int }, "one network call")
    func sum(_ key: String) throws -> Double {
      try operations.reduce(0) { $0 + (try #require($1[key] as? Double)) }
    }
    func number(_ key: String) throws -> Double { try #require(json[key] as? Double, "\(key)") }
    let (work, wait) = (try sum("work_us"), try sum("wait_us"))
    let total = try number("start_us") + number("around_us") + work + wait
    #expect(abs(total - (try number("step_us"))) < 1e-6 * total)
    #expect(abs(try number("start_us") + wait - number("wait_us")) < 1e-6 * total)
    #expect(abs(try sum("bound_us") - number("bound_us")) < 1e-6 * total)
    let names = Set(operations.compactMap { $0["kernel"] as? String })
    #expect(names.isSubset(of: KernelSet.names) && !names.contains("generic"), "\(names)")
    for pick in try #require(json["slower_kernels"] as? [[String: Any]]) {
      let (faster, slower) = (try #require(pick["faster_us"] as? Double), try #require(pick["us"] as? Double))
      #expect(faster < 0.9 * slower && pick["faster"] as? String != pick["kernel"] as? String)
    }
  }

  @Test func theSwiftReferenceIsNamed() throws {
    let policy = Repository.path("Weights/dial-turn.edge")
    let json = try program.run(["profile", policy, "--kernels", "generic", "--steps", "2", "--json"]).json
    let operations = try #require(json["operations"] as? [[String: Any]])
    #expect(Set(operations.compactMap { $0["kernel"] as? String }) == ["generic"])
    #expect((json["slower_kernels"] as? [Any])?.isEmpty == true)
  }

  @Test func theTableShowsEveryOperation() throws {
    let policy = Repository.path("Weights/dial-turn.edge")
    let result = try program.run(["profile", policy, "--steps", "5", "--threads", "1"])
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n")
    for line in lines where !line.contains(policy) { #expect(line.unicodeScalars.count <= 110, "\(line)") }
    for word in ["start", "around", "a step", "of bound", "product", "unnormalize", "The machine reads"] {
      #expect(result.output.contains(word), "\(word)")
    }
  }

  @Test func refusesWhatItCannotMeasure() throws {
    let edge = try EdgeRun()
    #expect(try edge.run("profile", edge.policy, "--steps", "0").status == 64)
    let file = try edge.overflowingPolicy()
    let result = try edge.run("profile", file, "--steps", "5")
    #expect(result.status == 65 && result.errors.contains("gave an action that is not finite"), "\(result.errors)")
  }
}
