import CKernels

/// The point network with int8 weights, to find out which points hold a channel's maximum.
///
/// A network wholly in int8 loses too much. So int8 only chooses: `PointRefine` computes the chosen points, about a
/// fifth of a cloud, once more in floats. Each slice of a frame leaves its maxima and the points they were found at.
public struct PointScreen: OperationRecord {
  /// Normalised points (frames · points, columns).
  public var input: BufferView
  /// Frames in `input`.
  public var frames: Int
  /// Slices of one frame.
  public var slices: Int
  /// Of each slice: maxima, then winners, which are numbers of points in their frame (frames · slices, 2 · width).
  public var output: BufferView
  /// The layers: the first of floats, the others of int8.
  public var network: PointNetwork

  /// Makes the operation.
  public init(input: BufferView, frames: Int, slices: Int, output: BufferView, network: PointNetwork) {
    self.input = input
    self.frames = frames
    self.slices = slices
    self.output = output
    self.network = network
  }

  static let label: StaticString = "point screen"

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    frames = try reader.extent()
    slices = try reader.extent()
    output = try BufferView(reading: &reader)
    network = try PointNetwork(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    writer.integer(frames)
    writer.integer(slices)
    output.write(to: &writer)
    network.write(to: &writer)
  }

  var isShared: Bool { true }

  var multiplyAdds: Int { network.multiplyAdds(points: input.rows) }

  var integerMultiplyAdds: Int { network.multiplyAdds(points: input.rows, ofIntegers: true) }

  /// Points of one frame.
  public var points: Int { input.rows / frames }

  var scratchCount: Int { network.scratchCount }

  /// A winner is a float, which counts to 2²⁴ exactly: more than an extent.
  var extentsAgree: Bool {
    input.rows % frames == 0 && output.rows == frames * slices && slices <= points
      && network.agrees(inputs: input.columns, isScreen: true) && output.columns == 2 * network.outputs
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.write(output))
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) { network.forEachTensorUse(body) }

  func execute(in context: borrowing ExecutionContext, worker: Worker) {
    let width = network.outputs
    let scratch = context.scratch(of: worker)
    for slice in worker.share(of: frames * slices) {
      let range = PointSlice.rows(slice, slices: slices, points: points)
      let firstOfFrame = slice / slices * points
      let maxima = context.row(slice, of: output)
      maxima.update(repeating: -.infinity, count: width)
      (maxima + width).update(repeating: Float(range.lowerBound - firstOfFrame), count: width)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: PointNetwork.tileRows) {
        let rows = min(PointNetwork.tileRows, range.upperBound - first)
        let tile = network.features(
          of: .init(values: UnsafePointer(context.row(first, of: input)), stride: input.rowStride), rows: rows,
          scratch: scratch, in: context)
        var maximum = edge_column_arg_max_f32(
          values: tile.values, row_stride: tile.stride, maxima: maxima, winners: maxima + width,
          rows: Int32(rows), channels: Int32(width), first_winner: Float(first - firstOfFrame))
        context.kernels.columnArgMax(&maximum)
      }
    }
  }
}
