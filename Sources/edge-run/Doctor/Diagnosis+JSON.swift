import CommandSupport
import EdgeRuntime

extension Diagnosis {
  /// The report for programs: one line, in which what is not available is null.
  var json: String {
    var json = JSONWriter()
    json.object {
      $0.optional("sysroot", tree.isOwn ? nil : tree.root)
      writeSystem(to: &$0)
      writeCores(to: &$0)
      writeMemory(to: &$0)
      writePower(to: &$0)
      writeLimits(to: &$0)
      $0.key("measured")
      if let measured { Self.write(measured, to: &$0) } else { $0.null() }
      $0.objects("advice", advice) { advice, json in
        json.pair("text", advice.text)
        json.pair("command", advice.command)
      }
    }
    return json.text
  }

  private func writeSystem(to json: inout JSONWriter) {
    json.optional("model", board.model)
    json.optional("l4t", board.tegraRelease)
    json.optional("jetpack", board.jetPack)
    json.optional("kernel", board.kernel)
    json.optional("preempt_rt", board.isRealTime)
    json.pair("container", board.container)
    json.optional("load", loadHundredths.map { Double($0) / 100 })
  }

  private func writeCores(to json: inout JSONWriter) {
    func list(_ key: String, _ set: ProcessorSet?, _ json: inout JSONWriter) {
      if let set { json.integers(key, set.numbers) } else { json.optional(key, nil as Int?) }
    }
    json.key("cores")
    json.object {
      list("possible", possible, &$0)
      list("online", online, &$0)
      list("isolated", isolated, &$0)
      $0.objects("kinds", processor.kinds) { kind, json in
        json.pair("name", kind.name)
        json.pair("count", kind.count)
      }
      $0.strings("instruction_sets", processor.instructionSets)
      $0.objects("caches", caches) { cache, json in
        json.pair("name", cache.name)
        json.pair("bytes", cache.byteCount)
        list("shared_by", cache.sharing, &json)
      }
      $0.objects("clocks", clocks) { domain, json in
        json.pair("processors", domain.processors)
        json.optional("governor", domain.governor)
        json.optional("khz", domain.current)
        json.optional("lowest_khz", domain.lowest)
        json.optional("highest_khz", domain.highest)
        json.optional("hardware_khz", domain.hardwareHighest)
      }
    }
  }

  private func writeMemory(to json: inout JSONWriter) {
    json.key("memory")
    json.object {
      $0.optional("bytes", memory.total)
      $0.optional("available_bytes", memory.available)
      $0.optional("swap_bytes", memory.swap)
      $0.optional("huge_pages", memory.hugePages)
      $0.optional("clock_hz", memory.clock)
    }
  }

  private func writePower(to json: inout JSONWriter) {
    json.key("power")
    json.object {
      $0.optional("mode", mode?.name)
      $0.optional("mode_number", mode?.number)
      $0.objects("modes", modes) { mode, json in
        json.pair("number", mode.number)
        json.pair("name", mode.name)
        json.optional("cores", mode.coreCount)
        json.optional("highest_khz", mode.highestClock)
      }
      $0.optional("total_mw", totalMilliwatts)
      $0.objects("rails", rails) { rail, json in
        json.pair("name", rail.rail.name)
        json.optional("mw", rail.milliwatts)
        json.pair("over_limit", rail.rail.isOverLimit)
      }
      $0.objects("thermal_zones", zones) { zone, json in
        json.pair("name", zone.name)
        json.optional("celsius", zone.temperature.map { Double($0) / 1000 })
        json.optional("limit_celsius", zone.limit.map { Double($0) / 1000 })
      }
      $0.objects("slowed_down", throttling) { counter, json in
        json.pair("by", counter.cause)
        json.pair("count", counter.count)
      }
    }
  }

  private func writeLimits(to json: inout JSONWriter) {
    func write(_ key: String, _ limit: ProcessLimits.Limit?, _ json: inout JSONWriter) {
      switch limit {
      case .unlimited: json.pair(key, "unlimited")
      case .count(let count): json.pair(key, count)
      case nil: json.optional(key, nil as Int?)
      }
    }
    json.key("limits")
    json.object {
      write("real_time_priority", limits.realTimePriority, &$0)
      write("locked_memory_bytes", limits.lockedMemory, &$0)
      $0.optional("real_time_runtime_us", limits.realTimeRuntime)
      $0.optional("real_time_period_us", limits.realTimePeriod)
      $0.optional("processor_quota", limits.quotaHundredths.map { Double($0) / 100 })
    }
  }

  private static func write(_ measured: MeasuredLimits, to json: inout JSONWriter) {
    json.object {
      $0.pair("kernels", measured.kernels)
      $0.pair("threads", measured.threads)
      $0.key("one_core")
      measured.oneCore.write(to: &$0)
      $0.key("all_cores")
      measured.allCores.write(to: &$0)
    }
  }
}
