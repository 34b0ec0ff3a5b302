import EdgeRuntime
import Testing

/// Quotas of control groups, read from trees made up of texts.
struct ProcessorQuotaTests {
  private func hundredths(_ files: [String: String]) -> Int? { ProcessorQuota.hundredths { files[$0] } }

  @Test func readsVersion2() {
    let group = "0::/machine/robot\n"
    #expect(hundredths(["/proc/self/cgroup": group]) == nil)
    #expect(
      hundredths(["/proc/self/cgroup": group, "/sys/fs/cgroup/machine/robot/cpu.max": "50000 100000\n"]) == 50)
    #expect(hundredths(["/proc/self/cgroup": group, "/sys/fs/cgroup/machine/robot/cpu.max": "max 100000\n"]) == nil)
    // A group is bound by those it lies in.
    #expect(
      hundredths([
        "/proc/self/cgroup": group, "/sys/fs/cgroup/machine/robot/cpu.max": "300000 100000\n",
        "/sys/fs/cgroup/machine/cpu.max": "150000 100000\n",
      ]) == 150)
    // In a container the group's own folder is the mount.
    #expect(hundredths(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "200000 100000"]) == 200)
  }

  @Test func readsVersion1() {
    let groups = "3:cpuset:/\n2:cpu,cpuacct:/robot\n1:name=systemd:/\n"
    let folder = "/sys/fs/cgroup/cpu,cpuacct/robot/"
    #expect(
      hundredths([
        "/proc/self/cgroup": groups, folder + "cpu.cfs_quota_us": "75000\n", folder + "cpu.cfs_period_us": "50000\n",
      ]) == 150)
    #expect(
      hundredths([
        "/proc/self/cgroup": groups, folder + "cpu.cfs_quota_us": "-1\n", folder + "cpu.cfs_period_us": "100000\n",
      ]) == nil)
  }

  @Test func oddTextsLimitNothing() {
    for text in ["", "x y", "1", "0 100000", "50000 0", "99999999999999999999 1", "50000 100000 7"] {
      #expect(hundredths(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": text]) == nil)
    }
    #expect(hundredths(["/proc/self/cgroup": "nonsense\n::\n"]) == nil)
    #expect(hundredths([:]) == nil)
  }
}
