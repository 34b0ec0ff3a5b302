/// The weights section in memory, and where each tensor stands in it.
@safe struct Weights {
  // SAFETY: reading the table proved each tensor to lie inside of a section of this length; who takes a place keeps
  // the weights.

  let tensors: TensorTable
  /// Anonymous: nobody can change or truncate it under a running robot.
  private let memory: Memory

  /// Takes over the section's `memory`, for which `tensors` was read.
  init(tensors: TensorTable, memory: Memory) {
    self.tensors = tensors
    self.memory = memory
  }

  var byteCount: Int { memory.byteCount }

  /// The first byte of tensor `tensor`.
  func start(of tensor: Int) -> UnsafeMutableRawPointer {
    unsafe memory.start + Int(tensors.entries[tensor].byteOffset)
  }

  /// The floats of tensor `tensor`, which is one of floats.
  func floats(of tensor: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(start(of: tensor).assumingMemoryBound(to: Float.self))
  }
}
