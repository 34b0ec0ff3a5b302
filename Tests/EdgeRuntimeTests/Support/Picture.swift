@testable import EdgeRuntime

/// Images of doubles, as (image, line, column, channel).
struct Picture {
  let (height, width, channels): (Int, Int, Int)
  let values: [Double]

  init(_ map: ImageMap, _ values: [Float]) {
    (height, width, channels) = (map.height, map.width, map.channels)
    self.values = values.map(Double.init)
  }

  /// Zero, or what is said, outside of the image.
  func value(_ image: Int, _ y: Int, _ x: Int, _ channel: Int, outside: Double = 0) -> Double {
    guard (0..<height).contains(y), (0..<width).contains(x) else { return outside }
    return values[((image * height + y) * width + x) * channels + channel]
  }
}

extension ImageMap {
  /// Images that take the whole of a buffer.
  init(_ buffer: Int, images: Int, _ height: Int, _ width: Int, _ channels: Int) {
    self.init(pixels: BufferView(buffer, images * height * width, channels), height: height, width: width)
  }
}
