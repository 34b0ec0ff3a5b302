import CKernels

extension Product {
  func execute(_ share: Share, in context: borrowing ExecutionContext, worker: inout Worker) {
    for index in 0..<partCount {
      guard let piece = piece(of: index, in: share) else { continue }
      let part = parts[index]
      let destination = context.destination(
        part.output, column: piece.column, columns: piece.columns, staged: piece.staged, worker: worker)
      switch matrix.format {
      case .float32: multiply(part, piece, to: destination, in: context)
      case .float16: multiplyHalves(part, piece, to: destination, in: context)
      case .int8(let format) where format.isInteger:
        multiply(part, piece, to: destination, format, in: context, worker: &worker)
      case .int8(let format): multiply(part, piece, to: destination, format, in: context)
      }
      if worker.stopsAfterSums { continue }
      part.finish(
        column: piece.column, columns: piece.columns, at: destination, rows: rows, in: context, worker: worker)
    }
  }

  func publish(_ share: Share, in context: borrowing ExecutionContext, worker: Worker) {
    for index in 0..<partCount {
      guard let piece = piece(of: index, in: share) else { continue }
      context.publish(
        parts[index].output, rows: 0..<rows, column: piece.column, columns: piece.columns, staged: piece.staged,
        worker: worker)
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
    /// Floats of staging memory before its own.
    var staged: Int
  }

  /// What `share` computes of part `index`, if anything: the panels of all parts are cut in equal shares, since each
  /// costs the same bytes.
  @inline(never) private func piece(of index: Int, in share: Share) -> Piece? {
    let total = panelCount
    var firstPanel = 0
    var staged = 0
    for earlier in 0..<index {
      let panels = parts[earlier].panels(of: share, totalPanels: total, firstPanel: firstPanel, rows: rows)
      staged += rows * max(parts[earlier].columns(of: panels), 0)
      firstPanel += parts[earlier].panelCount
    }
    let panels = parts[index].panels(of: share, totalPanels: total, firstPanel: firstPanel, rows: rows)
    guard !panels.isEmpty else { return nil }
    return Piece(
      panels: firstPanel + panels.lowerBound..<firstPanel + panels.upperBound,
      column: panels.lowerBound * PanelLayout.width, columns: parts[index].columns(of: panels), staged: staged)
  }

  private func multiply(
    _ part: ProductPart, _ piece: Piece, to destination: Destination, in context: borrowing ExecutionContext
  ) {
    var product = floatProduct(part, piece, to: destination, in: context)
    product.weights = context.floats(of: matrix, panel: piece.panels.lowerBound)
    context.kernels.gemm(&product)
  }

  private func multiplyHalves(
    _ part: ProductPart, _ piece: Piece, to destination: Destination, in context: borrowing ExecutionContext
  ) {
    var job = edge_gemm_f16()
    job.product = floatProduct(part, piece, to: destination, in: context)
    job.weights = context.halves(of: matrix, panel: piece.panels.lowerBound)
    context.kernels.gemmF16(&job)
  }

  private func multiply(
    _ part: ProductPart, _ piece: Piece, to destination: Destination, _ format: Int8Format,
    in context: borrowing ExecutionContext
  ) {
    var job = edge_gemm_w8()
    job.product = floatProduct(part, piece, to: destination, in: context)
    job.weights = context.bytes(of: matrix, panel: piece.panels.lowerBound)
    job.chunk_length = Int32(format.chunkLength)
    context.kernels.gemmW8(&job)
  }

  /// A product of floats, its weights still to set.
  private func floatProduct(
    _ part: ProductPart, _ piece: Piece, to destination: Destination, in context: borrowing ExecutionContext
  ) -> edge_gemm_f32 {
    var product = edge_gemm_f32()
    product.input = UnsafePointer(context.buffer(inputBuffer) + part.inputOffset)
    product.input_row_stride = inputRowStride
    product.input_tap_stride = inputTapStride
    product.bias = bias(from: piece.panels.lowerBound, in: context)
    product.output = destination.start
    product.output_row_stride = destination.rowStride
    product.rows = Int32(rows)
    product.taps = Int32(taps)
    product.channels = Int32(channels)
    product.columns = Int32(piece.columns)
    return product
  }

  /// Every thread quantises all rows for itself, once: less than a meeting costs.
  private func multiply(
    _ part: ProductPart, _ piece: Piece, to destination: Destination, _ format: Int8Format,
    in context: borrowing ExecutionContext, worker: inout Worker
  ) {
    let isQuantized = worker.preparation?.key == part.inputOffset
    var product = QuantizedRows(of: self, format: format).quantize(
      UnsafePointer(context.buffer(inputBuffer) + part.inputOffset), into: context.scratch(of: worker),
      kernels: context.kernels, isDone: isQuantized)
    worker.preparation = Worker.Preparation(key: part.inputOffset)
    product.weights = context.bytes(of: matrix, panel: piece.panels.lowerBound)
    product.bias = bias(from: piece.panels.lowerBound, in: context)
    product.output = destination.start
    product.output_row_stride = destination.rowStride
    product.rows = Int32(rows)
    product.taps = Int32(taps)
    product.chunk_length = Int32(format.chunkLength)
    product.columns = Int32(piece.columns)
    context.kernels.gemmInt8(&product)
  }

  private func bias(from panel: Int, in context: borrowing ExecutionContext) -> UnsafePointer<Float>? {
    bias.map { context.tensor($0) + panel * PanelLayout.width }
  }
}
