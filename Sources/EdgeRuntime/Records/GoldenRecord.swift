/// One step as the trainer's own code computed it: inputs, layers and outputs.
///
/// Tensors are named `input.<key>`, `layer.<module path>` (of the first network call) and `output.action_pred`,
/// `output.action`.
public struct GoldenRecord: Sendable {
  /// A tensor to compare with.
  public struct Expectation: Sendable {
    /// The module's path, or the output's name.
    public let name: String
    /// The expected values, row-major.
    public let values: [Float]
  }

  /// What the step is given.
  public let inputs: ObservationRecord
  /// The layers' outputs, sorted by name.
  public let layers: [Expectation]
  /// The chunk and the rows returned.
  public let outputs: [Expectation]
  /// Who made the record, if it says so.
  public let source: String?

  /// Reads a record for the policy that `metadata` describes.
  public init(reading file: borrowing SafetensorsFile, for metadata: PolicyMetadata) throws(RecordError) {
    inputs = try ObservationRecord(reading: file, for: metadata)
    guard inputs.noise != nil else {
      throw .missing(name: "noise", shape: [metadata.horizon, metadata.actionWidth])
    }
    layers = try GoldenRecord.expectations(prefix: "layer.", in: file)
    outputs = try GoldenRecord.expectations(prefix: "output.", in: file)
    source = file.header.metadataValue("source")
    guard !layers.isEmpty || !outputs.isEmpty else { throw .nothingToCompare }
  }

  /// Reads the record in `safetensors`, the bytes of a whole file.
  public init(parsing safetensors: [UInt8], for metadata: PolicyMetadata) throws(RecordError) {
    try self.init(reading: try GoldenRecord.file(safetensors), for: metadata)
  }

  private static func file(_ bytes: [UInt8]) throws(RecordError) -> SafetensorsFile {
    do throws(SafetensorsError) { return try SafetensorsFile(bytes: bytes) } catch { throw .safetensors(error) }
  }

  private static func expectations(
    prefix: String, in file: borrowing SafetensorsFile
  ) throws(RecordError) -> [Expectation] {
    var found: [Expectation] = []
    for entry in file.header.entries where entry.name.utf8.starts(with: prefix.utf8) {
      let name = String(entry.name.utf8.dropFirst(prefix.utf8.count)) ?? entry.name
      do throws(SafetensorsError) {
        found.append(Expectation(name: name, values: try file.floats(of: entry)))
      } catch { throw .safetensors(error) }
    }
    return found.sorted { $0.name < $1.name }
  }
}
