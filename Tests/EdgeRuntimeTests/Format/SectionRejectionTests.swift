import TestSupport
import Testing

@testable import EdgeRuntime

/// Everything that can be wrong in metadata, provenance, sampler, tensors, layers and weights.
struct SectionRejectionTests {
  private func refusal(_ change: (inout PolicyParts) -> Void) throws -> PolicyFileError? {
    var parts = MiniaturePolicy.parts()
    change(&parts)
    return try parts.refusal()
  }

  /// The refusal after four bytes of a section's content were set.
  private func refusal(_ kind: SectionKind, _ place: Int, _ value: UInt32) throws -> PolicyFileError? {
    var bytes = PolicyBytes(try MiniaturePolicy.parts().bytes())
    bytes.set(value, in: kind, at: place)
    return PolicyParts.refusal(of: TemporaryFile(bytes.bytes))
  }

  private func start(_ kind: SectionKind) throws -> UInt64 {
    UInt64(PolicyBytes(try MiniaturePolicy.parts().bytes()).row(of: kind).offset)
  }

  @Test func refusesUnknownFamily() throws {
    let start = try start(.metadata)
    #expect(try refusal(.metadata, 0, 0) == .outOfRange(offset: start, value: 0, allowed: 1...9))
    #expect(try refusal(.metadata, 0, 10) == .outOfRange(offset: start, value: 10, allowed: 1...9))
  }

  @Test func refusesExtentsOutOfRange() throws {
    // Family, then the text "miniature", then the horizon.
    let place = try start(.metadata) + 4 + 4 + 9
    for value in [0, FormatLimits.extent + 1] {
      #expect(
        try refusal { $0.metadata.horizon = value }
          == .outOfRange(offset: place, value: UInt64(value), allowed: 1...UInt64(FormatLimits.extent)))
    }
  }

  @Test func refusesTooManyParameters() throws {
    let limit = FormatLimits.parameterCount
    #expect(try refusal { $0.metadata.liveParameters = Int(limit) } == nil)
    guard
      case .outOfRange(_, limit + 1, 0...limit) = try refusal({
        $0.metadata.storedParameters = Int(limit) + 1
      })
    else {
      Issue.record("more parameters than the limit pass")
      return
    }
  }

  @Test(arguments: ["\n", "a\u{1B}[2J", "\u{7F}", "\u{9B}2J", "\0"]) func refusesControlCharacters(
    text: String
  ) throws {
    let place = try start(.metadata) + 4
    #expect(try refusal { $0.metadata.name = text } == .badText(offset: place))
  }

  @Test func refusesTextThatIsNotUTF8() throws {
    let place = try start(.metadata) + 4
    #expect(try refusal(.metadata, 8, 0xFFFF_FFFF) == .badText(offset: place))
  }

  @Test func limitsTexts() throws {
    let limit = FormatLimits.textByteCount
    for count in [limit - 1, limit] {
      #expect(try refusal { $0.metadata.name = String(repeating: "x", count: count) } == nil)
    }
    let place = try start(.metadata) + 4
    #expect(
      try refusal { $0.metadata.name = String(repeating: "x", count: limit + 1) }
        == .outOfRange(offset: place, value: UInt64(limit) + 1, allowed: 0...UInt64(limit)))
  }

  @Test func refusesTextBeyondItsSection() throws {
    let row = PolicyBytes(try MiniaturePolicy.parts().bytes()).row(of: .metadata)
    let end = UInt64(row.offset + row.byteCount)
    #expect(
      try refusal(.metadata, 4, 4096) == .truncated(needed: UInt64(row.offset + 8 + 4096), available: end))
  }

  @Test func refusesEqualKeys() throws {
    #expect(try refusal { $0.metadata.observations[1].name = "point_cloud" } == .duplicateKey(index: 1))
  }

  @Test func refusesPlanesThatDoNotDivideTheRows() throws {
    var parts = MiniaturePolicy.parts(hasCamera: true)
    parts.metadata.observations[2].planes = 5
    let row = PolicyBytes(try parts.bytes()).row(of: .metadata)
    #expect(
      try parts.refusal()
        == .outOfRange(offset: UInt64(row.offset + row.byteCount - 4), value: 5, allowed: 0...12))
  }

  @Test func limitsProvenance() throws {
    let entry = Provenance.Entry(key: "k", value: "v")
    let limit = FormatLimits.provenanceEntryCount
    for count in [0, limit - 1, limit] {
      #expect(try refusal { $0.provenance.entries = Array(repeating: entry, count: count) } == nil)
    }
    let start = try start(.provenance)
    #expect(
      try refusal { $0.provenance.entries = Array(repeating: entry, count: limit + 1) }
        == .outOfRange(offset: start, value: UInt64(limit) + 1, allowed: 0...UInt64(limit)))
  }

  @Test func limitsSamplerRows() throws {
    let row = SamplerRow(timestep: 1, p: 1)
    // Without the tensors and the noise that have a run for each row.
    func change(_ count: Int) -> (inout PolicyParts) -> Void {
      { parts in
        parts.sampler = Array(repeating: row, count: count)
        parts.program.stepNoise = nil
        for (index, operation) in parts.program.operations.enumerated() {
          guard case .sampleUpdate(var update) = operation else { continue }
          update.noise = nil
          parts.program.operations[index] = .sampleUpdate(update)
        }
        for (index, operation) in parts.program.operations.enumerated() {
          guard case .rowConstant(let record) = operation else { continue }
          parts.program.operations[index] = .clear(Clear(output: record.output))
        }
        for (index, operation) in parts.program.operations.enumerated() {
          guard case .product(var product) = operation, case .groupNorm(var norm) = product.parts[0].epilogue
          else { continue }
          norm.film?.biasRowStride = 0
          product.parts[0].epilogue = .groupNorm(norm)
          parts.program.operations[index] = .product(product)
        }
      }
    }
    let limit = FormatLimits.samplerRowCount
    for count in [1, limit - 1, limit] { #expect(try refusal(change(count)) == nil) }
    let start = try start(.sampler)
    for count in [0, limit + 1] {
      #expect(
        try refusal(change(count))
          == .outOfRange(offset: start, value: UInt64(count), allowed: 1...UInt64(limit)))
    }
  }

  @Test func refusesSamplerNumbersThatAreNotFinite() throws {
    let start = try start(.sampler)
    for field in 0..<9 {
      let place = start + 4 + 4 * UInt64(field)
      #expect(try refusal(.sampler, 4 + 4 * field, Float.nan.bitPattern) == .badNumber(offset: place))
      let infinite = try refusal(.sampler, 4 + 4 * field, Float.infinity.bitPattern)
      #expect(infinite == (field == 4 ? nil : .badNumber(offset: place)))
    }
    #expect(try refusal { $0.sampler[0].clip = 0 } == .badNumber(offset: start + 4 + 16))
    #expect(try refusal { $0.sampler[0].clip = -1 } == .badNumber(offset: start + 4 + 16))
  }

  @Test func refusesRangesThatEndBeforeTheyStart() throws {
    let metadata = try start(.metadata)
    let size = UInt64(PolicyBytes(try MiniaturePolicy.parts().bytes()).row(of: .metadata).byteCount)
    // The last two floats are the last column's range, 2...2.
    for bits in [Float(1.5).bitPattern, Float.nan.bitPattern, Float.infinity.bitPattern] {
      #expect(try refusal(.metadata, Int(size) - 4, bits) == .badNumber(offset: metadata + size - 4))
    }
  }

  @Test func refusesTrailingBytesInASection() throws {
    let sampler = try start(.sampler)
    #expect(try refusal(.sampler, 0, 1) == .trailingBytes(offset: sampler + 4 + 36))
  }

  @Test func refusesMisplacedTensors() throws {
    #expect(try refusal { $0.tensors.entries[1].byteOffset += 4 } == .misplacedTensor(index: 1))
    #expect(try refusal { $0.tensors.entries[1].byteOffset += 64 } == .misplacedTensor(index: 1))
    #expect(try refusal { $0.tensors.entries[1].byteOffset = 0 } == .misplacedTensor(index: 1))
    #expect(try refusal { $0.tensors.entries[0].count = 0 } == .misplacedTensor(index: 0))
    #expect(try refusal { $0.tensors.entries[0].count = 1 << 62 } == .misplacedTensor(index: 0))
    let count = MiniaturePolicy.parts().tensors.entries.count
    #expect(try refusal { $0.tensors.entries[count - 1].count -= 1 } == .misplacedTensor(index: count))
  }

  @Test func refusesBytesBetweenTensors() throws {
    let start = try start(.weights)
    // The first tensor has three floats of the sixteen up to the next.
    #expect(try refusal { $0.weights[3] = 1 } == .paddingNotZero(offset: start + 12 + 2))
    #expect(try refusal { $0.weights[15] = .nan } == .paddingNotZero(offset: start + 60 + 2))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 1_000_001, -1e30]) func refusesBadWeights(value: Float)
    throws
  {
    #expect(try refusal { $0.weights[17] = value } == .badWeight(tensor: 1, element: 1))
    #expect(try refusal { $0.weights[17] = 1e6 } == nil)
  }

  @Test(arguments: [Float(0), -0, 9e-7, -9e-7, .leastNonzeroMagnitude]) func refusesScalesThatVanish(
    scale: Float
  ) throws {
    let parts = MiniaturePolicy.parts()
    let last = parts.program.operations.count - 1
    guard case .unnormalize(let record) = parts.program.operations[last] else { return }
    let place = Int(parts.tensors.entries[record.scale].byteOffset / 4)
    #expect(
      try refusal { $0.weights[place + 2] = scale }
        == .operation(index: last, fault: .vanishingScale(tensor: record.scale, element: 2)))
    #expect(try refusal { $0.weights[place + 2] = 1e-6 } == nil)
  }

  @Test func refusesBadLayers() throws {
    #expect(try refusal { $0.layers.layers[1].view.offset = 1000 } == .badLayer(index: 1))
    #expect(try refusal { $0.layers.layers[1].view.buffer = 500 } == .badLayer(index: 1))
    // Before anything wrote it.
    #expect(try refusal { $0.layers.layers[2].operation = 0 } == .badLayer(index: 2))
    let count = MiniaturePolicy.parts().layers.operationNames.count
    let start = try start(.layers)
    #expect(
      try refusal { $0.layers.operationNames.removeLast() }
        == .outOfRange(offset: start, value: UInt64(count) - 1, allowed: UInt64(count)...UInt64(count)))
  }

  @Test func refusesRowsThatOverlap() throws {
    guard case .outOfRange(_, 3, 4...1_048_576) = try refusal({ $0.program.inputs[0].rowStride = 3 }) else {
      Issue.record("a view of overlapping rows passes")
      return
    }
  }

  @Test func reportsMemoryThatCannotBeHad() throws {
    let policy = try MiniaturePolicy.parts().file()
    #expect(Memory(byteCount: 1 << 60) == nil)
    do throws(PolicyFileError) {
      // Scratch for so many threads does not fit any address space; nothing is started.
      _ = try Policy(file: policy, kernels: .best, threadCount: 1 << 45)
      Issue.record("memory for a trillion threads was had")
    } catch {
      guard case .outOfMemory = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}
