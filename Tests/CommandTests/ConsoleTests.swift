import CommandSupport
import Glibc
import Testing

@Suite struct ConsoleTests {
  @Test func buffersUntilFlushed() throws {
    let pipe = try Pipe()
    let console = Console(descriptor: pipe.writeEnd, flushesLines: false)
    #expect(!console.isTerminal)
    console.writeLine("one")
    #expect(pipe.read() == "")
    #expect(console.finish() == nil)
    #expect(pipe.read() == "one\n")
  }

  @Test func flushesLinesWhereAsked() throws {
    let pipe = try Pipe()
    let console = Console(descriptor: pipe.writeEnd, flushesLines: true)
    console.write("half")
    #expect(pipe.read() == "")
    console.writeLine(" done")
    #expect(pipe.read() == "half done\n")
  }

  @Test func toleratesAReaderThatWentAway() throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = try Pipe()
    pipe.closeReadEnd()
    let console = Console(descriptor: pipe.writeEnd, flushesLines: true)
    console.writeLine("lost")
    console.writeLine("dropped")
    #expect(console.finish() == nil)
  }

  @Test func reportsOtherFailures() {
    let console = Console(descriptor: 9999, flushesLines: false)
    console.writeLine("lost")
    #expect(console.finish() == EBADF)
  }

  @Test func progressIsSilentWithoutATerminal() {
    let console = Console(capturingAsTerminal: false)
    var progress = ProgressLine(on: console, label: "export", total: 10)
    progress.update(5)
    progress.update(6, atNanoseconds: .max)
    progress.finish()
    #expect(console.captured == "")
  }

  @Test func progressDrawsTenTimesASecondAndClearsItself() {
    let console = Console(capturingAsTerminal: true)
    var progress = ProgressLine(on: console, label: "export", total: 200)
    progress.update(10, atNanoseconds: 1_000_000_000)
    progress.update(20, atNanoseconds: 1_099_999_999)
    progress.update(84, atNanoseconds: 1_100_000_000)
    progress.update(85, atNanoseconds: 1_300_000_000)
    progress.update(300, atNanoseconds: 1_500_000_000)
    progress.finish()
    let clear = "\r\u{1B}[K"
    #expect(
      console.captured == "\(clear)export   5 %\(clear)export  42 %\(clear)export 100 %\(clear)")
  }
}

/// A pipe that is read without waiting.
private final class Pipe {
  private let readEnd: Int32
  let writeEnd: Int32
  private var readEndIsOpen = true

  struct Unavailable: Error {}

  init() throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0, fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 else { throw Unavailable() }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    closeReadEnd()
    close(writeEnd)
  }

  func read() -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(readEnd, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  func closeReadEnd() {
    if readEndIsOpen { close(readEnd) }
    readEndIsOpen = false
  }
}
