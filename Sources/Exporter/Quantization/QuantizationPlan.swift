import EdgeRuntime

/// Which matrices of a program become smaller, by what the program does with them.
///
/// Floats stay where little is to win and much to lose: the convolutions that read the noise, the one that writes the
/// estimate, the timestep's network, and what runs once for the observation, except FiLM, whose input takes sixteen
/// bits, and the convolutions of images behind the first.
struct QuantizationPlan {
  /// What becomes of a matrix.
  enum Choice: Equatable {
    case smaller(WeightFormat)
    /// It stays, for the reason given.
    case float(String)
  }

  /// FiLM's 64 channels that share a scale are features of one frame's points or state, which differ in size.
  private static let filmFormat = Int8Format(activation: .wideRows, chunkLength: 64)

  private let program: Program
  private let names: [String]
  private let scheme: QuantizationScheme
  private var noiseBuffers: Set<Int> = []
  private var imageBuffers: Set<Int> = []
  /// Floats that the policy's own record holds of convolutions, at most.
  private static let recordedFloats = 1 << 23
  /// Convolutions of which it holds no more.
  private var unrecorded: Set<Int> = []
  private var timeBuffers: Set<Int> = []
  private var filmBuffers: Set<Int> = []
  private var estimateBuffers: Set<Int> = []

  init(program: Program, names: [String], scheme: QuantizationScheme) {
    self.scheme = scheme
    self.program = program
    self.names = names
    var recorded = 0
    for (index, operation) in program.operations.enumerated() {
      switch operation {
      case .sampleInput(let record): noiseBuffers.insert(record.output.buffer)
      case .sampleUpdate(let record): estimateBuffers.insert(record.estimate.buffer)
      case .convolution(let convolution):
        recorded += convolution.input.pixels.elementCount + convolution.output.pixels.elementCount
        if recorded > Self.recordedFloats { unrecorded.insert(index) }
      case .imageInput(let record): imageBuffers.insert(record.output.pixels.buffer)
      case .rowConstant(let record): timeBuffers.insert(record.output.buffer)
      case .product(let product):
        for index in 0..<product.partCount {
          let part = product.parts[index]
          if case .groupNorm(let norm) = part.epilogue, let film = norm.film { filmBuffers.insert(film.buffer) }
          // The timestep's network: a product after the constant, and the one after that.
          if timeBuffers.contains(product.inputBuffer) { timeBuffers.insert(part.output.buffer) }
        }
      case .normalize, .add, .pointEncode, .pointStage, .maximum, .layerNormalize, .mish, .unnormalize, .clear,
        .pointScreen, .pointRefine, .groupNormalize, .maxPool, .spatialSoftmax,
        .averagePool, .imageResize:
        break
      }
    }
  }

  /// What becomes of the matrix of operation `index`; nil where it has none that could be smaller.
  func choice(at index: Int, keeping kept: [String]) -> Choice? {
    guard program.operations[index].quantizableMatrix != nil else { return nil }
    if kept.contains(where: { QuantizationPlan.operation(names[index], isPartOf: $0) }) {
      return .float("asked for with --keep")
    }
    return switch program.operations[index] {
    case .product(let product): choice(for: product, at: index)
    case .convolution(let convolution): choice(for: convolution, at: index)
    default: nil
    }
  }

  /// A pixel's three channels say more than eight bits of a run of them.
  private func choice(for convolution: Convolution, at index: Int) -> Choice {
    if imageBuffers.contains(convolution.input.pixels.buffer) { return .float("reads the image") }
    if scheme == .w8a8, unrecorded.contains(index) { return .float("has more pixels than a record") }
    return .smaller(format(of: convolution.matrix))
  }

  private func choice(for product: Product, at index: Int) -> Choice {
    let outputs = (0..<product.partCount).map { product.parts[$0].output.buffer }
    if outputs.contains(where: filmBuffers.contains) {
      return .smaller(scheme == .w8a8 ? .int8(QuantizationPlan.filmFormat) : format(of: product.matrix))
    }
    if timeBuffers.contains(product.inputBuffer) { return .float("the timestep's network") }
    guard program.network.contains(index) else { return .float("runs once for the observation") }
    if noiseBuffers.contains(product.inputBuffer) { return .float("reads the noise") }
    if outputs.contains(where: estimateBuffers.contains) { return .float("writes the estimate") }
    return .smaller(format(of: product.matrix))
  }

  private func format(of matrix: PackedMatrix) -> WeightFormat {
    let activation: Int8Format.Activation
    switch scheme {
    case .w8a8: activation = .rows
    case .w8: activation = .floats
    case .f16: return .float16
    }
    let longest = Int8Format.maxChunkLength(activation)
    return .int8(Int8Format(activation: activation, chunkLength: min(Int8Format.padded(matrix.channels), longest)))
  }

  /// Whether `layer` names the operation, one of its modules, or a module around it.
  static func operation(_ name: String, isPartOf layer: String) -> Bool {
    guard name.hasPrefix(layer) else { return name.split(separator: " ").contains { $0 == layer } }
    let rest = name.dropFirst(layer.count)
    return rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix(" ")
  }
}
