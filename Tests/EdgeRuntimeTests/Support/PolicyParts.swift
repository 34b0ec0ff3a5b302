import TestSupport
import Testing

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

  /// The place of the operation called `name`.
  func index(of name: String) throws -> Int { try #require(layers.operationNames.firstIndex(of: name)) }

  /// Adds a tensor of `bytes` and lets the product called `name` read it; returns the product's place and the tensor.
  mutating func replaceWeights(
    of name: String, by bytes: [UInt8], element: TensorElement, _ change: (inout Product) -> Void
  ) throws -> (operation: Int, tensor: Int) {
    let operation = try index(of: name)
    var product = try #require(program.operations[operation].product)
    var section = weightBytes ?? weights.withUnsafeBytes { Array($0) }
    while section.count % 64 != 0 { section.append(0) }
    product.matrix.tensor = tensors.entries.count
    tensors.entries.append(
      TensorTable.Entry(
        byteOffset: UInt64(section.count), element: element, count: bytes.count / element.byteCount))
    weightBytes = section + bytes
    change(&product)
    program.operations[operation] = .product(product)
    return (operation, tensors.entries.count - 1)
  }

  /// The bytes of the file.
  func bytes() throws -> [UInt8] {
    let file = TemporaryFile()
    var writer = PolicyFileWriter(
      metadata: metadata, provenance: provenance, sampler: sampler, program: program, layers: layers,
      tensors: tensors, weights: weightBytes ?? weights.withUnsafeBytes { Array($0) })
    for golden in goldens { writer.addGolden(golden) }
    try writer.write(to: file.path)
    return try TestSupport.bytes(ofFile: file.path)
  }

  /// The file they make, read; on the disk it is gone again.
  func file() throws -> PolicyFile {
    let file = TemporaryFile(try bytes())
    return try withExtendedLifetime(file) { try PolicyFile(path: file.path) }
  }

  /// The policy these parts make, run by `threads` threads that share whatever they can.
  func policy(kernels: KernelSet = .best, threads: Int = 1) throws -> Policy {
    try Policy(file: file(), kernels: kernels.sharingAll, threadCount: threads)
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

extension EdgeRuntime.Operation {
  /// The operation as a product, if it is one.
  var product: Product? { if case .product(let product) = self { product } else { nil } }
}

extension ProductPart {
  /// Its group norm, if it has one.
  var norm: GroupNormEpilogue? { if case .groupNorm(let norm) = epilogue { norm } else { nil } }
}
