import TestSupport
import Testing

@testable import EdgeRuntime

/// Observation and golden records, and what replaying one finds.
struct RecordTests {
  private let parts = MiniaturePolicy.parts()
  private var random = SeededGenerator(seed: 31)

  /// The tensors of a record that fits the miniature.
  private mutating func tensors(prefix: String = "") -> [(name: String, shape: [Int], values: [Float])] {
    [
      ("\(prefix)point_cloud", [2, 6, 4], random.floats(48)),
      ("\(prefix)agent_pos", [2, 3], random.floats(6)),
      ("noise", [4, 3], random.floats(12)),
      ("\(prefix)step_noise", [2, 4, 3], random.floats(24)),
    ]
  }

  private func file(
    _ tensors: [(name: String, shape: [Int], values: [Float])], source: String? = nil
  ) throws -> SafetensorsFile {
    var writer = SafetensorsWriter()
    for tensor in tensors { try writer.add(name: tensor.name, shape: tensor.shape, values: tensor.values) }
    if let source { try writer.setMetadata("source", to: source) }
    return try SafetensorsFile(bytes: writer.bytes())
  }

  /// A file of zeros that take no room.
  private func sparseFile(_ tensors: [(name: String, shape: [Int])]) throws -> SafetensorsFile {
    var entries: [String] = []
    var end = 0
    for (name, shape) in tensors {
      let start = end
      end += 4 * shape.reduce(1, *)
      entries.append("\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(start),\(end)]}")
    }
    let header = "{" + entries.joined(separator: ",") + "}"
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    let file = TemporaryFile(length + Array(header.utf8))
    file.resize(to: 8 + header.utf8.count + end)
    return try SafetensorsFile(path: file.path)
  }

  private func observation(_ tensors: [(name: String, shape: [Int], values: [Float])]) throws
    -> ObservationRecord
  {
    try ObservationRecord(reading: file(tensors), for: parts.metadata)
  }

  @Test(arguments: ["", "input."]) mutating func readsWithAndWithoutPrefix(prefix: String) throws {
    let tensors = tensors(prefix: prefix)
    let record = try observation(tensors)
    #expect(record.observations == [tensors[0].values, tensors[1].values])
    #expect(record.noise == tensors[2].values && record.stepNoise == tensors[3].values)
    #expect(try observation(Array(tensors[..<2])).noise == nil)
  }

  @Test mutating func dropsExtraColumnsOfClouds() throws {
    var tensors = tensors()
    let wide = random.floats(2 * 6 * 7)
    tensors[0] = ("point_cloud", [2, 6, 7], wide)
    #expect(try observation(tensors).observations[0] == (0..<48).map { wide[$0 / 4 * 7 + $0 % 4] })
    // Not of vectors.
    tensors[1] = ("agent_pos", [2, 4], random.floats(8))
    #expect(throws: RecordError.wrongShape(name: "agent_pos", expected: [2, 3], found: [2, 4])) {
      try observation(tensors)
    }
  }

  /// One point is a cloud with or without an extent of its own; a vector's columns are never dropped.
  @Test mutating func takesOnePoint() throws {
    var metadata = parts.metadata
    metadata.observations[0].rows = 1
    for shape in [[2, 4], [2, 1, 4], [2, 1, 5], [2, 5], [1, 2, 4]] {
      var tensors = tensors()
      tensors[0] = ("point_cloud", shape, random.floats(shape.reduce(1, *)))
      let file = try file(tensors)
      if shape == [2, 4] || shape == [2, 1, 4] {
        let record = try ObservationRecord(reading: file, for: metadata)
        #expect(record.observations[0] == tensors[0].values)
      } else {
        #expect(throws: RecordError.wrongShape(name: "point_cloud", expected: [2, 4], found: shape)) {
          try ObservationRecord(reading: file, for: metadata)
        }
      }
    }
  }

  /// A shape is refused before the values are read: the file is sparse, and its gigabytes would not fit.
  @Test mutating func refusesHugeTensorsUnread() throws {
    for (name, shape) in [
      ("point_cloud", [2, 6, 1 << 30]), ("step_noise", [1 << 30, 4, 3]), ("noise", [1 << 33, 3]),
    ] {
      let others = [("point_cloud", [2, 6, 4]), ("agent_pos", [2, 3])].filter { $0.0 != name }
      let file = try sparseFile(others + [(name, shape)])
      #expect {
        try ObservationRecord(reading: file, for: parts.metadata)
      } throws: { error in
        guard case RecordError.wrongShape(name, _, shape) = error else { return false }
        return true
      }
    }
    let large = try sparseFile([("layer.x", [1 << 30])])
    #expect(throws: RecordError.tooLarge(byteCount: 4 << 30)) {
      try GoldenRecord(reading: large, for: parts.metadata)
    }
  }

  @Test mutating func refusesOtherShapes() throws {
    for shape in [[2, 6, 3], [2, 5, 4], [1, 6, 4], [12, 4], [2, 6, 4, 1], [2, 6, 0]] {
      var tensors = tensors()
      tensors[0] = ("point_cloud", shape, random.floats(shape.reduce(1, *)))
      #expect(throws: RecordError.wrongShape(name: "point_cloud", expected: [2, 6, 4], found: shape)) {
        try observation(tensors)
      }
    }
    var tensors = tensors()
    tensors[2] = ("noise", [3, 4], random.floats(12))
    #expect(throws: RecordError.wrongShape(name: "noise", expected: [4, 3], found: [3, 4])) {
      try observation(tensors)
    }
  }

  @Test mutating func refusesMissingAndNotFinite() throws {
    let good = tensors()
    #expect(throws: RecordError.missing(name: "agent_pos", shape: [2, 3])) {
      try observation([good[0], good[2]])
    }
    #expect(throws: RecordError.missing(name: "point_cloud", shape: [2, 6, 4])) { try observation([good[1]]) }
    for bad in [Float.nan, .infinity] {
      var tensors = good
      tensors[0].values[13] = bad
      #expect(throws: RecordError.notFinite(name: "point_cloud", element: 13)) { try observation(tensors) }
    }
  }

  // MARK: Golden records.

  /// A record of what the miniature itself computes.
  private mutating func golden() throws -> [(name: String, shape: [Int], values: [Float])] {
    var tensors = tensors()
    let policy = try parts.policy(kernels: .generic)
    try observation(tensors).load(into: policy, generator: NoiseGenerator(seed: 0))
    policy.trace { tensors.append(("layer.\($0.name)", [$1.count], $1)) }
    tensors.append(("output.action_pred", [4, 3], policy.chunk))
    tensors.append(("output.action", [2, 3], Array(policy.chunk[3..<9])))
    return tensors
  }

  private func verification(
    _ tensors: [(name: String, shape: [Int], values: [Float])], threads: Int = 1
  ) throws -> Verification {
    let record = try GoldenRecord(reading: file(tensors, source: "a test"), for: parts.metadata)
    #expect(record.source == "a test")
    return try Verification(of: record, with: parts.policy(threads: threads))
  }

  @Test(arguments: [1, 2]) mutating func ownRecordIsWithinTolerance(threads: Int) throws {
    let result = try verification(golden(), threads: threads)
    #expect(
      result.comparisons.map(\.name) == [
        "encoder", "block", "network", "output.action", "output.action_pred",
      ])
    #expect(result.firstFailure == nil)
    #expect(result.folded.isEmpty && result.unknown.isEmpty && result.misshapen.isEmpty)
  }

  @Test mutating func namesTheFirstOutOfTolerance() throws {
    for bad in [Float(0.01), .nan, .infinity] {
      var tensors = try golden()
      // "block" and all after it.
      for index in 5..<tensors.count { tensors[index].values[0] += bad }
      let result = try verification(tensors)
      #expect(result.firstFailure == "block")
      #expect(result.comparisons.filter { !$0.isWithinTolerance }.count == 4)
    }
  }

  @Test mutating func tellsFoldedUnknownAndMisshapenLayers() throws {
    var tensors = try golden()
    tensors.append(("layer.time", [1], [0]))
    tensors.append(("layer.elsewhere", [1], [0]))
    tensors.append(("output.other", [1], [0]))
    tensors[4].shape = [21]
    tensors[4].values.removeLast()
    let result = try verification(tensors)
    #expect(result.folded == ["time"])
    #expect(result.unknown == ["elsewhere", "output.other"])
    #expect(result.misshapen == ["encoder"])
    #expect(result.firstFailure == "encoder")
  }

  /// The second row weighs no noise: it may be left out, and what stands there does not matter.
  @Test mutating func noiseOfQuietRowsMayBeLeftOut() throws {
    var tensors = tensors()
    let policy = try parts.policy(kernels: .generic)
    func chunk() throws -> [Float] {
      try observation(tensors).load(into: policy, generator: NoiseGenerator(seed: 0))
      policy.step()
      return policy.chunk
    }
    let whole = try chunk()
    tensors[3].values.replaceSubrange(12..<24, with: random.floats(12))
    #expect(try chunk() == whole)
    tensors[3] = ("step_noise", [1, 4, 3], Array(tensors[3].values[..<12]))
    #expect(try chunk() == whole)
    tensors[3].values[0] += 1
    #expect(try chunk() != whole)
    tensors[3] = ("step_noise", [3, 4, 3], random.floats(36))
    #expect(throws: ObservationError.wrongCount(expected: 24, found: 36)) { try chunk() }
    tensors[3] = ("step_noise", [1, 4, 3], [.nan] + random.floats(11))
    #expect(throws: RecordError.notFinite(name: "step_noise", element: 0)) { try chunk() }
  }

  @Test mutating func goldenNeedsTheNoiseThatIsAdded() throws {
    var tensors = try golden()
    tensors.remove(at: 3)
    #expect(throws: RecordError.missing(name: "step_noise", shape: [2, 4, 3])) { try verification(tensors) }
  }

  @Test mutating func goldenNeedsNoiseAndSomethingToCompare() throws {
    let tensors = tensors()
    let metadata = parts.metadata
    #expect(throws: RecordError.missing(name: "noise", shape: [4, 3])) {
      try GoldenRecord(reading: file(Array(tensors[..<2])), for: metadata)
    }
    #expect(throws: RecordError.nothingToCompare) { try GoldenRecord(reading: file(tensors), for: metadata) }
  }

  /// A record that was read for another policy does not fit this one, and is refused before a step.
  @Test mutating func goldenIsOfThePolicysOwnShapes() throws {
    var others = parts.metadata
    others.observations[1].columns = 4
    var tensors = tensors()
    tensors[1] = ("agent_pos", [2, 4], random.floats(8))
    let inputs = try ObservationRecord(reading: file(tensors), for: others)
    #expect(throws: RecordError.observation(.wrongCount(expected: 6, found: 8))) {
      try GoldenRecord.ownRecord(of: parts.policy(kernels: .generic), for: inputs)
    }
  }
}
