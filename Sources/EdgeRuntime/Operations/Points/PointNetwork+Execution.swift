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
    let size = PointNetwork.tileRows * tileWidth
    var tile = points
    var (to, other) = unsafe (scratch, scratch + size)
    let bytes = unsafe scratch + 2 * size
    for index in 0..<layerCount {
      let layer = layers[index]
      if case .int8(let format) = layer.matrix.format {
        unsafe multiply(layer, format, tile, rows: rows, to: to, bytes: bytes, in: context)
      } else {
        unsafe multiply(layer, tile, rows: rows, to: to, in: context)
      }
      unsafe finish(layer, values: to, rows: rows, in: context)
      tile = unsafe Tile(values: UnsafePointer(to), stride: layer.outputs)
      unsafe swap(&to, &other)
    }
    return tile
  }

  private func multiply(
    _ layer: PointLayer, _ tile: Tile, rows: Int, to output: UnsafeMutablePointer<Float>,
    in context: borrowing ExecutionContext
  ) {
    var product = unsafe edge_gemm_f32(
      input: tile.values, input_row_stride: tile.stride, input_tap_stride: 0,
      weights: context.floats(of: layer.matrix), bias: context.tensor(layer.bias), output: output,
      output_row_stride: layer.outputs, rows: Int32(rows), taps: 1, channels: Int32(layer.inputs),
      columns: Int32(layer.outputs))
    unsafe context.kernels.gemm(&product)
  }

  private func multiply(
    _ layer: PointLayer, _ format: Int8Format, _ tile: Tile, rows: Int, to output: UnsafeMutablePointer<Float>,
    bytes: UnsafeMutablePointer<Float>, in context: borrowing ExecutionContext
  ) {
    var product = unsafe QuantizedRows(rows: rows, stride: tile.stride, channels: layer.inputs)
      .quantize(tile.values, into: bytes, kernels: context.kernels)
    unsafe product.weights = context.bytes(of: layer.matrix, panel: 0)
    unsafe product.bias = context.tensor(layer.bias)
    unsafe product.output = output
    unsafe product.output_row_stride = layer.outputs
    unsafe product.rows = Int32(rows)
    unsafe product.taps = 1
    unsafe product.chunk_length = Int32(format.chunkLength)
    unsafe product.columns = Int32(layer.outputs)
    unsafe context.kernels.gemmInt8(&product)
  }

  private func finish(
    _ layer: PointLayer, values: UnsafeMutablePointer<Float>, rows: Int,
    in context: borrowing ExecutionContext
  ) {
    if let gamma = layer.gamma, let beta = layer.beta {
      var norm = unsafe edge_layer_norm_f32(
        input: UnsafePointer(values), input_row_stride: layer.outputs, output: values,
        output_row_stride: layer.outputs, gamma: context.tensor(gamma), beta: context.tensor(beta),
        rows: Int32(rows), channels: Int32(layer.outputs), epsilon: layer.epsilon, relu: layer.relu ? 1 : 0)
      unsafe context.kernels.layerNorm(&norm)
    } else if layer.relu {
      for element in 0..<rows * layer.outputs { unsafe values[element] = max(values[element], 0) }
    }
  }
}
