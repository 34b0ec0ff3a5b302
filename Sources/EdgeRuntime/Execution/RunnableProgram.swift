/// A program's operations made ready to run, and the memory they run in.
@safe final class RunnableProgram {
  // SAFETY: a place for each operation, from init to deinit.
  private let operations: UnsafeMutableBufferPointer<RunnableOperation>
  private let context: ExecutionContext

  init(_ operations: [Operation], context: ExecutionContext) {
    unsafe self.operations = .allocate(capacity: operations.count)
    for (index, operation) in operations.enumerated() {
      unsafe self.operations.initializeElement(at: index, to: operation.runnable())
    }
    self.context = context
  }

  deinit {
    unsafe operations.forEach { $0.deallocate() }
    unsafe operations.deallocate()
  }

  /// Computes a part of an operation.
  func execute(_ index: Int, _ share: Share, _ worker: inout Worker) {
    unsafe operations[index].execute(share, in: context, worker: &worker)
  }
}
