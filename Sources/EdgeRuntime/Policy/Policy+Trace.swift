extension Policy {
  /// What an integer product reads and what it sums, as its golden record holds them.
  public struct IntegerProduct: Equatable, Sendable {
    /// The operation's place in the program.
    public var operation: Int
    /// The floats of its input, from the first that a window reads to the last.
    public var input: [Float]
    /// The sums of all parts, each (rows, columns), as floats and before anything is done to them.
    public var sums: [Float]
  }

  /// Names of the operations, in the program's order.
  public var operationNames: [String] { layers.operationNames }

  /// Whether some of its products are computed in integers.
  public var isQuantized: Bool {
    program.operations.contains { $0.matrices.contains { $0.format != .float32 } }
  }

  /// Runs a step on this thread alone and hands over every layer the program still has.
  ///
  /// - Parameters:
  ///   - forced: The input to give to the integer product at an operation, or nil to leave it as it came. With the
  ///     same input every kernel sums to the same bits, whatever roundings the floats before it took.
  ///   - integers: Called for each integer product.
  ///   - visit: Called in the program's order with the layer and its values in the trainer's layout.
  public func trace(
    forcing forced: (_ operation: Int) -> [Float]? = { _ in nil },
    integers: (IntegerProduct) -> Void = { _ in }, _ visit: (LayerTable.Layer, [Float]) -> Void
  ) {
    executor.trace { operation, stage in
      switch stage {
      case .start:
        if let values = forced(operation) { give(values, to: operation) }
      case .sums:
        if let product = integerProduct(operation) { integers(product) }
      case .beforeFilm, .end:
        for layer in layers.layers
        where layer.operation == operation && layer.beforeFilm == (stage == .beforeFilm) {
          visit(layer, values(of: layer))
        }
      }
    }
  }

  private func give(_ values: [Float], to operation: Int) {
    guard case .product(let product) = program.operations[operation] else { return }
    let range = product.inputRange
    guard values.count == range.count else { return }
    let input = executor.context.buffer(product.inputBuffer)
    for index in values.indices { input[range.lowerBound + index] = values[index] }
  }

  private func integerProduct(_ operation: Int) -> IntegerProduct? {
    guard case .product(let product) = program.operations[operation] else { return nil }
    var read = IntegerProduct(operation: operation, input: [], sums: [])
    let input = executor.context.buffer(product.inputBuffer)
    for place in product.inputRange { read.input.append(input[place]) }
    for index in 0..<product.partCount {
      let output = product.parts[index].output
      for row in 0..<output.rows {
        for column in 0..<output.columns { read.sums.append(executor.context.row(row, of: output)[column]) }
      }
    }
    return read
  }

  private func values(of layer: LayerTable.Layer) -> [Float] {
    let view = layer.view
    var values: [Float] = []
    values.reserveCapacity(view.elementCount)
    if layer.isTransposed {
      for column in 0..<view.columns {
        for row in 0..<view.rows { values.append(executor.context.row(row, of: view)[column]) }
      }
    } else {
      for row in 0..<view.rows {
        for column in 0..<view.columns { values.append(executor.context.row(row, of: view)[column]) }
      }
    }
    return values
  }
}
