import CKernels

extension ProductPart {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The panels of this part that belong to `share`.
  ///
  /// The panels of all parts are cut in equal pieces; a cut inside a unit moves to the unit's nearer end. Both sides of
  /// a cut compute it alike, so the shares tile the part.
  func panels(of share: Share, totalPanels: Int, firstPanel: Int, rows: Int) -> Range<Int> {
    let unit = panelsPerCut(of: share, panels: totalPanels, rows: rows)
    func cut(_ index: Int) -> Int {
      let panel = min(max(totalPanels * index / share.count - firstPanel, 0), panelCount)
      return panel == panelCount ? panel : min((panel + unit / 2) / unit * unit, panelCount)
    }
    return cut(share.pieces.lowerBound)..<cut(share.pieces.upperBound)
  }

  /// The panels of this part whose norm belongs to `share`: none without a norm.
  func normPanels(of share: Share) -> Range<Int> {
    guard hasNorm else { return 0..<0 }
    let unit = panelsPerUnit
    // The last unit may be cut short.
    let units = share.range(of: (panelCount + unit - 1) / unit)
    return units.lowerBound * unit..<min(units.upperBound * unit, panelCount)
  }

  /// Panels that kernels like to have together with so many rows.
  static func panelsTogether(rows: Int) -> Int { rows <= 4 ? 4 : 2 }

  /// Panels that kernels like to have together with so many rows, and that must be.
  func preferredPanelsPerCut(rows: Int) -> Int {
    // Both are powers of two times a factor that only the first may have.
    panelsPerUnit * max(1, ProductPart.panelsTogether(rows: rows) / (panelsPerUnit & -panelsPerUnit))
  }

  private func panelsPerCut(of share: Share, panels: Int, rows: Int) -> Int {
    if share.phase == .sums { return ProductPart.panelsTogether(rows: rows) }
    let preferred = preferredPanelsPerCut(rows: rows)
    return share.count <= panels / preferred ? preferred : panelsPerUnit
  }

  /// Output channels in `panels`.
  func columns(of panels: Range<Int>) -> Int {
    min(panels.upperBound * PanelLayout.width, columns) - panels.lowerBound * PanelLayout.width
  }

  /// Does what follows the sums of `columns` columns from `column` on.
  func finish(
    column: Int, columns count: Int, at destination: Destination, rows: Int, in context: ExecutionContext,
    worker: Worker
  ) {
    switch epilogue {
    case .none: break
    case .relu:
      for row in 0..<rows {
        let values = unsafe destination.row(row)
        for column in 0..<count { unsafe values[column] = max(values[column], 0) }
      }
    case .mish:
      for row in 0..<rows { unsafe context.kernels.mish(destination.row(row), destination.row(row), count) }
    case .groupNorm(let norm):
      apply(norm, first: column, count: count, at: destination, rows: rows, in: context, worker: worker)
    }
  }

  private func apply(
    _ norm: GroupNormEpilogue, first: Int, count: Int, at destination: Destination, rows: Int,
    in context: ExecutionContext, worker: Worker
  ) {
    let channels = columns / norm.groups
    var kernel = unsafe edge_group_norm_f32()
    unsafe kernel.values = destination.start
    unsafe kernel.row_stride = destination.rowStride
    unsafe kernel.gamma = context.tensor(norm.gamma) + first
    unsafe kernel.beta = context.tensor(norm.beta) + first
    if let film = norm.film, !worker.stopsAfterNorm {
      let scale = unsafe context.buffer(film.buffer) + film.offset + first
      let bias = unsafe context.tensor(film.bias) + worker.samplerRow * film.biasRowStride + film.biasOffset + first
      unsafe kernel.scale = UnsafePointer(scale)
      unsafe kernel.shift = UnsafePointer(scale + columns)
      unsafe kernel.scale_bias = bias
      unsafe kernel.shift_bias = bias + columns
    }
    if let residual = norm.residual, !worker.stopsAfterNorm {
      unsafe kernel.residual = UnsafePointer(context.row(0, of: residual) + first)
      unsafe kernel.residual_row_stride = residual.rowStride
    }
    unsafe kernel.rows = Int32(rows)
    unsafe kernel.groups = Int32(count / channels)
    unsafe kernel.channels = Int32(channels)
    unsafe kernel.epsilon = norm.epsilon
    unsafe context.kernels.groupNorm(&kernel)
  }
}
