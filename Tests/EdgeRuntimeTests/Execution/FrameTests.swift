import TestSupport
import Testing

@testable import EdgeRuntime

/// Frames that come one by one give the bits of the windows that they make.
struct FrameTests {
  private static func shipped(_ name: String) throws -> PolicyFile {
    try PolicyFile(path: Repository.path("Weights/\(name).edge"))
  }

  /// A policy given windows and one given the frames they are made of.
  private final class Pair {
    let windows: Policy
    let frames: Policy
    private var random = SeededGenerator(seed: 3)
    /// The last To frames of each key.
    private var window: [[[Float]]] = []
    private var step = 0
    /// Which of them does each step's work once before, for nobody.
    var rehearsing: Policy?

    init(_ windows: Policy, threads: Int) throws {
      self.windows = windows
      frames = try Policy(sharingWeightsOf: windows, kernels: windows.kernels, threadCount: threads)
    }

    /// Gives both a new frame, the first one of an episode as often as there is room.
    func observe(isFirst: Bool = false) throws {
      if isFirst {
        window = []
        frames.beginEpisode()
      }
      for (index, key) in windows.metadata.observations.enumerated() {
        let frame = random.floats(key.frameElementCount, magnitude: 1)
        if window.count == index { window.append(Array(repeating: frame, count: key.frames)) }
        window[index] = Array(window[index].dropFirst()) + [frame]
        try frames.setFrame(index, frame.span)
      }
      try frames.observe()
    }

    /// Whether both step to the same bits.
    func agrees() throws -> Bool {
      for (index, frames) in window.enumerated() {
        let values = frames.flatMap { $0 }
        try windows.setObservation(index, values.span)
      }
      rehearsing?.rehearse(awakeFor: 100_000)
      for policy in [windows, frames] { policy.drawNoise(from: NoiseGenerator(seed: 1), step: step) }
      step += 1
      windows.step()
      frames.step()
      return windows.chunk.map(\.bitPattern) == frames.chunk.map(\.bitPattern)
    }
  }

  private func check(_ policy: Policy, threads: Int) throws {
    let pair = try Pair(policy, threads: threads)
    for episode in 0..<3 {
      try pair.observe(isFirst: true)
      #expect(try pair.agrees(), "the first step of episode \(episode)")
      // A step a tick, a step in two and in three ticks, and two steps without a new frame.
      for ticks in [1, 1, 1, 2, 3, 1, 0, 1] {
        for _ in 0..<ticks { try pair.observe() }
        if episode == 1 { pair.frames.encodeFrames() }
        #expect(try pair.agrees(), "\(ticks) ticks after a step")
      }
    }
  }

  @Test(arguments: [1, 2, 3]) func miniature(threads: Int) throws {
    for hasCamera in [false, true] {
      let policy = try MiniaturePolicy.parts(hasCamera: hasCamera).policy()
      #expect(policy.reusesFrames)
      try check(policy, threads: threads)
    }
  }

  @Test(arguments: KernelSet.available, ["dial-turn", "dial-turn.int8"])
  func shippedPoliciesReuseFrames(kernels: KernelSet, name: String) throws {
    let policy = try Policy(file: Self.shipped(name), kernels: kernels, threadCount: 1)
    #expect(policy.reusesFrames)
    try check(policy, threads: 2)
  }

  @Test(arguments: [1, 2]) func rehearsalsChangeNothing(threads: Int) throws {
    for policy in try [
      MiniaturePolicy.parts().policy(), Policy(file: Self.shipped("dial-turn"), kernels: .best, threadCount: 2),
    ] {
      let pair = try Pair(policy, threads: threads)
      for rehearsing in [pair.frames, pair.windows] {
        pair.rehearsing = rehearsing
        try pair.observe(isFirst: true)
        for ticks in [1, 1, 2, 0, 1] {
          #expect(try pair.agrees())
          for _ in 0..<ticks { try pair.observe() }
        }
      }
    }
  }

  @Test func aFrameIsEncodedOnce() throws {
    let policy = try Policy(file: Self.shipped("dial-turn"), kernels: .best, threadCount: 1)
    let timeline = StepTimeline(for: policy)
    let pair = try Pair(policy, threads: 1)
    let encoder = try #require(
      policy.program.operations.firstIndex { if case .pointEncode = $0 { true } else { false } })
    func encodes() -> Bool {
      pair.frames.step(recording: timeline)
      return timeline.operations[encoder].work > 0
    }
    try pair.observe(isFirst: true)
    #expect(encodes())
    #expect(!encodes(), "no frame is new")
    try pair.observe()
    #expect(encodes())
    try pair.observe()
    pair.frames.encodeFrames()
    #expect(!encodes(), "the frame was encoded before the step")
  }

  @Test func aWindowMayFollowFramesAndFramesAWindow() throws {
    let pair = try Pair(MiniaturePolicy.parts().policy(), threads: 1)
    try pair.observe(isFirst: true)
    try pair.observe()
    #expect(try pair.agrees())
    // The same window as a whole, then a frame that joins it.
    try pair.frames.fill(seed: 5)
    try pair.windows.fill(seed: 5)
    pair.frames.step()
    pair.windows.step()
    #expect(pair.frames.chunk == pair.windows.chunk)
    var random = SeededGenerator(seed: 9)
    var filler = SeededGenerator(seed: 5)
    for (index, key) in pair.windows.metadata.observations.enumerated() {
      let window = filler.floats(key.elementCount, magnitude: 2)
      let frame = random.floats(key.frameElementCount, magnitude: 1)
      let shifted = Array(window.dropFirst(frame.count)) + frame
      try pair.windows.setObservation(index, shifted.span)
      try pair.frames.setFrame(index, frame.span)
    }
    try pair.frames.observe()
    for policy in [pair.windows, pair.frames] {
      policy.drawNoise(from: NoiseGenerator(seed: 5), step: 1)
      policy.step()
    }
    #expect(pair.frames.chunk.map(\.bitPattern) == pair.windows.chunk.map(\.bitPattern))
  }

  @Test func incompleteAndUnfitFramesAreRefused() throws {
    let pair = try Pair(MiniaturePolicy.parts().policy(), threads: 1)
    try pair.observe(isFirst: true)
    let policy = pair.frames
    let keys = policy.metadata.observations
    #expect(throws: ObservationError.missingFrame(key: 0)) { try policy.observe() }
    let fit = [Float](repeating: 0, count: keys[0].frameElementCount)
    try policy.setFrame(0, fit.span)
    #expect(throws: ObservationError.missingFrame(key: 1)) { try policy.observe() }
    #expect(ObservationError.missingFrame(key: 1).description == "the frame has no observation 1")
    let long = fit + [0]
    #expect(throws: ObservationError.wrongCount(expected: fit.count, found: fit.count + 1)) {
      try policy.setFrame(0, long.span)
    }
    let bad = [Float.nan] + fit.dropFirst()
    #expect(throws: ObservationError.notFinite(index: 0)) { try policy.setFrame(0, bad.span) }
    // What was refused left the window as it was.
    #expect(try pair.agrees())
  }
}
