extension Program {
  /// When each buffer of this program is in use.
  var lifetimes: [ClosedRange<Int>?] {
    Program.lifetimes(
      bufferCount: buffers.count, operations: operations, network: network,
      inputs: inputs + (stepNoise.map { [$0] } ?? []), sample: sample, output: output)
  }

  /// When each buffer holds something that is still needed, as operation indices.
  ///
  /// The planner gives buffers with disjoint lifetimes the same bytes, and `validate` holds it to that.
  /// Inputs and the sample are filled before operation 0, the output is read after the last. Inputs live on to the
  /// end, since the next step may keep an observation. A buffer that carries something into the network or out of it
  /// lives through all of its rounds.
  ///
  /// - Parameters:
  ///   - bufferCount: How many buffers there are.
  ///   - operations: Every operation, in order.
  ///   - network: Those that run once for each row of the sampler.
  ///   - inputs: What the caller fills but for the sample: the observations, and the noise of the steps.
  ///   - sample: The action chunk that is sampled, normalised.
  ///   - output: The action chunk in its units.
  public static func lifetimes(
    bufferCount: Int, operations: [Operation], network: Range<Int>, inputs: [BufferView], sample: BufferView,
    output: BufferView
  ) -> [ClosedRange<Int>?] {
    var lives = [ClosedRange<Int>?](repeating: nil, count: bufferCount)
    func extend(_ buffer: Int, to index: Int) {
      guard lives.indices.contains(buffer) else { return }
      if let life = lives[buffer] {
        lives[buffer] = min(life.lowerBound, index)...max(life.upperBound, index)
      } else {
        lives[buffer] = index...index
      }
    }
    for input in inputs {
      extend(input.buffer, to: -1)
      extend(input.buffer, to: operations.count)
    }
    extend(sample.buffer, to: -1)
    for (index, operation) in operations.enumerated() {
      let accesses = operation.facts(samplerRows: 1).accesses
      for access in accesses { extend(access.buffer, to: index) }
    }
    extend(output.buffer, to: operations.count)
    for buffer in lives.indices {
      guard let life = lives[buffer], life.overlaps(network.lowerBound...network.upperBound - 1) else {
        continue
      }
      let crosses = life.lowerBound < network.lowerBound || life.upperBound >= network.upperBound
      if crosses {
        lives[buffer] =
          min(life.lowerBound, network.lowerBound)...max(life.upperBound, network.upperBound - 1)
      }
    }
    return lives
  }
}
