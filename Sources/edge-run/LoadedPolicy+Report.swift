import CommandSupport
import EdgeRuntime

/// What reports of measurements begin with.
extension LoadedPolicy {
  /// File, processor, kernels and threads: two lines, and the start of a third.
  var title: String {
    ShortName.text(of: path, limit: 60) + " (\(metadata.family.name))\n"
      + ShortName.text(of: Processor.name, limit: 78) + "\n"
      + "kernels \(policy.kernels.name), " + NumberText.counted(policy.threadCount, "thread")
      + (adaptsThreads ? " at most" : "")
  }

  /// The same for programs.
  func writeTitle(to json: inout JSONWriter) {
    json.pair("file", path)
    json.pair("family", metadata.family.name)
    json.pair("cpu", Processor.name)
    json.pair("kernels", policy.kernels.name)
    json.pair("threads", policy.threadCount)
  }
}

extension MachineLimits {
  /// The limits for programs, in billions a second.
  func write(to json: inout JSONWriter) {
    json.object {
      $0.optional("read_gb_per_s", readBytesPerSecond.map { $0 * 1e-9 })
      $0.pair("mul_add_g_per_s", multiplyAddsPerSecond * 1e-9)
      $0.optional("integer_mul_add_g_per_s", integerMultiplyAddsPerSecond.map { $0 * 1e-9 })
    }
  }
}
