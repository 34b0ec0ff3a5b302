import EdgeRuntime

/// A kind of file that people give where a PyTorch zip checkpoint is wanted.
public enum ForeignFormat: String, CaseIterable, Sendable {
  /// What `torch.save` wrote before PyTorch 1.6.
  case legacyTorch
  /// A pickle outside an archive.
  case barePickle
  /// A compiled TorchScript or export archive (`code/`, `constants.pkl`).
  case torchScript
  /// A tar archive.
  case tar
  /// Tensors in the safetensors format.
  case safetensors
  /// A gzip stream.
  case gzip
  /// A web page, as a failed download leaves it.
  case html
  /// The text that stands for a file in a Git repository without its large files.
  case gitLFSPointer
  /// What this exporter writes.
  case policyFile
  /// An array of NumPy's, or an archive of them.
  case numpy
  /// HDF5, as robomimic and Keras write it.
  case hdf5
  /// JSON that tells which file has which tensor.
  case shardIndex
  /// Any other JSON.
  case json
  /// One of several files that hold a state dict together.
  case shard

  /// The format that a file's first bytes show, unless they show none of these.
  init?(firstBytes bytes: [UInt8], fileByteCount: UInt64) {
    func begins(_ text: String, at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: text.utf8)
    }
    let lowercaseStart = String(decoding: bytes.prefix(64), as: UTF8.self).lowercased()
    let trimmed = lowercaseStart.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    let tensorFile = ForeignTensorFile(firstBytes: bytes)
    var reader = ByteReader(bytes)
    let headerByteCount = reader.unsigned64()
    if bytes.starts(with: [0x89] + Array("EDGE".utf8)) {
      self = .policyFile
    } else if tensorFile == .npy {
      self = .numpy
    } else if tensorFile == .hdf5 {
      self = .hdf5
    } else if bytes.starts(with: Self.legacyMagic) {
      self = .legacyTorch
    } else if bytes.count >= 2, bytes[0] == 0x80, (1...5).contains(bytes[1]) {
      self = .barePickle
    } else if begins("ustar", at: 257) {
      self = .tar
    } else if bytes.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if begins("version https://git-lfs") {
      self = .gitLFSPointer
    } else if trimmed.hasPrefix("<!doctype") || trimmed.hasPrefix("<html") || trimmed.hasPrefix("<?xml") {
      self = .html
    } else if let headerByteCount, begins("{", at: 8), headerByteCount < fileByteCount {
      self = .safetensors
    } else if trimmed.hasPrefix("{") {
      // An index is larger than what is looked at, but begins with its metadata or its map.
      self = trimmed.contains("\"weight_map\"") || trimmed.contains("\"total_size\"") ? .shardIndex : .json
    } else {
      return nil
    }
  }

  /// Whether a file's name says that it is one of several: `model-00001-of-00002.safetensors`.
  static func isShard(namedBy path: String) -> Bool {
    let parts = path.utf8.split(separator: UInt8(ascii: "-")).suffix(3)
    guard parts.count == 3, let total = parts.last?.prefix(while: { (0x30...0x39).contains($0) }),
      parts.dropFirst().first?.elementsEqual("of".utf8) == true,
      parts.first?.allSatisfy({ (0x30...0x39).contains($0) }) == true
    else { return false }
    // One of one is whole.
    return total.count == 5 && !total.elementsEqual("00001".utf8)
  }

  /// Protocol 2 and the magic number 0x1950A86A20F9469CFC6C as a long integer.
  private static let legacyMagic: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]
}

extension ForeignFormat: CustomStringConvertible {
  /// What it is and what to do about it.
  public var description: String {
    switch self {
    case .legacyTorch:
      "is in PyTorch's format from before 1.6; load it and torch.save it again with a newer PyTorch"
    case .barePickle: "is a bare pickle, not an archive; torch.save the policy's state dicts instead"
    case .torchScript: "is a TorchScript or export archive; give the training checkpoint it was made from"
    case .tar: "is a tar archive; unpack it, or torch.save again if PyTorch wrote it"
    case .safetensors: "is a safetensors file; name it with the ending .safetensors"
    case .gzip: "is compressed with gzip; unpack it first"
    case .html: "is a web page; the download failed, download the file itself"
    case .gitLFSPointer: "is a Git LFS pointer; run git lfs pull to get the file itself"
    case .policyFile: "is a policy file already; edge-run runs it, edge-tool quantize makes it int8"
    case .numpy: "is NumPy's; save the tensors with safetensors.numpy.save_file(dictionary, \"weights.safetensors\")"
    case .hdf5: "is an HDF5 file; give the training checkpoint, or save the tensors as a .safetensors file"
    case .json: "is JSON; give the training checkpoint that lies beside it"
    case .shardIndex, .shard:
      "is one of the files of a sharded state dict; gather them into one, in Python:\n"
        + "    parts = [safetensors.torch.load_file(name) for name in sorted(glob.glob(\"*-of-*.safetensors\"))]\n"
        + "    safetensors.torch.save_file({k: v for part in parts for k, v in part.items()}, \"weights.safetensors\")"
    }
  }
}
