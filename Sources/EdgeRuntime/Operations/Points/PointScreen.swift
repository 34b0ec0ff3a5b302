import CKernels

/// The point network with int8 weights, to find out which points hold a channel's maximum.
///
/// A network wholly in int8 loses too much. So int8 only chooses: `PointRefine` computes the chosen points, about a
/// fifth of a cloud, once more in floats. Each slice of a frame leaves its maxima and the points they were found at.
public struct PointScreen: SliceMaxima {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The points, each frame cut in slices.
  public var cloud: PointCloud
  /// Of each slice: maxima, then winners, which are numbers of points in their frame (frames · slices, 2 · width).
  public var output: BufferView
  /// The layers: the first of floats, the others of int8.
  public var network: PointNetwork

  /// Makes the operation.
  public init(cloud: PointCloud, output: BufferView, network: PointNetwork) {
    self.cloud = cloud
    self.output = output
    self.network = network
  }

  static let kind = OperationKind.pointScreen
  static let label: StaticString = "point screen"

  var kernelSlot: KernelSlot? { .gemmInt8 }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    cloud = try PointCloud(reading: &reader)
    output = try BufferView(reading: &reader)
    network = try PointNetwork(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    cloud.write(to: &writer)
    output.write(to: &writer)
    network.write(to: &writer)
  }

  var multiplyAdds: Int { network.multiplyAdds(points: cloud.input.rows) }

  var integerMultiplyAdds: Int { network.multiplyAdds(points: cloud.input.rows, ofIntegers: true) }

  var scratchCount: Int { network.scratchCount }

  /// A winner is a float, which counts to 2²⁴ exactly: more than an extent.
  var extentsAgree: Bool {
    cloud.extentsAgree && output.rows == cloud.sliceCount && cloud.slices <= cloud.points
      && network.agrees(inputs: cloud.input.columns, isScreen: true) && output.columns == 2 * network.outputs
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(cloud.input))
    body(.write(output))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let width = network.outputs
    let scratch = unsafe context.scratch(of: worker)
    let slices = share.range(of: cloud.sliceCount)
    let destination = context.destination(output, rows: slices, columns: output.columns, worker: &worker)
    for slice in slices {
      let range = cloud.rows(ofSlice: slice)
      let firstOfFrame = slice / cloud.slices * cloud.points
      let maxima = unsafe destination.row(slice - slices.lowerBound)
      unsafe maxima.update(repeating: -.infinity, count: width)
      unsafe (maxima + width).update(repeating: Float(range.lowerBound - firstOfFrame), count: width)
      cloud.forEachTile(ofSlice: slice, in: context) { points in
        let tile = unsafe network.features(
          of: cloud.tile(from: points.lowerBound, in: context), rows: points.count, scratch: scratch, in: context)
        var maximum = unsafe edge_column_arg_max_f32(
          values: tile.values, row_stride: tile.stride, maxima: maxima, winners: maxima + width,
          rows: Int32(points.count), channels: Int32(width), first_winner: Float(points.lowerBound - firstOfFrame))
        unsafe context.kernels.columnArgMax(&maximum)
      }
    }
  }
}
