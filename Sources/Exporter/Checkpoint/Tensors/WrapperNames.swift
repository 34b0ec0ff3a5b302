/// What training code puts around a policy's own tensor names.
enum WrapperNames {
  /// Modules that hold one other module: `DataParallel` and its relatives, and `torch.compile`.
  private static let wrappers: Set<Substring> = ["module", "_orig_mod"]
  /// A tensor that every policy here has.
  private static let landmark = "model.down_modules.0.0.blocks.0.block.0.weight"

  /// The name without wrappers, wherever in it they stand.
  static func unwrapped(_ name: String) -> String {
    guard name.contains("module.") || name.contains("_orig_mod.") else { return name }
    return name.split(separator: ".", omittingEmptySubsequences: false).filter { !wrappers.contains($0) }
      .joined(separator: ".")
  }

  /// What stands before the policies' names, such as "policy." in a file whose policy is a part of something.
  ///
  /// A file that has a policy without any prefix has no other.
  static func prefixes(of names: some Sequence<String>) -> [String] {
    var found: [String] = []
    for name in names where name == landmark || name.hasSuffix("." + landmark) {
      found.append(String(name.dropLast(landmark.count)))
    }
    return found.contains("") ? [""] : found
  }
}
