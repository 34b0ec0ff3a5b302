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
  /// The tensors' places.
  public let tensors: TensorTable
  /// Golden records, each a whole safetensors file.
  public let goldens: [[UInt8]]
  /// What the file is made of, in file order.
  public let sections: [Section]
  /// Bytes of the whole file.
  public let byteCount: UInt64
  /// The weights section, in anonymous memory: nobody can change or truncate it under a running robot.
  let weights: Memory
  /// Bytes of the weights section.
  public let weightsByteCount: Int

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
    let weightsByteCount = Int(header.sections[index].byteCount)
    reader = try section(.tensors)
    let tensors = try TensorTable(reading: &reader, weightsByteCount: UInt64(weightsByteCount))
    try program.validate(metadata: metadata, sampler: sampler, tensors: tensors)
    try layers.validate(in: program)
    let weights = try PolicyFile.readWeights(header.sections[index], index: index, file: file)
    try PolicyFile.checkWeights(weights, tensors: tensors)
    try PolicyFile.checkTensorPadding(weights, tensors: tensors, fileOffset: header.sections[index].offset)
    try unsafe program.validateScales { tensor in
      unsafe (weights.start + Int(tensors.entries[tensor].byteOffset)).assumingMemoryBound(to: Float.self)
    }
    try unsafe program.validateMatrices { tensor in
      unsafe UnsafeRawPointer(weights.start + Int(tensors.entries[tensor].byteOffset))
    }
    var goldens: [[UInt8]] = []
    for (index, section) in header.sections.enumerated() where section.kind == .golden {
      goldens.append(try PolicyFile.bytes(of: section, index: index, file: file))
    }
    // Only now, since what has one owner is made whole or not at all.
    (self.metadata, self.provenance, self.sampler, self.program) = (metadata, provenance, sampler, program)
    (self.layers, self.tensors, self.goldens) = (layers, tensors, goldens)
    (self.weights, self.weightsByteCount) = (weights, weightsByteCount)
    sections = header.sections.map { Section(kind: $0.kind, byteOffset: $0.offset, byteCount: $0.byteCount) }
    byteCount = file.byteCount
  }

  /// Calls `body` with the bytes of tensor `index`.
  public func withTensorBytes<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let entry = tensors.entries[index]
    return unsafe body(UnsafeRawBufferPointer(start: weights.start + Int(entry.byteOffset), count: entry.byteCount))
  }

  /// Calls `body` with the floats of tensor `index`, which is one of floats.
  public func withTensor<Result>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    let entry = tensors.entries[index]
    let start = unsafe (weights.start + Int(entry.byteOffset)).assumingMemoryBound(to: Float.self)
    return unsafe body(UnsafeBufferPointer(start: start, count: entry.count))
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

  /// Reads the weights straight to where they will stay.
  private static func readWeights(
    _ section: FileHeader.Section, index: Int, file: borrowing InputFile
  ) throws(PolicyFileError) -> Memory {
    guard let memory = Memory(byteCount: Int(section.byteCount)) else {
      throw .outOfMemory(byteCount: section.byteCount)
    }
    let buffer = unsafe UnsafeMutableRawBufferPointer(start: memory.start, count: Int(section.byteCount))
    do throws(FileError) { try unsafe file.read(into: buffer, at: section.offset) } catch { throw .file(error) }
    let found = unsafe CRC32C.checksum(UnsafeRawBufferPointer(buffer))
    guard found == section.checksum else {
      throw .sectionChecksum(index: index, expected: section.checksum, found: found)
    }
    return memory
  }

  /// Refuses weights that are NaN, infinite or larger than any training leaves.
  private static func checkWeights(_ weights: Memory, tensors: TensorTable) throws(PolicyFileError) {
    let limit = FormatLimits.weightMagnitude
    for (index, entry) in tensors.entries.enumerated() {
      let start = unsafe weights.start + Int(entry.byteOffset)
      let fault: Int?
      switch entry.element {
      case .float32:
        let values = unsafe start.assumingMemoryBound(to: Float.self)
        fault = firstFault(of: entry.count) { unsafe values[$0].magnitude <= limit }
      case .float16:
        let values = unsafe start.assumingMemoryBound(to: UInt16.self)
        fault = firstFault(of: entry.count) { unsafe HalfPrecision.isFinite(values[$0]) }
      // Only with its format can be said what is sound: `validateMatrices`.
      case .packed: fault = nil
      }
      if let fault { throw .badWeight(tensor: index, element: fault) }
    }
  }

  /// The first of `count` elements that is not sound, or nil.
  @inline(__always)
  private static func firstFault(of count: Int, _ isSound: (Int) -> Bool) -> Int? {
    // Whole blocks first, without a branch an element, so that the check runs at the speed of memory.
    for start in stride(from: 0, to: count, by: 4096) {
      let block = start..<min(start + 4096, count)
      var areSound = true
      for element in block { areSound = areSound && isSound(element) }
      if !areSound {
        for element in block where !isSound(element) { return element }
      }
    }
    return nil
  }

  /// Refuses bytes between tensors that no tensor holds.
  private static func checkTensorPadding(
    _ weights: Memory, tensors: TensorTable, fileOffset: UInt64
  ) throws(PolicyFileError) {
    var end: UInt64 = 0
    for entry in tensors.entries {
      for place in end..<entry.byteOffset
      where unsafe (weights.start + Int(place)).load(as: UInt8.self) != 0 {
        throw .paddingNotZero(offset: fileOffset + place)
      }
      end = entry.end
    }
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
