import CFuzzer
import TestSupport

@testable import EdgeRuntime
@testable import Exporter

private let folder = TemporaryDirectory()
private let path = folder.path + "/policy.edge"

/// A configuration, flags and tensors: exported, written, read, verified, and stepped.
///
/// Whatever is exported must be read again, and agree with the float64 reference network.
@_cdecl("LLVMFuzzerTestOneInput") public func testOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  var stream = ByteStream(bytes)
  // An export takes as long as hundreds of descriptions; a sum of all bytes gives each input the same chance of one.
  let isExported = bytes.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 } >> 16 & 255 == 0
  let input = ConfigurationInput(&stream)
  do throws(CheckpointError) {
    if isExported {
      _ = try FamilyChoice(asked: input.family, configuration: input.configuration, shapes: input.shapes)
    }
    var notes = PolicyNotes()
    let description = try PolicyDescription(
      configuration: input.configuration, family: input.family, overrides: input.overrides, shapes: input.shapes,
      notes: &notes)
    plan(description, sampler: input.sampler)
    if isExported { export(description, sampler: input.sampler) }
  } catch { _ = "\(error)" }
  return 0
}

/// Plans the sampler; every number of its table is one that a file may hold.
private func plan(_ description: PolicyDescription, sampler: SamplerOptions) {
  guard description.scheduler.trainSteps <= 1000, description.inferenceSteps <= 1000 else { return }
  do throws(SamplerError) {
    for row in try SamplerTable.make(for: SamplerPlan(for: description, options: sampler)) {
      expect(row.timestep.isFinite && row.p.isFinite && row.r.isFinite, "a row must hold numbers: \(row)")
    }
  } catch { _ = "\(error)" }
}

/// Exports the network with random weights unless that would take long.
private func export(_ description: PolicyDescription, sampler: SamplerOptions) {
  let calls = sampler.timestep == nil ? description.inferenceSteps : 1
  guard calls * description.horizon <= 128, description.scheduler.trainSteps <= 1000, isSmall(description.encoder)
  else { return }
  let source = PolicySource(
    description: description, name: "fuzz", storedParameters: 1, provenance: [],
    parameters: SyntheticWeights.parameters(of: description, seed: 1))
  do throws(SamplerError) {
    let export = try PolicyExport(source, sampler: sampler)
    do throws(SafetensorsError) {
      let golden = try export.makeGolden()
      do throws(FileError) { try export.write(to: path, goldens: [golden]) } catch {
        fault("the file must be written: \(error)")
      }
      check(golden, of: description)
    } catch { fault("the record must be made: \(error)") }
  } catch { _ = "\(error)" }
}

/// Millions of weights look at an image, whatever its size.
private func isSmall(_ encoder: EncoderDescription) -> Bool {
  switch encoder {
  case .pointCloud(let cloud): cloud.pointCount + cloud.robotPointCount <= 32
  case .lowDim: true
  case .images: false
  }
}

/// Values of the smallest group that a norm divides by the spread of.
///
/// Of two or three, rounding is amplified hundreds of times from block to block, in every arithmetic.
private func smallestGroup(of description: PolicyDescription) -> Int {
  var rows = description.horizon
  var smallest = rows * description.downDims[0] / PolicyDescription.finalGroups
  for (level, width) in description.downDims.enumerated() {
    smallest = min(smallest, rows * width / description.groups)
    if level < description.downDims.count - 1 { rows /= 2 }
  }
  return smallest
}

/// The file that was written loads, and its record holds, but for numbers beyond what float32 holds.
private func check(_ golden: [UInt8], of description: PolicyDescription) {
  do throws(PolicyFileError) {
    let policy = try Policy(file: PolicyFile(path: path), kernels: .best, threadCount: 1)
    do throws(RecordError) {
      let verification = try Verification(replaying: golden, with: policy)
      guard smallestGroup(of: description) >= 8 else { return }
      for comparison in verification.comparisons where comparison.largest < 1e6 {
        expect(
          comparison.worstRelative < 1e-3,
          "\(comparison.name) is off by \(comparison.worstRelative) in \(description)")
      }
    } catch { fault("the record must be replayed: \(error)") }
  } catch { fault("the file must be read: \(error)") }
}
