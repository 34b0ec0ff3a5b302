import TestSupport
import Testing

/// Kernels in C: `edge_<operation>[_<types>]__<isa>`, one a file, guarded, uncontracted, with a twin.
struct KernelTests {
  static let folder = "Sources/CKernels/"
  static let nameLimit = 48
  /// By architecture, from the bottom of the ladder up.
  static let instructionSets = [
    "x86_64": ["sse42", "avx2fma", "avx512", "avx512vnni", "avx512vbmi"],
    "aarch64": ["armcrc", "neon", "neondot", "neoni8mm"],
  ]
  static let guards = ["x86_64": "#if defined(__x86_64__)", "aarch64": "#if defined(__aarch64__)"]
  static let pragma = "#pragma STDC FP_CONTRACT OFF"
  /// Operations that one of the architectures has no kernel for, with the reason.
  static let withoutTwin: [String: String] = [:]

  /// The architecture, operation and instruction set that a kernel's path names.
  static func parts(of path: String) -> (architecture: String, operation: String, set: String)? {
    let pieces = path.dropFirst(folder.count).split(separator: "/")
    guard path.hasPrefix(folder), path.hasSuffix(".c"), pieces.count == 2 else { return nil }
    let halves = pieces[1].dropLast(2).split(separator: "_", omittingEmptySubsequences: false)
    guard let gap = halves.firstIndex(of: ""), gap + 2 == halves.count else { return nil }
    return (String(pieces[0]), halves[..<gap].joined(separator: "_"), String(halves[gap + 1]))
  }

  static func offences(in source: SourceFile) -> [String] {
    guard source.path.hasPrefix(folder), source.path.hasSuffix(".c") else { return [] }
    let stem = String(source.fileName.dropLast(2))
    guard let parts = parts(of: source.path), let sets = instructionSets[parts.architecture] else {
      return ["\(source.path): is not <architecture>/edge_<operation>[_<types>]__<isa>.c"]
    }
    var offences: [String] = []
    let letters = parts.operation.utf8.allSatisfy {
      $0.isNamePart && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
    }
    if !parts.operation.hasPrefix("edge_") || !letters || stem.utf8.count > nameLimit {
      offences.append("\(source.path): the name is not edge_… in lower case and at most \(nameLimit) bytes")
    }
    if !sets.contains(parts.set) {
      offences.append("\(source.path): '\(parts.set)' is no instruction set of \(parts.architecture)")
    }
    offences += functionOffences(in: source, stem: stem)
    return offences + guardOffences(in: source, architecture: parts.architecture)
  }

  private static func functionOffences(in source: SourceFile, stem: String) -> [String] {
    let lines = source.codeLines
    let visible = FunctionFinder(source).functions().filter { function in
      let line = lines[function.firstLine - 1]
      return !line.contains("static") && !line.contains("EDGE_INLINE")
    }.map(\.name)
    guard visible != [stem] else { return [] }
    return ["\(source.path): defines \(visible) for others to call; expected \(stem) alone"]
  }

  private static func guardOffences(in source: SourceFile, architecture: String) -> [String] {
    var offences: [String] = []
    let code = source.codeLines.filter { !$0.allSatisfy { $0 == " " } }
    if code.first != guards[architecture] || code.last != "#endif" {
      offences.append("\(source.path): is not inside of \(guards[architecture] ?? "a guard") … #endif")
    }
    let computes = ["float", "double"].contains { !source.offsets(of: $0).isEmpty }
    if computes && !source.lines.contains(Substring(pragma)) {
      offences.append("\(source.path): computes in floating point without \(pragma)")
    }
    return offences
  }

  /// Kernels of one architecture that the other lacks.
  static func missingTwins(paths: [String]) -> [String] {
    let kernels = paths.compactMap { path in parts(of: path).map { (path, $0) } }
    return kernels.filter { _, parts in
      withoutTwin[parts.operation] == nil
        && !kernels.contains { $0.1.operation == parts.operation && $0.1.architecture != parts.architecture }
    }.map { path, parts in "\(path): the other architecture has no \(parts.operation)" }
  }

  @Test func kernelsKeepTheirForm() {
    expectNone(Repository.sources.flatMap(Self.offences))
    expectNone(Self.missingTwins(paths: Repository.paths))
    #expect(Repository.paths.contains { Self.parts(of: $0) != nil }, "no kernels were found")
  }

  static let good = """
    // What it does.
    #if defined(__aarch64__)
    #pragma STDC FP_CONTRACT OFF
    static inline float part(float x) { return x; }
    void edge_scale_f32__neon(float *x) {
      *x = part(*x);
    }
    #endif
    """
  static let goodPath = "Sources/CKernels/aarch64/edge_scale_f32__neon.c"

  @Test func allowsAKernel() {
    #expect(Self.offences(in: SourceFile(path: Self.goodPath, text: Self.good)).isEmpty)
  }

  @Test(arguments: [
    ("void edge_scale_f32__neon", "void edge_scale_f64__neon"),
    ("static inline float part", "float part"),
    ("#pragma STDC FP_CONTRACT OFF", ""),
    ("__aarch64__)", "__x86_64__)"),
    ("#endif", ""),
  ])
  func refusesText(old: String, new: String) {
    let text = Self.good.replacing(old, with: new)
    #expect(Self.offences(in: SourceFile(path: Self.goodPath, text: text)).count == 1)
  }

  @Test(arguments: [
    "aarch64/edge_scale_f32_neon.c", "scale/edge_scale_f32__neon.c", "aarch64/deep/edge_scale_f32__neon.c",
    "aarch64/scale_f32__neon.c", "aarch64/edge_scale_f32__avx2fma.c", "aarch64/edge_Scale_f32__neon.c",
  ])
  func refusesName(path: String) {
    let name = path.split(separator: "/").last?.dropLast(2) ?? ""
    let text = Self.good.replacing("edge_scale_f32__neon", with: name)
    #expect(Self.offences(in: SourceFile(path: Self.folder + path, text: text)).count == 1)
  }

  @Test func refusesMissingTwin() {
    let twin = Self.folder + "x86_64/edge_scale_f32__avx2fma.c"
    #expect(Self.missingTwins(paths: [Self.goodPath, twin]).isEmpty)
    #expect(Self.missingTwins(paths: [Self.goodPath]).count == 1)
  }
}
