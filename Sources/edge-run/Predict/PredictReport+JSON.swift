import CommandSupport
import EdgeRuntime

extension PredictReport {
  /// The report for programs: one line.
  var json: String {
    var json = JSONWriter()
    json.object {
      $0.pair("file", path)
      $0.pair("family", metadata.family.name)
      $0.pair("measured", false)
      $0.optional("limits_from", measured?.title)
      $0.strings("assumptions", assumptions)
      $0.pair("bytes_per_step", cost.weightByteCount)
      $0.pair("macs_per_step", cost.multiplyAdds)
      $0.pair("integer_macs_per_step", cost.integerMultiplyAdds)
      $0.key("boards")
      $0.array {
        for prediction in predictions { Self.write(prediction, to: &$0) }
      }
      $0.key("operations")
      $0.array {
        for line in lines { Self.write(line, to: &$0) }
      }
    }
    return json.text
  }

  private static func write(_ prediction: BoardPrediction, to json: inout JSONWriter) {
    json.object {
      $0.pair("board", prediction.name)
      $0.pair("title", prediction.title)
      $0.pair("cores", prediction.threads)
      $0.optional("read_gb_per_s_low", prediction.slow.readBytesPerSecond.map { $0 * 1e-9 })
      $0.optional("read_gb_per_s_high", prediction.fast.readBytesPerSecond.map { $0 * 1e-9 })
      $0.pair("mul_add_g_per_s", prediction.slow.multiplyAddsPerSecond * 1e-9)
      $0.optional("integer_mul_add_g_per_s", prediction.slow.integerMultiplyAddsPerSecond.map { $0 * 1e-9 })
      $0.pair("bound_ms_low", prediction.shortest * 1e3)
      $0.pair("bound_ms_high", prediction.longest * 1e3)
      $0.pair("bound_by", limit(isReading: prediction.isMostlyReading))
      $0.pair("memory_share", prediction.readingShare)
    }
  }

  private static func write(_ line: Line, to json: inout JSONWriter) {
    json.object {
      $0.pair("operation", line.cost.label)
      $0.pair("name", line.name)
      $0.pair("bound_us", line.seconds * 1e6)
      $0.pair("bound_by", limit(isReading: line.isReading))
    }
  }
}
