extension Program {
  // SAFETY: `TensorUse` was compared with its entry just before: elements lie inside of the tensor.

  /// Checks everything that `execute` later trusts: extents, bounds of buffers and tensors, that nothing is read
  /// before it is written, that no operation races with itself, and that buffers in use do not share bytes.
  func validate(metadata: PolicyMetadata, sampler: [SamplerRow], tensors: TensorTable) throws(PolicyFileError) {
    try validateBuffers()
    try validateNamedViews(metadata: metadata)
    try validateUpdates(sampler: sampler)
    var written = [Bool](repeating: false, count: buffers.count)
    for input in inputs + (stepNoise.map { [$0] } ?? []) { written[input.buffer] = true }
    written[sample.buffer] = true
    for (index, operation) in operations.enumerated() {
      let facts = operation.facts(samplerRows: sampler.count)
      if let fault = fault(of: facts, tensors: tensors, written: &written) {
        throw .operation(index: index, fault: fault)
      }
    }
    guard written[output.buffer] else {
      throw .operation(index: operations.count - 1, fault: .readsUnwritten(output.buffer))
    }
    try validateLifetimes()
  }

  private func validateBuffers() throws(PolicyFileError) {
    for (index, buffer) in buffers.enumerated() {
      guard buffer.byteOffset % 64 == 0, buffer.byteRange.upperBound <= arenaByteCount else {
        throw .misplacedBuffer(index: index)
      }
    }
    // Memory that no buffer needs would be set aside and touched for nothing.
    let end = (buffers.reduce(0) { max($0, $1.byteRange.upperBound) } + 63) / 64 * 64
    guard arenaByteCount == end else { throw .arenaSize(expected: end, found: arenaByteCount) }
  }

  private func validateNamedViews(metadata: PolicyMetadata) throws(PolicyFileError) {
    guard inputs.count == metadata.observations.count else { throw .badView(index: inputs.count) }
    for (index, input) in inputs.enumerated() {
      let key = metadata.observations[index]
      guard contains(input), input.rows == key.frames * key.rows, input.columns == key.columns,
        input.rowStride == input.columns
      else { throw .badView(index: index) }
    }
    // Each in a buffer of its own: filling one must not change another.
    for (index, view) in (inputs + [sample]).enumerated() {
      for other in inputs[..<index] where other.buffer == view.buffer { throw .badView(index: index) }
    }
    for (index, view) in [sample, output].enumerated() {
      // What is sampled beside actions stands in columns behind theirs.
      let hasColumns = index == 0 ? view.columns >= metadata.actionWidth : view.columns == metadata.actionWidth
      guard contains(view), view.rows == metadata.horizon, hasColumns, view.rowStride == view.columns else {
        throw .badView(index: inputs.count + index)
      }
    }
  }

  /// Refuses noise that has no place of its own, and updates that would leave it out, or what stages remember.
  private func validateUpdates(sampler: [SamplerRow]) throws(PolicyFileError) {
    if let stepNoise {
      let isOwn = (inputs + [sample]).allSatisfy { $0.buffer != stepNoise.buffer }
      guard isOwn, contains(stepNoise), stepNoise.rows == sampler.count * sample.rows,
        stepNoise.columns == sample.columns, stepNoise.rowStride == stepNoise.columns
      else { throw .badView(index: inputs.count + 2) }
    }
    let drawsNoise = sampler.contains { $0.s != 0 }
    let remembers = sampler.contains { $0.stage != nil }
    for (index, operation) in operations.enumerated() {
      guard case .sampleUpdate(let update) = operation else { continue }
      guard update.noise == nil ? !drawsNoise : update.noise == stepNoise, update.memory != nil || !remembers else {
        throw .operation(index: index, fault: .inconsistentExtents)
      }
    }
  }

  /// Whether the view lies inside its buffer.
  func contains(_ view: BufferView) -> Bool {
    buffers.indices.contains(view.buffer) && view.span.upperBound <= buffers[view.buffer].count
  }

  private func fault(of facts: OperationFacts, tensors: TensorTable, written: inout [Bool]) -> OperationFault? {
    guard facts.extentsAgree else { return .inconsistentExtents }
    guard facts.multiplyAdds <= FormatLimits.multiplyAddCount else { return .tooMuchWork }
    for access in facts.accesses {
      guard buffers.indices.contains(access.buffer) else { return .noSuchBuffer(access.buffer) }
      guard access.range.upperBound <= buffers[access.buffer].count else {
        return .outsideBuffer(access.buffer)
      }
    }
    if let buffer = facts.overlappingBuffer { return .overlapsItself(buffer) }
    for access in facts.accesses where !access.writes && !written[access.buffer] {
      return .readsUnwritten(access.buffer)
    }
    for access in facts.accesses where access.writes {
      let isInput = inputs.contains { $0.buffer == access.buffer } || stepNoise?.buffer == access.buffer
      if isInput { return .writesInput(access.buffer) }
      written[access.buffer] = true
    }
    for use in facts.tensorUses {
      guard tensors.entries.indices.contains(use.tensor) else { return .noSuchTensor(use.tensor) }
      let found = tensors.entries[use.tensor]
      guard found.element == use.element else { return .tensorElement(index: use.tensor) }
      guard found.count >= use.end else {
        let needed = use.end.saturatingProduct(use.element.byteCount)
        return .tensorSize(index: use.tensor, needed: needed, found: found.byteCount)
      }
    }
    return nil
  }

  /// Refuses values that would divide by zero, or by so little that the actions mean nothing.
  func validateScales(in weights: Weights) throws(PolicyFileError) {
    for (index, operation) in operations.enumerated() {
      for use in operation.facts(samplerRows: 1).tensorUses where use.divides {
        let scale = unsafe weights.floats(of: use.tensor)
        for element in use.start..<use.end where unsafe !(scale[element].magnitude >= FormatLimits.scaleMagnitude) {
          throw .operation(index: index, fault: .vanishingScale(tensor: use.tensor, element: element))
        }
      }
    }
  }

  /// Refuses packed matrices whose bytes are not what kernels rely on.
  func validateMatrices(in weights: Weights) throws(PolicyFileError) {
    for (index, operation) in operations.enumerated() {
      for matrix in operation.matrices {
        guard let byte = unsafe matrix.fault(in: weights.start(of: matrix.tensor)) else { continue }
        throw .operation(index: index, fault: .unsoundMatrix(tensor: matrix.tensor, byte: byte))
      }
    }
  }

  private func validateLifetimes() throws(PolicyFileError) {
    let lives = lifetimes
    // Sorted by place, a buffer can only share bytes with those that start before it ends.
    let order = buffers.indices.ordered { buffers[$0].byteOffset < buffers[$1].byteOffset }
    for (place, first) in order.enumerated() {
      guard let life = lives[first] else { continue }
      for second in order[(place + 1)...] {
        guard buffers[second].byteOffset < buffers[first].byteRange.upperBound else { break }
        if let other = lives[second], other.overlaps(life) {
          throw .overlappingBuffers(first: min(first, second), second: max(first, second))
        }
      }
    }
  }
}
