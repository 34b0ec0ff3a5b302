@testable import EdgeRuntime

/// Everything a policy file holds, to be changed by tests before it is written.
struct PolicyParts {
  var metadata: PolicyMetadata
  var provenance = Provenance(entries: [Provenance.Entry(key: "made by", value: "a test: µ")])
  var sampler: [SamplerRow]
  var program: Program
  var layers: LayerTable
  var tensors: TensorTable
  var weights: [Float]
  /// The weights section, where it is more than floats.
  var weightBytes: [UInt8]?
  var goldens: [[UInt8]] = []

  /// The bytes of the file.
  func bytes() throws -> [UInt8] {
    let file = TemporaryFile()
    var writer = PolicyFileWriter(
      metadata: metadata, provenance: provenance, sampler: sampler, program: program, layers: layers,
      tensors: tensors, weights: weightBytes ?? weights.withUnsafeBytes { Array($0) })
    for golden in goldens { writer.addGolden(golden) }
    try writer.write(to: file.path)
    return try readAll(file.path)
  }

  private func readAll(_ path: String) throws -> [UInt8] {
    let file = try InputFile(path: path)
    return try file.read(count: Int(file.byteCount), at: 0)
  }

  /// The policy these parts make, run by `threads` threads.
  func policy(kernels: KernelSet = .best, threads: Int = 1) throws -> Policy {
    let file = TemporaryFile(try bytes())
    return try Policy(file: PolicyFile(path: file.path), kernels: kernels, threadCount: threads)
  }

  /// Why the file these parts make is refused, or nil.
  func refusal() throws -> PolicyFileError? { PolicyParts.refusal(of: TemporaryFile(try bytes())) }

  static func refusal(of file: TemporaryFile) -> PolicyFileError? {
    do throws(PolicyFileError) {
      _ = try PolicyFile(path: file.path)
      return nil
    } catch { return error }
  }
}
