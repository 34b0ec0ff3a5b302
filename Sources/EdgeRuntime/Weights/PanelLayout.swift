import CKernels

/// The widths that packed weights are cut in: the kernels' own, written nowhere else.
public enum PanelLayout {
  /// Output channels that lie side by side in a panel.
  public static var width: Int { Int(EDGE_PANEL_WIDTH) }
  /// Input channels of a tap that are summed before they join the total, where the format does not say otherwise.
  public static var chunkLength: Int { Int(EDGE_CHUNK_LENGTH) }
  /// Neighbouring input channels of a block of coded weights.
  public static var codedDepth: Int { Int(EDGE_CODED_DEPTH) }

  /// Panels that hold `columns` output channels, the last perhaps partial.
  public static func panelCount(columns: Int) -> Int { (columns + width - 1) / width }

  /// `columns` rounded up to whole panels.
  public static func padded(_ columns: Int) -> Int { panelCount(columns: columns) * width }
}
