import CommandSupport
import EdgeRuntime
import Exporter

/// Why a command of the workbench failed.
enum ToolError: Error {
  case checkpoint(path: String, CheckpointError)
  case golden(path: String, RecordError)
  case policyFile(path: String, PolicyFileError)
  case observations(path: String, RecordError)
  /// Two files that are not of one policy.
  case otherPolicy(path: String, original: String)
  case output(path: String, FileError)
  case quantization(path: String, QuantizationError)
  /// The file replays a golden record wrongly; it was not given its name.
  case disagrees(path: String, layer: String)
  /// The exporter's own golden record cannot be used: our bug.
  case ownGolden(String)

  var exitCode: ExitCode {
    switch self {
    case .checkpoint(_, .file(let error)), .golden(_, .safetensors(.file(let error))),
      .observations(_, .safetensors(.file(let error))),
      .policyFile(_, .file(let error)):
      error.isMissing || error == .notARegularFile ? .missingInput : .badData
    case .quantization(_, .unknownLayer): .usage
    case .checkpoint, .golden, .observations, .policyFile, .quantization, .otherPolicy: .badData
    case .output: .cannotCreate
    case .disagrees: .checkFailed
    case .ownGolden: .internalError
    }
  }
}

extension ToolError: CustomStringConvertible {
  var description: String {
    switch self {
    case .checkpoint(let path, let error): "\(path): \(error)"
    case .golden(let path, let error): "\(path): \(error)"
    case .observations(let path, let error): "\(path): \(error)"
    case .otherPolicy(let path, let original):
      "\(path): reads or returns something else than \(original); compare files of one policy"
    case .policyFile(let path, let error): "\(path): \(error)"
    case .output(let path, let error): "\(path): \(error)"
    case .quantization(let path, .unknownLayer(let name, let names)):
      "\(path): \(QuantizationError.unknownLayer(name, names: names))"
        + (NearestWord.find(name, among: names).map { "; did you mean '\($0)'?" } ?? "")
    case .quantization(let path, let error): "\(path): \(error)"
    case .disagrees(let path, let layer):
      "\(path): not written, since '\(layer)' is the first layer out of tolerance; "
        + "is the golden record another checkpoint's or sampler's?"
    case .ownGolden(let text): "our own golden record is not sound: \(text)"
    }
  }
}
