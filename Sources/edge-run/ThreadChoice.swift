import CPlatform
import CommandSupport
import EdgeRuntime

/// What `--threads` asks for, within what the process may use.
struct ThreadChoice {
  /// Threads to start.
  let count: Int
  /// Whether steps may use fewer, as measurement finds.
  let isAutomatic: Bool

  private static let counts = 1...1024
  private static let automatic = "auto"

  /// More threads than processors, or than a control group's quota, would wait for each other.
  init(_ arguments: ParsedArguments, on terminal: Terminal) throws(Failure) {
    let (usable, online, quota) = ThreadChoice.usable()
    let wanted: Int?
    do throws(UsageError) {
      wanted = try arguments.wholeNumber("threads", in: ThreadChoice.counts, or: ThreadChoice.automatic)
    } catch {
      throw Failure(usage: error)
    }
    isAutomatic = wanted == nil
    count = min(wanted ?? usable, usable)
    guard let wanted, wanted > usable else { return }
    guard let quota, usable < online else {
      terminal.warn("--threads \(wanted): only \(online) processors are online; using \(online)")
      return
    }
    terminal.warn(
      "--threads \(wanted): the control group's quota is "
        + "\(NumberText.fixed(Double(quota) / 100, digits: 2)) processors; using \(usable)")
  }

  /// The processors that threads of this process can count on, those online, and the quota in hundredths of one.
  static func usable() -> (count: Int, online: Int, quota: Int?) {
    let online = max(1, Int(edge_online_processors()))
    let quota = ProcessorQuota.hundredths { SystemTree.own.read($0) }
    // A part of a processor is none that threads could count on.
    return (min(online, max(1, (quota ?? .max) / 100)), online, quota)
  }
}
