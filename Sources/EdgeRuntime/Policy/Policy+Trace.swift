extension Policy {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// What an operation on quantised values is given and what it sums, as an own golden record holds them.
  public struct IntegerRecord: Equatable, Sendable {
    /// The operation's place in the program.
    public var operation: Int
    /// The floats of a product's or convolution's input, from the first that a window reads to the last, or what a
    /// screening found.
    public var input: [Float]
    /// A product's or convolution's sums of all parts, each (rows, columns), as floats and before anything is done to
    /// them; else empty.
    public var sums: [Float]
  }

  /// Names of the operations, in the program's order.
  public var operationNames: [String] { layers.operationNames }

  /// Whether some of its weights are not the trainer's floats.
  public var isQuantized: Bool {
    program.operations.contains { $0.matrices.contains { !$0.format.isOfFloats } }
  }

  /// Runs a step on this thread alone and hands over every layer the program still has.
  ///
  /// - Parameters:
  ///   - forced: The recorded input to give to an operation, or nil to leave it as it came. With the same input every
  ///     kernel sums to the same bits, whatever roundings the floats before it took.
  ///   - integers: Called for each operation that has a recorded input.
  ///   - visit: Called in the program's order with the layer and its values in the trainer's layout.
  public func trace(
    forcing forced: (_ operation: Int) -> [Float]? = { _ in nil },
    integers: (IntegerRecord) -> Void = { _ in }, _ visit: (LayerTable.Layer, [Float]) -> Void
  ) {
    executor.trace { operation, stage in
      switch stage {
      case .start:
        if let values = forced(operation) { give(values, to: operation) }
      case .sums:
        if let record = integerRecord(operation) { integers(record) }
      case .beforeFilm, .end:
        for layer in layers.layers
        where layer.operation == operation && layer.beforeFilm == (stage == .beforeFilm) {
          visit(layer, values(of: layer))
        }
      }
    }
  }

  private func give(_ values: [Float], to operation: Int) {
    guard let recorded = program.operations[operation].facts(samplerRows: 1).recordedInput,
      values.count == recorded.range.count
    else { return }
    let input = unsafe executor.context.buffer(recorded.buffer)
    for index in values.indices { unsafe input[recorded.range.lowerBound + index] = values[index] }
  }

  private func integerRecord(_ operation: Int) -> IntegerRecord? {
    guard let recorded = program.operations[operation].facts(samplerRows: 1).recordedInput else { return nil }
    var record = IntegerRecord(operation: operation, input: [], sums: [])
    let input = unsafe executor.context.buffer(recorded.buffer)
    for place in recorded.range { unsafe record.input.append(input[place]) }
    for output in program.operations[operation].sums ?? [] {
      for row in 0..<output.rows {
        for column in 0..<output.columns { unsafe record.sums.append(executor.context.row(row, of: output)[column]) }
      }
    }
    return record
  }

  private func values(of layer: LayerTable.Layer) -> [Float] {
    let view = layer.view
    var values: [Float] = []
    values.reserveCapacity(view.elementCount)
    guard layer.transposedParts > 0 else {
      for row in 0..<view.rows {
        for column in 0..<view.columns { unsafe values.append(executor.context.row(row, of: view)[column]) }
      }
      return values
    }
    for part in 0..<layer.transposedParts {
      let rows = Share(index: part, count: layer.transposedParts).range(of: view.rows)
      for column in 0..<view.columns {
        for row in rows { unsafe values.append(executor.context.row(row, of: view)[column]) }
      }
    }
    return values
  }
}
