import CKernels

/// The point network in floats, of the points that `PointScreen` found to hold a channel's maximum.
///
/// A maximum can only be too low, where the screening misjudged, and by no more than that. The chosen points of a frame
/// are cut in `slices`, each of which leaves its own maxima for `Maximum` to join.
public struct PointRefine: OperationRecord {
  /// Normalised points (frames · points, columns).
  public var input: BufferView
  /// Frames in `input`.
  public var frames: Int
  /// Slices of one frame's chosen points.
  public var slices: Int
  /// What the screening left: (frames · its slices, 2 · width).
  public var screened: BufferView
  /// Partial maxima (frames · slices, width of the last layer); −∞ of a slice without points.
  public var output: BufferView
  /// The layers, all of floats.
  public var network: PointNetwork

  /// Makes the operation.
  public init(
    input: BufferView, frames: Int, slices: Int, screened: BufferView, output: BufferView, network: PointNetwork
  ) {
    self.input = input
    self.frames = frames
    self.slices = slices
    self.screened = screened
    self.output = output
    self.network = network
  }

  static let label: StaticString = "point refine"

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    frames = try reader.extent()
    slices = try reader.extent()
    screened = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
    network = try PointNetwork(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    writer.integer(frames)
    writer.integer(slices)
    screened.write(to: &writer)
    output.write(to: &writer)
    network.write(to: &writer)
  }

  var isShared: Bool { true }

  /// Points of one frame.
  public var points: Int { input.rows / frames }

  /// Most points that can be chosen of a frame: one a channel.
  private var mostWinners: Int { min(points, network.outputs) }

  /// Of as many points as are usually chosen: seven for sixteen channels (111 of 512 points for 256 channels on trained
  /// policies), and never more than one a channel.
  var multiplyAdds: Int { network.multiplyAdds(points: frames * max(1, mostWinners * 7 / 16)) }

  /// The network's, a tile of points, and the chosen points: a flag for each point, then their numbers.
  var scratchCount: Int {
    network.scratchCount + gatheredCount + flagCount + mostWinners
  }

  private var gatheredCount: Int { (PointNetwork.tileRows * input.columns + 15) / 16 * 16 }
  private var flagCount: Int { (points + 63) / 64 * 16 }

  var extentsAgree: Bool {
    input.rows % frames == 0 && output.rows == frames * slices && screened.rows % frames == 0
      && network.agrees(inputs: input.columns, isScreen: false) && output.columns == network.outputs
      && screened.columns == 2 * network.outputs
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.read(screened))
    body(.write(output))
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) { network.forEachTensorUse(body) }

  func execute(in context: borrowing ExecutionContext, worker: Worker) {
    let share = worker.share(of: frames * slices)
    let winners = UnsafeMutableRawPointer(
      context.scratch(of: worker) + network.scratchCount + gatheredCount + flagCount
    ).assumingMemoryBound(to: Int32.self)
    var frame = -1
    var count = 0
    for slice in share {
      if slice / slices != frame {
        frame = slice / slices
        count = choose(frame: frame, into: winners, in: context, worker: worker)
      }
      let maxima = context.row(slice, of: output)
      maxima.update(repeating: -.infinity, count: output.columns)
      let range = PointSlice.rows(slice % slices, slices: slices, points: count)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: PointNetwork.tileRows) {
        let rows = min(PointNetwork.tileRows, range.upperBound - first)
        refine(winners + first, rows: rows, frame: frame, maxima: maxima, in: context, worker: worker)
      }
    }
  }

  /// Writes the numbers of the frame's chosen points, each once and in order; returns how many.
  private func choose(
    frame: Int, into winners: UnsafeMutablePointer<Int32>, in context: borrowing ExecutionContext, worker: Worker
  ) -> Int {
    let flags = UnsafeMutableRawPointer(context.scratch(of: worker) + network.scratchCount + gatheredCount)
      .assumingMemoryBound(to: UInt8.self)
    flags.update(repeating: 0, count: points)
    let first = frame * (screened.rows / frames)
    let width = network.outputs
    // Which slice holds each channel's greatest maximum: the network's tiles have room for the answer.
    let maxima = context.scratch(of: worker)
    let slices = maxima + width
    maxima.update(from: context.row(first, of: screened), count: width)
    slices.update(repeating: 0, count: width)
    if screened.rows / frames > 1 {
      var maximum = edge_column_arg_max_f32(
        values: context.row(first + 1, of: screened), row_stride: screened.rowStride, maxima: maxima,
        winners: slices, rows: Int32(screened.rows / frames - 1), channels: Int32(width), first_winner: 1)
      context.kernels.columnArgMax(&maximum)
    }
    for channel in 0..<width {
      // What the memory holds is not trusted to be a point's number.
      let winner = context.row(first + Int(slices[channel]), of: screened)[width + channel]
      flags[winner >= 0 && winner < Float(points) ? Int(winner) : 0] = 1
    }
    var count = 0
    for point in 0..<points where flags[point] != 0 {
      winners[count] = Int32(point)
      count += 1
    }
    return count
  }

  private func refine(
    _ winners: UnsafePointer<Int32>, rows: Int, frame: Int, maxima: UnsafeMutablePointer<Float>,
    in context: borrowing ExecutionContext, worker: Worker
  ) {
    let scratch = context.scratch(of: worker)
    let gathered = scratch + network.scratchCount
    for row in 0..<rows {
      (gathered + row * input.columns).update(
        from: context.row(frame * points + Int(winners[row]), of: input), count: input.columns)
    }
    let tile = network.features(
      of: .init(values: UnsafePointer(gathered), stride: input.columns), rows: rows, scratch: scratch, in: context)
    var maximum = edge_column_max_f32(
      values: tile.values, row_stride: tile.stride, maxima: maxima, rows: Int32(rows),
      channels: Int32(output.columns))
    context.kernels.columnMax(&maximum)
  }
}
