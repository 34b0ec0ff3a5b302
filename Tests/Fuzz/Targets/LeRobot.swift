import EdgeRuntime
import TestSupport

@testable import Exporter

/// A policy's folder but for the numbers of its network: what is scaled has its statistics, in both layouts.
private let folder: TemporaryDirectory = {
  let folder = TemporaryDirectory()
  let features = [("observation.image", 3), ("observation.state", 9), ("action", 4)]
  let kinds = LeRobotNormalization.Mode.allCases.flatMap(\.statistics)
  do throws(SafetensorsError) {
    var statistics = SafetensorsWriter()
    var weights = SafetensorsWriter()
    for (name, columns) in features {
      let buffer = String(name.map { $0 == "." ? "_" : $0 })
      let module = name == "action" ? "unnormalize_outputs" : "normalize_inputs"
      for (index, kind) in kinds.enumerated() {
        // The last column never moved.
        let values = (0..<columns).map { $0 == columns - 1 ? 1 : Float(index) + 0.5 }
        try statistics.add(name: "\(name).\(kind)", shape: [columns], values: values)
        try weights.add(name: "\(module).buffer_\(buffer).\(kind)", shape: [columns], values: values)
      }
    }
    for side in ["policy_preprocessor_step_3_normalizer", "policy_postprocessor_step_0_unnormalizer"] {
      folder.write(try statistics.bytes(), to: "\(side)_processor.safetensors")
    }
    folder.write(try weights.bytes(), to: LeRobotFolder.weightsName)
  } catch { fault("the statistics must be written: \(error)") }
  return folder
}()
private let shapes = MiniatureConfiguration.shapes(of: .lerobot)
private let parts = [
  LeRobotFolder.configurationName, LeRobotProcessor.Side.before.fileName, LeRobotProcessor.Side.after.fileName,
]

/// The JSON files of a LeRobot policy, as one text with a file's content under each name: read, and the policy that
/// they describe.
@_cdecl("LLVMFuzzerTestOneInput") public func testOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  do throws(JSONError) {
    let root = try JSONReader.read(Array(UnsafeBufferPointer(start: data, count: count)))
    expectReadAgain(root)
    for part in parts {
      if let content = root.child(part) {
        folder.write(Array(content.json.utf8), to: part)
      } else {
        folder.remove(part)
      }
    }
    read()
  } catch { _ = error.description }
  return 0
}

/// What was read says the same when it is written and read again.
private func expectReadAgain(_ root: ConfigurationNode) {
  do throws(JSONError) {
    expect(try JSONReader.read(Array(root.json.utf8)) == root, "a text must say the same again")
  } catch { fault("a text must be read again: \(error)") }
}

private func read() {
  do throws(CheckpointError) {
    let checkpoint = try Checkpoint(path: folder.path)
    var notes = PolicyNotes()
    let family = try FamilyChoice(asked: nil, configuration: checkpoint.configuration, shapes: shapes).family
    let description = try PolicyDescription(
      configuration: checkpoint.configuration, family: family, shapes: shapes, notes: &notes)
    guard family == .lerobot else { return }
    for field in PolicyTensors.fields(of: description) {
      let normalizer = try checkpoint.lerobotNormalizer(of: field.name, columns: field.widths[0], in: "model")
      expect(normalizer.steps.allSatisfy { $0.scale.allSatisfy(\.isNormal) }, "a scale must be a number")
    }
  } catch { _ = "\(error)" }
}
