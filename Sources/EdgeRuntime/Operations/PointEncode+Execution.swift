import CKernels

extension PointEncode {
  func execute(in context: borrowing ExecutionContext, worker: Worker) {
    let share = worker.share(of: frames * slices)
    for slice in share {
      let maxima = context.row(slice, of: output)
      maxima.update(repeating: -.infinity, count: output.columns)
      let first = slice / slices * points + slice % slices * points / slices
      let end = slice / slices * points + (slice % slices + 1) * points / slices
      var tile = first
      while tile < end {
        let rows = min(PointEncode.tileRows, end - tile)
        encode(firstRow: tile, rows: rows, maxima: maxima, in: context, worker: worker)
        tile += rows
      }
    }
  }

  private func encode(
    firstRow: Int, rows: Int, maxima: UnsafeMutablePointer<Float>, in context: borrowing ExecutionContext,
    worker: Worker
  ) {
    var from = UnsafePointer(context.row(firstRow, of: input))
    var fromStride = input.rowStride
    var to = context.scratch(of: worker)
    var other = to + scratchCount / 2
    for index in 0..<layerCount {
      let layer = layers[index]
      var product = edge_gemm_f32(
        input: from, input_row_stride: fromStride, input_tap_stride: 0,
        weights: context.floats(of: layer.matrix),
        bias: context.tensor(layer.bias), output: to, output_row_stride: layer.outputs, rows: Int32(rows),
        taps: 1,
        channels: Int32(layer.inputs), columns: Int32(layer.outputs))
      context.kernels.gemm(&product)
      finish(layer, values: to, rows: rows, in: context)
      from = UnsafePointer(to)
      fromStride = layer.outputs
      swap(&to, &other)
    }
    var maximum = edge_column_max_f32(
      values: from, row_stride: fromStride, maxima: maxima, rows: Int32(rows), channels: Int32(output.columns)
    )
    context.kernels.columnMax(&maximum)
  }

  private func finish(
    _ layer: PointLayer, values: UnsafeMutablePointer<Float>, rows: Int,
    in context: borrowing ExecutionContext
  ) {
    if let gamma = layer.gamma, let beta = layer.beta {
      var norm = edge_layer_norm_f32(
        input: UnsafePointer(values), input_row_stride: layer.outputs, output: values,
        output_row_stride: layer.outputs, gamma: context.tensor(gamma), beta: context.tensor(beta),
        rows: Int32(rows), channels: Int32(layer.outputs), epsilon: layer.epsilon, relu: layer.relu ? 1 : 0)
      context.kernels.layerNorm(&norm)
    } else if layer.relu {
      for element in 0..<rows * layer.outputs { values[element] = max(values[element], 0) }
    }
  }
}
