import EdgeRuntime
import Quantize

/// A policy file with smaller weights in the making.
public struct PolicyQuantizer {
  // SAFETY: tensors of a validated file, lent for a closure, of the size that their matrix takes.

  /// What became of one product or convolution.
  public struct Layer: Sendable {
    /// The operation's place in the program.
    public let operation: Int
    /// The operation's name.
    public let name: String
    /// What its weights are now.
    public let format: String
    /// Why it stayed float, or nil.
    public let reason: String?
    /// Bytes of its matrix before and after.
    public let byteCountBefore, byteCountAfter: Int
    /// Of the weights, in decibels; nil where nothing was rounded.
    public let signalToNoise: Double?
  }

  /// What became of each product and convolution, in the program's order.
  public private(set) var layers: [Layer] = []
  /// Bytes of the float file.
  public let byteCountBefore: UInt64
  /// Golden records of the float file.
  public let goldens: [[UInt8]]
  private let metadata: PolicyMetadata
  private let provenance: Provenance
  private let sampler: [SamplerRow]
  private var names: LayerTable
  private let scheme: QuantizationScheme
  private var program: Program
  private var packer = WeightPacker()

  /// Quantises `file`.
  ///
  /// - Parameters:
  ///   - file: A policy file of floats.
  ///   - scheme: What the weights become.
  ///   - kept: Layers whose matrices stay as they are.
  ///   - progress: Told the bytes of weights behind and in all.
  public init(
    _ file: borrowing PolicyFile, scheme: QuantizationScheme = .w8a8, keeping kept: [String] = [],
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(QuantizationError) {
    // Not the file itself: its weights are the larger part of the memory.
    byteCountBefore = file.byteCount
    goldens = file.goldens
    metadata = file.metadata
    provenance = file.provenance
    sampler = file.sampler
    names = file.layers
    self.scheme = scheme
    program = file.program
    try PolicyQuantizer.check(file, keeping: kept)
    let chosen = choose(of: file, keeping: kept)
    // Room for all of it, untouched until it is used, so that the array is never copied to a larger one.
    packer.reserveCapacity(file.weightsByteCount)
    for (tensor, entry) in file.tensors.entries.enumerated() {
      if let operations = chosen[tensor] {
        quantize(operations, of: file)
      } else {
        _ = unsafe file.withTensorBytes(tensor) { unsafe packer.add($0, element: entry.element) }
      }
      progress(Int(entry.end), file.weightsByteCount)
    }
    addScreening(of: file, keeping: kept)
    layers.sort { $0.operation < $1.operation }
    guard layers.contains(where: { $0.reason == nil }) else { throw .nothingToQuantize }
  }

  private static func check(_ file: borrowing PolicyFile, keeping kept: [String]) throws(QuantizationError) {
    var names: [String] = []
    for (index, operation) in file.program.operations.enumerated() {
      let name = file.layers.operationNames[index]
      for matrix in operation.matrices where matrix.format != .float32 {
        throw .alreadyQuantized(operation: name)
      }
      if !operation.matrices.isEmpty { names.append(name) }
    }
    for layer in kept where !names.contains(where: { QuantizationPlan.operation($0, isPartOf: layer) }) {
      throw .unknownLayer(layer, names: names)
    }
  }

  /// Decides for every matrix; returns the operations that each tensor to be quantised belongs to.
  private mutating func choose(of file: borrowing PolicyFile, keeping kept: [String]) -> [Int: [Int]] {
    let plan = QuantizationPlan(program: program, names: names.operationNames, scheme: scheme)
    var readers: [Int: [Int]] = [:]
    for (index, operation) in program.operations.enumerated() {
      for matrix in operation.matrices { readers[matrix.tensor, default: []].append(index) }
    }
    var chosen: [Int: [Int]] = [:]
    for (index, operation) in program.operations.enumerated() {
      guard let matrix = operation.quantizableMatrix, var choice = plan.choice(at: index, keeping: kept) else {
        continue
      }
      // Cameras may have one network; what else shares a matrix stays as it is.
      let sharers = readers[matrix.tensor] ?? []
      if sharers.contains(where: { plan.choice(at: $0, keeping: kept) != choice }) {
        choice = .float("shares its matrix")
      }
      if choice == .smaller(.float16), unsafe !file.withTensor(matrix.tensor, Float16Panels.canHold) {
        choice = .float("exceeds half precision")
      }
      switch choice {
      case .smaller(let format):
        program.operations[index].quantizableMatrix?.format = format
        chosen[matrix.tensor, default: []].append(index)
      case .float(let reason):
        layers.append(
          Layer(
            operation: index, name: names.operationNames[index], format: matrix.format.name, reason: reason,
            byteCountBefore: matrix.byteCount, byteCountAfter: matrix.byteCount, signalToNoise: nil))
      }
    }
    return chosen
  }

  /// Makes the matrix smaller that some operations share, mostly one.
  private mutating func quantize(_ operations: [Int], of file: borrowing PolicyFile) {
    guard let first = operations.first, let matrix = program.operations[first].quantizableMatrix else { return }
    let signalToNoise: Double
    switch matrix.format {
    case .float32, .codedFloat32, .codedFloat16: return
    case .float16:
      let packed = unsafe file.withTensor(matrix.tensor) { unsafe Float16Panels.pack($0, of: matrix) }
      _ = unsafe packed.bytes.withUnsafeBytes { unsafe packer.add($0, element: .float16) }
      signalToNoise = packed.signalToNoise
    case .int8(let format):
      let columns = program.operations[first].partColumns(ofMatrix: 0)
      let rounded = rounded(matrix, columns: columns, format: format, of: file)
      _ = packer.add(Int8Panels.pack(rounded, columns: columns))
      signalToNoise = rounded.signalToNoise
    }
    for index in operations {
      let isFirst = index == first
      layers.append(
        Layer(
          operation: index, name: names.operationNames[index], format: matrix.format.name, reason: nil,
          byteCountBefore: isFirst ? 4 * PanelLayout.width * matrix.panels * matrix.taps * matrix.channels : 0,
          byteCountAfter: isFirst ? matrix.byteCount : 0, signalToNoise: signalToNoise))
    }
  }

  /// Lets int8 choose the points of the cloud that floats compute.
  private mutating func addScreening(of file: borrowing PolicyFile, keeping kept: [String]) {
    guard
      let index = program.operations.firstIndex(where: { if case .pointEncode = $0 { true } else { false } }),
      case .pointEncode(let encoder) = program.operations[index]
    else { return }
    let name = names.operationNames[index]
    let floats = encoder.network.matrices
    let byteCount = floats.reduce(0) { $0 + $1.byteCount }
    var reason: String?
    if kept.contains(where: { QuantizationPlan.operation(name, isPartOf: $0) }) {
      reason = "asked for with --keep"
    } else if encoder.cloud.points < PointScreening.leastPoints || floats.count < 2 {
      reason = "has few points"
    } else if scheme != .w8a8 {
      reason = "is not bound by its weights"
    }
    var matrices: [PackedMatrix] = []
    var worst = Double.infinity
    for layer in reason == nil ? Array(1..<floats.count) : [] {
      let format = Int8Format(activation: .rows, chunkLength: Int8Format.padded(floats[layer].channels))
      let columns = [encoder.network.layers[layer].outputs]
      let matrix = rounded(floats[layer], columns: columns, format: format, of: file)
      worst = min(worst, matrix.signalToNoise)
      var packed = floats[layer]
      packed.tensor = packer.add(Int8Panels.pack(matrix, columns: columns))
      packed.format = .int8(format)
      matrices.append(packed)
    }
    layers.append(
      Layer(
        operation: index, name: name, format: reason == nil ? "int8 chooses" : "float32", reason: reason,
        byteCountBefore: byteCount, byteCountAfter: matrices.reduce(byteCount) { $0 + $1.byteCount },
        signalToNoise: reason == nil ? worst : nil))
    guard reason == nil else { return }
    PointScreening(encoder: encoder, index: index, matrices: matrices).apply(to: &program, names: &names)
  }

  private func rounded(
    _ matrix: PackedMatrix, columns: [Int], format: Int8Format, of file: borrowing PolicyFile
  ) -> QuantizedMatrix {
    let values = unsafe file.withTensor(matrix.tensor) {
      unsafe Float32Panels.unpack($0, taps: matrix.taps, channels: matrix.channels, columns: columns)
    }
    return QuantizedMatrix(
      rounding: values, outputs: columns.reduce(0, +), taps: matrix.taps, channels: matrix.channels,
      chunkLength: format.chunkLength)
  }

  /// Frees the weights, once the file is written: measuring needs the room.
  public mutating func discardWeights() { packer = WeightPacker() }

  /// Writes the file at `path`, atomically.
  ///
  /// - Parameters:
  ///   - path: The name it gets once it is whole.
  ///   - records: Golden records of its own; the float file's follow them.
  ///   - progress: Told the bytes written so far and in all.
  public func write(
    to path: String, records: [[UInt8]], progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(FileError) {
    var provenance = provenance
    provenance.entries.append(
      Provenance.Entry(key: "quantised", value: "\(scheme.rawValue), edge-tool \(EdgeVersion.text)"))
    let kept = layers.filter { $0.reason != nil }.map(\.name)
    provenance.entries.append(Provenance.Entry(key: "float32 products", value: "\(kept.count)"))
    var writer = PolicyFileWriter(
      metadata: metadata, provenance: provenance, sampler: sampler, program: program, layers: names,
      tensors: TensorTable(entries: packer.entries), weights: packer.bytes)
    for record in records + goldens { writer.addGolden(record) }
    try writer.write(to: path, progress: progress)
  }
}
