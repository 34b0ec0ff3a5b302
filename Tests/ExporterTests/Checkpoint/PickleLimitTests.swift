import Exporter
import Testing

/// What a pickle may ask of its reader (P24): one below, at and one above each limit.
@Suite struct PickleLimitTests {
  private func expectWhole(
    _ error: PickleError, _ pickle: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: CheckpointError.pickle(error), sourceLocation: sourceLocation) {
      try TestCheckpoint(pickle: pickle).tensors()
    }
  }

  @Test func limitsBytes() throws {  // P24
    for extra in [-1, 0, 1] {
      let count = CheckpointLimits.pickleByteCount + extra
      let fixed = PickleAssembler.beside { $0.adding("B").adding(little(UInt32(0))) }.count
      let filler = [UInt8](repeating: 0x2E, count: count - fixed)
      let pickle = PickleAssembler.beside {
        $0.adding("B").adding(little(UInt32(filler.count))).adding(filler)
      }
      #expect(pickle.count == count)
      if extra <= 0 {
        #expect(try TestCheckpoint(pickle: pickle).tensors() == TestCheckpoint.expected)
      } else {
        expectWhole(.tooLarge(byteCount: count), pickle)
      }
    }
  }

  @Test func limitsObjects() throws {
    // POP keeps the stack low.
    let room = CheckpointLimits.objectCount - Self.objectCount
    for extra in [-1, 0, 1] {
      let pairs = [UInt8]((0..<room - 1 + extra).flatMap { _ in [0x5D, 0x30] as [UInt8] })
      let pickle = PickleAssembler.beside { $0.adding(pairs).adding("N") }
      if extra <= 0 {
        #expect(try TestCheckpoint(pickle: pickle).tensors() == TestCheckpoint.expected)
      } else {
        expectWhole(.tooManyObjects(offset: PickleAssembler.beside { $0 }.count - 2 + pairs.count), pickle)
      }
    }
  }

  @Test func limitsGlobals() throws {
    for extra in [0, 1] {
      // Beside the tensor's three.
      let count = CheckpointLimits.globalCount - 3 + extra
      let named = (0..<count).map { "cm\nname\($0)\n0" }.joined()
      let pickle = PickleAssembler.beside { $0.adding(named).adding("N") }
      if extra == 0 {
        #expect(try TestCheckpoint(pickle: pickle).tensors() == TestCheckpoint.expected)
      } else {
        let last = PickleAssembler.beside { $0 }.count - 2 + named.utf8.count - "cm\nname\(count - 1)\n0".utf8.count
        expectWhole(.tooManyGlobals(offset: last), pickle)
      }
    }
  }

  @Test func limitsInstructions() throws {
    // MARK and POP make no object.
    let others = Self.instructionCount
    for extra in [-1, 0, 1] {
      let count = CheckpointLimits.opcodeCount - others + extra
      var filler = [UInt8](repeating: 0x28, count: count - count % 2)
      for index in stride(from: 1, to: filler.count, by: 2) { filler[index] = 0x30 }
      // FRAME is one instruction, for odd counts.
      if count % 2 == 1 { filler += [0x95] + little(UInt64(0)) }
      let pickle = PickleAssembler.beside { $0.adding(filler).adding("N") }
      if extra <= 0 {
        #expect(try TestCheckpoint(pickle: pickle).tensors() == TestCheckpoint.expected)
      } else {
        expectWhole(.tooManyOpcodes(offset: pickle.count - 1), pickle)
      }
    }
  }

  /// Objects of `beside` without its value, in the order of writing.
  private static let objectCount =
    2  // the dictionary, "w"
    + 8  // _rebuild_tensor_v2; "storage", FloatStorage, key, location, count, their tuple, the storage
    + 1 + 2 + 2 + 1  // offset, shape, strides, requires_grad
    + 3 + 2  // OrderedDict, its arguments, the hooks; all arguments, the tensor
    + 1  // "x"

  /// Instructions of `beside` with one more for its value: PROTO } X, the tensor's 23, s X, N s STOP.
  private static let instructionCount = 3 + 23 + 2 + 3
}
