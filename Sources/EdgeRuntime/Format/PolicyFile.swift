/// A policy file, read and checked: everything in it may be trusted afterwards.
///
/// It has one owner, since a `Policy` that takes it over may code its weights where they stand.
public struct PolicyFile: ~Copyable {
  // SAFETY: an entry was found inside of the weights section before anything reads it, and the section's memory is
  // held by the file.

  /// A part of the file, for listings.
  public struct Section: Sendable {
    /// What it holds.
    public let kind: SectionKind
    /// Bytes from the file's start.
    public let byteOffset: UInt64
    /// Bytes of its content.
    public let byteCount: UInt64
  }

  /// What the policy is.
  public let metadata: PolicyMetadata
  /// Where it came from.
  public let provenance: Provenance
  /// The sampler's rows.
  public let sampler: [SamplerRow]
  /// The compiled policy.
  public let program: Program
  /// Names of operations and layers.
  public let layers: LayerTable
  /// Golden records, each a whole safetensors file.
  public let goldens: [[UInt8]]
  /// What the file is made of, in file order.
  public let sections: [Section]
  /// Bytes of the whole file.
  public let byteCount: UInt64
  let weights: Weights

  /// The tensors' places.
  public var tensors: TensorTable { weights.tensors }
  /// Bytes of the weights section.
  public var weightsByteCount: Int { weights.byteCount }

  /// Reads the file at `path`, checks every checksum and everything the program relies on.
  public init(path: String) throws(PolicyFileError) {
    let file = try PolicyFile.open(path)
    let header = try FileHeader(file: file)
    try PolicyFile.checkPadding(header, file: file)

    func section(_ kind: SectionKind) throws(PolicyFileError) -> ByteReader {
      guard let index = header.sections.firstIndex(where: { $0.kind == kind }) else {
        throw .missingSection(kind: kind)
      }
      let bytes = try PolicyFile.bytes(of: header.sections[index], index: index, file: file)
      return ByteReader(bytes, fileOffset: header.sections[index].offset, version: header.version)
    }
    var reader = try section(.metadata)
    var metadata = try PolicyMetadata(reading: &reader)
    reader = try section(.provenance)
    let provenance = try Provenance(reading: &reader)
    reader = try section(.sampler)
    let sampler = try SamplerRow.readTable(&reader)
    reader = try section(.program)
    let program = try Program(reading: &reader)
    metadata.sampleWidth = program.sample.columns
    reader = try section(.layers)
    let layers = try LayerTable(reading: &reader, operationCount: program.operations.count)
    guard let index = header.sections.firstIndex(where: { $0.kind == .weights }) else {
      throw .missingSection(kind: .weights)
    }
    reader = try section(.tensors)
    let tensors = try TensorTable(reading: &reader, weightsByteCount: header.sections[index].byteCount)
    try program.validate(metadata: metadata, sampler: sampler, tensors: tensors)
    try layers.validate(in: program)
    let weights = try Weights(reading: header.sections[index], index: index, tensors: tensors, from: file)
    try program.validateScales(in: weights)
    try program.validateMatrices(in: weights)
    var goldens: [[UInt8]] = []
    for (index, section) in header.sections.enumerated() where section.kind == .golden {
      goldens.append(try PolicyFile.bytes(of: section, index: index, file: file))
    }
    // Only now, since what has one owner is made whole or not at all.
    (self.metadata, self.provenance, self.sampler, self.program) = (metadata, provenance, sampler, program)
    (self.layers, self.goldens, self.weights) = (layers, goldens, weights)
    sections = header.sections.map { Section(kind: $0.kind, byteOffset: $0.offset, byteCount: $0.byteCount) }
    byteCount = file.byteCount
  }

  /// Calls `body` with the bytes of tensor `index`.
  public func withTensorBytes<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    unsafe body(UnsafeRawBufferPointer(start: weights.start(of: index), count: tensors.entries[index].byteCount))
  }

  /// Calls `body` with the floats of tensor `index`, which is one of floats.
  public func withTensor<Result>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    unsafe body(UnsafeBufferPointer(start: weights.floats(of: index), count: tensors.entries[index].count))
  }

  private static func open(_ path: String) throws(PolicyFileError) -> InputFile {
    do throws(FileError) { return try InputFile(path: path) } catch { throw .file(error) }
  }

  private static func bytes(
    of section: FileHeader.Section, index: Int, file: borrowing InputFile
  ) throws(PolicyFileError) -> [UInt8] {
    let bytes = try file.policyBytes(count: Int(section.byteCount), at: section.offset)
    let found = CRC32C.checksum(bytes)
    guard found == section.checksum else {
      throw .sectionChecksum(index: index, expected: section.checksum, found: found)
    }
    return bytes
  }

  private static func checkPadding(
    _ header: FileHeader, file: borrowing InputFile
  ) throws(PolicyFileError) {
    var end = UInt64(FileHeader.byteCount + header.sections.count * FileHeader.Section.byteCount)
    for section in header.sections {
      let gap = try file.policyBytes(count: Int(section.offset - end), at: end)
      if let place = gap.firstIndex(where: { $0 != 0 }) {
        throw .paddingNotZero(offset: end + UInt64(place))
      }
      end = section.offset + section.byteCount
    }
  }
}
