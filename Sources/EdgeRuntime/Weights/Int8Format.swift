import CKernels

/// How int8 weights stand in their panels, and what they are multiplied with.
///
/// A panel is tap by tap, a tap chunk by chunk. A chunk is its bytes (channels in groups of four, 16 output channels,
/// 4), then 16 scales (float), then 16 sums of its weights (int32); a group's missing channels are zero.
public struct Int8Format: Equatable, Sendable, BitwiseCopyable {
  /// What the input becomes before it is multiplied.
  public enum Activation: UInt32, CaseIterable, Sendable, BitwiseCopyable {
    /// Eight bits a value, asymmetric for each row (equation 1 to 6).
    case rows = 1
    /// Sixteen bits a value as two rows of eight (equation 7 and 8).
    case wideRows = 2
    /// Nothing: the weights become floats (equation 10).
    case floats = 3
  }

  /// What the input becomes.
  public var activation: Activation
  /// Channels that share a scale, a multiple of four.
  public var chunkLength: Int

  /// Makes a format.
  public init(activation: Activation, chunkLength: Int) {
    self.activation = activation
    self.chunkLength = chunkLength
  }

  /// Neighbouring channels of a group.
  public static var depth: Int { Int(EDGE_INT8_DEPTH) }
  /// Bytes of a chunk's scales and sums.
  public static var trailerByteCount: Int { 8 * PanelLayout.width }
  /// Most channels of a chunk.
  ///
  /// So no sum overflows 31 bits: 255 · 127 · 65,536 and 127 · 32,512 · 512. A chunk of floats is expanded at once.
  public static func maxChunkLength(_ activation: Activation) -> Int {
    switch activation {
    case .rows: 65_536
    case .wideRows: 512
    case .floats: PanelLayout.chunkLength
    }
  }

  /// Whether products are sums of integers.
  public var isInteger: Bool { activation != .floats }

  /// `channels` rounded up to whole groups: the bytes of one quantised row.
  public static func padded(_ channels: Int) -> Int { (channels + depth - 1) / depth * depth }

  /// Chunks of a tap.
  public func chunkCount(channels: Int) -> Int { (channels + chunkLength - 1) / chunkLength }

  /// Bytes of one panel.
  func panelByteCount(taps: Int, channels: Int) -> Int {
    let weights = PanelLayout.width.saturatingProduct(Int8Format.padded(channels))
    let trailers = Int8Format.trailerByteCount.saturatingProduct(chunkCount(channels: channels))
    return taps.saturatingProduct(weights + trailers)
  }
}
