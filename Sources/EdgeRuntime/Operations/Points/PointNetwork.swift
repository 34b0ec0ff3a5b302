import CKernels

/// The layers that every point of a cloud goes through by itself.
///
/// Points go through all layers in tiles that stay in the first-level cache.
public struct PointNetwork: Sendable, BitwiseCopyable {
  /// How many of `layers` count.
  public var layerCount: Int
  /// The layers; those from `layerCount` on repeat the last.
  public var layers: InlineArray<4, PointLayer>

  /// Most layers there may be: the colour variant has four.
  public static let maxLayerCount = 4
  /// Points of a tile.
  ///
  /// Its weights come from the second-level cache once for all of them, and rows of 256 channels take 32 kB: on Zen 5 a
  /// cloud takes 3 % less time than by 16, and as long as by 64.
  static let tileRows = 32

  /// Makes a network of one to four layers.
  public init(_ layers: [PointLayer]) {
    precondition((1...PointNetwork.maxLayerCount).contains(layers.count), "one to four layers")
    layerCount = layers.count
    self.layers = InlineArray { layers[min($0, layers.count - 1)] }
  }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    layerCount = try reader.integer(in: 1...PointNetwork.maxLayerCount)
    layers = InlineArray(repeating: try PointLayer(reading: &reader))
    for index in stride(from: 1, to: layerCount, by: 1) { layers[index] = try PointLayer(reading: &reader) }
  }

  func write(to writer: inout ByteWriter) {
    writer.integer(layerCount)
    for index in 0..<layerCount { layers[index].write(to: &writer) }
  }

  /// Columns of the last layer.
  public var outputs: Int { layers[layerCount - 1].outputs }

  /// The matrices, in the order they are multiplied by.
  public var matrices: [PackedMatrix] { (0..<layerCount).map { layers[$0].matrix } }

  /// Whether the layers fit together, and to points of `inputs` columns, and have the formats.
  ///
  /// - Parameter isScreen: Whether all layers but the first are int8; else all are floats.
  func agrees(inputs: Int, isScreen: Bool) -> Bool {
    var columns = inputs
    for index in 0..<layerCount {
      let layer = layers[index]
      guard layer.inputs == columns, (layer.gamma == nil) == (layer.beta == nil) else { return false }
      switch layer.matrix.format {
      case .float32: if isScreen && index > 0 { return false }
      // The weights of a cloud's network stay in a cache: nothing would be won.
      case .float16, .codedFloat32, .codedFloat16: return false
      case .int8(let format): if !isScreen || index == 0 || format.activation != .rows { return false }
      }
      columns = layer.outputs
    }
    return true
  }

  /// Multiply-adds of `points` points, of all layers or of those with int8 weights.
  func multiplyAdds(points: Int, ofIntegers: Bool = false) -> Int {
    var count = 0
    for index in 0..<layerCount where !ofIntegers || layers[index].matrix.format != .float32 {
      count += layers[index].inputs * layers[index].outputs
    }
    return count.saturatingProduct(points)
  }

  /// Columns of the widest layer.
  var tileWidth: Int {
    var width = 0
    for index in 0..<layerCount { width = max(width, layers[index].outputs) }
    return width
  }

  /// Floats of a tile of the widest layer.
  var tileCount: Int { PointNetwork.tileRows * tileWidth }

  /// Floats of two tiles, the input and the output of a layer, and of a tile's bytes.
  var scratchCount: Int { 2 * tileCount + quantizedCount }

  private var quantizedCount: Int {
    var count = 0
    for index in 0..<layerCount where layers[index].matrix.format != .float32 {
      let rows = QuantizedRows(rows: PointNetwork.tileRows, stride: 0, channels: layers[index].inputs)
      count = max(count, rows.scratchCount)
    }
    return count
  }

  func forEachTensorUse(_ body: (TensorUse) -> Void) {
    for index in 0..<layerCount {
      let layer = layers[index]
      body(layer.matrix.use)
      body(TensorUse(tensor: layer.bias, count: PanelLayout.padded(layer.outputs)))
      if let gamma = layer.gamma { body(TensorUse(tensor: gamma, count: layer.outputs)) }
      if let beta = layer.beta { body(TensorUse(tensor: beta, count: layer.outputs)) }
    }
  }
}
