/// A tensor of a record, on its way to a policy; its shape is looked at before its values are read.
struct RecordTensor {
  private let entry: SafetensorsEntry

  /// Columns that a cloud may have: trainers' clouds have 3 to 7.
  private static let columnLimit = 1024

  /// The tensor called `name` or `input.name`, or nil.
  init?(named name: String, in file: borrowing SafetensorsFile) {
    guard let entry = file.header[name] ?? file.header["input.\(name)"] else { return nil }
    self.entry = entry
  }

  /// The first extent; 0 of a scalar.
  var leadingExtent: Int { entry.shape.first ?? 0 }

  /// The values of a whole window; a cloud's columns beyond those that are read are dropped, images come as bytes or as
  /// floats.
  func values(
    of key: PolicyMetadata.ObservationKey, in file: borrowing SafetensorsFile
  ) throws(RecordError) -> [Float] {
    let expected = key.accepts(entry.shape) ? entry.shape : key.shape
    let values = try values(shape: expected, dropsColumns: key.rows > 1 && key.planes == nil, in: file)
    return key.arranged(values, shape: expected, areBytes: entry.type == .u8)
  }

  /// The values as `expected`; a last extent that is larger is cut if `dropsColumns`.
  func values(
    shape expected: [Int], dropsColumns: Bool, in file: borrowing SafetensorsFile
  ) throws(RecordError) -> [Float] {
    let (shape, columns) = (entry.shape, expected[expected.count - 1])
    let given = shape.last ?? 0
    guard shape.count == expected.count, Array(shape.dropLast()) == Array(expected.dropLast()),
      given == columns || (dropsColumns && given > columns && given <= Self.columnLimit)
    else {
      throw .wrongShape(name: entry.name, expected: expected, found: shape)
    }
    let floats: [Float]
    do throws(SafetensorsError) { floats = try file.floats(of: entry) } catch { throw .safetensors(error) }
    var values: [Float] = []
    values.reserveCapacity(given == 0 ? 0 : floats.count / given * columns)
    for row in 0..<(given == 0 ? 0 : floats.count / given) {
      for column in 0..<columns {
        let value = floats[row * given + column]
        guard value.isFinite else { throw .notFinite(name: entry.name, element: row * given + column) }
        values.append(value)
      }
    }
    return values
  }
}
