/// The memory a program runs in: plain addresses, so that threads share it without reference counts.
@safe struct ExecutionContext {
  // SAFETY: every offset that reaches these accessors was checked by `Program.validate`.
  /// The kernels, in one place: threads hand this struct on from call to call.
  let kernelSet: UnsafeMutablePointer<KernelSet>
  /// Start of each buffer in the arena.
  let buffers: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  /// Start of each tensor in the weights.
  let tensors: UnsafeMutablePointer<UnsafeRawPointer>
  /// The sampler's rows.
  let sampler: UnsafeMutablePointer<SamplerRow>
  /// Each thread's private memory, `scratchStride` floats apart.
  let scratch: UnsafeMutablePointer<Float>
  let scratchStride: Int
  /// Floats of it before the outputs that a thread has not yet published.
  let stagingOffset: Int

  var kernels: KernelSet { unsafe kernelSet.pointee }

  func buffer(_ index: Int) -> UnsafeMutablePointer<Float> { unsafe buffers[index] }

  func tensor(_ index: Int) -> UnsafePointer<Float> { unsafe tensors[index].assumingMemoryBound(to: Float.self) }

  /// The weights from `panel` on of a matrix, as what its format stores.
  func weights<Weight>(of matrix: PackedMatrix, from panel: Int = 0) -> UnsafePointer<Weight> {
    unsafe (tensors[matrix.tensor] + matrix.byteOffset(ofPanel: panel)).assumingMemoryBound(to: Weight.self)
  }

  func row(_ row: Int, of view: BufferView) -> UnsafeMutablePointer<Float> {
    unsafe buffers[view.buffer] + view.offset + row * view.rowStride
  }

  func scratch(of worker: Worker) -> UnsafeMutablePointer<Float> { unsafe scratch + worker.index * scratchStride }

  /// Where a thread keeps what it computed until it may publish it.
  func staging(of worker: Worker) -> UnsafeMutablePointer<Float> { unsafe scratch(of: worker) + stagingOffset }
}
