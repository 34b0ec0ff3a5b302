import CKernels

/// The per-point network of the cloud encoder, and the maximum over points.
///
/// Points go through all layers in tiles that stay in the first-level cache. Each frame is cut in `slices`
/// whatever the number of threads; a slice leaves its own maxima, which `Maximum` joins.
public struct PointEncode: OperationRecord {
  /// Normalised points (frames · points, columns).
  public var input: BufferView
  /// Frames in `input`.
  public var frames: Int
  /// Slices of one frame.
  public var slices: Int
  /// Partial maxima (frames · slices, width of the last layer).
  public var output: BufferView
  /// How many of `layers` count.
  public var layerCount: Int
  /// The layers; those from `layerCount` on repeat the last.
  public var layers: InlineArray<4, PointLayer>

  /// Most layers the operation may have: the colour variant has four.
  public static let maxLayerCount = 4
  /// Points of a tile: with 256 channels a tile of this size and its neighbour fill half a first-level cache.
  static let tileRows = 16

  /// Makes the operation of one to four layers.
  public init(input: BufferView, frames: Int, slices: Int, output: BufferView, layers: [PointLayer]) {
    precondition((1...PointEncode.maxLayerCount).contains(layers.count), "one to four layers")
    self.input = input
    self.frames = frames
    self.slices = slices
    self.output = output
    layerCount = layers.count
    self.layers = InlineArray { layers[min($0, layers.count - 1)] }
  }

  static let label: StaticString = "point encode"

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    frames = try reader.extent()
    slices = try reader.extent()
    output = try BufferView(reading: &reader)
    layerCount = try reader.integer(in: 1...PointEncode.maxLayerCount)
    layers = InlineArray(repeating: try PointLayer(reading: &reader))
    for index in stride(from: 1, to: layerCount, by: 1) { layers[index] = try PointLayer(reading: &reader) }
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    writer.integer(frames)
    writer.integer(slices)
    output.write(to: &writer)
    writer.integer(layerCount)
    for index in 0..<layerCount { layers[index].write(to: &writer) }
  }

  var isShared: Bool { true }

  var multiplyAdds: Int {
    var count = 0
    for index in 0..<layerCount { count += layers[index].inputs * layers[index].outputs }
    return count.saturatingProduct(input.rows)
  }

  /// Points of one frame.
  public var points: Int { input.rows / frames }

  private var tileWidth: Int {
    var width = 0
    for index in 0..<layerCount { width = max(width, layers[index].outputs) }
    return width
  }

  /// Two tiles: the input and the output of a layer.
  var scratchCount: Int { 2 * PointEncode.tileRows * tileWidth }

  var extentsAgree: Bool {
    guard input.rows % frames == 0, output.rows == frames * slices, slices <= points else { return false }
    var columns = input.columns
    for index in 0..<layerCount {
      let layer = layers[index]
      guard layer.matrix.format == .float32, layer.inputs == columns, (layer.gamma == nil) == (layer.beta == nil) else {
        return false
      }
      columns = layer.outputs
    }
    return output.columns == columns
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.write(output))
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {
    for index in 0..<layerCount {
      let layer = layers[index]
      body(layer.matrix.use)
      body(TensorUse(tensor: layer.bias, count: PanelLayout.padded(layer.outputs)))
      if let gamma = layer.gamma { body(TensorUse(tensor: gamma, count: layer.outputs)) }
      if let beta = layer.beta { body(TensorUse(tensor: beta, count: layer.outputs)) }
    }
  }
}
