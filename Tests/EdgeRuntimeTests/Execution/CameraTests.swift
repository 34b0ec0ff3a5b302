import TestSupport
import Testing

@testable import EdgeRuntime

/// Images as robots give them: bytes or floats, plane by plane or pixel by pixel, as a window or frame by frame.
struct CameraTests {
  private let policy: Policy
  /// Key 2, as (frames, planes, lines, pixels): two frames of two planes of six lines of nine.
  private let camera: PolicyMetadata.ObservationKey
  private static let key = 2

  init() throws {
    policy = try MiniaturePolicy.parts(hasCamera: true).policy()
    camera = policy.metadata.observations[Self.key]
    for (index, key) in policy.metadata.observations.enumerated() {
      try policy.setObservation(index, [Float](repeating: 0.25, count: key.elementCount).span)
    }
  }

  private static func bytes(_ count: Int) -> [UInt8] {
    var random = SeededGenerator(seed: 6)
    return (0..<count).map { _ in UInt8(random.next(below: 256)) }
  }

  /// The same window pixel by pixel.
  private func channelsLast(_ bytes: [UInt8]) -> [UInt8] {
    let area = 6 * 9
    return bytes.indices.map { place in
      let (frame, rest) = (place / (2 * area), place % (2 * area))
      return bytes[frame * 2 * area + rest % 2 * area + rest / 2]
    }
  }

  private func step() -> [UInt32] {
    policy.drawNoise(from: NoiseGenerator(seed: 9), step: 0)
    policy.step()
    return policy.chunk.map(\.bitPattern)
  }

  @Test func bytesAreTheir255thPartInEitherLayout() throws {
    #expect(camera.shape == [2, 2, 6, 9] && camera.channelsLastShape == [2, 6, 9, 2])
    let bytes = Self.bytes(camera.elementCount)
    let floats = bytes.map { Float($0) / 255 }
    try policy.setObservation(Self.key, floats.span)
    let expected = step()
    let turned = channelsLast(bytes)
    try policy.setImages(Self.key, bytes.span, layout: .channelsFirst)
    #expect(step() == expected)
    try policy.setObservation(Self.key, [Float](repeating: 0.5, count: camera.elementCount).span)
    #expect(step() != expected)
    try policy.setImages(Self.key, turned.span, layout: .channelsLast)
    #expect(step() == expected)
    #expect(policy.rangeWarnings.allSatisfy { $0.key != Self.key })
  }

  @Test func framesOfBytesMakeTheWindow() throws {
    let bytes = Self.bytes(camera.elementCount)
    let count = camera.frameElementCount
    try policy.setImages(Self.key, bytes.span, layout: .channelsFirst)
    let states = policy.metadata.observations[..<Self.key].map { [Float](repeating: 0.25, count: $0.frameElementCount) }
    for (index, state) in states.enumerated() { try policy.setObservation(index, (state + state).span) }
    let expected = step()
    let turned = channelsLast(bytes)
    policy.beginEpisode()
    for frame in 0..<2 {
      for (index, state) in states.enumerated() { try policy.setFrame(index, state.span) }
      let image = frame * count..<(frame + 1) * count
      if frame == 0 {
        try policy.setFrame(Self.key, image: bytes.span.extracting(image), layout: .channelsFirst)
      } else {
        try policy.setFrame(Self.key, image: turned.span.extracting(image), layout: .channelsLast)
      }
      try policy.observe()
    }
    #expect(step() == expected)
  }

  @Test func refusesWhatIsNoImage() throws {
    let bytes = Self.bytes(camera.elementCount)
    #expect(throws: ObservationError.notAnImage(key: 1)) {
      try policy.setImages(1, bytes.span, layout: .channelsFirst)
    }
    #expect(throws: ObservationError.wrongCount(expected: camera.elementCount, found: 3)) {
      try policy.setImages(Self.key, bytes.span.extracting(0..<3), layout: .channelsLast)
    }
    #expect(throws: ObservationError.wrongCount(expected: camera.frameElementCount, found: 3)) {
      try policy.setFrame(Self.key, image: bytes.span.extracting(0..<3), layout: .channelsLast)
    }
    #expect(ObservationError.notAnImage(key: 1).description == "observation 1 is no image")
  }

  /// Floats of 0 to 255 are taken, as everything is, and told.
  @Test func floatsOfBytesAreNoticed() throws {
    let values = Self.bytes(camera.elementCount).map(Float.init)
    try policy.setObservation(Self.key, values.span)
    let warning = try #require(policy.rangeWarnings.first { $0.key == Self.key })
    #expect(warning.value == values.max() && warning.range == 0...1)
  }

  /// Records hold images in either layout, as bytes or floats.
  @Test func recordsHoldImagesAsTheyAreGiven() throws {
    let bytes = Self.bytes(camera.elementCount)
    let turned = channelsLast(bytes)
    let floats = bytes.map { Float($0) / 255 }
    for (shape, content) in [([2, 2, 6, 9], bytes), ([2, 6, 9, 2], turned)] {
      for type in ["U8", "F32"] {
        let values = content.map { type == "U8" ? Float($0) : Float($0) / 255 }
        let file = try SafetensorsFile(bytes: record(shape, type: type, values))
        let read = try ObservationRecord(reading: file, for: policy.metadata)
        #expect(read.observations[Self.key] == floats, "\(type) \(shape)")
      }
    }
    let file = try SafetensorsFile(bytes: record([2, 2, 9, 6], type: "U8", bytes.map(Float.init)))
    #expect(throws: RecordError.wrongShape(name: "camera", expected: [2, 2, 6, 9], found: [2, 2, 9, 6])) {
      _ = try ObservationRecord(reading: file, for: policy.metadata)
    }
  }

  /// A safetensors file with zeros for the other keys.
  private func record(_ shape: [Int], type: String, _ values: [Float]) -> [UInt8] {
    var (header, data): (String, [UInt8]) = ("", [])
    func add(_ name: String, _ type: String, _ shape: [Int], _ bytes: [UInt8]) {
      let extents = shape.map(String.init).joined(separator: ",")
      header += header.isEmpty ? "{" : ","
      header +=
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":[\(extents)],"
        + "\"data_offsets\":[\(data.count),\(data.count + bytes.count)]}"
      data += bytes
    }
    for key in policy.metadata.observations[..<Self.key] {
      add(key.name, "F32", key.shape, [UInt8](repeating: 0, count: 4 * key.elementCount))
    }
    let bytes =
      type == "U8"
      ? values.map { UInt8($0) }
      : values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
      }
    add("camera", type, shape, bytes)
    header += "}"
    let count = header.utf8.count
    return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + Array(header.utf8) + data
  }

  /// A record holds a part of a large layer, and the metadata says which.
  @Test func layersAreComparedInPart() throws {
    let parts = try LayerPart.parse(#"{"a": "0:1,2:4", "b": "1:2"}"#)
    #expect(parts.map(\.layer) == ["a", "b"] && parts[0].ranges == [0..<1, 2..<4])
    #expect(try LayerPart.parse("{}").isEmpty)
    for text in ["", "[]", "{\"a\": \"1\"}", "{\"a\": \"2:1\"}", "{\"a\": \"x:1\"}"] {
      #expect(throws: SafetensorsError.self, "\(text)") { try LayerPart.parse(text) }
    }
    var layer = try #require(policy.layers.layers.first { $0.name == "trunk" })
    #expect(layer.transposedParts == 2 && layer.view.rows == 24 && layer.view.columns == 4)
    let values = (0..<96).map { Float($0) }
    #expect(layer.elements([], of: values) == values)
    #expect(layer.elements([1..<2], of: values) == Array(values[48...]))
    #expect(layer.elements([0..<2, 1..<2, 3..<5], of: values) == [15, 16, 63, 64])
    #expect(
      layer.elements([0..<3], of: values) == nil && layer.elements([0..<1, 0..<1, 0..<1, 0..<1], of: values) == nil)
    layer.transposedParts = 0
    #expect(layer.elements([1..<2, 0..<2], of: values) == [4, 5])
  }
}
