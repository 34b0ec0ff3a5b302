/// Names and shapes of the tensors that a policy's network consists of.
public struct PolicyTensors: Sendable {
  /// A tensor's name in the state dict and its shape.
  public struct Expected: Equatable, Sendable {
    /// The name in the state dict.
    public let name: String
    /// The extents, outermost first.
    public let shape: [Int]
  }

  /// The tensors in the order of the network.
  public private(set) var expected: [Expected] = []

  /// Lists the network's tensors, without the normaliser's.
  ///
  /// - Parameter policy: The network; its widths must be sensible, as the reader of a checkpoint leaves them.
  public init(of policy: PolicyDescription) {
    let encoder = policy.policyEncoder
    encoder.addTensors(to: &self)
    let step = policy.stepEmbeddingWidth
    addLinear("\(policy.names.root).diffusion_step_encoder.1", from: step, to: 4 * step)
    addLinear("\(policy.names.root).diffusion_step_encoder.3", from: 4 * step, to: step)
    let features = policy.observationSteps * encoder.featureWidth
    addNetwork(policy, condition: policy.scheduler.toldTimes * step + (policy.conditioning == .global ? features : 0))
  }

  mutating func add(_ name: String, _ shape: [Int]) {
    expected.append(Expected(name: name, shape: shape))
  }

  mutating func addLinear(_ name: String, from input: Int, to output: Int) {
    add(name + ".weight", [output, input])
    add(name + ".bias", [output])
  }

  mutating func addNorm(_ name: String, _ width: Int) {
    add(name + ".weight", [width])
    add(name + ".bias", [width])
  }

  mutating func addConvolution(_ name: String, from input: Int, to output: Int, kernel: Int) {
    add(name + ".weight", [output, input, kernel])
    add(name + ".bias", [output])
  }

  /// A convolution of images with a square window.
  mutating func addImageConvolution(
    _ name: String, from input: Int, to output: Int, size: Int, hasBias: Bool = false
  ) {
    add(name + ".weight", [output, input, size, size])
    if hasBias { add(name + ".bias", [output]) }
  }

  /// What a batch norm keeps of training.
  mutating func addStatistics(_ name: String, _ width: Int) {
    add(name + ".running_mean", [width])
    add(name + ".running_var", [width])
  }

  private mutating func addNetwork(_ policy: PolicyDescription, condition: Int) {
    let dims = policy.downDims
    guard let outer = dims.first, let inner = dims.last else { return }
    func addBlocks(_ name: String, from input: Int, to output: Int, into tensors: inout PolicyTensors) {
      for block in 0..<policy.blocksPerLevel {
        tensors.addBlock(
          "\(name).\(block)", from: block == 0 ? input : output, to: output, condition: condition, policy)
      }
    }
    if policy.conditioning == .local {
      // The second is computed by the trainers' code and never used.
      let width = policy.policyEncoder.featureWidth
      for block in 0..<2 {
        addBlock(
          "\(policy.names.root).local_cond_encoder.\(block)", from: width, to: outer, condition: condition, policy)
      }
    }
    for (level, width) in dims.enumerated() {
      let name = "\(policy.names.root).down_modules.\(level)"
      addBlocks(name, from: level == 0 ? policy.sampleWidth : dims[level - 1], to: width, into: &self)
      if level < dims.count - 1 {
        addConvolution("\(name).\(policy.blocksPerLevel)\(policy.names.resampling)", from: width, to: width, kernel: 3)
      }
    }
    addBlocks("\(policy.names.root).mid_modules", from: inner, to: inner, into: &self)
    for level in 0..<dims.count - 1 {
      let name = "\(policy.names.root).up_modules.\(level)"
      let below = dims.count - 1 - level
      addBlocks(name, from: 2 * dims[below], to: dims[below - 1], into: &self)
      // A transposed convolution is (input, output, taps), here with equal widths.
      addConvolution(
        "\(name).\(policy.blocksPerLevel)\(policy.names.resampling)", from: dims[below - 1], to: dims[below - 1],
        kernel: 4)
    }
    addConvolution("\(policy.names.root).final_conv.0.block.0", from: outer, to: outer, kernel: policy.kernelSize)
    addNorm("\(policy.names.root).final_conv.0.block.1", outer)
    addConvolution("\(policy.names.root).final_conv.1", from: outer, to: policy.sampleWidth, kernel: 1)
  }

  private mutating func addBlock(
    _ name: String, from input: Int, to output: Int, condition: Int, _ policy: PolicyDescription
  ) {
    let kernel = policy.kernelSize
    addConvolution(name + ".\(policy.names.halves[0]).block.0", from: input, to: output, kernel: kernel)
    addNorm(name + ".\(policy.names.halves[0]).block.1", output)
    addConvolution(name + ".\(policy.names.halves[1]).block.0", from: output, to: output, kernel: kernel)
    addNorm(name + ".\(policy.names.halves[1]).block.1", output)
    addLinear(name + ".cond_encoder.1", from: condition, to: (policy.scalesChannels ? 2 : 1) * output)
    if input != output { addConvolution(name + ".residual_conv", from: input, to: output, kernel: 1) }
  }
}
