import EdgeRuntime

/// Reads a state dict that was saved in the safetensors format; such a file has no configuration.
enum SafetensorsArchive {
  /// Whether the file's name says that it is one.
  static func isNamed(by path: String) -> Bool { path.hasSuffix(".safetensors") }

  /// The state dict "model" of `file`.
  static func read(_ file: borrowing InputFile) throws(CheckpointError) -> CheckpointContents {
    let header: SafetensorsHeader
    do throws(SafetensorsError) { header = try SafetensorsHeader(reading: file) } catch {
      if case .file(let error) = error { throw .file(error) }
      throw .safetensors(error)
    }
    var model = StateDict(name: "model")
    for entry in header.entries {
      guard let type = ElementType(safetensors: entry.type) else {
        try model.addOther(.object, named: entry.name)
        continue
      }
      let storage = TensorStorage(
        type: type, elementCount: entry.elementCount, fileOffset: Int(entry.fileOffset), checksum: nil,
        name: entry.name)
      var strides = [Int](repeating: 1, count: entry.shape.count)
      for axis in strides.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * entry.shape[axis + 1] }
      try model.add(
        try StoredTensor(
          shape: entry.shape, strides: strides, elementOffset: 0, storage: storage, at: Int(entry.fileOffset)),
        named: entry.name)
    }
    return CheckpointContents(stateDicts: try model.unwrapped())
  }
}

extension ElementType {
  /// The type that safetensors calls by another name; nil for those a trainer's state dict never has.
  fileprivate init?(safetensors type: SafetensorsType) {
    switch type.name {
    case "F16": self = .float16
    case "BF16": self = .bfloat16
    case "F32": self = .float32
    case "F64": self = .float64
    case "I8": self = .int8
    case "I16": self = .int16
    case "I32": self = .int32
    case "I64": self = .int64
    case "U8": self = .uint8
    case "BOOL": self = .boolean
    default: return nil
    }
  }
}
