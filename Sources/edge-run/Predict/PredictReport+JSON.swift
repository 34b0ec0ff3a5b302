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
      $0.objects("boards", predictions) { Self.write($0, to: &$1) }
      $0.objects("operations", lines) { Self.write($0, to: &$1) }
    }
    return json.text
  }

  private static func write(_ prediction: BoardPrediction, to json: inout JSONWriter) {
    json.pair("board", prediction.name)
    json.pair("title", prediction.title)
    json.pair("cores", prediction.threads)
    json.optional("read_gb_per_s_low", prediction.slow.readBytesPerSecond.map { $0 * 1e-9 })
    json.optional("read_gb_per_s_high", prediction.fast.readBytesPerSecond.map { $0 * 1e-9 })
    json.pair("mul_add_g_per_s", prediction.slow.multiplyAddsPerSecond * 1e-9)
    json.optional("integer_mul_add_g_per_s", prediction.slow.integerMultiplyAddsPerSecond.map { $0 * 1e-9 })
    json.pair("bound_ms_low", prediction.shortest * 1e3)
    json.pair("bound_ms_high", prediction.longest * 1e3)
    json.pair("bound_by", limit(isReading: prediction.isMostlyReading))
    json.pair("memory_share", prediction.readingShare)
  }

  private static func write(_ line: Line, to json: inout JSONWriter) {
    json.pair("operation", line.cost.label)
    json.pair("name", line.name)
    json.pair("bound_us", line.seconds * 1e6)
    json.pair("bound_by", limit(isReading: line.isReading))
  }
}
