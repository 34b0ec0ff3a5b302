/// Names for people and for `verify`: section *layers*.
public struct LayerTable: Equatable, Sendable {
  /// A layer of the trained network that the program still computes.
  public struct Layer: Equatable, Sendable {
    /// The module's path in the trainer's code, like `model.mid_modules.0`.
    public var name: String
    /// The operation after which `view` holds the layer's output.
    public var operation: Int
    /// True for a convolution block's own output, before FiLM and residual join it.
    public var beforeFilm: Bool
    /// Where it is found (rows, columns).
    public var view: BufferView
    /// How many parts of the rows the trainer's tensor has channels first, (columns, rows) each: one of a sequence, as
    /// many as there are images; 0 where it is (rows, columns) as it stands.
    public var transposedParts: Int

    /// Makes a layer.
    public init(name: String, operation: Int, beforeFilm: Bool, view: BufferView, transposedParts: Int) {
      self.name = name
      self.operation = operation
      self.beforeFilm = beforeFilm
      self.view = view
      self.transposedParts = transposedParts
    }
  }

  /// What each operation computes, one name an operation.
  public var operationNames: [String]
  /// The layers that can be compared with golden records, in the order of the program.
  public var layers: [Layer]
  /// Layers that a pass folded into constants.
  public var folded: [String]

  /// Makes a table.
  public init(operationNames: [String], layers: [Layer], folded: [String]) {
    self.operationNames = operationNames
    self.layers = layers
    self.folded = folded
  }
}

extension LayerTable {
  init(reading reader: inout ByteReader, operationCount count: Int) throws(PolicyFileError) {
    operationNames = []
    for _ in 0..<(try reader.integer(in: count...count)) { operationNames.append(try reader.text()) }
    layers = []
    for _ in 0..<(try reader.integer(in: 0...FormatLimits.layerCount)) {
      layers.append(
        Layer(
          name: try reader.text(), operation: try reader.integer(in: 0...count - 1),
          beforeFilm: try reader.flag(), view: try BufferView(reading: &reader),
          transposedParts: try reader.integer(
            in: 0...(reader.version >= FileHeader.imageVersion ? FormatLimits.extent : 1))))
    }
    folded = []
    for _ in 0..<(try reader.integer(in: 0...FormatLimits.layerCount)) { folded.append(try reader.text()) }
    try reader.expectEnd()
  }

  /// Checks that each layer's view can be read after its operation.
  func validate(in program: Program) throws(PolicyFileError) {
    let lives = program.lifetimes
    for (index, layer) in layers.enumerated() {
      guard program.contains(layer.view), let life = lives[layer.view.buffer], life.contains(layer.operation)
      else { throw .badLayer(index: index) }
    }
  }

  /// Appends the section's bytes.
  public func write(to writer: inout ByteWriter) {
    writer.integer(operationNames.count)
    for name in operationNames { writer.text(name) }
    writer.integer(layers.count)
    for layer in layers {
      writer.text(layer.name)
      writer.integer(layer.operation)
      writer.flag(layer.beforeFilm)
      layer.view.write(to: &writer)
      writer.integer(layer.transposedParts)
    }
    writer.integer(folded.count)
    for name in folded { writer.text(name) }
  }
}
