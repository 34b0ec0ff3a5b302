/// A chunk of one tap of one panel of packed int8 weights, as `Int8Format` lays it out.
@safe struct Int8Chunk {
  // SAFETY: made from a matrix whose bytes `Program.validate` found whole, at places that `Int8Format` gives.
  /// The chunk's first group.
  let weights: UnsafePointer<Int8>
  /// Channels before the chunk's first one.
  let first: Int
  let channels: Int

  private var byteCount: Int { PanelLayout.width * Int8Format.padded(channels) }
  /// The next chunk.
  var end: UnsafePointer<Int8> { unsafe weights + byteCount + Int8Format.trailerByteCount }

  func scale(_ lane: Int) -> Float {
    unsafe UnsafeRawPointer(weights + byteCount).load(fromByteOffset: 4 * lane, as: Float.self)
  }

  func weightSum(_ lane: Int) -> Int32 {
    unsafe UnsafeRawPointer(weights + byteCount).load(fromByteOffset: 4 * (PanelLayout.width + lane), as: Int32.self)
  }

  /// The scales of all columns.
  var scales: Lanes {
    var scales = Lanes.zero
    for lane in 0..<PanelLayout.width { scales[lane] = scale(lane) }
    return scales
  }

  /// The weights of all columns for channel `channel` of the chunk.
  func weights(ofChannel channel: Int) -> Lanes {
    var lanes = Lanes.zero
    for lane in 0..<PanelLayout.width { lanes[lane] = unsafe Float(weights[place(channel, lane)]) }
    return lanes
  }

  /// Σ w · byte over the chunk's channels of `row`.
  func sum(of row: UnsafePointer<UInt8>, lane: Int) -> Int32 {
    var sum: Int32 = 0
    for channel in 0..<channels { unsafe sum += Int32(weights[place(channel, lane)]) * Int32(row[first + channel]) }
    return sum
  }

  private func place(_ channel: Int, _ lane: Int) -> Int {
    (channel / Int8Format.depth * PanelLayout.width + lane) * Int8Format.depth + channel % Int8Format.depth
  }
}
