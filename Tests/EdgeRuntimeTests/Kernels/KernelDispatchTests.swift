import CKernels
import EdgeRuntime
import Glibc
import Testing

@Suite struct KernelDispatchTests {
  /// The kernels another processor has.
  private var foreign: String {
    #if arch(x86_64)
    "neon"
    #else
    "avx2fma"
    #endif
  }

  @Test func everyAvailableSetIsFoundByName() throws {
    let names = KernelSet.available.map(\.name)
    #expect(names.last == "generic")
    #expect(Set(names).count == names.count)
    #expect(KernelSet.best.name == names.first)
    for name in names { #expect(try KernelSet.named(name).name == name) }
  }

  @Test func unknownNameIsRefused() {
    #expect(throws: KernelSetError.unknown("avx9")) { try KernelSet.named("avx9") }
    #expect("\(KernelSetError.unknown("avx9"))".contains("generic"))
  }

  @Test func nameOfAnotherProcessorIsRefusedAsUnavailable() {
    #expect(throws: KernelSetError.unavailable(foreign)) { try KernelSet.named(foreign) }
    #expect("\(KernelSetError.unavailable(foreign))".contains("cannot run the kernels '\(foreign)'"))
  }

  /// (1 + 2⁻¹²)² - (1 + 2⁻¹¹) is 2⁻²⁴ if fused, and 0 if the product is rounded first.
  @Test func namedSetIsTheOneThatRuns() throws {
    let input = GuardedFloats([1, 1 + 0x1p-12])
    let weights = GuardedFloats(count: 32) { $0 < 16 ? -(1 + 0x1p-11) : 1 + 0x1p-12 }
    let output = GuardedFloats(count: 1)
    var product = edge_gemm_f32(
      input: input.start, input_row_stride: 2, input_tap_stride: 2, weights: weights.start, bias: nil,
      output: output.start, output_row_stride: 1, rows: 1, taps: 1, channels: 2, columns: 1)
    for name in KernelSet.available.map(\.name) {
      try KernelSet.named(name).gemm(&product)
      #expect(output.start[0] == (name == "generic" ? 0 : 0x1p-24))
    }
    withExtendedLifetime((input, weights)) {}
  }

  @Test func environmentNamesTheSet() async {
    await #expect(processExitsWith: .success) {
      setenv("EDGE_KERNELS", "generic", 1)
      let forced = try KernelSet.chosen()
      setenv("EDGE_KERNELS", "", 1)
      let chosen = try KernelSet.chosen()
      exit(forced.name == "generic" && chosen.name == KernelSet.best.name ? 0 : 1)
    }
    await #expect(processExitsWith: .success) {
      setenv("EDGE_KERNELS", "fastest", 1)
      do throws(KernelSetError) { _ = try KernelSet.chosen() } catch {
        exit(error == .unknown("fastest") ? 0 : 1)
      }
      exit(1)
    }
  }
}
