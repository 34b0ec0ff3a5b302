import EdgeRuntime

/// Images as rows of a value, a row a pixel, before lowering.
struct ImageValue {
  var view: ValueView
  var height: Int
  var width: Int

  var channels: Int { view.columns }
  var images: Int { view.rows / (height * width) }
}

extension PolicyGraph {
  /// Adds a value for `images` images.
  mutating func addImages(_ name: String, _ images: Int, height: Int, width: Int, channels: Int) -> ImageValue {
    ImageValue(view: add(name, rows: images * height * width, columns: channels), height: height, width: width)
  }
}

/// A camera's crop before lowering.
struct ImageInputNode {
  /// Planes of all images, line by line.
  var input: ValueView
  var output: ImageValue
  var top, left: Int
  /// One a channel.
  var scale, offset: [Float]
}

/// A convolution of images before lowering.
struct ConvolutionNode {
  var input: ImageValue
  var output: ImageValue
  var window: ImageWindow
  var matrix: Matrix
  /// One an output channel, or none.
  var bias: [Float]?
  var residual: ValueView?
  var relu = false
  /// Whether an earlier node has the same weights, under the same name.
  var repeatsWeights = false

  var parameterCount: Int { repeatsWeights ? 0 : matrix.parameterCount + (bias?.count ?? 0) }
}

/// Group norm of each image before lowering.
struct ImageNormNode {
  var input: ImageValue
  var output: ImageValue
  var groups: Int
  var gamma, beta: [Float]
  var residual: ValueView?
  var relu = false
}
