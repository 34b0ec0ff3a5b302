import CKernels

extension Product {
  func execute(in context: borrowing ExecutionContext, worker: Worker) {
    let total = panelCount
    var firstPanel = 0
    for index in 0..<partCount {
      let part = parts[index]
      let panels = part.panels(of: worker, totalPanels: total, firstPanel: firstPanel)
      if !panels.isEmpty {
        switch matrix.format {
        case .float32: multiply(part, panels: panels, firstPanel: firstPanel, in: context)
        case .float16: multiplyHalves(part, panels: panels, firstPanel: firstPanel, in: context)
        case .int8(let format) where format.isInteger:
          multiply(part, panels: panels, firstPanel: firstPanel, format, in: context, worker: worker)
        case .int8(let format): multiply(part, panels: panels, firstPanel: firstPanel, format, in: context)
        }
        if !worker.stopsAfterSums { part.finish(panels: panels, rows: rows, in: context, worker: worker) }
      }
      firstPanel += part.panelCount
    }
  }

  private func multiply(
    _ part: ProductPart, panels: Range<Int>, firstPanel: Int, in context: borrowing ExecutionContext
  ) {
    var product = floatProduct(part, panels: panels, firstPanel: firstPanel, in: context)
    product.weights = context.floats(of: matrix, panel: firstPanel + panels.lowerBound)
    context.kernels.gemm(&product)
  }

  private func multiplyHalves(
    _ part: ProductPart, panels: Range<Int>, firstPanel: Int, in context: borrowing ExecutionContext
  ) {
    var job = edge_gemm_f16()
    job.product = floatProduct(part, panels: panels, firstPanel: firstPanel, in: context)
    job.weights = context.halves(of: matrix, panel: firstPanel + panels.lowerBound)
    context.kernels.gemmF16(&job)
  }

  private func multiply(
    _ part: ProductPart, panels: Range<Int>, firstPanel: Int, _ format: Int8Format,
    in context: borrowing ExecutionContext
  ) {
    var job = edge_gemm_w8()
    job.product = floatProduct(part, panels: panels, firstPanel: firstPanel, in: context)
    job.weights = context.bytes(of: matrix, panel: firstPanel + panels.lowerBound)
    job.chunk_length = Int32(format.chunkLength)
    context.kernels.gemmW8(&job)
  }

  /// A product of floats, its weights still to set.
  private func floatProduct(
    _ part: ProductPart, panels: Range<Int>, firstPanel: Int, in context: borrowing ExecutionContext
  ) -> edge_gemm_f32 {
    var product = edge_gemm_f32()
    product.input = UnsafePointer(context.buffer(inputBuffer) + part.inputOffset)
    product.input_row_stride = inputRowStride
    product.input_tap_stride = inputTapStride
    product.bias = bias(from: firstPanel + panels.lowerBound, in: context)
    product.output = context.row(0, of: part.output) + panels.lowerBound * PanelLayout.width
    product.output_row_stride = part.output.rowStride
    product.rows = Int32(rows)
    product.taps = Int32(taps)
    product.channels = Int32(channels)
    product.columns = Int32(part.columns(of: panels))
    return product
  }

  /// Every thread quantises all rows for itself: less than a meeting costs.
  private func multiply(
    _ part: ProductPart, panels: Range<Int>, firstPanel: Int, _ format: Int8Format,
    in context: borrowing ExecutionContext, worker: Worker
  ) {
    let panel = firstPanel + panels.lowerBound
    var product = QuantizedRows(of: self, format: format).quantize(
      UnsafePointer(context.buffer(inputBuffer) + part.inputOffset), into: context.scratch(of: worker),
      kernels: context.kernels)
    product.weights = context.bytes(of: matrix, panel: panel)
    product.bias = bias(from: panel, in: context)
    product.output = context.row(0, of: part.output) + panels.lowerBound * PanelLayout.width
    product.output_row_stride = part.output.rowStride
    product.rows = Int32(rows)
    product.taps = Int32(taps)
    product.chunk_length = Int32(format.chunkLength)
    product.columns = Int32(part.columns(of: panels))
    context.kernels.gemmInt8(&product)
  }

  private func bias(from panel: Int, in context: borrowing ExecutionContext) -> UnsafePointer<Float>? {
    bias.map { context.tensor($0) + panel * PanelLayout.width }
  }
}

extension ProductPart {
  /// The panels of this part that `worker` does.
  ///
  /// The panels of all parts are cut in equal shares, since each costs the same bytes; a cut inside a unit moves to the
  /// unit's nearer end. Both sides of a cut compute it alike, so the shares tile the part.
  func panels(of worker: Worker, totalPanels: Int, firstPanel: Int) -> Range<Int> {
    func cut(_ share: Int) -> Int {
      let panel = min(max(totalPanels * share / worker.count - firstPanel, 0), panelCount)
      let unit = panelsPerUnit
      return panel == panelCount ? panel : min((panel + unit / 2) / unit * unit, panelCount)
    }
    return cut(worker.index)..<cut(worker.index + 1)
  }

  /// Output channels in `panels`.
  func columns(of panels: Range<Int>) -> Int {
    min(panels.upperBound * PanelLayout.width, columns) - panels.lowerBound * PanelLayout.width
  }

  func finish(panels: Range<Int>, rows: Int, in context: borrowing ExecutionContext, worker: Worker) {
    let first = panels.lowerBound * PanelLayout.width
    let count = columns(of: panels)
    switch epilogue {
    case .none: break
    case .relu:
      for row in 0..<rows {
        let values = context.row(row, of: output) + first
        for column in 0..<count { values[column] = max(values[column], 0) }
      }
    case .mish:
      for row in 0..<rows {
        let values = context.row(row, of: output) + first
        context.kernels.mish(values, values, count)
      }
    case .groupNorm(let norm):
      apply(norm, first: first, count: count, rows: rows, in: context, worker: worker)
    }
  }

  private func apply(
    _ norm: GroupNormEpilogue, first: Int, count: Int, rows: Int, in context: borrowing ExecutionContext,
    worker: Worker
  ) {
    let channels = columns / norm.groups
    var kernel = edge_group_norm_f32()
    kernel.values = context.row(0, of: output) + first
    kernel.row_stride = output.rowStride
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
