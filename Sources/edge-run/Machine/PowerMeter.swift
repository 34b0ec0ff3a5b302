import CPlatform

/// Adds up what the rails that feed the module tell, between steps and without allocating.
///
/// The sensors average over some milliseconds themselves, and asking takes about one on their bus; so they are asked
/// now and then, never within a step.
@safe final class PowerMeter {
  // SAFETY: C fills in at most the capacity, and what it says it has read is all that is looked at.

  /// A rail's open files: its power, or voltage and current where there is no second.
  private struct Source {
    let first: Int32
    let second: Int32?
  }

  private static let interval: UInt64 = 100_000_000
  private static let textCapacity = 32

  /// The rails that are added up.
  let names: [String]
  private let sources: [Source]
  private let text: UnsafeMutablePointer<UInt8>
  private var due: UInt64 = 0
  private var sum = 0.0
  /// How often all rails were read.
  private(set) var sampleCount = 0

  /// Opens the rails' files, or returns nil where the board has none that feed the whole module.
  init?(_ tree: SystemTree) {
    var sources: [Source] = []
    var names: [String] = []
    for rail in PowerRail.feeding(PowerRail.all(tree)) {
      if let power = rail.power, let descriptor = tree.open(power) {
        sources.append(Source(first: descriptor, second: nil))
      } else if let voltage = tree.open(rail.voltage), let current = tree.open(rail.current) {
        sources.append(Source(first: voltage, second: current))
      }
      names.append(rail.name)
    }
    guard !names.isEmpty, sources.count == names.count else { return nil }
    self.sources = sources
    self.names = names
    unsafe text = .allocate(capacity: PowerMeter.textCapacity)
  }

  deinit {
    for source in sources {
      _ = edge_close(source.first)
      if let second = source.second { _ = edge_close(second) }
    }
    unsafe text.deallocate()
  }

  /// The mean of the samples, in watts; nil without any.
  var watts: Double? { sampleCount > 0 ? sum / Double(sampleCount) / 1000 : nil }

  /// Watts now, beside the samples.
  func wattsNow() -> Double? { milliwatts().map { $0 / 1000 } }

  /// Takes a sample if the last one is long enough ago.
  func sampleIfDue(at now: UInt64) {
    guard now >= due else { return }
    due = now + PowerMeter.interval
    guard let milliwatts = milliwatts() else { return }
    sum += milliwatts
    sampleCount += 1
  }

  private func milliwatts() -> Double? {
    var total = 0.0
    for source in sources {
      guard let first = number(source.first) else { return nil }
      guard let second = source.second else {
        total += first
        continue
      }
      guard let current = number(second) else { return nil }
      total += first * current / 1000
    }
    return total
  }

  /// The whole number that an open file begins with.
  private func number(_ descriptor: Int32) -> Double? {
    let count = unsafe edge_read_at(descriptor, text, PowerMeter.textCapacity, 0)
    guard count > 0 else { return nil }
    var value = 0.0
    var digits = 0
    while digits < Int(count), unsafe (0x30...0x39).contains(text[digits]) {
      value = unsafe value * 10 + Double(text[digits] - 0x30)
      digits += 1
    }
    return digits > 0 ? value : nil
  }
}
