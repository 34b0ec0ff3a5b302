/// A cache of the first core.
struct Cache {
  /// Like `L1d`, `L2`.
  let name: String
  let byteCount: Int
  /// The cores that share it.
  let sharing: ProcessorSet?

  /// Those of the first core that hold data.
  static func all(_ tree: SystemTree) -> [Cache] {
    var caches: [Cache] = []
    let folder = "/sys/devices/system/cpu/cpu0/cache/"
    for index in tree.names(in: folder, prefix: "index") {
      let place = folder + index + "/"
      guard let level = tree.number(place + "level"), let type = tree.line(place + "type"), type != "Instruction",
        let kilobytes = tree.number(place + "size")
      else { continue }
      caches.append(
        Cache(
          name: "L\(level)" + (type == "Data" ? "d" : ""), byteCount: kilobytes << 10,
          sharing: ProcessorSet(tree, place + "shared_cpu_list")))
    }
    return caches
  }
}
