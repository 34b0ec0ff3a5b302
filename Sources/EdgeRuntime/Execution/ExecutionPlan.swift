/// The operations as the threads run them: in order, with the meetings they need.
struct ExecutionPlan {
  /// An operation and whether all threads must meet before it.
  struct Entry {
    var operation: Operation
    var isShared: Bool
    var meetsBefore: Bool
  }

  /// Accesses since the last meeting beyond which threads meet anyway.
  private static let comparedAccesses = 64

  var entries: [Entry]
  var network: Range<Int>

  /// Finds where threads must meet.
  ///
  /// They meet before an operation if one since the last meeting touched the same arena bytes, one of the two
  /// writing, and thread 0 did not do both alone. Every round of the network and what follows it begin with a meeting.
  init(program: Program, samplerRows: Int) {
    network = program.network
    entries = []
    var open: [(access: Access, isShared: Bool)] = []
    for (index, operation) in program.operations.enumerated() {
      let facts = operation.facts(samplerRows: samplerRows)
      let touched = facts.accesses.map { access in
        // Counted from the arena's start, since buffers may share bytes.
        (access: access.moved(by: program.buffers[access.buffer].byteOffset / 4), isShared: facts.isShared)
      }
      var meets = index == program.network.lowerBound || index == program.network.upperBound
      // A meeting too many is harmless; comparing with thousands of accesses would make loading slow.
      meets = meets || open.count > ExecutionPlan.comparedAccesses
      for new in touched where !meets {
        for old in open
        where (old.access.writes || new.access.writes) && (old.isShared || new.isShared)
          && old.access.overlaps(new.access)
        {
          meets = true
        }
      }
      if meets { open.removeAll(keepingCapacity: true) }
      open.append(contentsOf: touched)
      entries.append(Entry(operation: operation, isShared: facts.isShared, meetsBefore: meets))
    }
  }
}
