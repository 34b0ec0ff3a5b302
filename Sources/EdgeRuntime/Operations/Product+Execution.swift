import CKernels

extension Product {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    for index in 0..<partCount {
      guard let piece = piece(of: index, in: share) else { continue }
      let part = parts[index]
      let destination = context.destination(
        part.output, rows: 0..<rows, column: piece.column, columns: piece.columns, worker: &worker)
      if share.phase == .norm {
        // An earlier phase has left the sums in the output.
        context.take(part.output, rows: 0..<rows, column: piece.column, columns: piece.columns, to: destination)
      } else {
        multiply(part, piece, to: destination, in: context, worker: &worker)
      }
      if worker.stopsAfterSums || share.phase == .sums && part.hasNorm { continue }
      part.finish(
        column: piece.column, columns: piece.columns, at: destination, rows: rows, in: context, worker: worker)
    }
  }

  private func multiply(
    _ part: ProductPart, _ piece: Piece, to destination: Destination, in context: ExecutionContext,
    worker: inout Worker
  ) {
    switch matrix.format {
    case .int8(let format) where format.isInteger:
      multiply(part, piece, to: destination, format, in: context, worker: &worker)
    default:
      let product = unsafe floatProduct(part, piece, to: destination, in: context)
      unsafe context.multiply(product, by: matrix, from: piece.panels.lowerBound)
    }
  }

  /// What of one part a share of the product computes.
  private struct Piece {
    /// Its panels, counted from the product's first.
    var panels: Range<Int>
    /// Its first column in the part's output.
    var column: Int
    /// Its columns.
    var columns: Int
  }

  /// What `share` computes of part `index`, if anything: the panels of all parts are cut in equal shares, since each
  /// costs the same bytes.
  @inline(never) private func piece(of index: Int, in share: Share) -> Piece? {
    let total = panelCount
    var firstPanel = 0
    func panels(of part: ProductPart) -> Range<Int> {
      share.phase == .norm
        ? part.normPanels(of: share)
        : part.panels(of: share, totalPanels: total, firstPanel: firstPanel, rows: rows)
    }
    for earlier in 0..<index { firstPanel += parts[earlier].panelCount }
    let panels = panels(of: parts[index])
    guard !panels.isEmpty else { return nil }
    return Piece(
      panels: firstPanel + panels.lowerBound..<firstPanel + panels.upperBound,
      column: panels.lowerBound * PanelLayout.width, columns: parts[index].columns(of: panels))
  }

  /// A product of floats, its weights still to set.
  private func floatProduct(
    _ part: ProductPart, _ piece: Piece, to destination: Destination, in context: ExecutionContext
  ) -> edge_gemm_f32 {
    var product = unsafe edge_gemm_f32()
    unsafe product.input = UnsafePointer(context.buffer(inputBuffer) + part.inputOffset)
    unsafe product.input_row_stride = inputRowStride
    unsafe product.input_tap_stride = inputTapStride
    unsafe product.bias = bias(from: piece.panels.lowerBound, in: context)
    unsafe product.output = destination.start
    unsafe product.output_row_stride = destination.rowStride
    unsafe product.rows = Int32(rows)
    unsafe product.taps = Int32(taps)
    unsafe product.channels = Int32(channels)
    unsafe product.columns = Int32(piece.columns)
    return unsafe product
  }

  /// Every thread quantises all rows for itself, once: less than a meeting costs.
  private func multiply(
    _ part: ProductPart, _ piece: Piece, to destination: Destination, _ format: Int8Format,
    in context: ExecutionContext, worker: inout Worker
  ) {
    let (quantized, scratch) = unsafe (QuantizedRows(of: self, format: format), context.scratch(of: worker))
    if worker.preparation?.key != part.inputOffset {
      unsafe quantized.quantize(
        UnsafePointer(context.buffer(inputBuffer) + part.inputOffset), into: scratch, kernels: context.kernels)
    }
    worker.preparation = Worker.Preparation(key: part.inputOffset)
    unsafe context.multiply(
      quantized.product(reading: scratch), by: matrix, format, from: piece.panels.lowerBound,
      bias: bias(from: piece.panels.lowerBound, in: context), to: destination, rows: rows, columns: piece.columns)
  }

  private func bias(from panel: Int, in context: ExecutionContext) -> UnsafePointer<Float>? {
    unsafe bias.map { unsafe context.tensor($0) + panel * PanelLayout.width }
  }
}
