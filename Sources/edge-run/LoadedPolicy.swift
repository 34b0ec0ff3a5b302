import CPlatform
import CommandSupport
import EdgeRuntime

/// A policy that a command line asked for, ready to run, with what the policy itself does not keep.
struct LoadedPolicy {
  let path: String
  let policy: Policy
  let goldens: [[UInt8]]
  /// What its steps cost.
  var cost: ProgramCost
  /// From before the file was opened until the policy could be stepped.
  let loadNanoseconds: UInt64

  var metadata: PolicyMetadata { policy.metadata }

  /// Whether steps use as many threads as make them faster.
  let adaptsThreads: Bool

  /// Loads what `FILE`, `--threads` and `--kernels` say.
  ///
  /// - Parameter makesManySteps: Whether it pays to measure how many threads make steps faster.
  init(_ arguments: ParsedArguments, makesManySteps: Bool = false, on terminal: Terminal) throws(Failure) {
    let kernels = try LoadedPolicy.kernels(arguments)
    let threads = try ThreadChoice(arguments, on: terminal)
    adaptsThreads = makesManySteps && threads.isAutomatic
    path = arguments.argument("FILE")
    let start = edge_monotonic_ns()
    let file = try PolicyFile.open(path)
    do throws(PolicyFileError) {
      goldens = file.goldens
      policy = try Policy(file: file, kernels: kernels, threadCount: threads.count)
    } catch {
      throw Failure(reading: path, error)
    }
    cost = policy.cost
    if adaptsThreads { policy.adaptThreads() }
    loadNanoseconds = edge_monotonic_ns() - start
    if policy.threadCount < threads.count {
      terminal.warn(
        "the system gave \(policy.threadCount) of \(threads.count) threads; running with those")
    }
  }

  /// The same policy run by other kernels; it reads the weights that are loaded.
  func policy(with kernels: KernelSet) throws(Failure) -> Policy {
    do throws(PolicyFileError) {
      return try Policy(sharingWeightsOf: policy, kernels: kernels, threadCount: policy.threadCount)
    } catch {
      throw Failure(reading: path, error)
    }
  }

  /// The record at `path`, read for this policy.
  func goldenRecord(path: String) throws(Failure) -> GoldenRecord {
    let file = try SafetensorsFile.open(path)
    do throws(RecordError) { return try GoldenRecord(reading: file, for: metadata) } catch {
      throw Failure(reading: path, error)
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
}
