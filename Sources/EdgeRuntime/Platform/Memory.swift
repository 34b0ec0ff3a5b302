import CPlatform

/// Zeroed anonymous memory outside the Swift heap, so that a shortage is an error and not the end of the process.
@safe final class Memory {
  // SAFETY: mapped in init with `byteCount` bytes, unmapped in deinit; who takes `start` keeps the object.
  let start: UnsafeMutableRawPointer
  let byteCount: Int

  init?(byteCount: Int) {
    guard let start = unsafe edge_map_memory(max(byteCount, 1)) else { return nil }
    unsafe self.start = start
    self.byteCount = byteCount
  }

  deinit { unsafe edge_unmap_memory(start, max(byteCount, 1)) }
}
