@testable import EdgeRuntime
@testable import Exporter

/// Everything that an export does with a checkpoint up to its network.
enum CheckpointRun {
  /// Reads every tensor and the policy in the checkpoint that `open` opens; refusals are what is expected.
  ///
  /// - Parameter number: Chooses the family that the policy is taken for.
  static func read(_ number: Int, _ open: () throws(CheckpointError) -> Checkpoint) {
    do throws(CheckpointError) {
      let checkpoint = try open()
      for stateDict in checkpoint.stateDictNames {
        for name in checkpoint.tensorNames(in: stateDict) {
          do throws(CheckpointError) {
            let tensor = try checkpoint.tensor(name, in: stateDict)
            expect(tensor.values.allSatisfy(\.isFinite), "a tensor must be finite")
          } catch { _ = "\(error)" }
        }
        describe(checkpoint, stateDict, Family.allCases[number % Family.allCases.count])
      }
    } catch { _ = "\(error)" }
  }

  private static func describe(_ checkpoint: Checkpoint, _ stateDict: String, _ family: Family) {
    do throws(CheckpointError) {
      let shapes = try checkpoint.shapes(in: stateDict)
      _ = try FamilyChoice(asked: family, configuration: checkpoint.configuration, shapes: shapes)
      _ = try PolicySource(checkpoint: checkpoint, family: family, stateDict: stateDict)
    } catch { _ = "\(error)" }
  }
}
