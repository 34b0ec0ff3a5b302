import CKernels

extension PointNetwork {
  /// A tile's features: (rows, outputs) by a stride.
  @safe struct Tile {
    // SAFETY: points at scratch memory or a buffer of at least rows × stride floats, for one call.
    var values: UnsafePointer<Float>
    var stride: Int
  }

  /// Takes up to `tileRows` points through all layers, within `scratch` of `scratchCount` floats.
  func features(
    of points: Tile, rows: Int, scratch: UnsafeMutablePointer<Float>, in context: borrowing ExecutionContext
  ) -> Tile {
    var tile = points
    for index in 0..<layerCount {
      let output = unsafe Destination(start: scratch + tileCount * (index & 1), rowStride: layers[index].outputs)
      if case .int8(let format) = layers[index].matrix.format {
        unsafe multiply(
          layers[index], format, tile, rows: rows, to: output, bytes: scratch + 2 * tileCount, in: context)
        finish(layers[index], output, rows: rows, in: context)
      } else {
        unsafe apply(index, to: tile, rows: rows, output: output, in: context)
      }
      tile = unsafe Tile(values: UnsafePointer(output.start), stride: output.rowStride)
    }
    return tile
  }

  /// Takes up to `tileRows` points through one layer of floats.
  ///
  /// - Parameter bias: What is added to the sums in place of the layer's bias, or nil.
  func apply(
    _ index: Int, to tile: Tile, rows: Int, bias: UnsafePointer<Float>? = nil, output: Destination,
    in context: borrowing ExecutionContext
  ) {
    let layer = layers[index]
    var product = unsafe edge_gemm_f32(
      input: tile.values, input_row_stride: tile.stride, input_tap_stride: 0,
      weights: context.floats(of: layer.matrix), bias: bias ?? context.tensor(layer.bias), output: output.start,
      output_row_stride: output.rowStride, rows: Int32(rows), taps: 1, channels: Int32(layer.inputs),
      columns: Int32(layer.outputs))
    unsafe context.kernels.gemm(&product)
    finish(layer, output, rows: rows, in: context)
  }

  private func multiply(
    _ layer: PointLayer, _ format: Int8Format, _ tile: Tile, rows: Int, to output: Destination,
    bytes: UnsafeMutablePointer<Float>, in context: borrowing ExecutionContext
  ) {
    var product = unsafe QuantizedRows(rows: rows, stride: tile.stride, channels: layer.inputs)
      .quantize(tile.values, into: bytes, kernels: context.kernels)
    unsafe product.weights = context.bytes(of: layer.matrix, panel: 0)
    unsafe product.bias = context.tensor(layer.bias)
    unsafe product.output = output.start
    unsafe product.output_row_stride = output.rowStride
    unsafe product.rows = Int32(rows)
    unsafe product.taps = 1
    unsafe product.chunk_length = Int32(format.chunkLength)
    unsafe product.columns = Int32(layer.outputs)
    unsafe context.kernels.gemmInt8(&product)
  }

  private func finish(
    _ layer: PointLayer, _ output: Destination, rows: Int, in context: borrowing ExecutionContext
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
