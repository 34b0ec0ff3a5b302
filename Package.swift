// swift-tools-version: 6.3
import PackageDescription

let strictSwift: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
// Beyond that, what could touch foreign memory is marked `unsafe`, and says why it does not.
let safeSwift = strictSwift + [.strictMemorySafety()]
let strictC: [CSetting] = [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]

let package = Package(
  name: "edge",
  products: [
    .library(name: "EdgeRuntime", targets: ["EdgeRuntime"]),
    .library(name: "Exporter", targets: ["Exporter"]),
    .library(name: "Quantize", targets: ["Quantize"]),
    .executable(name: "edge-run", targets: ["edge-run"]),
    .executable(name: "edge-tool", targets: ["edge-tool"]),
  ],
  targets: [
    // MARK: On the board: no Foundation, inside Embedded Swift's subset.
    .target(name: "CPlatform", cSettings: strictC),
    .target(name: "CKernels", cSettings: strictC),
    .target(
      name: "EdgeRuntime", dependencies: ["CPlatform", "CKernels"], swiftSettings: safeSwift),
    .target(
      name: "CommandSupport", dependencies: ["EdgeRuntime", "CPlatform"], swiftSettings: safeSwift),
    .target(name: "CAllocationCounter", cSettings: strictC),
    .executableTarget(
      name: "edge-run", dependencies: ["EdgeRuntime", "CommandSupport", "CPlatform", "CAllocationCounter"],
      swiftSettings: safeSwift),

    // MARK: What proves kernels, natively and under an emulator; on the board's side of the line.
    .target(
      name: "KernelConformance", dependencies: ["EdgeRuntime", "CKernels", "CPlatform"],
      swiftSettings: safeSwift),
    .executableTarget(
      name: "edge-conform", dependencies: ["KernelConformance", "EdgeRuntime", "CommandSupport", "CPlatform"],
      swiftSettings: safeSwift),

    // MARK: On the workbench.
    .target(name: "Exporter", dependencies: ["EdgeRuntime", "Quantize"], swiftSettings: safeSwift),
    .target(name: "Quantize", swiftSettings: safeSwift),
    .executableTarget(
      name: "edge-tool", dependencies: ["Exporter", "Quantize", "CommandSupport", "CPlatform"],
      swiftSettings: safeSwift),

    // MARK: What measures the built programs; nothing depends on it.
    .executableTarget(
      name: "edge-benchmark", dependencies: ["CommandSupport", "Exporter", "CPlatform", "edge-run", "edge-tool"],
      path: "Benchmarks/edge-benchmark", swiftSettings: safeSwift),

    // MARK: Tests.
    .target(name: "TestSupport", dependencies: ["EdgeRuntime"], path: "Tests/TestSupport", swiftSettings: strictSwift),
    .testTarget(
      name: "EdgeRuntimeTests",
      dependencies: ["EdgeRuntime", "KernelConformance", "CAllocationCounter", "TestSupport"],
      exclude: ["Fixtures"],
      swiftSettings: strictSwift),
    .testTarget(
      name: "ExporterTests", dependencies: ["Exporter", "Quantize", "TestSupport"], exclude: ["Fixtures"],
      swiftSettings: strictSwift),
    .testTarget(
      name: "CommandTests",
      dependencies: ["CommandSupport", "EdgeRuntime", "edge-run", "edge-tool", "edge-benchmark", "TestSupport"],
      swiftSettings: strictSwift),
    .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: strictSwift),
  ]
)
