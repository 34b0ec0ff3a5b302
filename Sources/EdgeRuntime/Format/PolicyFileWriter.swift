/// Writes policy files; the reader is `PolicyFile`.
public struct PolicyFileWriter {
  // SAFETY: the bytes of an array, cut within its count while it is borrowed.

  private struct Section {
    var kind: SectionKind
    var bytes: [UInt8]
  }

  private var sections: [Section] = []
  private let weights: [UInt8]
  /// The oldest format version that can hold the policy.
  private let version: UInt32

  /// Starts a file that will hold the given tables and weights.
  ///
  /// - Parameters:
  ///   - metadata: What the policy is and reads.
  ///   - provenance: Where it comes from.
  ///   - sampler: The sampler's rows, one for each network call.
  ///   - program: Operations and the places of their buffers.
  ///   - layers: What operations and layers are called.
  ///   - tensors: Where each tensor lies in the weights.
  ///   - weights: The weights section, laid out as `tensors` says.
  public init(
    metadata: PolicyMetadata, provenance: Provenance, sampler: [SamplerRow], program: Program,
    layers: LayerTable, tensors: TensorTable, weights: [UInt8]
  ) {
    self.weights = weights
    let hasStages = sampler.contains { $0.stage != nil }
    let hasImages = metadata.observations.contains { $0.planes != nil }
    version =
      hasStages ? FileHeader.stageVersion : hasImages ? FileHeader.imageVersion : FileHeader.plainVersion
    add(.metadata) { metadata.write(to: &$0) }
    add(.provenance) { provenance.write(to: &$0) }
    add(.sampler) { SamplerRow.writeTable(sampler, to: &$0) }
    add(.program) { program.write(to: &$0) }
    add(.layers) { layers.write(to: &$0) }
    add(.tensors) { tensors.write(to: &$0) }
  }

  private mutating func add(_ kind: SectionKind, _ write: (inout ByteWriter) -> Void) {
    var writer = ByteWriter(version: version)
    write(&writer)
    sections.append(Section(kind: kind, bytes: writer.bytes))
  }

  /// Adds a golden record: a whole safetensors file.
  public mutating func addGolden(_ safetensors: [UInt8]) {
    sections.append(Section(kind: .golden, bytes: safetensors))
  }

  /// Writes the file at `path`, atomically.
  ///
  /// The weights come last.
  ///
  /// - Parameters:
  ///   - path: The name it gets once it is whole.
  ///   - progress: Told the bytes written so far and in all.
  public func write(
    to path: String, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(FileError) {
    let (head, offsets, byteCount) = layOut()
    var file = try AtomicFileWriter(path: path)
    try file.write(head)
    var position = head.count
    for (section, offset) in zip(sections, offsets) {
      try file.write([UInt8](repeating: 0, count: offset - position))
      try file.write(section.bytes)
      position = offset + section.bytes.count
    }
    try file.write([UInt8](repeating: 0, count: offsets[sections.count] - position))
    position = offsets[sections.count]
    // In pieces, so that progress can be told.
    let piece = 16 << 20
    for first in stride(from: 0, to: weights.count, by: piece) {
      let end = min(first + piece, weights.count)
      var failure: FileError?
      unsafe weights.withUnsafeBytes { bytes in
        do throws(FileError) {
          try unsafe file.write(UnsafeRawBufferPointer(rebasing: bytes[first..<end]))
        } catch { failure = error }
      }
      if let failure { throw failure }
      position = offsets[sections.count] + end
      progress(position, byteCount)
    }
    try file.commit()
  }

  /// The header with the table, where each section (the weights last) starts, and the file's size.
  private func layOut() -> (head: [UInt8], offsets: [Int], byteCount: Int) {
    let tableEnd = FileHeader.byteCount + (sections.count + 1) * FileHeader.Section.byteCount
    var table = ByteWriter()
    var offsets: [Int] = []
    var end = tableEnd
    func add(_ kind: SectionKind, byteCount: Int, checksum: UInt32) {
      let alignment = Int(kind.alignment)
      let offset = (end + alignment - 1) / alignment * alignment
      offsets.append(offset)
      end = offset + byteCount
      table.u32(kind.rawValue)
      table.u32(checksum)
      table.u64(UInt64(offset))
      table.u64(UInt64(byteCount))
      table.u64(0)
    }
    for section in sections {
      add(section.kind, byteCount: section.bytes.count, checksum: CRC32C.checksum(section.bytes))
    }
    unsafe add(.weights, byteCount: weights.count, checksum: weights.withUnsafeBytes { unsafe CRC32C.checksum($0) })
    var head = ByteWriter()
    head.u32(version)
    head.integer(sections.count + 1)
    head.u64(UInt64(end))
    let checked = FileHeader.magic + head.bytes
    head.u32(CRC32C.checksum(checked + table.bytes))
    head.u32(0)
    return (FileHeader.magic + head.bytes + table.bytes, offsets, end)
  }
}
