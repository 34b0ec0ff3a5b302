import EdgeRuntime
import Foundation
import TestSupport

/// `edge-run` as the build left it, with files in a directory of its own.
struct EdgeRun {
  let program = BuiltProgram(name: "edge-run")
  let directory: TemporaryDirectory
  /// The miniature policy, with a golden record that agrees inside.
  let policy: String

  init(goldens: [[UInt8]]? = nil) throws {
    directory = TemporaryDirectory()
    policy = directory.path("miniature.edge")
    try DoublingPolicy.write(to: policy, goldens: goldens ?? [DoublingPolicy.golden()])
  }

  /// Runs the program.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> BuiltProgram.Result {
    try program.run(arguments, environment: environment)
  }

  /// The path of a new file with these bytes.
  func file(_ name: String, _ bytes: [UInt8]) -> String {
    directory.write(bytes, to: name)
    return directory.path(name)
  }
}

extension EdgeRun {
  /// The path of a new policy whose actions, for the observations inside, are not finite.
  func overflowingPolicy() throws -> String {
    var writer = SafetensorsWriter()
    let huge = [Float](repeating: 3e38, count: 6)
    try writer.add(name: "input.state", shape: DoublingPolicy.shape, values: huge)
    try writer.add(name: "input.noise", shape: DoublingPolicy.shape, values: [Float](repeating: 0, count: 6))
    try writer.add(name: "output.action_pred", shape: DoublingPolicy.shape, values: huge)
    let file = directory.path("overflowing.edge")
    try DoublingPolicy.write(to: file, goldens: [writer.bytes()])
    return file
  }
}

extension BuiltProgram.Result {
  /// The output as one JSON object.
  var json: [String: Any] {
    get throws {
      let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
      return object as? [String: Any] ?? [:]
    }
  }
}
