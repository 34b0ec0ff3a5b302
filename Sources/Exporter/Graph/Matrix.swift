/// The weights of a product, seen through index lists so that passes cut without copying.
struct Matrix {
  /// How the trainer's tensor is laid out.
  enum Layout {
    /// Linear: (out, in).
    case linear
    /// Conv1d: (out, in, k).
    case convolution
    /// ConvTranspose1d: (in, out, k).
    case transposedConvolution
  }

  let tensor: Tensor
  let layout: Layout
  /// The kernel index at each position of the window.
  var taps: [Int]
  /// The input channels that are still read.
  var channels: Range<Int>

  init(linear tensor: Tensor) {
    self.init(tensor: tensor, layout: .linear, taps: [0], channels: 0..<tensor.shape[1])
  }

  init(convolution tensor: Tensor) {
    self.init(
      tensor: tensor, layout: .convolution, taps: Array(0..<tensor.shape[2]), channels: 0..<tensor.shape[1])
  }

  /// A convolution of images, (out, in, lines, pixels): a tap for each line of the window, of all its pixels' channels.
  init(imageConvolution tensor: Tensor) {
    let (outputs, inputs, lines, pixels) = (tensor.shape[0], tensor.shape[1], tensor.shape[2], tensor.shape[3])
    var values: [Float] = []
    values.reserveCapacity(tensor.values.count)
    for output in 0..<outputs {
      for place in 0..<pixels * inputs {
        let first = (output * inputs + place % inputs) * lines * pixels + place / inputs
        for line in 0..<lines { values.append(tensor.values[first + line * pixels]) }
      }
    }
    self.init(convolution: Tensor(shape: [outputs, pixels * inputs, lines], values: values))
  }

  init(transposedConvolution tensor: Tensor, taps: [Int]) {
    self.init(tensor: tensor, layout: .transposedConvolution, taps: taps, channels: 0..<tensor.shape[0])
  }

  private init(tensor: Tensor, layout: Layout, taps: [Int], channels: Range<Int>) {
    self.tensor = tensor
    self.layout = layout
    self.taps = taps
    self.channels = channels
  }

  /// Output channels.
  var outputs: Int { layout == .transposedConvolution ? tensor.shape[1] : tensor.shape[0] }

  /// Weights that are still read.
  var parameterCount: Int { outputs * taps.count * channels.count }

  /// Where the weight of (output, kernel index `tap`, input channel) stands in the tensor.
  func index(output: Int, tap: Int, channel: Int) -> Int {
    switch layout {
    case .linear: output * tensor.shape[1] + channel
    case .convolution: (output * tensor.shape[1] + channel) * tensor.shape[2] + tap
    case .transposedConvolution: (channel * tensor.shape[1] + output) * tensor.shape[2] + tap
    }
  }
}
