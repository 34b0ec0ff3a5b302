// swift-tools-version: 6.3
import PackageDescription

let strictSwift: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
let strictC: [CSetting] = [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]

let package = Package(
  name: "edge",
  products: [
  ],
  targets: [
    // MARK: On the board: no Foundation, inside Embedded Swift's subset.
    .target(name: "CPlatform", cSettings: strictC),

    // MARK: On the workbench.

    // MARK: Tests.
  ]
)
