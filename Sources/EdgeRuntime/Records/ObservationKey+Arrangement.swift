extension PolicyMetadata.ObservationKey {
  /// The shape of a window of images as cameras give them, pixel by pixel; nil of what is no image.
  public var channelsLastShape: [Int]? {
    planes.map { [frames, rows / $0, columns, $0] }
  }

  /// Whether a window may be given in this shape: a cloud of one point may have the extent that a vector has not, an
  /// image may be given pixel by pixel.
  public func accepts(_ shape: [Int]) -> Bool {
    if let planes { return shape == [frames, planes, rows / planes, columns] || shape == channelsLastShape }
    return shape == self.shape || shape == [frames, rows, columns]
  }

  /// The values of some windows, given in an accepted shape, as the policy reads them: images plane by plane, bytes as
  /// their 255th part.
  public func arranged(_ values: [Float], shape: [Int], areBytes: Bool) -> [Float] {
    guard let planes else { return values }
    var values = values
    if areBytes { for index in values.indices { values[index] /= 255 } }
    guard shape != self.shape else { return values }
    let area = frameElementCount / planes
    var turned = values
    for image in 0..<values.count / frameElementCount {
      for place in 0..<frameElementCount {
        turned[image * frameElementCount + place % planes * area + place / planes] =
          values[image * frameElementCount + place]
      }
    }
    return turned
  }
}
