import CPlatform

/// Buffered text to standard output or standard error.
///
/// A reader that went away (`edge-run ... | head`) is no error: what comes after is dropped. Any other
/// failure is remembered for `finish()`.
public final class Console {
  // SAFETY: C reads as many bytes as the buffer has, during the call.

  /// True when a person watches.
  public let isTerminal: Bool
  private let descriptor: Int32?
  private let flushesLines: Bool
  private var buffer: [UInt8] = []
  private var isClosed = false
  private var failure: Int32 = 0

  private static let bufferLimit = 16 << 10
  /// EPIPE.
  private static let brokenPipe: Int32 = 32

  /// Writes to an open descriptor.
  ///
  /// - Parameters:
  ///   - descriptor: Stays open when the console goes.
  ///   - flushesLines: True to write out every line as it ends, as terminals always get it.
  public init(descriptor: Int32, flushesLines: Bool) {
    self.descriptor = descriptor
    isTerminal = edge_is_terminal(descriptor) == 1
    self.flushesLines = flushesLines || isTerminal
  }

  /// Keeps everything in memory, for tests.
  public init(capturingAsTerminal isTerminal: Bool) {
    descriptor = nil
    self.isTerminal = isTerminal
    flushesLines = false
  }

  deinit { flush() }

  /// Standard output.
  public static func output() -> Console { Console(descriptor: 1, flushesLines: false) }

  /// Standard error, written out line by line.
  public static func error() -> Console { Console(descriptor: 2, flushesLines: true) }

  /// What a capturing console has been given.
  public var captured: String { String(decoding: buffer, as: UTF8.self) }

  /// Appends text.
  public func write(_ text: String) {
    guard !isClosed else { return }
    buffer.append(contentsOf: text.utf8)
    let endsLine = text.utf8.last == UInt8(ascii: "\n")
    if buffer.count >= Self.bufferLimit || (flushesLines && endsLine) { flush() }
  }

  /// Appends text and ends the line.
  public func writeLine(_ text: String = "") {
    write(text + "\n")
  }

  /// Writes out what is in the buffer.
  public func flush() {
    guard let descriptor, !buffer.isEmpty else { return }
    let status = unsafe buffer.withUnsafeBytes { unsafe edge_write(descriptor, $0.baseAddress, $0.count) }
    buffer.removeAll(keepingCapacity: true)
    guard status < 0 else { return }
    isClosed = true
    if -status != Self.brokenPipe { failure = -status }
  }

  /// Writes out the rest; the errno of the first failure, or nil when all could be written.
  public func finish() -> Int32? {
    flush()
    return failure == 0 ? nil : failure
  }
}
