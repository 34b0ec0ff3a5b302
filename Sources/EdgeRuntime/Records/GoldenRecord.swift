/// One step as the trainer's own code computed it: inputs, layers and outputs.
///
/// Tensors are named `input.<key>`, `layer.<module path>` (of the first network call) and `output.action_pred`,
/// `output.action`. Where PyTorch's float32 is itself far from exact, the exporter adds what it computes in double
/// precision of the same inputs, as `reference.layer.…` and `reference.output.…`.
public struct GoldenRecord: Sendable {
  /// A tensor to compare with.
  public struct Expectation: Sendable {
    /// The module's path, or the output's name.
    public let name: String
    /// The expected values, row-major.
    public let values: [Float]
    /// Which part of the layer they are, a range for each of its first extents; empty where they are all of it.
    public internal(set) var part: [Range<Int>] = []
    /// The same in double precision, where the exporter added it to a record of PyTorch's; else nil.
    public let reference: [Float]?
  }

  /// What the step is given.
  public let inputs: ObservationRecord
  /// The layers' outputs, sorted by name.
  public let layers: [Expectation]
  /// The chunk and the rows returned.
  public let outputs: [Expectation]
  /// What operations on quantised values are given and sum; only in a quantised file's own record.
  public let integers: [Policy.IntegerRecord]
  /// Who made the record, if it says so.
  public let source: String?
  /// Whether it is what the Swift reference computes of the same int8 weights, and not of the trained floats.
  public let isOwn: Bool

  /// What the float policy samples of the same inputs; only in a quantised file's own record of several network calls.
  public let original: [Float]?

  static let originalAction = "original.output.action_pred"

  /// The key of a safetensors file's metadata that tells an own record, and its value.
  public static let arithmetic = (key: "arithmetic", int8: "int8")

  /// Reads a record for the policy that `metadata` describes.
  public init(reading file: borrowing SafetensorsFile, for metadata: PolicyMetadata) throws(RecordError) {
    var byteCount = 0
    for entry in file.header.entries { byteCount += entry.byteCount }
    guard byteCount <= Int(FormatLimits.goldenByteCount) else { throw .tooLarge(byteCount: byteCount) }
    inputs = try ObservationRecord(reading: file, for: metadata)
    guard inputs.noise != nil else {
      throw .missing(name: "noise", shape: metadata.noiseShape)
    }
    layers = try GoldenRecord.layers(in: file)
    outputs = try GoldenRecord.expectations(prefix: "output.", in: file)
    integers = try GoldenRecord.integers(in: file)
    original = try GoldenRecord.expectations(prefix: GoldenRecord.originalAction, in: file).first?.values
    source = file.header.metadataValue("source")
    isOwn = file.header.metadataValue(GoldenRecord.arithmetic.key) == GoldenRecord.arithmetic.int8
    guard !layers.isEmpty || !outputs.isEmpty else { throw .nothingToCompare }
  }

  /// Reads the record in `safetensors`, the bytes of a whole file.
  public init(parsing safetensors: [UInt8], for metadata: PolicyMetadata) throws(RecordError) {
    try self.init(reading: try GoldenRecord.file(safetensors), for: metadata)
  }

  private static func file(_ bytes: [UInt8]) throws(RecordError) -> SafetensorsFile {
    do throws(SafetensorsError) { return try SafetensorsFile(bytes: bytes) } catch { throw .safetensors(error) }
  }

  /// The layers, those that are recorded in part with the metadata's word of which.
  private static func layers(in file: borrowing SafetensorsFile) throws(RecordError) -> [Expectation] {
    var layers = try GoldenRecord.expectations(prefix: "layer.", in: file)
    guard let text = file.header.metadataValue(LayerPart.metadataKey) else { return layers }
    let parts: [LayerPart]
    do throws(SafetensorsError) { parts = try LayerPart.parse(text) } catch { throw .safetensors(error) }
    for index in layers.indices {
      layers[index].part = parts.first { $0.layer == layers[index].name }?.ranges ?? []
    }
    return layers
  }

  /// `integer.<operation>.input` and `integer.<operation>.sums`.
  private static func integers(in file: borrowing SafetensorsFile) throws(RecordError) -> [Policy.IntegerRecord] {
    let tensors = try expectations(prefix: "integer.", in: file)
    var records: [Policy.IntegerRecord] = []
    for input in tensors {
      // The number, up to the point.
      var operation = 0
      for digit in input.name.utf8.prefix(4) {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { break }
        operation = 10 * operation + Int(digit - UInt8(ascii: "0"))
      }
      guard input.name == "\(operation).input" else { continue }
      let sums = tensors.first { $0.name == "\(operation).sums" }
      records.append(.init(operation: operation, input: input.values, sums: sums?.values ?? []))
    }
    return records
  }

  private static func expectations(
    prefix: String, in file: borrowing SafetensorsFile
  ) throws(RecordError) -> [Expectation] {
    var found: [Expectation] = []
    for entry in file.header.entries where entry.name.utf8.starts(with: prefix.utf8) {
      let name = String(entry.name.utf8.dropFirst(prefix.utf8.count)) ?? entry.name
      do throws(SafetensorsError) {
        let reference = file.header["reference.\(entry.name)"]
        var doubles: [Float]?
        if let reference { doubles = try file.floats(of: reference) }
        found.append(Expectation(name: name, values: try file.floats(of: entry), reference: doubles))
      } catch { throw .safetensors(error) }
    }
    return found.indices.ordered { found[$0].name < found[$1].name }.map { found[$0] }
  }
}
