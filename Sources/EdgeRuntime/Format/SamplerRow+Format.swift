extension SamplerRow {
  /// Reads section *sampler*: a count, then nine floats a row and its stage; version 2 has no s, and stages come with
  /// version 5.
  @_optimize(size)
  static func readTable(_ reader: inout ByteReader) throws(PolicyFileError) -> [SamplerRow] {
    var rows: [SamplerRow] = []
    for _ in 0..<(try reader.integer(in: 1...FormatLimits.samplerRowCount)) {
      let inputScale = try reader.float()
      let timestep = try reader.float()
      let outputScale = try reader.float()
      let sampleScale = try reader.float()
      let clipOffset = reader.offset
      let clip = try reader.float(allowsInfinity: true)
      guard clip > 0 else { throw .badNumber(offset: clipOffset) }
      var row = SamplerRow(
        inputScale: inputScale, timestep: timestep, outputScale: outputScale, sampleScale: sampleScale,
        clip: clip, p: try reader.float(), q: try reader.float(), r: try reader.float())
      if reader.version >= 3 { row.s = try reader.float() }
      if reader.version >= FileHeader.stageVersion, try reader.flag() { row.stage = try SamplerStage(reading: &reader) }
      rows.append(row)
    }
    try reader.expectEnd()
    return rows
  }

  /// Appends section *sampler*.
  public static func writeTable(_ rows: [SamplerRow], to writer: inout ByteWriter) {
    writer.integer(rows.count)
    for row in rows {
      writer.float(row.inputScale)
      writer.float(row.timestep)
      writer.float(row.outputScale)
      writer.float(row.sampleScale)
      writer.float(row.clip)
      writer.float(row.p)
      writer.float(row.q)
      writer.float(row.r)
      writer.float(row.s)
      guard writer.version >= FileHeader.stageVersion else { continue }
      writer.flag(row.stage != nil)
      row.stage?.write(to: &writer)
    }
  }
}

extension SamplerStage {
  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    startsStep = try reader.flag()
    carry = try reader.float()
    p = try reader.float()
    r = try reader.float()
    baseShare = try reader.float()
    slopeShare = try reader.float()
  }

  func write(to writer: inout ByteWriter) {
    writer.flag(startsStep)
    writer.float(carry)
    writer.float(p)
    writer.float(r)
    writer.float(baseShare)
    writer.float(slopeShare)
  }
}
