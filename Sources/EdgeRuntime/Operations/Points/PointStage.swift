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

  static let kind = OperationKind.pointStage
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

  /// Hands over each output with the layer whose rows it keeps, nil for the maxima.
  private func forEachOutput(_ body: (BufferView, _ layer: Int?) -> Void) {
    for index in 0..<network.layerCount {
      if let view = kept[index] { body(view, index) }
    }
    if let maxima { body(maxima, nil) }
  }

  /// The points of some slices, of all frames' slices, as rows of the cloud.
  private func points(of slices: Range<Int>) -> Range<Int> {
    guard let last = slices.last else { return 0..<0 }
    return cloud.rows(ofSlice: slices.lowerBound).lowerBound..<cloud.rows(ofSlice: last).upperBound
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let slices = share.range(of: cloud.sliceCount)
    let points = points(of: slices)
    let scratch = unsafe context.scratch(of: worker)
    var rows = InlineArray<4, Destination?>(repeating: nil)
    var partial: Destination?
    forEachOutput { view, layer in
      let place = context.destination(
        view, rows: layer == nil ? slices : points, columns: view.columns, worker: &worker)
      if let layer { rows[layer] = place } else { partial = place }
    }
    for slice in slices {
      let largest = unsafe partial?.row(slice - slices.lowerBound)
      unsafe largest?.update(repeating: -.infinity, count: network.outputs)
      let range = cloud.rows(ofSlice: slice)
      let sums = unsafe common.map { unsafe UnsafePointer(context.row(slice / cloud.slices, of: $0)) }
      for point in stride(from: range.lowerBound, to: range.upperBound, by: PointNetwork.tileRows) {
        let count = min(PointNetwork.tileRows, range.upperBound - point)
        var places = rows
        for layer in 0..<network.layerCount {
          unsafe places[layer]?.start += (point - points.lowerBound) * (rows[layer]?.rowStride ?? 0)
        }
        let tile = unsafe network.features(
          of: cloud.tile(from: point, in: context),
          rows: count, common: sums, at: places, scratch: scratch, in: context)
        if let largest = unsafe largest { unsafe network.join(tile, rows: count, to: largest, in: context) }
      }
    }
  }
}
