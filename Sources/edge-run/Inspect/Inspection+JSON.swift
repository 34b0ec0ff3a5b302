import CommandSupport
import EdgeRuntime

extension Inspection {
  /// The listing for programs: one line.
  var json: String {
    let metadata = file.metadata
    var json = JSONWriter()
    json.object {
      $0.pair("file", path)
      $0.pair("bytes", file.byteCount)
      $0.pair("family", metadata.family.name)
      $0.pair("name", metadata.name)
      $0.objects("observations", metadata.observations) { key, json in
        json.pair("name", key.name)
        json.integers("shape", key.shape)
        json.pair("unit", key.unit)
        writeRanges(of: key, to: &json)
      }
      $0.key("action")
      $0.object {
        $0.integers("shape", [metadata.horizon, metadata.actionWidth])
        $0.pair("unit", metadata.actionUnit)
        $0.integers("returned_rows", [metadata.returnedRows.lowerBound, metadata.returnedRows.upperBound])
      }
      $0.pair("observation_steps", metadata.observationSteps)
      $0.key("parameters")
      $0.object {
        $0.pair("stored", metadata.storedParameters)
        $0.pair("live", metadata.liveParameters)
      }
      writeSampler(to: &$0)
      $0.key("provenance")
      $0.object {
        for entry in file.provenance.entries { $0.pair(entry.key, entry.value) }
      }
      writeProgram(to: &$0)
      writeArena(to: &$0)
      writeSections(to: &$0)
      $0.pair("golden_records", file.goldens.count)
      $0.pair("bytes_per_step", cost.weightByteCount)
      $0.pair("macs_per_step", cost.multiplyAdds)
    }
    return json.text
  }

  private func writeSampler(to json: inout JSONWriter) {
    json.key("sampler")
    json.object {
      $0.pair("description", file.metadata.samplerDescription)
      $0.objects("rows", file.sampler) { row, json in
        json.pair("timestep", row.timestep)
        json.pair("input_scale", row.inputScale)
        json.pair("output_scale", row.outputScale)
        json.pair("sample_scale", row.sampleScale)
        // JSON has no infinity: null is no clip.
        json.pair("clip", row.clip)
        json.pair("p", row.p)
        json.pair("q", row.q)
        json.pair("r", row.r)
        json.pair("s", row.s)
        if let stage = row.stage {
          json.pair("starts_step", stage.startsStep)
          json.pair("slope_carry", stage.carry)
          json.pair("slope_p", stage.p)
          json.pair("slope_r", stage.r)
          json.pair("base_share", stage.baseShare)
          json.pair("slope_share", stage.slopeShare)
        }
      }
    }
  }

  private func writeProgram(to json: inout JSONWriter) {
    json.key("program")
    json.object {
      $0.integers("network", [file.program.network.lowerBound, file.program.network.upperBound])
      $0.strings("folded", file.layers.folded)
      $0.key("operations")
      $0.array {
        for (index, operation) in cost.operations.enumerated() {
          $0.object {
            $0.pair("operation", operation.label)
            $0.pair("name", file.layers.operationNames[index])
            $0.optional("weights", operation.format.map { $0.name })
            $0.pair("runs", operation.executions)
            $0.pair("rows", operation.rows)
            $0.pair("bytes", operation.weightByteCount)
            $0.pair("macs", operation.multiplyAdds)
          }
        }
      }
    }
  }

  private func writeArena(to json: inout JSONWriter) {
    json.key("arena")
    json.object {
      $0.pair("bytes", file.program.arenaByteCount)
      $0.key("buffers")
      $0.array {
        for (index, buffer) in file.program.buffers.enumerated() {
          $0.object {
            $0.pair("offset", buffer.byteOffset)
            $0.pair("bytes", 4 * buffer.count)
            $0.key("life")
            if let life = lives[index] {
              $0.array {
                $0.integer(life.lowerBound)
                $0.integer(life.upperBound)
              }
            } else {
              $0.null()
            }
          }
        }
      }
    }
  }

  private func writeSections(to json: inout JSONWriter) {
    json.objects("sections", file.sections) { section, json in
      json.pair("kind", section.kind.name)
      json.pair("offset", section.byteOffset)
      json.pair("bytes", section.byteCount)
    }
  }
}
