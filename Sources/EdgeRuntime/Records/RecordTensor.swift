/// A tensor of a record, on its way to a policy.
struct RecordTensor {
  private let name: String
  private let shape: [Int]
  private let floats: [Float]

  /// The tensor called `name` or `input.name`, or nil.
  init?(named name: String, in file: borrowing SafetensorsFile) throws(RecordError) {
    guard let entry = file.header[name] ?? file.header["input.\(name)"] else { return nil }
    self.name = entry.name
    shape = entry.shape
    do throws(SafetensorsError) { floats = try file.floats(of: entry) } catch { throw .safetensors(error) }
  }

  /// The first extent; 0 of a scalar.
  var leadingExtent: Int { shape.first ?? 0 }

  /// The values of a whole window; a cloud's columns beyond those that are read are dropped.
  func values(of key: PolicyMetadata.ObservationKey) throws(RecordError) -> [Float] {
    // One point is a cloud where it has an extent of its own, and else cannot be told from a vector.
    let isCloud = key.rows > 1 || shape.count == 3
    return try values(shape: isCloud ? [key.frames, key.rows, key.columns] : key.shape, dropsColumns: isCloud)
  }

  /// The values as `expected`; a last extent that is larger is cut if `dropsColumns`.
  func values(shape expected: [Int], dropsColumns: Bool) throws(RecordError) -> [Float] {
    let columns = expected[expected.count - 1]
    guard shape.count == expected.count, Array(shape.dropLast()) == Array(expected.dropLast()),
      shape[shape.count - 1] == columns || (dropsColumns && shape[shape.count - 1] > columns)
    else { throw .wrongShape(name: name, expected: expected, found: shape) }
    let given = shape[shape.count - 1]
    var values: [Float] = []
    values.reserveCapacity(given == 0 ? 0 : floats.count / given * columns)
    for row in 0..<(given == 0 ? 0 : floats.count / given) {
      for column in 0..<columns {
        let value = floats[row * given + column]
        guard value.isFinite else { throw .notFinite(name: name, element: row * given + column) }
        values.append(value)
      }
    }
    return values
  }
}
