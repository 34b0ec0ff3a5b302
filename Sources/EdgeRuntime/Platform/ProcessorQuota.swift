/// The share of the machine's processors that control groups leave to this process.
///
/// A container started with `--cpus 1.5` sees every processor and is stopped within each period once its share is used
/// up: threads beyond it only wait for each other. Version 2 of the kernel's interface is read, and version 1.
public enum ProcessorQuota {
  private static let mounts = "/sys/fs/cgroup"

  /// Hundredths of a processor that may be used; nil where nothing limits them.
  ///
  /// - Parameter read: The text of a file, or nil where there is none.
  public static func hundredths(_ read: (_ path: String) -> String?) -> Int? {
    guard let groups = read("/proc/self/cgroup") else { return nil }
    var least: Int?
    func consider(_ hundredths: Int?) {
      if let hundredths { least = min(least ?? hundredths, hundredths) }
    }
    for line in groups.utf8.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let controllers = fields[1].split(separator: UInt8(ascii: ","))
      if fields[1].isEmpty {
        for folder in folders(fields[2], below: [mounts, mounts + "/unified"]) {
          consider(read(folder + "/cpu.max").flatMap(unified))
        }
      } else if controllers.contains(where: { $0.elementsEqual("cpu".utf8) }) {
        for folder in folders(fields[2], below: [mounts + "/cpu", mounts + "/cpu,cpuacct"]) {
          guard let quota = read(folder + "/cpu.cfs_quota_us").flatMap(number),
            let period = read(folder + "/cpu.cfs_period_us").flatMap(number)
          else { continue }
          consider(share(quota, of: period))
        }
      }
    }
    return least
  }

  /// A group's folder and those of the groups that it lies in, under every place it may be mounted.
  private static func folders(_ path: Substring.UTF8View, below roots: [String]) -> [String] {
    var ends = [""]
    for part in path.split(separator: UInt8(ascii: "/")) {
      ends.append(ends[ends.count - 1] + "/" + String(decoding: part, as: UTF8.self))
    }
    var folders: [String] = []
    for root in roots {
      for end in ends { folders.append(root + end) }
    }
    return folders
  }

  /// `cpu.max`: quota and period in microseconds, or "max" for no quota.
  private static func unified(_ text: String) -> Int? {
    let words = text.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    guard words.count == 2, let quota = Int(String(decoding: words[0], as: UTF8.self)),
      let period = Int(String(decoding: words[1], as: UTF8.self))
    else { return nil }
    return share(quota, of: period)
  }

  private static func number(_ text: String) -> Int? {
    Int(String(decoding: text.utf8.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }

  /// A negative quota is none.
  private static func share(_ quota: Int, of period: Int) -> Int? {
    guard quota > 0, period > 0, quota < Int.max / 100 else { return nil }
    return quota * 100 / period
  }
}
