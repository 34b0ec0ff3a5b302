import CPlatform
import CommandSupport

/// Where and how urgently a step's threads run, and whether their memory stays: `--processors`, `--priority`,
/// `--lock-memory`.
///
/// The first two are given to the calling thread; the threads that it starts afterwards inherit them.
enum Scheduling {
  // SAFETY: C reads as many numbers as there are; error texts are copied at once.

  /// Priorities of Linux's SCHED_FIFO.
  static let priorities = 1...99
  /// Highest number of a processor.
  static let highestProcessor = 1023

  static func apply(_ arguments: ParsedArguments) throws(Failure) {
    let processors: [Int]?
    let priority: Int?
    do throws(UsageError) {
      processors = try arguments.wholeNumbers("processors", upTo: highestProcessor)
      priority = try arguments.wholeNumber("priority", in: priorities)
    } catch {
      throw Failure(usage: error)
    }
    if let processors {
      let numbers = processors.map { Int32($0) }
      let status = unsafe edge_restrict_thread(numbers, Int32(numbers.count))
      guard status == 0 else { throw refusal("--processors", -status, "the process may use none of these") }
    }
    if let priority {
      let status = edge_set_real_time(Int32(priority))
      guard status == 0 else {
        throw refusal("--priority", -status, "takes CAP_SYS_NICE, or a limit for real-time priorities ('ulimit -r')")
      }
    }
  }

  /// Keeps what is loaded now in memory, if that is asked for.
  ///
  /// What comes later is not locked: a limit would then end the program in the middle of a run.
  static func lockMemory(_ arguments: ParsedArguments) throws(Failure) {
    guard arguments.has("lock-memory") else { return }
    let status = edge_lock_memory()
    guard status == 0 else {
      throw refusal("--lock-memory", -status, "takes CAP_IPC_LOCK, or a limit for locked memory ('ulimit -l')")
    }
  }

  private static func refusal(_ flag: String, _ errno: Int32, _ advice: String) -> Failure {
    Failure(.notPermitted, unsafe "\(flag): \(String(cString: edge_error_text(errno))); \(advice)")
  }
}
