extension ReferenceLayer {
  /// Applies `Conv2d` with zero padding.
  ///
  ///     y[o, i, j] = b[o] + Σᵧ Σₓ Σ꜀ W[o, c, y, x] · v[c, i · stride − padding + y, j · stride − padding + x]
  ///
  /// - Shapes: `weight` (out, in, k, k); `bias` (out), or nil for zeros; the result
  ///   (out, (H + 2 padding − k) / stride + 1, (W + 2 padding − k) / stride + 1).
  static func convolution(
    weight: Tensor, bias: Tensor? = nil, input: ReferenceImage, stride: Int, padding: Int
  ) -> ReferenceImage {
    precondition(weight.shape.count == 4 && weight.shape[1] == input.channels, "the shapes must agree")
    let (outputs, size) = (weight.shape[0], weight.shape[2])
    let length = weight.shape[1] * size * weight.shape[3]
    let weights = weight.values.map(Double.init)
    let (height, width) = (
      (input.height + 2 * padding - size) / stride + 1, (input.width + 2 * padding - weight.shape[3]) / stride + 1
    )
    var result = ReferenceImage(channels: outputs, height: height, width: width)
    var window = [Double](repeating: 0, count: length)
    for y in 0..<height {
      for x in 0..<width {
        var place = 0
        for channel in 0..<input.channels {
          for line in 0..<size {
            for pixel in 0..<weight.shape[3] {
              let (sourceY, sourceX) = (y * stride - padding + line, x * stride - padding + pixel)
              let isInside = (0..<input.height).contains(sourceY) && (0..<input.width).contains(sourceX)
              window[place] = isInside ? input[channel, sourceY, sourceX] : 0
              place += 1
            }
          }
        }
        for output in 0..<outputs {
          // SAFETY: an output has as many weights as the window has places.
          let sum = unsafe weights.withUnsafeBufferPointer { weights in
            unsafe window.withUnsafeBufferPointer { window in
              guard let weights = weights.baseAddress, let start = window.baseAddress else { return 0.0 }
              return unsafe dot(weights + output * length, start, count: length)
            }
          }
          result[output, y, x] = sum + Double(bias?.values[output] ?? 0)
        }
      }
    }
    return result
  }

  /// Applies `BatchNorm2d` with the statistics of training.
  ///
  ///     y[c] = γ[c] · (x[c] − mean[c]) / √(variance[c] + 1e-5) + β[c]
  static func batchNorm(
    weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, input: ReferenceImage
  ) -> ReferenceImage {
    var result = input
    let area = input.height * input.width
    for index in result.values.indices {
      let channel = index / area
      let centred = input.values[index] - Double(mean.values[channel])
      let root = (Double(variance.values[channel]) + normalizationEpsilon).squareRoot()
      result.values[index] = Double(weight.values[channel]) * centred / root + Double(bias.values[channel])
    }
    return result
  }

  /// Applies `MaxPool2d(3, stride 2, padding 1)`; padding never wins.
  static func maxPool(_ input: ReferenceImage) -> ReferenceImage {
    var result = ReferenceImage(
      channels: input.channels, height: (input.height - 1) / 2 + 1, width: (input.width - 1) / 2 + 1)
    for channel in 0..<input.channels {
      for y in 0..<result.height {
        for x in 0..<result.width {
          var largest = -Double.infinity
          for sourceY in max(2 * y - 1, 0)...min(2 * y + 1, input.height - 1) {
            for sourceX in max(2 * x - 1, 0)...min(2 * x + 1, input.width - 1) {
              largest = max(largest, input[channel, sourceY, sourceX])
            }
          }
          result[channel, y, x] = largest
        }
      }
    }
    return result
  }

  /// The expected place of each channel's softmax, as x and y from −1 to 1: (channels, 2).
  static func spatialSoftmax(_ input: ReferenceImage, temperature: Double) -> DoubleMatrix {
    var result = DoubleMatrix(rows: input.channels, columns: 2)
    func place(_ index: Int, _ count: Int) -> Double {
      count == 1 ? -1 : -1 + 2 * Double(index) / Double(count - 1)
    }
    for channel in 0..<input.channels {
      var largest = -Double.infinity
      for y in 0..<input.height {
        for x in 0..<input.width { largest = max(largest, input[channel, y, x] / temperature) }
      }
      var sum = 0.0
      for y in 0..<input.height {
        for x in 0..<input.width {
          let weight = Elementary.exponential(input[channel, y, x] / temperature - largest)
          sum += weight
          result[channel, 0] += weight * place(x, input.width)
          result[channel, 1] += weight * place(y, input.height)
        }
      }
      result[channel, 0] /= sum
      result[channel, 1] /= sum
    }
    return result
  }
}
