import CommandSupport
import EdgeRuntime

extension Inspection {
  /// The listing for people, at most 80 columns wide.
  @_optimize(size)
  var text: String {
    var text = head
    if let table = rangeTable { text += "\nIn training\n" + table }
    text += "\nSampler: " + samplerTitle + "\n" + samplerTable + (stageTable ?? "")
    text += "\nProgram: " + programTitle + "\n" + programTable
    let buffers = file.program.buffers.count
    let arena = NumberText.bytes(UInt64(file.program.arenaByteCount))
    text += "\nArena: \(arena), \(buffers) buffers, each in use from one operation to another\n" + arenaTable
    text += "\nSections: \(NumberText.grouped(Int(file.byteCount))) bytes\n" + sectionTable
    if !file.provenance.entries.isEmpty { text += "\nProvenance\n" + provenanceText }
    return text
  }

  @_optimize(size)
  private var head: String {
    let metadata = file.metadata
    var table = TextTable([.left(""), .left("")])
    let stored = metadata.storedParameters
    let live = metadata.liveParameters
    let share = stored > 0 ? " (" + NumberText.percentage(Double(live) / Double(stored)) + ")" : ""
    let rows = metadata.returnedRows
    table.add(["file", ShortName.text(of: path, limit: 50) + ", " + NumberText.bytes(file.byteCount)])
    table.add(["policy", metadata.family.name + ", " + ShortName.text(of: metadata.name, limit: 50)])
    for (index, key) in metadata.observations.enumerated() {
      let unit = key.unit.utf8.isEmpty ? "" : ": " + ShortName.text(of: key.unit, limit: 24)
      table.add([
        index == 0 ? "observations" : "",
        ShortName.text(of: key.name, limit: 20) + " \(Self.parenthesised(key.shape))" + unit,
      ])
    }
    let shape = Self.parenthesised([metadata.horizon, metadata.actionWidth])
    let unit = metadata.actionUnit
    table.add(["action", shape + (unit.utf8.isEmpty ? "" : ": " + ShortName.text(of: unit, limit: 50))])
    table.add(["returned", "rows \(rows.lowerBound) to \(rows.upperBound - 1)"])
    table.add([
      "parameters", NumberText.grouped(stored) + " stored -> " + NumberText.grouped(live) + " live" + share,
    ])
    table.add(["golden", NumberText.counted(file.goldens.count, "record") + " inside"])
    return table.text
  }

  private static func parenthesised(_ shape: [Int]) -> String {
    var text = "("
    for (index, extent) in shape.enumerated() { text += index == 0 ? "\(extent)" : ", \(extent)" }
    return text + ")"
  }

  private var samplerTitle: String {
    let count = file.sampler.count
    let line = file.metadata.samplerDescription
    guard line.utf8.isEmpty else { return ShortName.text(of: line, limit: 70) }
    return NumberText.counted(count, "network call")
  }

  private var samplerTable: String {
    var table = TextTable([
      .right("row"), .right("time"), .right("input"), .right("output"), .right("sample"), .right("clip"),
      .right("p"), .right("q"), .right("r"), .right("s"),
    ])
    addRows(to: &table) { row in
      [row.timestep, row.inputScale, row.outputScale, row.sampleScale, row.clip, row.p, row.q, row.r, row.s]
        .map(Self.short)
    }
    return table.text
  }

  /// What rows do beside their update, by the names of the file format; nil where none does anything.
  private var stageTable: String? {
    guard file.sampler.contains(where: { $0.stage != nil }) else { return nil }
    var table = TextTable([
      .right("row"), .left("step"), .right("carry"), .right("slope p"), .right("slope r"), .right("base"),
      .right("slope"),
    ])
    addRows(to: &table) { row in
      guard let stage = row.stage else { return ["", "", "", "", "", ""] }
      return [stage.startsStep ? "starts" : ""]
        + [stage.carry, stage.p, stage.r, stage.baseShare, stage.slopeShare].map(Self.short)
    }
    return table.text
  }

  /// All rows of the sampler, or the first and the last three of many.
  @_optimize(size)
  private func addRows(to table: inout TextTable, _ cells: (SamplerRow) -> [String]) {
    let count = file.sampler.count
    for (index, row) in file.sampler.enumerated() {
      if count > 8, (3..<count - 3).contains(index) {
        if index == 3 { table.add(["..."] + cells(row).map { _ in "" }) }
        continue
      }
      table.add(["\(index)"] + cells(row))
    }
  }

  static func short(_ value: Float) -> String {
    let isLong = value.magnitude >= 10_000 || (value != 0 && value.magnitude < 0.001)
    if value.isFinite, isLong { return NumberText.scientific(Double(value), digits: 1) }
    return NumberText.fixed(Double(value), digits: 4)
  }

  private var programTitle: String {
    let network = file.program.network
    let rest = file.program.operations.count - network.upperBound
    return "\(network.lowerBound) operations encode, \(network.count) network, \(rest) decode"
  }

  private var programTable: String {
    var table = TextTable([
      .right("#"), .left("operation"), .left("computes"), .left("weights"), .right("runs"), .right("rows"),
      .right("bytes"), .right("mul-adds"),
    ])
    for (index, operation) in cost.operations.enumerated() {
      table.add([
        "\(index)", operation.label, ShortName.text(of: file.layers.operationNames[index], limit: 16),
        operation.format?.name ?? "",
        "\(operation.executions)", "\(operation.rows)", NumberText.bytes(UInt64(operation.weightByteCount)),
        NumberText.grouped(operation.multiplyAdds),
      ])
    }
    table.add([
      "", "a step", "", "", "", "", NumberText.bytes(UInt64(cost.weightByteCount)),
      NumberText.grouped(cost.multiplyAdds),
    ])
    return table.text
  }

  private var sectionTable: String {
    var table = TextTable([.left("section"), .right("offset"), .right("bytes")])
    for section in file.sections {
      table.add([
        section.kind.name, NumberText.grouped(Int(section.byteOffset)),
        NumberText.grouped(Int(section.byteCount)),
      ])
    }
    return table.text
  }

  private var provenanceText: String {
    var text = ""
    for entry in file.provenance.entries {
      let line = PrintableName.whole(entry.key) + ": " + PrintableName.whole(entry.value)
      text += "  " + PlainText.wrapped(line, width: 78, indent: 4) + "\n"
    }
    return text
  }
}
