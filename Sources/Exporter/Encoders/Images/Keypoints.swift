/// robomimic's head of an image encoder: maps, the place where each is largest as a softmax has it, a layer with ReLU.
public struct Keypoints: Equatable, Sendable {
  /// The module of the maps and their softmax.
  public var pool: String
  /// The layer behind it.
  public var layer: String
  /// The convolution that makes the maps.
  public var maps: String
  /// How many keypoints.
  public var count: Int
  /// Columns of the feature.
  public var featureWidth: Int
  /// The module that ends in the ReLU, where the trainer's code has one of its own for it.
  public var module: String?
  /// Whether a temperature is stored, which values are divided by.
  public var hasTemperature: Bool

  /// Makes a head.
  public init(
    pool: String, maps: String, layer: String, count: Int = 32, featureWidth: Int = 64, hasTemperature: Bool = true,
    module: String? = nil
  ) {
    self.pool = pool
    self.maps = maps
    self.layer = layer
    self.count = count
    self.featureWidth = featureWidth
    self.hasTemperature = hasTemperature
    self.module = module
  }

  var temperatureName: String { "\(pool).temperature" }

  func addTensors(to tensors: inout PolicyTensors) {
    if hasTemperature { tensors.add(temperatureName, [1]) }
    tensors.addImageConvolution(maps, from: ResNet18.outputs, to: count, size: 1, hasBias: true)
    tensors.addLinear(layer, from: 2 * count, to: featureWidth)
  }

  func addNodes(_ x: ImageValue, features: ValueView, _ use: ResNet18.Use, to builder: inout GraphBuilder) {
    let mapped = builder.graph.addImages(maps, x.images, height: x.height, width: x.width, channels: count)
    let weight = builder.tensor("\(maps).weight")
    // A window of one pixel is a layer of each pixel.
    let matrix = Matrix(linear: Tensor(shape: Array(weight.shape.prefix(2)), values: weight.values))
    let part = ProductPartNode(matrices: [matrix], bias: builder.vector("\(maps).bias"), output: mapped.view)
    builder.graph.encode.append(
      GraphNode(name: maps, kind: .product(ProductNode(input: x.view, rows: x.view.rows, parts: [part]))))
    let keypoints = builder.graph.add(pool, rows: x.images, columns: 2 * count)
    builder.graph.encode.append(
      GraphNode(
        name: pool,
        kind: .spatialSoftmax(
          input: mapped, output: keypoints,
          temperature: hasTemperature ? builder.vector(temperatureName)[0] : 1),
        layers: use.isShared ? [] : [GraphNode.Layer(name: pool, view: keypoints)]))
    builder.addLinear(layer, input: keypoints, output: features, epilogue: .relu)
    if let module, !use.isShared {
      builder.graph.encode[builder.graph.encode.count - 1].layers.append(
        GraphNode.Layer(name: module, view: features))
    }
  }
}
