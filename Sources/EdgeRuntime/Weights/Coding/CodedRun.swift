import CKernels

/// A run of coded weights as a kernel reads it, at most 256 channels of one tap of one panel: a head, then blocks of
/// four channels.
protocol CodedRun {
  /// The run that begins at `start`.
  init(at start: UnsafeRawPointer)
  static var headByteCount: Int { get }
  static var blockByteCount: Int { get }
  /// The weights of all columns for channel `channel` of the run.
  func weights(ofChannel channel: Int) -> Lanes
}

extension CodedRun {
  /// Neighbouring channels of a block.
  static var depth: Int { PanelLayout.codedDepth }
  /// Weights of a block.
  static var blockCount: Int { depth * PanelLayout.width }

  /// Bytes of the runs that hold `channels` channels of one tap of a panel.
  static func byteCount(channels: Int) -> Int {
    let runs = (channels + PanelLayout.chunkLength - 1) / PanelLayout.chunkLength
    return runs * headByteCount + channels / depth * blockByteCount
  }
}
