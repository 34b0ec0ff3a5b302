import CPlatform

/// Zeroed anonymous memory outside the Swift heap, so that a shortage is an error and not the end of the process.
final class Memory {
  let start: UnsafeMutableRawPointer
  let byteCount: Int

  init?(byteCount: Int) {
    guard let start = edge_map_memory(max(byteCount, 1)) else { return nil }
    self.start = start
    self.byteCount = byteCount
  }

  deinit { edge_unmap_memory(start, max(byteCount, 1)) }
}
