import CKernels

/// The per-point network of the cloud encoder, and the maximum over points.
///
/// Each frame is cut in `slices` whatever the number of threads; a slice leaves its own maxima, which `Maximum` joins.
public struct PointEncode: OperationRecord {
  /// Normalised points (frames · points, columns).
  public var input: BufferView
  /// Frames in `input`.
  public var frames: Int
  /// Slices of one frame.
  public var slices: Int
  /// Partial maxima (frames · slices, width of the last layer).
  public var output: BufferView
  /// The layers.
  public var network: PointNetwork

  /// Makes the operation of one to four layers.
  public init(input: BufferView, frames: Int, slices: Int, output: BufferView, layers: [PointLayer]) {
    self.input = input
    self.frames = frames
    self.slices = slices
    self.output = output
    network = PointNetwork(layers)
  }

  static let label: StaticString = "point encode"

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

  /// Points of one frame.
  public var points: Int { input.rows / frames }

  var scratchCount: Int { network.scratchCount }

  var extentsAgree: Bool {
    input.rows % frames == 0 && output.rows == frames * slices && slices <= points
      && network.agrees(inputs: input.columns, isScreen: false) && output.columns == network.outputs
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.write(output))
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) { network.forEachTensorUse(body) }

  func execute(in context: borrowing ExecutionContext, worker: Worker) {
    let scratch = context.scratch(of: worker)
    for slice in worker.share(of: frames * slices) {
      let maxima = context.row(slice, of: output)
      maxima.update(repeating: -.infinity, count: output.columns)
      let range = PointSlice.rows(slice, slices: slices, points: points)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: PointNetwork.tileRows) {
        let rows = min(PointNetwork.tileRows, range.upperBound - first)
        let tile = network.features(
          of: .init(values: UnsafePointer(context.row(first, of: input)), stride: input.rowStride), rows: rows,
          scratch: scratch, in: context)
        var maximum = edge_column_max_f32(
          values: tile.values, row_stride: tile.stride, maxima: maxima, rows: Int32(rows),
          channels: Int32(output.columns))
        context.kernels.columnMax(&maximum)
      }
    }
  }
}
