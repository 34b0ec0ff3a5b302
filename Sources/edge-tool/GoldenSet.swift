import CommandSupport
import EdgeRuntime
import Exporter

/// The golden records that a new policy file is held against, and travel in it.
struct GoldenSet {
  private struct Golden {
    /// Where it came from, for people.
    var name: String
    var bytes: [UInt8]
    /// Whether the exporter made it, in float64.
    var isOwn: Bool
  }

  private var goldens: [Golden]

  /// The bytes of the records.
  var bytes: [[UInt8]] { goldens.map(\.bytes) }

  /// Reads the records at `paths`; without any, the exporter makes one.
  init(paths: [String], seed: UInt64, for export: PolicyExport) throws {
    if paths.isEmpty {
      do throws(SafetensorsError) {
        let bytes = try export.makeGolden(seed: seed)
        goldens = [Golden(name: "exporter's golden record", bytes: bytes, isOwn: true)]
      } catch { throw ToolError.ownGolden(error.description) }
      return
    }
    goldens = try paths.map { path in
      do throws(FileError) {
        let file = try InputFile(path: path)
        guard file.byteCount <= FormatLimits.goldenByteCount else {
          throw FileError.short(offset: FormatLimits.goldenByteCount, wanted: Int(file.byteCount), got: 0)
        }
        return Golden(name: path, bytes: try file.read(count: Int(file.byteCount), at: 0), isOwn: false)
      } catch { throw Failure(reading: path, error) }
    }
  }

  /// Replays the records with `policy`, in order.
  private func verifications(with policy: Policy, tolerance: Float) throws -> [Verification] {
    try goldens.map { golden in
      do throws(RecordError) {
        let verification = try Verification(replaying: golden.bytes, with: policy, tolerance: tolerance)
        guard !verification.comparisons.isEmpty else { throw .nothingToCompare }
        return verification
      } catch { throw Failure(reading: golden.name, error) }
    }
  }

  /// Puts the exporter's float64 answer beside those of given records that are out of tolerance, or nearly.
  ///
  /// - Returns: Whether a record changed, and so has to be written again.
  mutating func addReferences(for export: PolicyExport, replayedBy policy: Policy, tolerance: Float) throws -> Bool {
    var hasChanged = false
    let verifications = try verifications(with: policy, tolerance: tolerance / 2)
    for index in goldens.indices where !goldens[index].isOwn && verifications[index].firstComparisonOut != nil {
      let name = goldens[index].name
      let record: GoldenRecord
      do throws(RecordError) { record = try GoldenRecord(parsing: goldens[index].bytes, for: export.metadata) } catch {
        throw Failure(reading: name, error)
      }
      do throws(SafetensorsError) {
        goldens[index].bytes = try export.addingReference(to: goldens[index].bytes, read: record)
      } catch { throw Failure(reading: name, error) }
      hasChanged = true
    }
    return hasChanged
  }

  /// Replays the records, shows how near the policy comes, and refuses the first that disagrees.
  func judge(_ policy: Policy, tolerance: Float, output: String, on console: Console) throws {
    for (golden, verification) in zip(goldens, try verifications(with: policy, tolerance: tolerance)) {
      var summary = VerificationSummary(tolerance: tolerance)
      summary.add(verification)
      console.writeLine("replayed \(PrintableName.whole(golden.name)):")
      console.write(VerificationTable(summary).text)
      guard let layer = verification.firstFailure else { continue }
      throw ToolError.disagrees(
        path: output, layer: layer, record: golden.isOwn ? nil : golden.name, found: verification.firstComparisonOut,
        tolerance: tolerance)
    }
  }
}
