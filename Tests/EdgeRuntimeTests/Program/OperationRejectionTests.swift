import TestSupport
import Testing

@testable import EdgeRuntime

/// Programs that could not be run, and the limits that keep checking them quick.
struct OperationRejectionTests {
  private func refusal(_ change: (inout PolicyParts) -> Void) throws -> PolicyFileError? {
    var parts = MiniaturePolicy.parts()
    change(&parts)
    return try parts.refusal()
  }

  /// The index of the operation called `name`, and the refusal after its product was changed.
  private func refusal(
    product name: String, _ change: (inout Product) -> Void
  ) throws -> (index: Int, error: PolicyFileError?) {
    var parts = MiniaturePolicy.parts()
    let index = try parts.index(of: name)
    var product = try #require(parts.program.operations[index].product)
    change(&product)
    parts.program.operations[index] = .product(product)
    return (index, try parts.refusal())
  }

  private func expect(
    _ fault: OperationFault, product name: String, _ change: (inout Product) -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (index, error) = try refusal(product: name, change)
    #expect(error == .operation(index: index, fault: fault), sourceLocation: sourceLocation)
  }

  @Test func refusesUnknownKinds() throws {
    let parts = MiniaturePolicy.parts()
    let place = 4 + 4 + 8 * parts.program.buffers.count + 4
    for kind: UInt32 in [0, 23, .max] {
      var bytes = PolicyBytes(try parts.bytes())
      bytes.set(kind, in: .program, at: place)
      #expect(
        PolicyParts.refusal(of: TemporaryFile(bytes.bytes)) == .operation(index: 0, fault: .unknownKind(kind))
      )
    }
  }

  @Test func refusesBuffersAndTensorsThatAreNotThere() throws {
    let parts = MiniaturePolicy.parts()
    let (buffers, tensors) = (parts.program.buffers.count, parts.tensors.entries.count)
    try expect(.noSuchBuffer(buffers), product: "final") { $0.inputBuffer = buffers }
    try expect(.noSuchBuffer(4095), product: "final") { $0.parts[0].output.buffer = 4095 }
    try expect(.noSuchTensor(tensors), product: "final") { $0.matrix.tensor = tensors }
    try expect(.noSuchTensor(65_535), product: "final") { $0.bias = 65_535 }
  }

  @Test func refusesReadingAndWritingOutside() throws {
    let parts = MiniaturePolicy.parts()
    let index = try parts.index(of: "block")
    let block = try #require(parts.program.operations[index].product)
    try expect(.outsideBuffer(block.inputBuffer), product: "block") { $0.parts[0].inputOffset = 1 }
    try expect(.outsideBuffer(block.inputBuffer), product: "block") { $0.inputRowStride += 1 }
    try expect(.outsideBuffer(block.inputBuffer), product: "block") { $0.inputTapStride = 1 << 20 }
    try expect(.outsideBuffer(block.parts[0].output.buffer), product: "block") {
      $0.parts[0].output.offset = 1
    }
    try expect(.outsideBuffer(block.parts[0].output.buffer), product: "block") {
      $0.parts[0].output.rowStride = 1 << 20
    }
  }

  @Test func refusesFilmOutside() throws {
    func change(_ edit: @escaping (inout GroupNormEpilogue.Film) -> Void) -> (inout Product) -> Void {
      { product in
        guard var norm = product.parts[0].norm, var film = norm.film else {
          Issue.record("the product has no film")
          return
        }
        edit(&film)
        norm.film = film
        product.parts[0].epilogue = .groupNorm(norm)
      }
    }
    let parts = MiniaturePolicy.parts()
    let index = try parts.index(of: "convolution")
    let film = try #require(parts.program.operations[index].product?.parts[0].norm?.film)
    try expect(.outsideBuffer(film.buffer), product: "convolution", change { $0.offset = 1 })
    try expect(
      .tensorSize(index: film.bias, needed: 4 * 97, found: 4 * 96), product: "convolution",
      change { $0.biasOffset = 1 })
    try expect(
      .tensorSize(index: film.bias, needed: 4 * (48 + (1 << 28)), found: 4 * 96), product: "convolution",
      change { $0.biasRowStride = 1 << 28 })
  }

  @Test func refusesTensorsThatAreTooShort() throws {
    let parts = MiniaturePolicy.parts()
    let index = try parts.index(of: "final")
    let final = try #require(parts.program.operations[index].product)
    let bias = try #require(final.bias)
    try expect(.tensorSize(index: bias, needed: 4 * 16 * 24, found: 64), product: "final") {
      $0.matrix.tensor = bias
    }
  }

  @Test func refusesTensorsOfAnotherElement() throws {
    let parts = MiniaturePolicy.parts()
    let index = try parts.index(of: "final")
    let final = try #require(parts.program.operations[index].product)
    let tensor = final.matrix.tensor
    #expect(
      try refusal {
        $0.tensors.entries[tensor].element = .packed
        $0.tensors.entries[tensor].count *= 4
      } == .operation(index: index, fault: .tensorElement(index: tensor)))
  }

  @Test func refusesReadingWhatNothingWrote() throws {
    // Without the operation that fills the block's output.
    let parts = MiniaturePolicy.parts()
    let index = try parts.index(of: "block")
    let block = try #require(parts.program.operations[index].product)
    let error = try refusal { parts in
      var output = block.parts[0].output
      output.buffer = parts.program.output.buffer
      (output.rows, output.columns, output.rowStride) = (1, 1, 1)
      parts.program.operations[index] = .clear(Clear(output: output))
      parts.layers.layers = []
    }
    #expect(error == .operation(index: index + 1, fault: .readsUnwritten(block.parts[0].output.buffer)))
    let last = parts.program.operations.count - 1
    #expect(
      try refusal { $0.program.operations[last] = .clear(Clear(output: $0.program.sample)) }
        == .operation(index: last, fault: .readsUnwritten(parts.program.output.buffer)))
  }

  @Test func refusesWritingAnObservation() throws {
    let input = MiniaturePolicy.parts().program.inputs[0]
    #expect(
      try refusal { $0.program.operations[0] = .clear(Clear(output: input)) }
        == .operation(index: 0, fault: .writesInput(input.buffer)))
  }

  @Test func refusesRacesInsideAnOperation() throws {
    let parts = MiniaturePolicy.parts()
    func output(_ name: String) -> BufferView {
      guard
        case .product(let product) = parts.program.operations[
          parts.layers.operationNames.firstIndex(of: name) ?? 0]
      else { return parts.program.output }
      return product.parts[0].output
    }
    let convolution = output("convolution")
    // The second part over the first; the residual that is the output itself.
    try expect(.overlapsItself(convolution.buffer), product: "convolution") {
      $0.parts[1].output = convolution
    }
    let block = output("block")
    try expect(.overlapsItself(block.buffer), product: "block") { product in
      guard var norm = product.parts[0].norm else {
        Issue.record("the product has no norm")
        return
      }
      norm.residual = block
      product.parts[0].epilogue = .groupNorm(norm)
    }
  }

  @Test func refusesInPlaceThatIsNotElementByElement() throws {
    let index = try MiniaturePolicy.parts().index(of: "time.1")
    func change(_ edit: (inout LayerNormalize) -> Void) throws -> PolicyFileError? {
      try refusal { parts in
        guard case .layerNormalize(var norm) = parts.program.operations[index] else {
          Issue.record("the operation is no layer norm")
          return
        }
        edit(&norm)
        parts.program.operations[index] = .layerNormalize(norm)
      }
    }
    var buffer = 0
    let error = try change { norm in
      buffer = norm.input.buffer
      (norm.input.columns, norm.output.columns, norm.output.offset) = (4, 4, 2)
    }
    #expect(error == .operation(index: index, fault: .overlapsItself(buffer)))
    // Halves that do not touch, and the whole in place, may be.
    #expect(try change { ($0.input.columns, $0.output.columns, $0.output.offset) = (4, 4, 4) } == nil)
    #expect(try change { _ in } == nil)
  }

  @Test func refusesExtentsThatContradict() throws {
    try expect(.inconsistentExtents, product: "block") { $0.rows = 3 }
    try expect(.inconsistentExtents, product: "block") { $0.parts[0].columns = 23 }
    try expect(.inconsistentExtents, product: "block") { product in
      guard var norm = product.parts[0].norm else {
        Issue.record("the product has no norm")
        return
      }
      norm.groups = 5
      product.parts[0].epilogue = .groupNorm(norm)
    }
    #expect(
      try refusal {
        $0.program.operations[0] = .maximum(Maximum(input: $0.program.inputs[0], output: $0.program.sample))
      }
        == .operation(index: 0, fault: .inconsistentExtents))
  }

  @Test func refusesWorkBeyondCounting() throws {
    // Every extent at its limit: the multiply-adds do not fit in 64 bits.
    let extent = FormatLimits.extent
    try expect(.tooMuchWork, product: "final") { product in
      (product.rows, product.matrix.taps, product.matrix.channels) = (extent, extent, extent)
      product.parts[0].columns = extent
      (product.parts[0].output.rows, product.parts[0].output.columns) = (extent, extent)
      product.parts[0].output.rowStride = extent
    }
  }

  @Test func refusesEpsilonThatIsNotPositive() throws {
    let index = try MiniaturePolicy.parts().index(of: "time.1")
    for epsilon: Float in [0, -1e-5, .nan, .infinity] {
      let error = try refusal { parts in
        guard case .layerNormalize(var norm) = parts.program.operations[index] else {
          Issue.record("the operation is no layer norm")
          return
        }
        norm.epsilon = epsilon
        parts.program.operations[index] = .layerNormalize(norm)
      }
      guard case .badNumber = error else {
        Issue.record("epsilon \(epsilon): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func refusesBadBuffers() throws {
    #expect(try refusal { $0.program.buffers[3].byteOffset += 4 } == .misplacedBuffer(index: 3))
    #expect(
      try refusal { $0.program.buffers[3].byteOffset = $0.program.arenaByteCount / 64 * 64 }
        == .misplacedBuffer(index: 3)
    )
    #expect(
      try refusal { $0.program.buffers[3].count = FormatLimits.floatOffset } == .misplacedBuffer(index: 3))
    for extra in [-64, 64, 1 << 29] {
      let end = MiniaturePolicy.parts().program.arenaByteCount
      let error = try refusal { $0.program.arenaByteCount += extra }
      if extra > 0 {
        #expect(error == .arenaSize(expected: end, found: end + extra))
      } else {
        #expect(error != nil)
      }
    }
    #expect(
      try refusal { $0.program.buffers[1].byteOffset = $0.program.buffers[0].byteOffset }
        == .overlappingBuffers(first: 0, second: 1))
  }

  @Test func refusesBadViews() throws {
    #expect(try refusal { $0.program.inputs.removeLast() } == .badView(index: 1))
    #expect(try refusal { $0.program.inputs[0].offset = 1 } == .badView(index: 0))
    #expect(try refusal { $0.metadata.observations[1].rows = 2 } == .badView(index: 1))
    #expect(try refusal { $0.program.sample.rows = 3 } == .badView(index: 2))
    #expect(try refusal { $0.program.output.buffer = 4000 } == .badView(index: 3))
    #expect(try refusal { $0.program.stepNoise?.rows = 7 } == .badView(index: 4))
    #expect(try refusal { $0.program.stepNoise?.buffer = $0.program.inputs[0].buffer } == .badView(index: 4))
    #expect(try refusal { $0.sampler.removeLast() } == .badView(index: 4))
    // Noise that is weighed, but read by nobody or from elsewhere.
    for change: (inout SampleUpdate) -> Void in [{ $0.noise = nil }, { $0.noise?.offset = 3 }] {
      let refused = try refusal { parts in
        for index in parts.program.operations.indices {
          guard case .sampleUpdate(var update) = parts.program.operations[index] else { continue }
          change(&update)
          parts.program.operations[index] = .sampleUpdate(update)
        }
      }
      guard case .operation(_, .inconsistentExtents)? = refused else {
        Issue.record("\(String(describing: refused))")
        continue
      }
    }
    // A stage without what it remembers, or with half of it.
    let stage = SamplerStage(p: 0, r: 0)
    for memory in [nil, BufferView(0, 2, 2)] as [BufferView?] {
      let refused = try refusal { parts in
        parts.sampler[0].stage = stage
        for index in parts.program.operations.indices {
          guard case .sampleUpdate(var update) = parts.program.operations[index] else { continue }
          update.memory = memory
          parts.program.operations[index] = .sampleUpdate(update)
        }
      }
      guard case .operation(_, .inconsistentExtents)? = refused else {
        Issue.record("\(String(describing: refused))")
        continue
      }
    }
    #expect(try refusal { $0.metadata.horizon = 3 } == .badView(index: 2))
    // The sample in an observation's buffer.
    #expect(try refusal { $0.program.sample.buffer = $0.program.inputs[0].buffer } == .badView(index: 2))
  }

  @Test func limitsOperations() throws {
    func filled(_ count: Int) -> (inout PolicyParts) -> Void {
      { parts in
        let missing = count - parts.program.operations.count
        let clear = Operation.clear(Clear(output: parts.program.output))
        parts.program.operations.insert(contentsOf: Array(repeating: clear, count: missing), at: 0)
        parts.layers.operationNames.insert(contentsOf: Array(repeating: "", count: missing), at: 0)
        parts.layers.layers = []
        parts.program.network =
          parts.program.network.lowerBound + missing..<parts.program.network.upperBound + missing
      }
    }
    let limit = FormatLimits.operationCount
    for count in [limit - 1, limit] {
      // The output lives longer now, so that it gets bytes of its own.
      let error = try refusal { parts in
        filled(count)(&parts)
        let output = parts.program.output.buffer
        parts.program.buffers[output].byteOffset = parts.program.arenaByteCount
        parts.program.arenaByteCount += 64
      }
      #expect(error == nil)
    }
    guard case .outOfRange(_, UInt64(limit + 1), 1...UInt64(limit)) = try refusal(filled(limit + 1)) else {
      Issue.record("more operations than the limit pass")
      return
    }
  }

  @Test func limitsPointLayers() throws {
    let index = try MiniaturePolicy.parts().index(of: "points")
    func change(_ outputs: Int) throws -> PolicyFileError? {
      try refusal { parts in
        guard case .pointEncode(var encode) = parts.program.operations[index] else {
          Issue.record("the operation encodes no points")
          return
        }
        encode.network.layers[0].outputs = outputs
        parts.program.operations[index] = .pointEncode(encode)
      }
    }
    let limit = FormatLimits.pointLayerWidth
    #expect(try change(limit) == .operation(index: index, fault: .inconsistentExtents))
    guard case .outOfRange(_, UInt64(limit + 1), 1...UInt64(limit)) = try change(limit + 1) else {
      Issue.record("a point layer wider than the limit passes")
      return
    }
  }
}
