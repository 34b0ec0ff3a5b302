import CKernels

extension Convolution {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// Neighbouring panels of one block of windows.
  private struct Tile {
    var block: Int
    /// The block's windows, as rows of the output.
    var rows: Range<Int>
    var panels: Range<Int>
    /// Their columns of the output.
    var columns: Range<Int>
  }

  /// Hands over what a share computes, block by block.
  private func forEachTile(of share: Share, _ body: (Tile) -> Void) {
    let unit = share.count <= preferredDivisions ? panelsTogether : 1
    let units = share.range(of: divisions / unit)
    let pieces = units.lowerBound * unit..<units.upperBound * unit
    var piece = pieces.lowerBound
    while piece < pieces.upperBound {
      let (block, first) = (piece / matrix.panels, piece % matrix.panels)
      let end = min(matrix.panels, first + pieces.upperBound - piece)
      let columns = first * PanelLayout.width..<min(end * PanelLayout.width, output.channels)
      let rows = rows(ofBlock: block)
      body(Tile(block: block, rows: rows, panels: first..<end, columns: columns))
      piece += end - first
    }
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let scratch = unsafe context.scratch(of: worker)
    var staged = worker.preparation?.key
    forEachTile(of: share) { tile in
      if staged != tile.block { unsafe stage(tile.rows, in: scratch, context) }
      staged = tile.block
      let destination = context.destination(
        output.pixels, rows: tile.rows, column: tile.columns.lowerBound, columns: tile.columns.count, worker: &worker)
      if let format = matrix.format.integer {
        unsafe multiply(scratch, tile, to: destination, format, in: context)
      } else {
        unsafe multiply(scratch, tile, to: destination, in: context)
      }
      if !worker.stopsAfterSums { finish(tile, at: destination, in: context) }
    }
    worker.preparation = staged.map { Worker.Preparation(key: $0) }
  }

  /// Makes the windows of a block readable, and tells where each begins.
  private func stage(
    _ rows: Range<Int>, in scratch: UnsafeMutablePointer<Float>, _ context: ExecutionContext
  ) {
    let lines = WindowLines(of: self, rows: rows)
    let isQuantized = matrix.format.integer != nil
    switch staging {
    case .inPlace: unsafe lines.findInPlace(places(in: scratch))
    case .lines where isQuantized: unsafe quantize(lines, rows.count, in: scratch, context)
    case .lines:
      unsafe lines.copy(
        to: scratch + placeCount, places: places(in: scratch), steps: (lines.lineStride, lines.windowStride),
        in: context)
    case .windows:
      unsafe gather(rows, to: scratch, in: context)
      guard isQuantized else { return }
      unsafe quantizedWindows(rows.count).quantize(
        scratch, into: scratch + floatsBeforeBytes, kernels: context.kernels)
    }
  }

  /// Quantises each line of windows once, and hands it to all windows that share it.
  private func quantize(
    _ lines: WindowLines, _ count: Int, in scratch: UnsafeMutablePointer<Float>, _ context: ExecutionContext
  ) {
    let (places, width) = (unsafe places(in: scratch), lines.columns.count)
    let source = unsafe scratch + placeCount
    let lineCount = unsafe lines.copy(to: source, places: places, steps: (width, 1), in: context)
    let (rows, windows) = (quantizedLines, quantizedWindows(count))
    let bytes = unsafe scratch + floatsBeforeBytes
    let rowsPlace = unsafe bytes - rows.scratchCount
    for line in 0..<lineCount {
      unsafe rows.quantize(
        source + line * lines.lineStride, rows: line * width..<(line + 1) * width, into: rowsPlace,
        kernels: context.kernels)
    }
    for window in 0..<count {
      for tap in 0..<matrix.taps {
        unsafe windows.take(
          places[window] + tap * width, of: rows, in: rowsPlace, as: window * matrix.taps + tap, into: bytes)
      }
    }
  }

  /// Memory for where each window of a block begins.
  private func places(in scratch: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Int> {
    unsafe UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Int.self)
  }

  /// Copies the windows of some pixels of the output, one after another.
  private func gather(
    _ rows: Range<Int>, to windows: UnsafeMutablePointer<Float>, in context: ExecutionContext
  ) {
    let channels = input.channels
    let length = window.width * channels
    var target = unsafe windows
    for row in rows {
      let (image, place) = (row / output.area, row % output.area)
      let (top, lines) = window.inside(input.height, size: window.height, place: place / output.width)
      let (left, pixels) = window.inside(input.width, size: window.width, place: place % output.width)
      let (before, inside) = (pixels.lowerBound * channels, pixels.count * channels)
      for line in 0..<window.height {
        if lines.contains(line) {
          let source = (image * input.height + top + line) * input.width + left + pixels.lowerBound
          unsafe target.update(repeating: 0, count: before)
          unsafe (target + before).update(from: context.row(source, of: input.pixels), count: inside)
          unsafe (target + before + inside).update(repeating: 0, count: length - before - inside)
        } else {
          unsafe target.update(repeating: 0, count: length)
        }
        unsafe target += length
      }
    }
  }

  private func multiply(
    _ scratch: UnsafeMutablePointer<Float>, _ tile: Tile, to destination: Destination,
    in context: ExecutionContext
  ) {
    var product = unsafe edge_gemm_f32()
    switch staging {
    case .inPlace:
      unsafe product.input = UnsafePointer(context.row(0, of: input.pixels))
      unsafe product.input_tap_stride = input.width * input.channels
      unsafe product.input_places = UnsafePointer(places(in: scratch))
    case .lines:
      unsafe product.input = UnsafePointer(scratch + placeCount)
      unsafe product.input_tap_stride = WindowLines(of: self, rows: tile.rows).lineStride
      unsafe product.input_places = UnsafePointer(places(in: scratch))
    case .windows:
      unsafe product.input = UnsafePointer(scratch)
      unsafe product.input_row_stride = windowCount
      unsafe product.input_tap_stride = matrix.channels
    }
    unsafe product.bias = bias(from: tile.columns.lowerBound, in: context)
    unsafe product.output = destination.start
    unsafe product.output_row_stride = destination.rowStride
    unsafe product.rows = Int32(tile.rows.count)
    unsafe product.taps = Int32(matrix.taps)
    unsafe product.channels = Int32(matrix.channels)
    unsafe product.columns = Int32(tile.columns.count)
    unsafe context.multiply(product, by: matrix, from: tile.panels.lowerBound)
  }

  /// Products of bytes: the lines of windows are rows of their own.
  private func multiply(
    _ scratch: UnsafeMutablePointer<Float>, _ tile: Tile, to destination: Destination, _ format: Int8Format,
    in context: ExecutionContext
  ) {
    let quantized = unsafe quantizedWindows(tile.rows.count).product(reading: scratch + floatsBeforeBytes)
    unsafe context.multiply(
      quantized, by: matrix, format, from: tile.panels.lowerBound,
      bias: bias(from: tile.columns.lowerBound, in: context), to: destination, rows: tile.rows.count,
      columns: tile.columns.count)
  }

  private func bias(from column: Int, in context: ExecutionContext) -> UnsafePointer<Float>? {
    unsafe bias.map { unsafe context.tensor($0) + column }
  }

  private func finish(_ tile: Tile, at destination: Destination, in context: ExecutionContext) {
    guard relu || residual != nil else { return }
    for row in tile.rows {
      let sums = unsafe destination.row(row - tile.rows.lowerBound)
      if let residual {
        let added = unsafe context.row(row, of: residual) + tile.columns.lowerBound
        for column in 0..<tile.columns.count { unsafe sums[column] += added[column] }
      }
      guard relu else { continue }
      for column in 0..<tile.columns.count {
        // A NaN is not below zero. Without a branch, several columns are one instruction's work.
        let sum = unsafe sums[column]
        unsafe sums[column] = sum <= 0 ? 0 : sum
      }
    }
  }
}
