import TestSupport
import Testing

@testable import EdgeRuntime

/// Files that would make a careless loader slow.
struct LoadingTimeTests {
  /// As many operations as a file may have, each with as many accesses and as little in common as can be.
  ///
  /// The limit is there for a check that compares everything with everything, which would take hours; a millisecond
  /// figure is printed for those who read it.
  @Test(.timeLimit(.minutes(1))) func largestProgramsAreCheckedQuickly() throws {
    var parts = MiniaturePolicy.parts()
    let missing = FormatLimits.operationCount - parts.program.operations.count
    let count = FormatLimits.extent
    // Runs of one float far apart in a buffer as large as the arena may be.
    parts.program.buffers.append(Program.Buffer(byteOffset: parts.program.arenaByteCount, count: 1 << 22))
    parts.program.arenaByteCount += 4 << 22
    let buffer = parts.program.buffers.count - 1
    let clears = (0..<missing).map { index in
      Operation.clear(
        Clear(
          output: BufferView(
            buffer: buffer, offset: index % 3, rowStride: 3 + index % 2, rows: count, columns: 1)))
    }
    parts.program.operations.insert(contentsOf: clears, at: 0)
    parts.program.network =
      parts.program.network.lowerBound + missing..<parts.program.network.upperBound + missing
    parts.layers.operationNames = parts.program.operations.map { _ in "" }
    parts.layers.layers = []
    let file = TemporaryFile(try parts.bytes())
    var failure: PolicyFileError?
    let time = ContinuousClock().measure {
      do throws(PolicyFileError) {
        let policyFile = try PolicyFile(path: file.path)
        _ = ExecutionPlan(
          program: policyFile.program, samplerRows: policyFile.sampler.count, threads: 2, leastSharedWork: 0)
      } catch { failure = error }
    }
    #expect(failure == nil)
    print("checking the largest program took \(time)")
  }
}
