/// Rows of floats inside a planned buffer.
///
/// Element (row, column) stands `offset + row · rowStride + column` floats from the buffer's start.
/// A view of some columns of a wider buffer has `rowStride` > `columns`: this is how concatenation works.
/// A view of several rows has `rowStride` ≥ `columns`, so that its rows are distinct.
public struct BufferView: Equatable, Sendable, BitwiseCopyable {
  /// Index of the buffer in the program's plan.
  public var buffer: Int
  /// Floats from the buffer's start to row 0, column 0.
  public var offset: Int
  /// Floats between the starts of neighbouring rows.
  public var rowStride: Int
  /// Rows.
  public var rows: Int
  /// Columns.
  public var columns: Int

  /// Makes a view.
  public init(buffer: Int, offset: Int, rowStride: Int, rows: Int, columns: Int) {
    self.buffer = buffer
    self.offset = offset
    self.rowStride = rowStride
    self.rows = rows
    self.columns = columns
  }

  /// Floats in the view.
  public var elementCount: Int { rows * columns }
  /// The floats from its first element to after its last one, counted from the buffer's start.
  var span: Range<Int> { offset..<offset + (rows - 1) * rowStride + columns }
}

extension BufferView {
  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    buffer = try reader.integer(in: 0...FormatLimits.bufferCount - 1)
    offset = try reader.integer(in: 0...FormatLimits.floatOffset)
    let strideOffset = reader.offset
    rowStride = try reader.integer(in: 0...FormatLimits.extent)
    rows = try reader.extent()
    columns = try reader.extent()
    // Rows that overlap would let a small buffer pose as a huge view.
    guard rows == 1 || rowStride >= columns else {
      throw .outOfRange(
        offset: strideOffset, value: UInt64(rowStride), allowed: UInt64(columns)...UInt64(FormatLimits.extent)
      )
    }
  }

  /// A view after a flag that says whether there is one.
  static func readOptional(_ reader: inout ByteReader) throws(PolicyFileError) -> BufferView? {
    try reader.flag() ? try BufferView(reading: &reader) : nil
  }

  func write(to writer: inout ByteWriter) {
    writer.integer(buffer)
    writer.integer(offset)
    writer.integer(rowStride)
    writer.integer(rows)
    writer.integer(columns)
  }
}

extension BufferView? {
  /// The flag, then the view if there is one.
  func write(to writer: inout ByteWriter) {
    writer.flag(self != nil)
    if let view = self { view.write(to: &writer) }
  }
}
