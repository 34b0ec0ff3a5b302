import CommandSupport
import EdgeRuntime

extension PolicyFile {
  /// Makes a policy of the file, run by one thread.
  ///
  /// - Parameter name: What to call it in a failure.
  consuming func policy(named name: String, kernels: KernelSet = .best) throws(Failure) -> Policy {
    do throws(PolicyFileError) { return try Policy(file: self, kernels: kernels, threadCount: 1) } catch {
      throw Failure(reading: name, error)
    }
  }
}
