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
      $0.key("operations")
      $0.array {
        for line in lines { Self.write(line, to: &$0) }
      }
      $0.key("slower_kernels")
      $0.array {
        for pick in slower {
          $0.object {
            $0.pair("operation", pick.index)
            $0.pair("kernel", pick.kernel)
            $0.pair("us", pick.nanoseconds / 1000)
            $0.pair("faster", pick.faster)
            $0.pair("faster_us", pick.fasterNanoseconds / 1000)
          }
        }
      }
    }
    return json.text
  }

  private static func write(_ line: Line, to json: inout JSONWriter) {
    json.object {
      $0.pair("operation", line.label)
      $0.pair("name", line.name)
      $0.key("kernel")
      if let kernel = line.kernel { $0.string(kernel) } else { $0.null() }
      $0.pair("runs", line.cost.executions)
      $0.pair("rows", line.cost.rows)
      $0.pair("bytes", line.byteCount)
      $0.pair("macs", line.multiplyAdds)
      $0.pair("integer_macs", line.cost.integerMultiplyAdds * line.cost.executions)
      $0.pair("work_us", line.workNanoseconds / 1000)
      $0.pair("wait_us", line.waitNanoseconds / 1000)
      $0.optional("bound_us", line.boundNanoseconds.map { $0 / 1000 })
      $0.optional("bound_share", line.boundShare)
    }
  }
}
