/// Where the time of a step went, as the thread that asked for it saw.
///
/// Made once for a policy and written by `Policy.step(recording:)`, which allocates nothing either.
public final class StepTimeline {
  /// One operation's time in a step, over all rounds it ran in.
  public struct OperationTime: Sendable {
    /// Doing its part.
    public var work: UInt64 = 0
    /// Then waiting for what other threads had claimed of it.
    public var wait: UInt64 = 0
  }

  /// Nanoseconds of each operation of the last recorded step, in the program's order.
  public private(set) var operations: [OperationTime]
  /// Nanoseconds from the start of the last recorded step until its first operation began: waking the other threads.
  public private(set) var startNanoseconds: UInt64 = 0
  /// Nanoseconds of the whole of the last recorded step.
  ///
  /// It is the sum of the start and of every operation's work and wait.
  public private(set) var stepNanoseconds: UInt64 = 0
  private var last: UInt64 = 0
  private var previous = -1

  /// Makes one for a policy.
  public convenience init(for policy: Policy) { self.init(operationCount: policy.program.operations.count) }

  init(operationCount: Int) { operations = Array(repeating: OperationTime(), count: operationCount) }

  func begin(at time: UInt64) {
    for index in operations.indices { operations[index] = OperationTime() }
    (startNanoseconds, stepNanoseconds, last, previous) = (0, 0, time, -1)
  }

  /// All that the next operation needs is done.
  func met(at time: UInt64) {
    if previous < 0 { startNanoseconds += time - last } else { operations[previous].wait += time - last }
    advance(to: time)
  }

  /// `operation` is done.
  func finished(_ operation: Int, at time: UInt64) {
    operations[operation].work += time - last
    previous = operation
    advance(to: time)
  }

  private func advance(to time: UInt64) {
    stepNanoseconds += time - last
    last = time
  }
}
