import CKernels

/// The point network in floats, of the points that `PointScreen` found to hold a channel's maximum.
///
/// A maximum can only be too low, where the screening misjudged, and by no more than that. The chosen points of a frame
/// are cut in `slices`, each of which leaves its own maxima for `Maximum` to join.
public struct PointRefine: SliceMaxima {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The points; each frame's chosen ones are cut in slices.
  public var cloud: PointCloud
  /// What the screening left: (frames · its slices, 2 · width).
  public var screened: BufferView
  /// Partial maxima (frames · slices, width of the last layer); −∞ of a slice without points.
  public var output: BufferView
  /// The layers, all of floats.
  public var network: PointNetwork

  /// Makes the operation.
  public init(
    cloud: PointCloud, screened: BufferView, output: BufferView, network: PointNetwork
  ) {
    self.cloud = cloud
    self.screened = screened
    self.output = output
    self.network = network
  }

  static let kind = OperationKind.pointRefine
  static let label: StaticString = "point refine"

  var recordedInput: RecordedInput? { RecordedInput(buffer: screened.buffer, range: screened.span) }

  var kernelSlot: KernelSlot? { .gemm }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    cloud = try PointCloud(reading: &reader)
    screened = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
    network = try PointNetwork(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    cloud.write(to: &writer)
    screened.write(to: &writer)
    output.write(to: &writer)
    network.write(to: &writer)
  }

  /// Most points that can be chosen of a frame: one a channel.
  private var mostWinners: Int { min(cloud.points, network.outputs) }

  /// Of as many points as are usually chosen: seven for sixteen channels (111 of 512 points for 256 channels on trained
  /// policies), and never more than one a channel.
  var multiplyAdds: Int { network.multiplyAdds(points: cloud.frames * max(1, mostWinners * 7 / 16)) }

  /// The network's, a tile of points, and the chosen points: a flag for each point, then their numbers.
  var scratchCount: Int {
    network.scratchCount + gatheredCount + flagCount + mostWinners
  }

  private var gatheredCount: Int { (PointNetwork.tileRows * cloud.input.columns + 15) / 16 * 16 }
  private var flagCount: Int { (cloud.points + 63) / 64 * 16 }

  var extentsAgree: Bool {
    cloud.extentsAgree && output.rows == cloud.sliceCount && screened.rows % cloud.frames == 0
      && network.agrees(inputs: cloud.input.columns, isScreen: false) && output.columns == network.outputs
      && screened.columns == 2 * network.outputs
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(cloud.input))
    body(.read(screened))
    body(.write(output))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let slices = share.range(of: cloud.sliceCount)
    let destination = context.destination(output, rows: slices, columns: output.columns, worker: &worker)
    let winners = unsafe UnsafeMutableRawPointer(
      context.scratch(of: worker) + network.scratchCount + gatheredCount + flagCount
    ).assumingMemoryBound(to: Int32.self)
    for slice in slices {
      let frame = slice / cloud.slices
      let count = unsafe chosen(frame: frame, in: winners, context, worker: &worker)
      let maxima = unsafe destination.row(slice - slices.lowerBound)
      unsafe maxima.update(repeating: -.infinity, count: output.columns)
      let range = Share(index: slice % cloud.slices, count: cloud.slices).range(of: count)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: PointNetwork.tileRows) {
        let rows = min(PointNetwork.tileRows, range.upperBound - first)
        unsafe refine(winners + first, rows: rows, frame: frame, maxima: maxima, in: context, worker: worker)
      }
    }
  }

  /// How many points of the frame are chosen, once their numbers are in `winners`.
  private func chosen(
    frame: Int, in winners: UnsafeMutablePointer<Int32>, _ context: ExecutionContext, worker: inout Worker
  ) -> Int {
    if let preparation = worker.preparation, preparation.key == frame { return preparation.count }
    let count = unsafe choose(frame: frame, into: winners, in: context, worker: worker)
    worker.preparation = Worker.Preparation(key: frame, count: count)
    return count
  }

  /// Writes the numbers of the frame's chosen points, each once and in order; returns how many.
  private func choose(
    frame: Int, into winners: UnsafeMutablePointer<Int32>, in context: ExecutionContext, worker: Worker
  ) -> Int {
    let flags = unsafe UnsafeMutableRawPointer(context.scratch(of: worker) + network.scratchCount + gatheredCount)
      .assumingMemoryBound(to: UInt8.self)
    unsafe flags.update(repeating: 0, count: cloud.points)
    let first = frame * (screened.rows / cloud.frames)
    let width = network.outputs
    // Which slice holds each channel's greatest maximum: the network's tiles have room for the answer.
    let maxima = unsafe context.scratch(of: worker)
    let slices = unsafe maxima + width
    unsafe maxima.update(from: context.row(first, of: screened), count: width)
    unsafe slices.update(repeating: 0, count: width)
    if screened.rows / cloud.frames > 1 {
      var maximum = unsafe edge_column_arg_max_f32(
        values: context.row(first + 1, of: screened), row_stride: screened.rowStride, maxima: maxima,
        winners: slices, rows: Int32(screened.rows / cloud.frames - 1), channels: Int32(width), first_winner: 1)
      unsafe context.kernels.columnArgMax(&maximum)
    }
    for channel in 0..<width {
      // What the memory holds is not trusted to be a point's number.
      let winner = unsafe context.row(first + Int(slices[channel]), of: screened)[width + channel]
      unsafe flags[winner >= 0 && winner < Float(cloud.points) ? Int(winner) : 0] = 1
    }
    var count = 0
    for point in 0..<cloud.points where unsafe flags[point] != 0 {
      unsafe winners[count] = Int32(point)
      count += 1
    }
    return count
  }

  private func refine(
    _ winners: UnsafePointer<Int32>, rows: Int, frame: Int, maxima: UnsafeMutablePointer<Float>,
    in context: ExecutionContext, worker: Worker
  ) {
    let scratch = unsafe context.scratch(of: worker)
    let gathered = unsafe scratch + network.scratchCount
    for row in 0..<rows {
      unsafe (gathered + row * cloud.input.columns).update(
        from: context.row(frame * cloud.points + Int(winners[row]), of: cloud.input), count: cloud.input.columns)
    }
    let tile = unsafe network.features(
      of: .init(values: UnsafePointer(gathered), stride: cloud.input.columns), rows: rows, scratch: scratch, in: context
    )
    unsafe network.join(tile, rows: rows, to: maxima, in: context)
  }
}
