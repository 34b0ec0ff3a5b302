extension ReferenceLayer {
  /// The weights of `count` pixels in each of `size` new ones: a triangle as wide as a new pixel, or as an old one
  /// where those are wider, cut at the ends and made to sum to one.
  static func resizing(from count: Int, to size: Int) -> [[Double]] {
    let ratio = Double(count) / Double(size)
    let radius = max(ratio, 1)
    return (0..<size).map { place in
      let centre = (Double(place) + 0.5) * ratio
      let weights = (0..<count).map { max(0, 1 - abs(Double($0) + 0.5 - centre) / radius) }
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    }
  }
}
