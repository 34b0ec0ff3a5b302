import CKernels

/// The per-point network of the cloud encoder, and the maximum over points.
///
/// Each frame is cut in `slices` whatever the number of threads; a slice leaves its own maxima, which `Maximum` joins.
public struct PointEncode: SliceMaxima {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The points, each frame cut in slices.
  public var cloud: PointCloud
  /// Partial maxima (frames · slices, width of the last layer).
  public var output: BufferView
  /// The layers.
  public var network: PointNetwork

  /// Makes the operation of one to four layers.
  public init(input: BufferView, frames: Int, slices: Int, output: BufferView, layers: [PointLayer]) {
    cloud = PointCloud(input: input, frames: frames, slices: slices)
    self.output = output
    network = PointNetwork(layers)
  }

  static let kind = OperationKind.pointEncode
  static let label: StaticString = "point encode"

  var kernelSlot: KernelSlot? { .gemm }

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

  var scratchCount: Int { network.scratchCount }

  var extentsAgree: Bool {
    cloud.extentsAgree && output.rows == cloud.sliceCount && cloud.slices <= cloud.points
      && network.agrees(inputs: cloud.input.columns, isScreen: false) && output.columns == network.outputs
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(cloud.input))
    body(.write(output))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let scratch = unsafe context.scratch(of: worker)
    let slices = share.range(of: cloud.sliceCount)
    let destination = context.destination(output, rows: slices, columns: output.columns, worker: &worker)
    for slice in slices {
      let maxima = unsafe destination.row(slice - slices.lowerBound)
      unsafe maxima.update(repeating: -.infinity, count: output.columns)
      cloud.forEachTile(ofSlice: slice, in: context) { points in
        let tile = unsafe network.features(
          of: cloud.tile(from: points.lowerBound, in: context), rows: points.count, scratch: scratch, in: context)
        unsafe network.join(tile, rows: points.count, to: maxima, in: context)
      }
    }
  }
}
