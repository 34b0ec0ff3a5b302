import EdgeRuntime

/// One step of the policy before lowering.
struct GraphNode {
  /// What it does.
  enum Kind {
    case normalize(input: ValueView, output: ValueView, scale: [Float], offset: [Float])
    case pointEncode(input: ValueView, frames: Int, slices: Int, output: ValueView, layers: [PointLayerNode])
    case pointStage(PointStageNode)
    case maximum(input: ValueView, output: ValueView)
    case product(ProductNode)
    case add(input: ValueView, other: ValueView, output: ValueView)
    case clear(output: ValueView)
    case layerNormalize(input: ValueView, output: ValueView, gamma: [Float], beta: [Float])
    case mish(input: ValueView, output: ValueView)
    case rowConstant(rows: [[Float]], output: ValueView)
    case sampleInput(sample: ValueView, output: ValueView)
    case sampleUpdate(estimate: ValueView, sample: ValueView, noise: ValueView?, memory: ValueView?)
    case unnormalize(input: ValueView, output: ValueView, scale: [Float], offset: [Float])
    case imageResize(input: ValueView, output: ValueView, planes: Int)
    case imageInput(ImageInputNode)
    case convolution(ConvolutionNode)
    case imageNorm(ImageNormNode)
    case maxPool(input: ImageValue, output: ImageValue, window: ImageWindow)
    case spatialSoftmax(input: ImageValue, output: ValueView, temperature: Float)
    case averagePool(input: ImageValue, output: ValueView)
  }

  /// A layer of the trained network that this node completes.
  struct Layer {
    var name: String
    var view: ValueView
    var transposedParts = 0
    var beforeFilm = false
  }

  var name: String
  var kind: Kind
  var layers: [Layer] = []

  /// Trained parameters it reads.
  var parameterCount: Int {
    switch kind {
    case .product(let product): product.parameterCount
    case .pointEncode(_, _, _, _, let layers): layers.reduce(0) { $0 + $1.parameterCount }
    case .pointStage(let stage): stage.layers.reduce(0) { $0 + $1.parameterCount }
    case .layerNormalize(_, _, let gamma, let beta): gamma.count + beta.count
    case .convolution(let convolution): convolution.parameterCount
    case .imageNorm(let norm): norm.gamma.count + norm.beta.count
    case .normalize, .maximum, .add, .clear, .mish, .rowConstant, .sampleInput, .sampleUpdate, .unnormalize,
      .imageResize, .imageInput, .maxPool, .spatialSoftmax, .averagePool:
      0
    }
  }
}
