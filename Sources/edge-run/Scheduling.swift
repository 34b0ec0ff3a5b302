import CPlatform
import CommandSupport

/// Where and how urgently a step's threads run: what `--processors` and `--priority` ask for.
///
/// Both are given to the calling thread; the threads that it starts afterwards inherit them.
enum Scheduling {
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
      let status = edge_restrict_thread(numbers, Int32(numbers.count))
      guard status == 0 else { throw refusal("--processors", -status, "the process may use none of these") }
    }
    if let priority {
      let status = edge_set_real_time(Int32(priority))
      guard status == 0 else {
        throw refusal("--priority", -status, "takes CAP_SYS_NICE, or a limit for real-time priorities ('ulimit -r')")
      }
    }
  }

  private static func refusal(_ flag: String, _ errno: Int32, _ advice: String) -> Failure {
    Failure(.notPermitted, "\(flag): \(String(cString: edge_error_text(errno))); \(advice)")
  }
}
