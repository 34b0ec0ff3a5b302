/// The part of images that a block of windows reads, with the zeros around it: each line once, however many windows
/// share it.
struct WindowLines {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights; `floatCount(rows:of:)` bounds what any block takes.

  private let input: ImageMap
  private let output: ImageMap
  private let window: ImageWindow
  /// The windows, as pixels of the output.
  private let rows: Range<Int>
  /// Their columns of the output: those of one line, or all.
  let columns: Range<Int>

  init(of convolution: Convolution, rows: Range<Int>) {
    input = convolution.input
    output = convolution.output
    window = convolution.window
    self.rows = rows
    let (first, last) = (rows.lowerBound, rows.upperBound - 1)
    let isOneLine = first / output.width == last / output.width
    columns = isOneLine ? first % output.width..<last % output.width + 1 : 0..<output.width
  }

  /// Lines of any block of `rows` windows, and windows that begin in each, at most.
  static func extents(rows: Int, of convolution: Convolution) -> (lines: Int, columns: Int) {
    let (output, window) = (convolution.output, convolution.window)
    let isPartOfLine = convolution.blocksPerLine > 0
    let columns = isPartOfLine ? rows : output.width
    let lines = isPartOfLine ? 1 : min((rows + output.width - 2) / output.width + 1, output.images * output.height)
    let images = isPartOfLine ? 1 : min((rows + output.area - 2) / output.area + 1, output.images)
    let all = lines.saturatingProduct(window.stride)
      .saturatingSum(images.saturatingProduct(max(0, window.height - window.stride)))
    return (all, columns)
  }

  /// Floats of the lines of any block of `rows` windows, at most.
  static func floatCount(rows: Int, of convolution: Convolution) -> Int {
    let (lines, columns) = extents(rows: rows, of: convolution)
    return (columns - 1).saturatingProduct(convolution.window.stride).saturatingSum(convolution.window.width)
      .saturatingProduct(convolution.input.channels).saturatingProduct(lines)
  }

  /// Floats between the lines.
  var lineStride: Int { ((columns.count - 1) * window.stride + window.width) * input.channels }

  /// Writes where each window begins in the images, none of which has zeros around it.
  func findInPlace(_ places: UnsafeMutablePointer<Int>) {
    for row in rows {
      let (image, place) = (row / output.area, row % output.area)
      let (y, x) = (place / output.width * window.stride, place % output.width * window.stride)
      unsafe places[row - rows.lowerBound] = ((image * input.height + y) * input.width + x) * input.channels
    }
  }

  /// Floats between windows that begin in a line.
  var windowStride: Int { window.stride * input.channels }

  /// Copies the lines, and writes the place of each window: that of the line and the column where it begins.
  ///
  /// - Parameter steps: Places from one line to the next, and from one column.
  /// - Returns: How many lines there are.
  @discardableResult
  func copy(
    to target: UnsafeMutablePointer<Float>, places: UnsafeMutablePointer<Int>, steps: (line: Int, column: Int),
    in context: ExecutionContext
  ) -> Int {
    var (line, row) = (0, rows.lowerBound)
    while row < rows.upperBound {
      let image = row / output.area
      let end = min(rows.upperBound, (image + 1) * output.area)
      let first = row % output.area / output.width
      let last = (end - 1) % output.area / output.width
      for place in row..<end {
        let (y, x) = (place % output.area / output.width, place % output.width)
        unsafe places[place - rows.lowerBound] =
          (line + (y - first) * window.stride) * steps.line + (x - columns.lowerBound) * steps.column
      }
      let top = first * window.stride - window.padding
      for y in top..<top + (last - first) * window.stride + window.height {
        unsafe copy(line: y, ofImage: image, to: target + line * lineStride, in: context)
        line += 1
      }
      row = end
    }
    return line
  }

  /// Copies the part of a line that the windows read; a line outside of the image is zeros.
  private func copy(
    line y: Int, ofImage image: Int, to target: UnsafeMutablePointer<Float>, in context: ExecutionContext
  ) {
    guard (0..<input.height).contains(y) else { return unsafe target.update(repeating: 0, count: lineStride) }
    let left = columns.lowerBound * window.stride - window.padding
    let inside = max(0, left)..<min(input.width, left + lineStride / input.channels)
    let (before, count) = ((inside.lowerBound - left) * input.channels, inside.count * input.channels)
    let source = unsafe context.row((image * input.height + y) * input.width + inside.lowerBound, of: input.pixels)
    unsafe target.update(repeating: 0, count: before)
    unsafe (target + before).update(from: source, count: count)
    unsafe (target + before + count).update(repeating: 0, count: lineStride - before - count)
  }
}
