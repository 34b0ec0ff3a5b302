import CPlatform
import CommandSupport
import EdgeRuntime
import KernelConformance

#if hasFeature(Embedded)
/// What the C `main` of the embedded build calls.
///
/// SAFETY: C hands over `count` words, each of which ends with 0.
@c(edge_main)
public func edgeMain(_ count: Int32, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
  guard count > 1, let word = unsafe words?[1] else { return edgeConform(count: nil) }
  return unsafe edgeConform(count: String(cString: word))
}
#else
@main
enum EdgeConform {
  static func main() { edge_exit(edgeConform(count: CommandLine.arguments.dropFirst().first)) }
}
#endif

/// Checks every set of kernels that this processor runs, `count` cases a kernel; returns the exit code.
func edgeConform(count: String?) -> Int32 {
  let output = Console.output()
  guard let cases = Int(count ?? "2000"), cases > 0 else {
    output.writeLine("edge-conform: usage: edge-conform [CASES]")
    _ = output.finish()
    return ExitCode.usage.rawValue
  }
  var code = ExitCode.success
  for kernels in KernelSet.available {
    let equal = "\(cases) cases equal to the bit"
    let checks = [
      ("f32 gemm", equal, Conformance.f32Mismatch(kernels, cases: cases, seed: 21)),
      ("int8 gemm", equal, Conformance.int8Mismatch(kernels, cases: cases, seed: 31)),
      ("w8 gemm", equal, Conformance.w8Mismatch(kernels, cases: cases, seed: 51)),
      ("f16 gemm", equal, Conformance.f16Mismatch(kernels, cases: cases, seed: 61)),
      ("c16 gemm", equal, Conformance.c16Mismatch(kernels, cases: cases, seed: 121)),
      ("c32 gemm", equal, Conformance.c32Mismatch(kernels, cases: cases, seed: 111)),
      ("quantize rows", equal, Conformance.quantizeMismatch(kernels, cases: cases, seed: 41)),
      ("layer norm", equal, Conformance.layerNormMismatch(kernels, cases: cases, seed: 71)),
      (
        "group norm", "\(cases) cases within the tolerance",
        Conformance.groupNormMismatch(kernels, cases: cases, seed: 81)
      ),
      ("column maxima", equal, Conformance.columnMaximumMismatch(kernels, cases: cases, seed: 91)),
      ("checksum", equal, Conformance.checksumMismatch(kernels, cases: cases, seed: 101)),
      ("mish", "\(cases) thousand floats within 2 ulp", Conformance.mishMismatch(kernels, cases: cases)),
    ]
    for (name, praise, mismatch) in checks {
      let verdict = mismatch.map { "differs at \($0)" } ?? praise
      output.writeLine("\(kernels.name), \(name): \(verdict)")
      if mismatch != nil { code = .checkFailed }
    }
  }
  return output.finish() == nil ? code.rawValue : ExitCode.inputOutput.rawValue
}
