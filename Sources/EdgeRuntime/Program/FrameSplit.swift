/// A program cut in what it does for each frame of the observation window by itself, and the rest.
///
/// The features of a frame that stays in the window from one step to the next need not be computed again.
struct FrameSplit {
  /// Frames in the window.
  let frameCount: Int
  /// How many of the program's operations, from the first on, work frame by frame.
  let operationCount: Int
  /// Those operations on each frame alone.
  let encoders: [Program]
  /// The operations after them.
  let rest: Program
  /// Where a frame's features stand that the rest reads, for each frame.
  let features: [[BufferView]]

  /// A step that takes one new frame in: one frame's operations and the rest.
  var oneFrame: Program {
    var program = rest
    let count = encoders[0].operations.count
    program.operations = encoders[0].operations + rest.operations
    program.network = rest.network.lowerBound + count..<rest.network.upperBound + count
    return program
  }

  /// Windows of more frames are encoded as a whole: each frame takes a plan of its own.
  private static let mostFrames = 16

  /// Floats of one frame's features.
  var featureCount: Int { features[0].reduce(0) { $0 + $1.elementCount } }

  /// Finds the operations that keep frames apart; nil where there are none, or where they hold nothing for the rest.
  ///
  /// - Parameter weights: What two frames' operations read may stand in it twice; its bits are compared.
  @inline(never) init?(program: Program, metadata: PolicyMetadata, weights: Weights) {
    let count = metadata.observations.first?.frames ?? 0
    guard (1...FrameSplit.mostFrames).contains(count), metadata.observations.allSatisfy({ $0.frames == count }) else {
      return nil
    }
    var frames = [Frame](repeating: Frame(), count: count)
    for input in program.inputs {
      for index in 0..<count {
        var view = input
        guard view.take(index, of: count) else { return nil }
        frames[index].written.append(.write(view))
      }
    }
    var operationCount = 0
    for operation in program.operations[..<program.network.lowerBound] {
      guard FrameSplit.add(operation, number: operationCount, to: &frames) else { break }
      operationCount += 1
    }
    // A frame's features are another's when it has moved in the window, so all frames must be treated alike.
    for frame in frames.dropFirst() {
      guard frame.operations.count == frames[0].operations.count else { return nil }
      for index in frame.operations.indices {
        let isPart = frame.numbers[index] == frames[0].numbers[index]
        guard isPart || frames[0].operations[index].doesAlike(frame.operations[index], weights) else {
          return nil
        }
      }
    }
    let rest = Array(program.operations[operationCount...])
    let read = rest.flatMap { $0.facts(samplerRows: 1).accesses.filter { !$0.writes }.map { $0.buffer } }
    let inputs = program.inputs.map { $0.buffer }
    features = frames.map { frame in
      frame.outputs.filter { read.contains($0.buffer) && !inputs.contains($0.buffer) }
    }
    guard operationCount > 0, !features[0].isEmpty else { return nil }
    frameCount = count
    self.operationCount = operationCount
    encoders = frames.map { frame in
      var encoder = program
      encoder.operations = frame.operations
      encoder.network = frame.operations.count..<frame.operations.count
      return encoder
    }
    var remaining = program
    remaining.operations = rest
    remaining.network = program.network.lowerBound - operationCount..<program.network.upperBound - operationCount
    self.rest = remaining
  }

  /// What was found of one frame so far.
  private struct Frame {
    var operations: [Operation] = []
    /// Which of the program's operations they are, or are part of.
    var numbers: [Int] = []
    var outputs: [BufferView] = []
    /// The frame's observations and what its operations write.
    var written: [Access] = []

    mutating func add(_ operation: Operation, number: Int) {
      operations.append(operation)
      numbers.append(number)
      let facts = operation.facts(samplerRows: 1)
      outputs += facts.outputs
      written += facts.accesses.filter { $0.writes }
    }
  }

  /// Gives an operation to the frame it works for, or to each frame its part of it; false where frames do not stay
  /// apart.
  @inline(never) private static func add(_ operation: Operation, number: Int, to frames: inout [Frame]) -> Bool {
    if case .normalize = operation, let owner = owner(of: operation, among: frames) {
      frames[owner].add(operation, number: number)
      return true
    }
    var parts: [Operation] = []
    for index in frames.indices {
      guard let part = operation.frame(index, of: frames.count), owner(of: part, among: frames) == index else {
        return false
      }
      parts.append(part)
    }
    for index in frames.indices { frames[index].add(parts[index], number: number) }
    return true
  }

  /// The frame that all of what an operation reads is of.
  private static func owner(of operation: Operation, among frames: [Frame]) -> Int? {
    var owner: Int?
    for read in operation.facts(samplerRows: 1).accesses where !read.writes {
      let owners = frames.indices.filter { index in
        frames[index].written.contains { $0.buffer == read.buffer && $0.overlaps(read) }
      }
      guard owners.count == 1, owner == nil || owner == owners[0] else { return nil }
      owner = owners[0]
    }
    return owner
  }
}

extension Operation {
  // SAFETY: tensors of a validated program, read within the columns they were proved to have.

  /// Whether both normalise as many values in the same way.
  fileprivate func doesAlike(_ other: Operation, _ weights: Weights) -> Bool {
    guard case .normalize(let first) = self, case .normalize(let second) = other,
      first.output.rows == second.output.rows, first.output.columns == second.output.columns
    else { return false }
    for (one, another) in [(first.scale, second.scale), (first.offset, second.offset)] {
      let (one, another) = unsafe (weights.floats(of: one), weights.floats(of: another))
      for column in 0..<first.output.columns
      where unsafe one[column].bitPattern != another[column].bitPattern { return false }
    }
    return true
  }
}
