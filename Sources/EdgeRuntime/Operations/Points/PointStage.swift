import CKernels

/// One stage of a point encoder whose points learn from each other between its layers.
///
/// Each point goes through the layers by itself; what its frame's points have in common may be added to the first
/// layer's sums, which is how a layer that reads a point beside the maxima of all costs no more than the point alone.
/// The rows of any layer may be kept for later stages, and the slices' maxima of the last for `Maximum` to join.
public struct PointStage: SlicedOperation {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The points' rows, each frame cut in slices.
  public var cloud: PointCloud
  /// What is added to the first layer's sums in place of its bias (frames, its outputs), or none.
  public var common: BufferView?
  /// The layers, all of floats.
  public var network: PointNetwork
  /// Where each layer's rows are kept (frames · points, its outputs), or none; as many count as there are layers.
  public var kept: InlineArray<4, BufferView?>
  /// Partial maxima of the last layer (frames · slices, its outputs), or none.
  public var maxima: BufferView?

  /// Makes a stage.
  public init(
    cloud: PointCloud, common: BufferView?, network: PointNetwork, kept: [BufferView?], maxima: BufferView?
  ) {
    precondition(kept.count == network.layerCount, "a place or none for each layer")
    self.cloud = cloud
    self.common = common
    self.network = network
    self.kept = InlineArray { $0 < kept.count ? kept[$0] : nil }
    self.maxima = maxima
  }

  static let kind: UInt32 = 14
  static let label: StaticString = "point stage"

  var kernelSlot: KernelSlot? { .gemm }

  var outputs: [BufferView] {
    var views: [BufferView] = []
    forEachOutput { view, _ in views.append(view) }
    return views
  }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    cloud = try PointCloud(reading: &reader)
    common = try BufferView.readOptional(&reader)
    network = try PointNetwork(reading: &reader)
    kept = InlineArray(repeating: nil)
    for index in 0..<network.layerCount { kept[index] = try BufferView.readOptional(&reader) }
    maxima = try BufferView.readOptional(&reader)
  }

  func write(to writer: inout ByteWriter) {
    cloud.write(to: &writer)
    common.write(to: &writer)
    network.write(to: &writer)
    for index in 0..<network.layerCount { kept[index].write(to: &writer) }
    maxima.write(to: &writer)
  }

  var multiplyAdds: Int { network.multiplyAdds(points: cloud.input.rows) }

  var scratchCount: Int { network.scratchCount }

  /// Every output's, one after another.
  var stagingCount: Int {
    var count = 0
    forEachOutput { view, _ in count = count.saturatingSum(view.rows.saturatingProduct(view.columns)) }
    return count
  }

  var extentsAgree: Bool {
    guard cloud.extentsAgree, cloud.slices <= cloud.points,
      network.agrees(inputs: cloud.input.columns, isScreen: false)
    else { return false }
    // The sums of a panel's last columns are added to, whether they are outputs or fill it up.
    if let common {
      let first = network.layers[0].outputs
      guard common.rows == cloud.frames, common.columns == first, first == PanelLayout.padded(first) else {
        return false
      }
    }
    for index in 0..<network.layerCount {
      guard let view = kept[index] else { continue }
      guard view.rows == cloud.input.rows, view.columns == network.layers[index].outputs else { return false }
    }
    if let maxima {
      guard maxima.rows == cloud.sliceCount, maxima.columns == network.outputs else { return false }
    }
    return !outputs.isEmpty
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(cloud.input))
    if let common { body(.read(common)) }
    forEachOutput { view, _ in body(.write(view)) }
  }

  /// Hands over each output with the floats of those before it: its place in a thread's staging memory.
  private func forEachOutput(_ body: (BufferView, _ staged: Int) -> Void) {
    var staged = 0
    for index in 0..<network.layerCount {
      guard let view = kept[index] else { continue }
      body(view, staged)
      staged += view.rows * view.columns
    }
    if let maxima { body(maxima, staged) }
  }

  func execute(_ share: Share, in context: borrowing ExecutionContext, worker: inout Worker) {
    let slices = share.range(of: cloud.sliceCount)
    let first = cloud.rows(ofSlice: slices.lowerBound).lowerBound
    var places = InlineArray<4, Destination?>(repeating: nil)
    var staged = 0
    for index in 0..<network.layerCount {
      guard let view = kept[index] else { continue }
      places[index] = context.destination(view, row: first, columns: view.columns, staged: staged, worker: worker)
      staged += view.rows * view.columns
    }
    let partial = maxima.map {
      context.destination($0, row: slices.lowerBound, columns: $0.columns, staged: staged, worker: worker)
    }
    for slice in slices {
      let largest = unsafe partial?.row(slice - slices.lowerBound)
      unsafe largest?.update(repeating: -.infinity, count: network.outputs)
      let range = cloud.rows(ofSlice: slice)
      for point in stride(from: range.lowerBound, to: range.upperBound, by: PointNetwork.tileRows) {
        let points = point..<min(point + PointNetwork.tileRows, range.upperBound)
        let tile = run(points, keepingFrom: first, at: places, in: context, worker)
        guard let largest = unsafe largest else { continue }
        var maximum = unsafe edge_column_max_f32(
          values: tile.values, row_stride: tile.stride, maxima: largest, rows: Int32(points.count),
          channels: Int32(network.outputs))
        unsafe context.kernels.columnMax(&maximum)
      }
    }
  }

  /// Takes a tile of points of one frame through the layers; returns the last one's rows.
  ///
  /// - Parameters:
  ///   - first: The point whose rows are kept at the start of `places`.
  ///   - places: Where each layer's rows are kept, or nil for scratch memory.
  private func run(
    _ points: Range<Int>, keepingFrom first: Int, at places: InlineArray<4, Destination?>,
    in context: borrowing ExecutionContext, _ worker: Worker
  ) -> PointNetwork.Tile {
    let scratch = unsafe context.scratch(of: worker)
    var tile = unsafe PointNetwork.Tile(
      values: UnsafePointer(context.row(points.lowerBound, of: cloud.input)), stride: cloud.input.rowStride)
    for index in 0..<network.layerCount {
      var output = unsafe Destination(
        start: scratch + network.tileCount * (index & 1), rowStride: network.layers[index].outputs)
      if let place = places[index] {
        output = unsafe Destination(start: place.row(points.lowerBound - first), rowStride: place.rowStride)
      }
      let sums = unsafe index == 0 ? common.map { unsafe context.row(points.lowerBound / cloud.points, of: $0) } : nil
      unsafe network.apply(index, to: tile, rows: points.count, bias: sums, output: output, in: context)
      tile = unsafe PointNetwork.Tile(values: UnsafePointer(output.start), stride: output.rowStride)
    }
    return tile
  }

  func publish(_ share: Share, in context: borrowing ExecutionContext, worker: Worker) {
    let slices = share.range(of: cloud.sliceCount)
    guard let last = slices.last else { return }
    let points = cloud.rows(ofSlice: slices.lowerBound).lowerBound..<cloud.rows(ofSlice: last).upperBound
    var staged = 0
    for index in 0..<network.layerCount {
      guard let view = kept[index] else { continue }
      context.publish(view, rows: points, columns: view.columns, staged: staged, worker: worker)
      staged += view.rows * view.columns
    }
    if let maxima {
      context.publish(maxima, rows: slices, columns: maxima.columns, staged: staged, worker: worker)
    }
  }
}
