import CommandSupport
import EdgeRuntime

extension ProfileReport {
  /// The report for programs: one line.
  var json: String {
    var json = JSONWriter()
    json.object {
      loaded.writeTitle(to: &$0)
      $0.pair("step_us", times.sum / 1000)
      $0.pair("plain_step_us", Double(plainNanoseconds) / 1000)
      $0.pair("start_us", times.start / 1000)
      $0.pair("around_us", times.around / 1000)
      $0.pair("wait_us", waitNanoseconds / 1000)
      $0.optional("bound_us", boundNanoseconds.map { $0 / 1000 })
      $0.key("machine")
      limits.write(to: &$0)
      $0.objects("operations", lines) { Self.write($0, to: &$1) }
      $0.objects("slower_kernels", slower) { pick, json in
        json.pair("operation", pick.index)
        json.pair("kernel", pick.kernel)
        json.pair("us", pick.nanoseconds / 1000)
        json.pair("faster", pick.faster)
        json.pair("faster_us", pick.fasterNanoseconds / 1000)
      }
    }
    return json.text
  }

  private static func write(_ line: Line, to json: inout JSONWriter) {
    json.pair("operation", line.label)
    json.pair("name", line.name)
    json.optional("kernel", line.kernel)
    json.pair("runs", line.cost.executions)
    json.pair("rows", line.cost.rows)
    json.pair("bytes", line.byteCount)
    json.pair("macs", line.multiplyAdds)
    json.pair("integer_macs", line.cost.integerMultiplyAdds * line.cost.executions)
    json.pair("work_us", line.workNanoseconds / 1000)
    json.pair("wait_us", line.waitNanoseconds / 1000)
    json.optional("bound_us", line.boundNanoseconds.map { $0 / 1000 })
    json.optional("bound_share", line.boundShare)
  }
}
