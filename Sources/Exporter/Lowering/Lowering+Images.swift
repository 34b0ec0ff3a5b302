import EdgeRuntime

extension Lowering {
  func placed(_ images: ImageValue) -> ImageMap {
    ImageMap(pixels: placed(images.view), height: images.height, width: images.width)
  }

  mutating func lowered(_ input: ImageInputNode) -> ImageInput {
    ImageInput(
      input: placed(input.input), output: placed(input.output), top: input.top, left: input.left,
      scale: packer.add(input.scale), offset: packer.add(input.offset))
  }

  /// - Parameter name: The weights', which are packed once however many convolutions have them.
  mutating func lowered(_ convolution: ConvolutionNode, named name: String) -> Convolution {
    let bias = convolution.bias.map { packer.addPadded($0) }
    let matrix = convolution.repeatsWeights ? matrices[name] : nil
    let packed = matrix ?? packer.add([[convolution.matrix]])
    matrices[name] = packed
    return Convolution(
      input: placed(convolution.input), output: placed(convolution.output), window: convolution.window,
      matrix: packed, bias: bias, residual: convolution.residual.map(placed), relu: convolution.relu)
  }

  mutating func lowered(_ norm: ImageNormNode) -> GroupNormalize {
    GroupNormalize(
      input: placed(norm.input.view), output: placed(norm.output.view), images: norm.input.images,
      groups: norm.groups, gamma: packer.add(norm.gamma), beta: packer.add(norm.beta), epsilon: PolicyGraph.epsilon,
      residual: norm.residual.map(placed), relu: norm.relu)
  }
}
