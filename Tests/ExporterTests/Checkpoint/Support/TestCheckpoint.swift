import Exporter
import TestSupport

/// A small checkpoint in memory, opened through a temporary file.
struct TestCheckpoint {
  static let floats: [UInt8] = [1, 2, 3, 4].flatMap { little(Float($0).bitPattern) }

  var zip: ZipAssembler

  init(pickle: [UInt8] = PickleAssembler.oneTensor(), storages: [[UInt8]] = [floats]) {
    zip = ZipAssembler(
      members: [
        .init("archive/data.pkl", pickle), .init("archive/.format_version", Array("1".utf8)),
        .init("archive/byteorder", Array("little".utf8)),
      ]
        + storages.enumerated().map { index, bytes in .init("archive/data/\(index)", bytes) }
        + [.init("archive/version", Array("3\n".utf8))])
    zip.members[0].padding = 12
  }

  func editing(_ edit: (inout ZipAssembler) -> Void) -> TestCheckpoint {
    var copy = self
    edit(&copy.zip)
    return copy
  }

  /// Opens the checkpoint and reads every tensor.
  func tensors(strict: Bool = false) throws -> [String: Tensor] {
    try Self.tensors(in: zip.assemble(), strict: strict)
  }

  static func tensors(in bytes: [UInt8], strict: Bool = false) throws -> [String: Tensor] {
    let checkpoint = try open(bytes, strict: strict)
    var result: [String: Tensor] = [:]
    for stateDict in checkpoint.stateDictNames {
      for name in checkpoint.tensorNames(in: stateDict) {
        result[name] = try checkpoint.tensor(name, in: stateDict)
      }
    }
    return result
  }

  /// Opens a checkpoint's bytes; the open file outlives its name.
  static func open(_ bytes: [UInt8], strict: Bool = false) throws(CheckpointError) -> Checkpoint {
    let file = TemporaryFile(bytes)
    defer { withExtendedLifetime(file) {} }
    return try Checkpoint(path: file.path, strict: strict)
  }

  /// The tensor of the smallest checkpoint.
  static let expected = ["w": Tensor(shape: [4], values: [1, 2, 3, 4])]
}
