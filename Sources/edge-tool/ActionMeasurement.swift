import CommandSupport
import EdgeRuntime
import Exporter

/// Measures how far a policy file's actions are from another's, over observations or over the records inside.
struct ActionMeasurement {
  /// The file with windows of observations, or nil for the golden records inside the original.
  let observations: String?

  /// Steps both policies, with a warning where the windows are few.
  func compare(_ path: String, with original: String, on terminal: Terminal) throws -> ActionComparison {
    let first = try PolicyFile.open(original)
    let ranges = first.actionRanges
    let goldens = first.goldens
    let reference = try first.policy(named: original)
    let candidate = try PolicyFile.open(path).policy(named: path)
    guard reference.metadata.isInterchangeable(with: candidate.metadata) else {
      throw ToolError.otherPolicy(path: path, original: original)
    }
    var line = ProgressLine(on: terminal.errors, label: "measuring", total: 100)
    guard let observations else {
      terminal.warn("without --observations the golden records inside are compared: they are few")
      return try compare(candidate, with: reference, goldens: goldens, ranges: ranges, path: original)
    }
    do throws(RecordError) {
      let batch = try ObservationBatch(path: observations, for: reference.metadata)
      return try ActionComparison(of: candidate, with: reference, over: batch, ranges: ranges) {
        line.update(UInt64($0 * 100 / $1))
      }
    } catch { throw Failure(reading: observations, error) }
  }

  private func compare(
    _ candidate: Policy, with reference: Policy, goldens: [[UInt8]], ranges: [Float], path: String
  ) throws -> ActionComparison {
    do throws(RecordError) {
      guard let golden = goldens.last else { throw .nothingToCompare }
      let record = try GoldenRecord(parsing: golden, for: reference.metadata)
      return try ActionComparison(
        of: candidate, with: reference, over: ObservationBatch(record, for: reference.metadata), ranges: ranges)
    } catch { throw Failure(reading: path, error) }
  }
}

extension PolicyMetadata {
  /// Whether the two read and return the same.
  func isInterchangeable(with other: PolicyMetadata) -> Bool {
    func shapes(_ metadata: PolicyMetadata) -> [String] {
      metadata.observations.map { "\($0.name) \($0.frames) \($0.rows) \($0.columns)" }
    }
    return shapes(self) == shapes(other) && horizon == other.horizon && actionWidth == other.actionWidth
      && returnedRows == other.returnedRows
  }
}
