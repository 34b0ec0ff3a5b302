import CKernels

extension ProductPart {
  /// The panels of this part that belong to `share`.
  ///
  /// The panels of all parts are cut in equal shares; a cut inside a unit moves to the unit's nearer end. Both sides of
  /// a cut compute it alike, so the shares tile the part.
  func panels(of share: Share, totalPanels: Int, firstPanel: Int, rows: Int) -> Range<Int> {
    let unit = panelsPerCut(of: share.count, panels: totalPanels, rows: rows)
    func cut(_ index: Int) -> Int {
      let panel = min(max(totalPanels * index / share.count - firstPanel, 0), panelCount)
      return panel == panelCount ? panel : min((panel + unit / 2) / unit * unit, panelCount)
    }
    return cut(share.index)..<cut(share.index + 1)
  }

  /// Panels that kernels like to have together with so many rows, and that must be.
  func preferredPanelsPerCut(rows: Int) -> Int {
    // Both are powers of two times a factor that only the first may have.
    let together = rows <= 4 ? 4 : 2
    return max(panelsPerUnit, 1) * max(1, together / (panelsPerUnit & -panelsPerUnit))
  }

  private func panelsPerCut(of shares: Int, panels: Int, rows: Int) -> Int {
    let preferred = preferredPanelsPerCut(rows: rows)
    return shares <= panels / preferred ? preferred : panelsPerUnit
  }

  /// Output channels in `panels`.
  func columns(of panels: Range<Int>) -> Int {
    min(panels.upperBound * PanelLayout.width, columns) - panels.lowerBound * PanelLayout.width
  }

  /// Does what follows the sums of `columns` columns from `column` on.
  func finish(
    column: Int, columns count: Int, at destination: Destination, rows: Int, in context: borrowing ExecutionContext,
    worker: Worker
  ) {
    switch epilogue {
    case .none: break
    case .relu:
      for row in 0..<rows {
        let values = destination.row(row)
        for column in 0..<count { values[column] = max(values[column], 0) }
      }
    case .mish:
      for row in 0..<rows { context.kernels.mish(destination.row(row), destination.row(row), count) }
    case .groupNorm(let norm):
      apply(norm, first: column, count: count, at: destination, rows: rows, in: context, worker: worker)
    }
  }

  private func apply(
    _ norm: GroupNormEpilogue, first: Int, count: Int, at destination: Destination, rows: Int,
    in context: borrowing ExecutionContext, worker: Worker
  ) {
    let channels = columns / norm.groups
    var kernel = edge_group_norm_f32()
    kernel.values = destination.start
    kernel.row_stride = destination.rowStride
    kernel.gamma = context.tensor(norm.gamma) + first
    kernel.beta = context.tensor(norm.beta) + first
    if let film = norm.film, !worker.stopsAfterNorm {
      let scale = context.buffer(film.buffer) + film.offset + first
      let bias = context.tensor(film.bias) + worker.samplerRow * film.biasRowStride + film.biasOffset + first
      kernel.scale = UnsafePointer(scale)
      kernel.shift = UnsafePointer(scale + columns)
      kernel.scale_bias = bias
      kernel.shift_bias = bias + columns
    }
    if let residual = norm.residual, !worker.stopsAfterNorm {
      kernel.residual = UnsafePointer(context.row(0, of: residual) + first)
      kernel.residual_row_stride = residual.rowStride
    }
    kernel.rows = Int32(rows)
    kernel.groups = Int32(count / channels)
    kernel.channels = Int32(channels)
    kernel.epsilon = norm.epsilon
    context.kernels.groupNorm(&kernel)
  }
}
