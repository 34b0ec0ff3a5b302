import EdgeRuntime
import Exporter
import Glibc
import TestSupport
import Testing

/// Checkpoints by PyTorch itself; `Fixtures/checkpoints/make_fixtures.py` says what is in them.
@Suite struct FixtureTests {
  private static let folder = Repository.path("Tests/ExporterTests/Fixtures/checkpoints")

  private static let base = (0..<24).map { Float($0) / 8 }

  /// What is hashed and read is the file that was opened, even if another has taken its name since.
  @Test(arguments: ["", ".safetensors"]) func readsTheOpenFile(suffix: String) throws {
    var writer = SafetensorsWriter()
    try writer.add(name: "w", shape: [4], values: [1, 2, 3, 4])
    let bytes = suffix.isEmpty ? TestCheckpoint().zip.assemble() : try writer.bytes()
    let file = TemporaryFile(bytes, suffix: suffix)
    let checkpoint = try Checkpoint(path: file.path)
    let other = TemporaryFile(Array("another".utf8))
    #expect(rename(other.path, file.path) == 0)
    var digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    #expect(try checkpoint.hexDigest() == digest.hexDigest())
    #expect(try checkpoint.tensor("w", in: "model").values == [1, 2, 3, 4])
  }

  @Test(arguments: ["layouts.pt", "layouts-protocol4.pt"])
  func readsLayouts(name: String) throws {
    let checkpoint = try Checkpoint(path: Self.folder + "/" + name, strict: true)
    #expect(checkpoint.stateDictNames == ["model"] && checkpoint.opaqueGlobals.isEmpty)
    #expect(checkpoint.configuration == nil)
    func check(_ name: String, _ shape: [Int], _ values: [Float]) throws {
      #expect(checkpoint.shape(of: name, in: "model") == shape)
      #expect(try checkpoint.tensor(name, in: "model") == Tensor(shape: shape, values: values))
    }
    let base = Self.base
    try check("whole", [2, 3, 4], base)
    try check("transposed", [6, 4], (0..<6).flatMap { row in (0..<4).map { base[$0 * 6 + row] } })
    try check("part", [6], Array(base[5..<11]))
    try check("every_other", [12], (0..<12).map { base[2 * $0 + 1] })
    try check("scalar", [], [2.5])
    try check("empty", [0], [])
    try check("half", [4], [1, -0.5, 65_504, 0x1p-24])
    try check("bfloat", [4], [1, -2, 0.15625, 99_840])
    try check("double", [3], [0.1, -0.0, 3])
    try check("parameter", [2], [7, 8])
    #expect(throws: CheckpointError.tensor(.tooLarge(name: "long", index: 2, value: 16_777_216))) {
      try checkpoint.tensor("long", in: "model")
    }
    #expect(throws: CheckpointError.tensor(.unsupportedType(name: "flags", type: .boolean))) {
      try checkpoint.tensor("flags", in: "model")
    }
    #expect(throws: CheckpointError.tensor(.notFinite(name: "bad", index: 1))) {
      try checkpoint.tensor("bad", in: "model")
    }
    #expect(throws: CheckpointError.tensor(.notATensor(name: "epoch", found: .integer))) {
      try checkpoint.tensor("epoch", in: "model")
    }
  }

  @Test func readsATrainersPayload() throws {
    let path = Self.folder + "/trainer.ckpt"
    let checkpoint = try Checkpoint(path: path)
    #expect(checkpoint.stateDictNames == ["model", "optimizer"])
    #expect(checkpoint.opaqueGlobals == ["odd_module.Odd"])
    #expect(checkpoint.tensorNames(in: "model") == ["weight", "bias"])
    #expect(checkpoint.tensorNames(in: "optimizer").isEmpty)
    #expect(
      try checkpoint.tensor("weight", in: "model") == Tensor(shape: [3, 2], values: [0, 1, 2, 3, 4, 5]))
    #expect(try checkpoint.tensor("bias", in: "model") == Tensor(shape: [3], values: [0.5, 1.5, 2.5]))
    #expect(throws: CheckpointError.tensor(.notATensor(name: "state", found: .dictionary))) {
      try checkpoint.tensor("state", in: "optimizer")
    }
    do {
      _ = try Checkpoint(path: path, strict: true)
      Issue.record("strict reading accepted an unknown class")
    } catch {
      guard case .pickle(.disallowedGlobal(_, name: "odd_module.Odd")) = error else {
        Issue.record(error)
        return
      }
    }
  }

  @Test func readsATrainersConfiguration() throws {
    let checkpoint = try Checkpoint(path: Self.folder + "/trainer.ckpt")
    let configuration = try #require(checkpoint.configuration)
    let values: [(String, ConfigurationNode?)] = [
      ("name", .string("sample")), ("policy.horizon", .integer(16)), ("policy.neighbour", .integer(16)),
      ("policy.shape_meta.action.shape.0", .integer(4)), ("policy.down_dims.1", .integer(16)),
      ("policy.lr", .real(1e-4)), ("policy.none", .null), ("policy.on", .boolean(true)),
      ("policy.missing", nil),
      ("policy.shape_meta.obs", nil),
    ]
    for (path, value) in values { #expect(try configuration.value(at: path) == value) }
    #expect(try configuration.value(at: "past") == .integer(1))
  }
}
