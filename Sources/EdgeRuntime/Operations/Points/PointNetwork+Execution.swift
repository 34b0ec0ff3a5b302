import CKernels

extension PointNetwork {
  /// A tile's features: (rows, outputs) by a stride.
  @safe struct Tile {
    // SAFETY: points at scratch memory or a buffer of at least rows × stride floats, for one call.
    var values: UnsafePointer<Float>
    var stride: Int
  }

  /// Takes up to `tileRows` points through all layers, within `scratch` of `scratchCount` floats.
  ///
  /// - Parameters:
  ///   - common: What is added to the first layer's sums in place of its bias, or nil.
  ///   - places: Where each layer's rows go, or nil for scratch memory.
  func features(
    of points: Tile, rows: Int, common: UnsafePointer<Float>? = nil,
    at places: InlineArray<4, Destination?> = InlineArray(repeating: nil), scratch: UnsafeMutablePointer<Float>,
    in context: ExecutionContext
  ) -> Tile {
    var tile = points
    for index in 0..<layerCount {
      let layer = layers[index]
      let output =
        unsafe places[index] ?? Destination(start: scratch + tileCount * (index & 1), rowStride: layer.outputs)
      if case .int8(let format) = layer.matrix.format {
        unsafe multiply(layer, format, tile, rows: rows, to: output, bytes: scratch + 2 * tileCount, in: context)
      } else {
        unsafe multiply(layer, tile, rows: rows, bias: index == 0 ? common : nil, to: output, in: context)
      }
      finish(layer, output, rows: rows, in: context)
      tile = unsafe Tile(values: UnsafePointer(output.start), stride: output.rowStride)
    }
    return tile
  }

  /// Joins the last layer's rows of a tile to `maxima`, one a column.
  func join(
    _ tile: Tile, rows: Int, to maxima: UnsafeMutablePointer<Float>, in context: ExecutionContext
  ) {
    var maximum = unsafe edge_column_max_f32(
      values: tile.values, row_stride: tile.stride, maxima: maxima, rows: Int32(rows), channels: Int32(outputs))
    unsafe context.kernels.columnMax(&maximum)
  }

  private func multiply(
    _ layer: PointLayer, _ tile: Tile, rows: Int, bias: UnsafePointer<Float>?, to output: Destination,
    in context: ExecutionContext
  ) {
    var product = unsafe edge_gemm_f32(
      input: tile.values, input_row_stride: tile.stride, input_tap_stride: 0, input_places: nil,
      weights: context.weights(of: layer.matrix), bias: bias ?? context.tensor(layer.bias), output: output.start,
      output_row_stride: output.rowStride, rows: Int32(rows), taps: 1, channels: Int32(layer.inputs),
      columns: Int32(layer.outputs))
    unsafe context.kernels.gemm(&product)
  }

  private func multiply(
    _ layer: PointLayer, _ format: Int8Format, _ tile: Tile, rows: Int, to output: Destination,
    bytes: UnsafeMutablePointer<Float>, in context: ExecutionContext
  ) {
    let quantized = QuantizedRows(rows: rows, stride: tile.stride, channels: layer.inputs)
    unsafe quantized.quantize(tile.values, into: bytes, kernels: context.kernels)
    unsafe context.multiply(
      quantized.product(reading: bytes), by: layer.matrix, format, from: 0, bias: context.tensor(layer.bias),
      to: output, rows: rows,
      columns: layer.outputs)
  }

  private func finish(
    _ layer: PointLayer, _ output: Destination, rows: Int, in context: ExecutionContext
  ) {
    if let gamma = layer.gamma, let beta = layer.beta {
      var norm = unsafe edge_layer_norm_f32(
        input: UnsafePointer(output.start), input_row_stride: output.rowStride, output: output.start,
        output_row_stride: output.rowStride, gamma: context.tensor(gamma), beta: context.tensor(beta),
        rows: Int32(rows), channels: Int32(layer.outputs), epsilon: layer.epsilon, relu: layer.relu ? 1 : 0)
      unsafe context.kernels.layerNorm(&norm)
    } else if layer.relu {
      for row in 0..<rows {
        let values = unsafe output.row(row)
        for column in 0..<layer.outputs { unsafe values[column] = max(values[column], 0) }
      }
    }
  }
}
