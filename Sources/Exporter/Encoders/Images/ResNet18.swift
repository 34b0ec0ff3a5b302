import EdgeRuntime

/// torchvision's ResNet-18 up to its last map, with the norms that robot learning's trainers give it.
public struct ResNet18: Equatable, Sendable {
  /// What stands after each convolution.
  public enum Norm: Equatable, Sendable {
    /// Group norm, sixteen channels a group.
    case group
    /// Batch norm with the statistics of training, which become part of the convolution.
    case batch
  }

  /// A block of two convolutions, and what its input goes through on its way to their sum.
  struct Block {
    var name: String
    var inputs, outputs, stride: Int

    /// Whether the input goes through a convolution of its own.
    var hasShortcut: Bool { stride > 1 || inputs != outputs }
  }

  /// What the modules' names begin with, the last dot included.
  public var prefix: String
  /// Whether modules are called by number, as in a sequence, instead of by torchvision's names.
  public var isNumbered: Bool
  /// Channels of an image.
  public var channels: Int
  /// What stands after each convolution.
  public var norm: Norm

  /// Makes a network.
  public init(prefix: String, isNumbered: Bool, channels: Int = 3, norm: Norm = .group) {
    self.prefix = prefix
    self.isNumbered = isNumbered
    self.channels = channels
    self.norm = norm
  }

  static let stageWidths = [64, 128, 256, 512]
  static let groupWidth = 16
  /// Channels of its last map.
  static let outputs = 512

  /// The first convolution's window, and the pool's behind it.
  static let stem = ImageWindow(height: 7, width: 7, stride: 2, padding: 3)
  static let pool = ImageWindow(height: 3, width: 3, stride: 2, padding: 1)

  private static let names = ["conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4"]

  /// The name of the module at a place in the sequence.
  func child(_ place: Int) -> String { prefix + (isNumbered ? "\(place)" : Self.names[place]) }

  /// The blocks of stage 0 to 3, in the order they run.
  func blocks(ofStage stage: Int) -> [Block] {
    let width = Self.stageWidths[stage]
    return (0..<2).map { block in
      let isFirst = stage > 0 && block == 0
      return Block(
        name: "\(child(4 + stage)).\(block)", inputs: isFirst ? Self.stageWidths[stage - 1] : width, outputs: width,
        stride: isFirst ? 2 : 1)
    }
  }

  /// Lines or pixels of the last map of images of so many.
  static func outputExtent(of extent: Int) -> Int {
    let window = ImageWindow(height: 3, width: 3, stride: 2, padding: 1)
    var extent = pool.count(over: stem.count(over: extent, size: stem.height), size: pool.height)
    for _ in 1..<stageWidths.count { extent = window.count(over: extent, size: window.height) }
    return extent
  }

  func addTensors(to tensors: inout PolicyTensors) {
    func addLayer(_ convolution: String, _ norm: String, from inputs: Int, to outputs: Int, size: Int) {
      tensors.addImageConvolution(convolution, from: inputs, to: outputs, size: size)
      tensors.addNorm(norm, outputs)
      if self.norm == .batch { tensors.addStatistics(norm, outputs) }
    }
    addLayer(child(0), child(1), from: channels, to: Self.stageWidths[0], size: Self.stem.height)
    for block in (0..<Self.stageWidths.count).flatMap(blocks(ofStage:)) {
      let name = block.name
      addLayer("\(name).conv1", "\(name).bn1", from: block.inputs, to: block.outputs, size: 3)
      addLayer("\(name).conv2", "\(name).bn2", from: block.outputs, to: block.outputs, size: 3)
      guard block.hasShortcut else { continue }
      addLayer("\(name).downsample.0", "\(name).downsample.1", from: block.inputs, to: block.outputs, size: 1)
    }
  }
}
