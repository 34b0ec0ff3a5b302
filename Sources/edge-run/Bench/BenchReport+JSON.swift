import CommandSupport
import EdgeRuntime

extension BenchReport {
  /// The report for programs: one line.
  var json: String {
    let policy = loaded.policy
    var json = JSONWriter()
    json.object {
      loaded.writeTitle(to: &$0)
      $0.pair("threads_auto", loaded.adaptsThreads)
      $0.pair("threads_at_end", policy.activeThreadCount)
      $0.pair("reduced_steps", policy.reducedStepCount)
      $0.pair("frames", byFrames)
      $0.pair("steps", measurement.latencies.count)
      $0.pair("warmup", warmUp)
      writeLatency(to: &$0)
      $0.pair("hz", rate)
      $0.pair("cpu_ms_per_step", processorNanosecondsPerStep * 1e-6)
      $0.pair("load_ms", Double(loaded.loadNanoseconds) * 1e-6)
      $0.key("parameters")
      $0.object {
        $0.pair("stored", policy.metadata.storedParameters)
        $0.pair("live", policy.metadata.liveParameters)
      }
      $0.pair("bytes_per_step", loaded.cost.weightByteCount)
      $0.pair("macs_per_step", loaded.cost.multiplyAdds)
      $0.pair("integer_macs_per_step", loaded.cost.integerMultiplyAdds)
      $0.pair("working_bytes", policy.workingByteCount)
      $0.key("machine")
      limits.write(to: &$0)
      $0.optional("bound_ms", boundNanoseconds.map { $0 * 1e-6 })
      $0.optional("bound_share", boundShare)
      $0.pair("meetings", policy.meetingCount)
      $0.pair("meeting_us", meetingSeconds * 1e6)
      $0.optional("allocations_per_step", allocationsPerStep)
      $0.pair("page_faults", measurement.pageFaultCount)
      if let schedule = measurement.schedule { Self.write(schedule, to: &$0) }
      board.write(to: &$0, millijoulesPerStep: millijoulesPerStep)
      $0.strings("warnings", warnings)
    }
    return json.text
  }

  private func writeLatency(to json: inout JSONWriter) {
    json.key("latency")
    json.object {
      $0.pair("p50_ms", Self.milliseconds(times.median))
      $0.pair("p90_ms", Self.milliseconds(times.value(perMille: 900)))
      $0.pair("p99_ms", Self.milliseconds(times.value(perMille: 990)))
      $0.pair("p999_ms", Self.milliseconds(times.value(perMille: 999)))
      $0.pair("max_ms", Self.milliseconds(times.largest))
      $0.pair("mean_ms", times.mean * 1e-6)
      $0.pair("first_ms", Self.milliseconds(measurement.firstNanoseconds))
    }
  }

  private static func write(_ schedule: Measurement.Schedule, to json: inout JSONWriter) {
    json.pair("rate", schedule.rate)
    json.optional("rehearse_ms", schedule.rehearsalNanoseconds.map { milliseconds($0) })
    json.pair("missed", schedule.missed)
    json.pair("longest_miss_run", schedule.longestMissRun)
    json.pair("skipped", schedule.skipped)
    json.pair("wake_late_p99_ms", milliseconds(Percentiles(schedule.wakeDelays).value(perMille: 990)))
  }

  private static func milliseconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1e6 }
}
