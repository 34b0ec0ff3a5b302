/// The weights section in memory, and where each tensor stands in it.
@safe struct Weights {
  // SAFETY: reading the table proved each tensor to lie inside of a section of this length; who takes a place keeps
  // the weights. What is between tensors lies before one of them.

  let tensors: TensorTable
  /// Anonymous: nobody can change or truncate it under a running robot.
  private let memory: Memory

  var byteCount: Int { memory.byteCount }

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
    (self.tensors, self.memory) = (tensors, memory)
    try checkElements()
    if let place = firstByteBetween() { throw .paddingNotZero(offset: section.offset + UInt64(place)) }
  }

  /// The first byte of tensor `tensor`.
  func start(of tensor: Int) -> UnsafeMutableRawPointer {
    unsafe memory.start + Int(tensors.entries[tensor].byteOffset)
  }

  /// The floats of tensor `tensor`, which is one of floats.
  func floats(of tensor: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(start(of: tensor).assumingMemoryBound(to: Float.self))
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

  /// The first byte that is not zero and belongs to no tensor, or nil.
  private func firstByteBetween() -> Int? {
    var end = 0
    for entry in tensors.entries {
      for place in end..<Int(entry.byteOffset)
      where unsafe memory.start.load(fromByteOffset: place, as: UInt8.self) != 0 {
        return place
      }
      end = Int(entry.end)
    }
    return nil
  }
}
