import TestSupport
import Testing

/// What runs on the board sees nothing but Swift and this package's own C.
struct ImportTests {
  static let boardFolders = [
    "Sources/EdgeRuntime/", "Sources/CommandSupport/", "Sources/edge-run/", "Sources/KernelConformance/",
    "Sources/edge-conform/",
  ]
  static let allowed: Set = [
    "CAllocationCounter", "CKernels", "CPlatform", "CommandSupport", "EdgeRuntime", "KernelConformance",
    "Synchronization",
  ]

  static func offences(in source: SourceFile) -> [String] {
    guard source.language == .swift, boardFolders.contains(where: source.path.hasPrefix) else { return [] }
    return source.codeLines.enumerated().compactMap { index, line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place + 1 < words.count else { return nil }
      // `import struct Module.Type` names the module second.
      let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
      let name =
        kinds.contains(words[place + 1]) && place + 2 < words.count ? words[place + 2] : words[place + 1]
      let module = String(name.prefix { $0 != "." })
      guard !allowed.contains(module) else { return nil }
      return "\(source.path):\(index + 1): imports \(module); the system comes in through CPlatform"
    }
  }

  @Test func boardCodeImportsNothingForeign() { expectNone(Repository.sources.flatMap(Self.offences)) }

  @Test(arguments: [
    "import Foundation", "import Dispatch", "public import Glibc", "@preconcurrency import Musl",
    "import struct Foundation.URL", "  import FoundationEssentials",
  ])
  func refusesForeignModules(line: String) {
    for folder in Self.boardFolders {
      #expect(Self.offences(in: SourceFile(path: folder + "A.swift", text: "\n" + line)).count == 1)
    }
    #expect(Self.offences(in: SourceFile(path: "Sources/Exporter/A.swift", text: line)).isEmpty)
  }

  @Test func allowsOwnModules() {
    let text = "import CPlatform\nimport Synchronization\n// import Foundation\n"
    #expect(Self.offences(in: SourceFile(path: "Sources/EdgeRuntime/A.swift", text: text)).isEmpty)
  }
}
