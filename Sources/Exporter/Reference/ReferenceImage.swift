import EdgeRuntime

/// An image, or a network's map of one, in double precision: (channels, height, width).
struct ReferenceImage {
  let channels, height, width: Int
  var values: [Double]

  init(channels: Int, height: Int, width: Int, values: [Double]? = nil) {
    (self.channels, self.height, self.width) = (channels, height, width)
    self.values = values ?? [Double](repeating: 0, count: channels * height * width)
    precondition(self.values.count == channels * height * width, "the values must fill the image")
  }

  subscript(channel: Int, y: Int, x: Int) -> Double {
    get { values[(channel * height + y) * width + x] }
    set { values[(channel * height + y) * width + x] = newValue }
  }

  /// A channel a row, for layers that do not care for the places of pixels.
  var rows: DoubleMatrix { DoubleMatrix(rows: channels, columns: height * width, values: values) }

  /// The same places with other values, a channel a row.
  func with(_ rows: DoubleMatrix) -> ReferenceImage {
    ReferenceImage(channels: rows.rows, height: height, width: width, values: rows.values)
  }

  static func + (left: ReferenceImage, right: ReferenceImage) -> ReferenceImage {
    left.with(left.rows + right.rows)
  }
}

extension LayerRecorder {
  /// Keeps the maps of several images as a tensor of four extents.
  mutating func record(_ name: String, _ images: [ReferenceImage]) {
    guard let first = images.first, images.count * first.values.count <= GoldenRecord.mostLayerFloats else { return }
    record(
      name,
      Tensor(
        shape: [images.count, first.channels, first.height, first.width],
        values: images.flatMap { $0.values.map { Float($0) } }))
  }
}
