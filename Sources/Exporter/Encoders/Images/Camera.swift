/// A camera of a policy: its images, what is cut out of them, and what makes features of that.
public struct Camera: Equatable, Sendable {
  /// Lines and pixels of an image.
  public struct Size: Equatable, Sendable {
    /// Lines.
    public var height: Int
    /// Pixels of a line.
    public var width: Int

    /// Makes a size.
    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// A rectangle of an image.
  public struct Crop: Equatable, Sendable {
    /// Lines above it, and pixels before it.
    public var top, left: Int
    /// Its lines and their pixels.
    public var height, width: Int

    /// The middle of an image: the offset is half of what is left, half-way numbers to the even neighbour, as Python
    /// rounds.
    public init(middleOf height: Int, _ width: Int, height cropHeight: Int, width cropWidth: Int) {
      func offset(_ excess: Int) -> Int { Int((Double(excess) / 2).rounded(.toNearestOrEven)) }
      (top, left) = (offset(height - cropHeight), offset(width - cropWidth))
      (self.height, self.width) = (cropHeight, cropWidth)
    }
  }

  /// What makes a vector of the trunk's last map.
  public enum Head: Equatable, Sendable {
    /// Keypoints of maps, then a layer with ReLU.
    case keypoints(Keypoints)
    /// The mean of each channel.
    case average
  }

  /// The key of its images, and of their normaliser.
  public var name: String
  /// Lines and pixels of an image as the trainer's environment gives it.
  public var height, width: Int
  /// What images are resized to before they are cut; nil for their own size.
  public var resized: Size?
  /// What the network sees.
  public var crop: Crop
  /// Whether ImageNet's mean and deviation are taken out, after the normaliser.
  public var standardizes: Bool
  /// What makes maps of it.
  public var trunk: ResNet18
  /// What makes features of the last map.
  public var head: Head

  /// Makes a camera that sees all of its images unless a crop is given.
  public init(
    name: String, height: Int, width: Int, resized: Size? = nil, crop: Crop? = nil, standardizes: Bool = false,
    trunk: ResNet18, head: Head
  ) {
    self.name = name
    self.height = height
    self.width = width
    self.resized = resized
    let seen = resized ?? Size(height: height, width: width)
    self.crop = crop ?? Crop(middleOf: seen.height, seen.width, height: seen.height, width: seen.width)
    self.standardizes = standardizes
    self.trunk = trunk
    self.head = head
  }

  /// Columns of a frame's features.
  var featureWidth: Int {
    switch head {
    case .keypoints(let keypoints): keypoints.featureWidth
    case .average: ResNet18.outputs
    }
  }

  /// Channels of an image.
  var channels: Int { trunk.channels }

  static let imageNetMean = [0.485, 0.456, 0.406]
  static let imageNetDeviation = [0.229, 0.224, 0.225]

  /// What a pixel of each channel, 0 to 1, is multiplied with and then what is added.
  func scaling(_ normalizer: FieldNormalizer) -> (scale: [Double], offset: [Double]) {
    let normalizer = normalizer.widened(to: channels)
    let scale = normalizer.scale.map(Double.init)
    var offset = normalizer.offset.map(Double.init)
    for (channel, origin) in normalizer.origin.enumerated() { offset[channel] -= Double(origin) * scale[channel] }
    guard standardizes else { return (scale, offset) }
    return (
      zip(scale, Self.imageNetDeviation).map { $0 / $1 },
      zip(offset, zip(Self.imageNetMean, Self.imageNetDeviation)).map { ($0 - $1.0) / $1.1 }
    )
  }
}
