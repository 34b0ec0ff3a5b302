@testable import EdgeRuntime

/// Everything that a program does with a policy file.
enum PolicyRun {
  /// What a step may cost, so that no input takes long: a step of a published policy is allowed to be slow.
  private static let multiplyAdds = 1 << 22
  private static let arenaByteCount = 4 << 20

  /// Loads the file at `path`, runs a step, traces one, and replays its records; refusals are what is expected.
  ///
  /// - Returns: The verifications of its records; nil where the file was refused or would take long.
  @discardableResult static func load(_ path: String) -> [Verification]? {
    do throws(PolicyFileError) {
      let file = try PolicyFile(path: path)
      var work = file.program.arenaByteCount / 4
      for operation in file.program.operations {
        work += operation.facts(samplerRows: file.sampler.count).multiplyAdds
      }
      let repeats = max(file.sampler.count, 1)
      guard work <= multiplyAdds / repeats, file.program.arenaByteCount <= arenaByteCount else { return nil }
      let goldens = file.goldens
      let policy = try Policy(file: file, kernels: .best, threadCount: 1)
      step(policy)
      return goldens.compactMap { bytes in
        do throws(RecordError) { return try Verification(replaying: bytes, with: policy) } catch { return nil }
      }
    } catch { return nil }
  }

  private static func step(_ policy: Policy) {
    for (index, key) in policy.metadata.observations.enumerated() {
      let values = [Float](repeating: 0.5, count: key.elementCount)
      do throws(ObservationError) { try policy.setObservation(index, values.span) } catch {}
    }
    policy.drawNoise(from: NoiseGenerator(seed: 1), step: 0)
    policy.step()
    policy.trace { _, _ in }
    _ = policy.action
  }
}
