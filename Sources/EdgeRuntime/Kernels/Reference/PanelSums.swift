import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// The walk of every product: a panel's totals start as its bias, `add` adds to them, the columns that exist are
  /// written.
  ///
  /// - Shapes: `bias` (panels, 16) or zero, `output` (rows, columns) by `rowStride`.
  @inline(__always)
  static func forEachTotal(
    rows: Int32, columns: Int32, bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>, rowStride: Int,
    add: (inout Lanes, _ row: Int, _ panel: Int) -> Void
  ) {
    for panel in 0..<PanelLayout.panelCount(columns: Int(columns)) {
      let firstColumn = panel * PanelLayout.width
      for row in 0..<Int(rows) {
        var total = Lanes.zero
        if let bias = unsafe bias { total = unsafe (bias + firstColumn).lanes }
        add(&total, row, panel)
        let output = unsafe output + row * rowStride + firstColumn
        for lane in 0..<min(PanelLayout.width, Int(columns) - firstColumn) { unsafe output[lane] = total[lane] }
      }
    }
  }
}
