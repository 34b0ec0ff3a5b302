import EdgeRuntime

/// Gives buffers places in the arena so that those in use at the same time do not overlap.
///
/// Greedy by size: the largest buffer first, each at the lowest place that is free for its whole life.
enum ArenaPlanner {
  /// - Parameters:
  ///   - counts: Floats of each buffer.
  ///   - lives: When each buffer is in use; nil for one that nothing touches.
  /// - Returns: The places and the bytes of the arena.
  static func plan(counts: [Int], lives: [ClosedRange<Int>?]) -> (buffers: [Program.Buffer], byteCount: Int) {
    var buffers = counts.map { Program.Buffer(byteOffset: 0, count: $0) }
    var placed: [Int] = []
    var arena = 0
    for index in counts.indices.sorted(by: { (counts[$0], $1) > (counts[$1], $0) }) {
      guard let life = lives[index] else {
        // Nothing touches it, so that it needs no place; the format has no empty buffers.
        buffers[index].count = 1
        continue
      }
      let size = (4 * counts[index] + 63) / 64 * 64
      let neighbours = placed.filter { lives[$0].map { $0.overlaps(life) } ?? false }
        .sorted { buffers[$0].byteOffset < buffers[$1].byteOffset }
      var offset = 0
      for other in neighbours {
        if buffers[other].byteOffset >= offset + size { break }
        offset = max(offset, (buffers[other].byteOffset + 4 * counts[other] + 63) / 64 * 64)
      }
      buffers[index].byteOffset = offset
      arena = max(arena, offset + size)
      placed.append(index)
    }
    return (buffers, arena)
  }
}
