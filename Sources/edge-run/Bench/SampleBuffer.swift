import CPlatform
import CommandSupport

/// Times in memory mapped beforehand, so that keeping them neither allocates nor faults.
@safe struct SampleBuffer: ~Copyable {
  // SAFETY: mapped in init for `capacity` times, unmapped in deinit; `count` stays below it.

  private let start: UnsafeMutablePointer<UInt64>
  private let capacity: Int
  private(set) var count = 0

  init(capacity: Int) throws(Failure) {
    let byteCount = capacity * MemoryLayout<UInt64>.stride
    guard let memory = unsafe edge_map_memory(byteCount) else {
      throw Failure(.internalError, "no \(byteCount) bytes of memory for the times; measure fewer steps")
    }
    unsafe start = memory.bindMemory(to: UInt64.self, capacity: capacity)
    self.capacity = capacity
  }

  deinit { unsafe edge_unmap_memory(start, capacity * MemoryLayout<UInt64>.stride) }

  var isFull: Bool { count == capacity }

  mutating func append(_ nanoseconds: UInt64) {
    precondition(count < capacity, "the buffer is full")
    unsafe start[count] = nanoseconds
    count += 1
  }

  /// The times in their order.
  var values: [UInt64] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }
}
