import EdgeRuntime

/// Places buffers one by one at the lowest place free for their whole life, so that bytes are reused.
enum FirstFit {
  static func plan(_ counts: [Int], _ lives: [ClosedRange<Int>?]) -> (
    buffers: [Program.Buffer], byteCount: Int
  ) {
    var buffers: [Program.Buffer] = []
    var end = 0
    for (index, count) in counts.enumerated() {
      var offset = 0
      var moved = true
      while moved {
        moved = false
        for other in 0..<index {
          guard let life = lives[index], let taken = lives[other], life.overlaps(taken) else { continue }
          let bytes = buffers[other].byteOffset..<buffers[other].byteOffset + 4 * buffers[other].count
          guard bytes.overlaps(offset..<offset + 4 * count) else { continue }
          offset = (bytes.upperBound + 63) / 64 * 64
          moved = true
        }
      }
      buffers.append(Program.Buffer(byteOffset: offset, count: count))
      end = max(end, offset + 4 * count)
    }
    return (buffers, (end + 63) / 64 * 64)
  }
}
