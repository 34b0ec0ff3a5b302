/// Files of tensors that people give where a safetensors file is wanted.
public enum ForeignTensorFile: Equatable, Sendable {
  /// No bytes at all.
  case empty
  /// NumPy's archive of arrays.
  case npz
  /// One array of NumPy's.
  case npy
  /// What `torch.save` writes, or a bare pickle.
  case torch
  /// JSON.
  case json
  /// HDF5, as robomimic and LeRobot keep demonstrations.
  case hdf5

  /// The kind that a file's first bytes show, unless they show none of these.
  public init?(firstBytes bytes: [UInt8]) {
    func begins(_ prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }
    if bytes.isEmpty {
      self = .empty
    } else if begins([0x93] + Array("NUMPY".utf8)) {
      self = .npy
    } else if begins([0x89] + Array("HDF".utf8)) {
      self = .hdf5
    } else if begins(Array("PK".utf8)) {
      self = Self.firstMemberName(of: bytes).hasSuffix(".npy") ? .npz : .torch
    } else if bytes.count >= 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      self = .torch
    } else if let first = bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }),
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    {
      self = .json
    } else {
      return nil
    }
  }

  /// The name in a zip archive's first header.
  private static func firstMemberName(of bytes: [UInt8]) -> String {
    guard bytes.count > 30 else { return "" }
    let count = Int(bytes[26]) | Int(bytes[27]) << 8
    return String(decoding: bytes[30...].prefix(count), as: UTF8.self)
  }

  /// What it is and what makes a safetensors file of it.
  var text: String {
    switch self {
    case .empty: "the file is empty (0 bytes); expected a safetensors file"
    case .npz: "is a NumPy archive (.npz); save it with safetensors.numpy.save_file(dict(numpy.load(FILE)), …)"
    case .npy: "is a NumPy array (.npy); save it by its key with safetensors.numpy.save_file({KEY: array}, …)"
    case .torch: "is a file of torch.save; save the tensors with safetensors.torch.save_file(dictionary, …)"
    case .json: "is JSON; save the arrays with safetensors.numpy.save_file(dictionary, …)"
    case .hdf5: "is an HDF5 file; save the window's arrays with safetensors.numpy.save_file(dictionary, …)"
    }
  }
}
