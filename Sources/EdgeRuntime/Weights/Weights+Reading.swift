extension Weights {
  // SAFETY: a tensor's elements, and what is before it in the section, are read within the memory that holds them.

  /// Reads a section straight to where it will stay, and refuses what no exporter writes.
  ///
  /// - Parameters:
  ///   - section: The weights section.
  ///   - index: Its number in the file, for errors.
  ///   - tensors: Where the tensors stand in it.
  init(
    reading section: FileHeader.Section, index: Int, tensors: TensorTable, from file: borrowing InputFile
  ) throws(PolicyFileError) {
    guard let memory = Memory(byteCount: Int(section.byteCount)) else {
      throw .outOfMemory(byteCount: section.byteCount)
    }
    let buffer = unsafe UnsafeMutableRawBufferPointer(start: memory.start, count: memory.byteCount)
    do throws(FileError) { try unsafe file.read(into: buffer, at: section.offset) } catch { throw .file(error) }
    let found = unsafe CRC32C.checksum(UnsafeRawBufferPointer(buffer))
    guard found == section.checksum else {
      throw .sectionChecksum(index: index, expected: section.checksum, found: found)
    }
    self.init(tensors: tensors, memory: memory)
    try checkElements()
    if let place = unsafe firstByteBetween(UnsafeRawBufferPointer(buffer)) {
      throw .paddingNotZero(offset: section.offset + UInt64(place))
    }
  }

  /// Refuses weights that are NaN, infinite or larger than any training leaves.
  private func checkElements() throws(PolicyFileError) {
    let limit = FormatLimits.weightMagnitude
    for (index, entry) in tensors.entries.enumerated() {
      let fault: Int?
      switch entry.element {
      case .float32:
        let values = unsafe floats(of: index)
        fault = (0..<entry.count).firstFault { unsafe values[$0].magnitude <= limit }
      case .float16:
        let values = unsafe start(of: index).assumingMemoryBound(to: UInt16.self)
        fault = (0..<entry.count).firstFault { unsafe HalfPrecision.isFinite(values[$0]) }
      // Only with its format can be said what is sound: `Program.validateMatrices`.
      case .packed: fault = nil
      }
      if let fault { throw .badWeight(tensor: index, element: fault) }
    }
  }

  /// The first of `bytes` that is not zero and belongs to no tensor, or nil.
  private func firstByteBetween(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var end = 0
    for entry in tensors.entries {
      for place in end..<Int(entry.byteOffset) where unsafe bytes[place] != 0 { return place }
      end = Int(entry.end)
    }
    return nil
  }
}
