import EdgeRuntime

extension MiniaturePolicy {
  /// Columns of a frame's features that the camera gives.
  static let cameraWidth = 12

  /// The metadata with a camera beside what there is: two frames of two planes of six lines.
  static func seeing(_ metadata: PolicyMetadata) -> PolicyMetadata {
    var metadata = metadata
    metadata.observations.append(.init(camera: "camera", frames: 2, planes: 2, height: 6, width: 9))
    return metadata
  }

  private mutating func map(_ height: Int, _ width: Int, _ channels: Int) -> ImageMap {
    ImageMap(pixels: buffer(2 * height * width, channels), height: height, width: width)
  }

  /// A convolution of stride 1 that keeps the image's size.
  private mutating func convolution(
    _ input: ImageMap, _ output: ImageMap, size: Int, residual: BufferView? = nil
  ) -> Operation {
    .convolution(
      Convolution(
        input: input, output: output, window: ImageWindow(height: size, width: size, padding: size / 2),
        matrix: PackedMatrix(
          tensor: tensor(16 * size * size * input.channels), taps: size, channels: size * input.channels, panels: 1),
        bias: residual == nil ? nil : tensor(16), residual: residual, relu: residual != nil))
  }

  /// Adds every operation on images; returns the camera's input.
  mutating func addCamera(features: BufferView) -> BufferView {
    let input = buffer(2 * 2 * 6, 9)
    let (cropped, first, normed, pooled, second) = (
      map(5, 7, 2), map(5, 7, 16), map(5, 7, 16), map(3, 4, 16), map(3, 4, 4)
    )
    trunk = second.pixels
    add(
      "camera",
      .imageInput(
        ImageInput(input: input, output: cropped, top: 1, left: 2, scale: tensor(2, around: 1), offset: tensor(2))))
    add("first convolution", convolution(cropped, first, size: 3))
    add(
      "group norm",
      .groupNormalize(
        GroupNormalize(
          input: first.pixels, output: normed.pixels, images: 2, groups: 2, gamma: tensor(16, around: 1),
          beta: tensor(16), epsilon: 1e-5, relu: true)))
    let window = ImageWindow(height: 3, width: 3, stride: 2, padding: 1)
    add("max pool", .maxPool(MaxPool(input: normed, output: pooled, window: window)))
    let residual = map(3, 4, 4)
    add("shortcut", convolution(pooled, residual, size: 1))
    add("second convolution", convolution(pooled, second, size: 3, residual: residual.pixels))
    var (keypoints, means) = (features, features)
    (keypoints.offset, keypoints.columns) = (11, 8)
    (means.offset, means.columns) = (19, 4)
    add("keypoints", .spatialSoftmax(SpatialSoftmax(input: second, output: keypoints, temperature: 0.5)))
    add("means", .averagePool(AveragePool(input: second, output: means)))
    return input
  }
}
