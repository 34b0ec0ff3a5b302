import CPlatform
import CommandSupport
import EdgeRuntime

/// A policy that a command line asked for, ready to run, with what the policy itself does not keep.
struct LoadedPolicy {
  let path: String
  let policy: Policy
  let goldens: [[UInt8]]
  let cost: ProgramCost
  /// From before the file was opened until the policy could be stepped.
  let loadNanoseconds: UInt64

  var metadata: PolicyMetadata { policy.metadata }

  /// Loads what `FILE`, `--threads` and `--kernels` say.
  init(_ arguments: ParsedArguments, errors: Console) throws(Failure) {
    let kernels = try LoadedPolicy.kernels(arguments)
    let threadCount = try LoadedPolicy.threadCount(arguments, errors: errors)
    path = arguments.argument("FILE")
    let start = edge_monotonic_ns()
    do throws(PolicyFileError) {
      let file = try PolicyFile(path: path)
      goldens = file.goldens
      cost = ProgramCost(program: file.program, samplerRows: file.sampler.count)
      policy = try Policy(file: file, kernels: kernels, threadCount: threadCount)
    } catch {
      throw Failure(path: path, error)
    }
    loadNanoseconds = edge_monotonic_ns() - start
    if policy.threadCount < threadCount {
      errors.writeLine(
        "edge-run: the system gave \(policy.threadCount) of \(threadCount) threads; running with those")
    }
  }

  /// The same policy run by other kernels; it reads the weights that are loaded.
  func policy(with kernels: KernelSet) throws(Failure) -> Policy {
    do throws(PolicyFileError) {
      return try Policy(sharingWeightsOf: policy, kernels: kernels, threadCount: policy.threadCount)
    } catch {
      throw Failure(path: path, error)
    }
  }

  /// The record at `path`, read for this policy.
  func goldenRecord(path: String) throws(Failure) -> GoldenRecord {
    let file: SafetensorsFile
    do throws(SafetensorsError) { file = try SafetensorsFile(path: path) } catch {
      throw Failure(reading: path, error)
    }
    do throws(RecordError) { return try GoldenRecord(reading: file, for: metadata) } catch {
      throw Failure(path: path, error)
    }
  }

  /// The golden record `index` inside the policy file.
  func goldenRecord(inside index: Int) throws(Failure) -> GoldenRecord {
    let place = "golden record \(index): "
    let file: SafetensorsFile
    do throws(SafetensorsError) { file = try SafetensorsFile(bytes: goldens[index]) } catch {
      throw Failure(.badData, path: path, place + error.description)
    }
    do throws(RecordError) { return try GoldenRecord(reading: file, for: metadata) } catch {
      throw Failure(.badData, path: path, place + error.description)
    }
  }

  private static func kernels(_ arguments: ParsedArguments) throws(Failure) -> KernelSet {
    let name = arguments.text("kernels")
    do throws(KernelSetError) {
      if let name { return try KernelSet.named(name) }
      return try KernelSet.chosen()
    } catch {
      throw Failure(.usage, (name == nil ? "EDGE_KERNELS: " : "--kernels: ") + error.description)
    }
  }

  /// More threads than processors would wait for each other while spinning.
  private static func threadCount(_ arguments: ParsedArguments, errors: Console) throws(Failure) -> Int {
    let online = max(1, Int(edge_online_processors()))
    let quota = ProcessorQuota.hundredths { SystemText.read($0) }
    // A part of a processor is none that threads could count on.
    let usable = min(online, max(1, (quota ?? .max) / 100))
    let wanted: Int?
    do throws(UsageError) {
      wanted = try arguments.wholeNumber("threads", in: Specification.threadCounts)
    } catch {
      throw Failure(usage: error)
    }
    guard let wanted, wanted > usable else { return wanted ?? usable }
    guard let quota, usable < online else {
      errors.writeLine("edge-run: --threads \(wanted): only \(online) processors are online; using \(online)")
      return online
    }
    errors.writeLine(
      "edge-run: --threads \(wanted): the control group's quota is "
        + "\(NumberText.fixed(Double(quota) / 100, digits: 2)) processors; using \(usable)")
    return usable
  }
}
