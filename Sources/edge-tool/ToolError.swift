import CommandSupport
import EdgeRuntime
import Exporter

/// Why a command of the terminal failed.
enum ToolError: Error {
  case checkpoint(path: String, CheckpointError)
  /// Two files that are not of one policy.
  case otherPolicy(path: String, original: String)
  case quantization(path: String, QuantizationError)
  /// The file replays a golden record wrongly; it was not given its name.
  ///
  /// - Parameters:
  ///   - record: The given record's path; nil for the exporter's own.
  ///   - found: What was compared, unless the sizes differ.
  case disagrees(
    path: String, layer: String, record: String?, found: Verification.Comparison?, tolerance: Float)
  /// A record of the float policy is farther away than quantising can be.
  case floatRecordDiffers(path: String, layer: String, error: Float)
  /// A quantised file's own record does not hold on this machine's kernels: our bug.
  case ownRecordDiffers(path: String, layer: String)
  /// The exporter's own golden record cannot be used: our bug.
  case ownGolden(String)

  var exitCode: ExitCode {
    switch self {
    case .checkpoint(_, .file(let error)): ExitCode(reading: error)
    case .checkpoint(_, .missingPart): .missingInput
    case .quantization(_, .unknownLayer), .checkpoint(_, .policy(.unknownSetting)),
      .checkpoint(_, .policy(.unusedSetting)), .checkpoint(_, .policy(.unusedFlag)),
      .checkpoint(_, .policy(.nothingToSet)):
      .usage
    case .checkpoint, .quantization, .otherPolicy: .badData
    case .disagrees, .floatRecordDiffers: .checkFailed
    case .ownGolden, .ownRecordDiffers: .internalError
    }
  }
}

extension ToolError: CustomStringConvertible {
  var description: String {
    switch self {
    case .checkpoint(let path, let error): "\(path): \(error)"
    case .otherPolicy(let path, let original):
      "\(path): reads or returns something else than \(original); compare files of one policy"
    case .quantization(let path, .unknownLayer(let name, let names)):
      "\(path): \(QuantizationError.unknownLayer(name, names: names))"
        + (NearestWord.find(name, among: names).map { "; did you mean '\($0)'?" } ?? "")
    case .quantization(let path, let error): "\(path): \(error)"
    case .disagrees(let path, let layer, let record, let found, let tolerance):
      "\(path): not written: " + Self.disagreement(layer, record, found, tolerance)
    case .floatRecordDiffers(let path, let layer, let error):
      "\(path): its golden record is \(NumberText.scientific(Double(error), digits: 1)) away in '\(layer)', which int8 "
        + "does not explain; does edge-run verify pass?"
    case .ownRecordDiffers(let path, let layer):
      "\(path): not written: the fastest kernels of this machine compute '\(layer)' otherwise than the reference does"
    case .ownGolden(let text): "our own golden record is not sound: \(text)"
    }
  }

  /// Who says what of the first layer out of tolerance, and what to do about it.
  private static func disagreement(
    _ layer: String, _ record: String?, _ found: Verification.Comparison?, _ tolerance: Float
  ) -> String {
    func text(_ error: Float) -> String { NumberText.scientific(Double(error), digits: 1) }
    guard let found else {
      return "'\(layer)' has another size in the golden record; is it another checkpoint's or sampler's?"
    }
    let error = "'\(layer)' is \(text(found.worstRelative)) away from "
    let remedy = "; to accept more, give --tolerance \(text(max(found.worstRelative * 2, tolerance * 2)))"
    guard let record else {
      return error + "the exporter's own record in float64, made here without the program; allowed is "
        + text(tolerance) + " (five times that for several network calls): the network amplifies rounding" + remedy
    }
    guard let reference = found.reference else { return error + "\(record); allowed is \(text(tolerance))" + remedy }
    let distances =
      error + "\(record), and in float64 this checkpoint and sampler give an answer \(text(reference.policy)) away "
      + "from edge's and \(text(reference.record)) from the record's"
    return reference.record > Verification.recordTolerance
      ? distances + "; is the golden record another checkpoint's, other weights' or another sampler's?"
      : distances + "; the record agrees, but the network amplifies rounding" + remedy
  }
}
