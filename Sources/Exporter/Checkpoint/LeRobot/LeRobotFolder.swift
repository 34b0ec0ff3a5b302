import EdgeRuntime

/// A policy as LeRobot saves it: a folder with `config.json`, `model.safetensors`, and since 0.4 the processors that
/// normalise.
///
/// The configuration stands under `policy`, as LeRobot's own command line calls it (`--policy.horizon`).
struct LeRobotFolder {
  static let configurationName = "config.json"
  static let weightsName = "model.safetensors"

  private let path: String

  init(path: String) {
    var path = Substring(path)
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = String(path)
  }

  /// The path of one of its files.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// What is configured: `config.json`.
  func configuration() throws(CheckpointError) -> ConfigurationNode {
    guard let root = try json(Self.configurationName) else { throw .missingPart(Self.configurationName) }
    return .dictionary([ConfigurationNode.Entry(key: "policy", value: root)])
  }

  /// How observations and actions are scaled: what the processors' files tell, nil where the folder has none.
  func normalization() throws(CheckpointError) -> LeRobotNormalization.Processors? {
    guard let before = try step(.before), let after = try step(.after) else { return nil }
    return LeRobotNormalization.Processors(before: before, after: after)
  }

  private func step(
    _ side: LeRobotProcessor.Side
  ) throws(CheckpointError) -> LeRobotProcessor? {
    guard let root = try json(side.fileName) else { return nil }
    var step = try LeRobotProcessor(root, side)
    guard let stateFile = step.stateFile else { return step }
    // A name of the folder's own: the file is untrusted, and reads nothing else.
    guard !stateFile.contains("/"), !stateFile.hasPrefix(".") else {
      throw .policy(
        .unsupported(path: "\(side.fileName) state_file", value: stateFile, expected: "a file of the folder"))
    }
    do throws(SafetensorsError) {
      let file = try SafetensorsFile(path: self.file(stateFile))
      for entry in file.header.entries where LeRobotProcessor.isStatistic(entry) {
        step.statistics[entry.name] = try file.floats(of: entry).map(Double.init)
      }
    } catch {
      if case .file(let error) = error { throw Self.isAbsent(error) ? .missingPart(stateFile) : .file(error) }
      throw .part(stateFile, error.description)
    }
    return step
  }

  /// One of its JSON files; nil where there is none.
  private func json(_ name: String) throws(CheckpointError) -> ConfigurationNode? {
    let file: InputFile
    do throws(FileError) { file = try InputFile(path: self.file(name)) } catch {
      if Self.isAbsent(error) { return nil }
      throw .file(error)
    }
    // A byte more than is read shows that there are more.
    let bytes = try file.bytes(count: min(Int(clamping: file.byteCount), JSONReader.byteLimit + 1), at: 0)
    do throws(JSONError) { return try JSONReader.read(bytes) } catch { throw .part(name, error.description) }
  }

  /// Whether a file is not there.
  static func isAbsent(_ error: FileError) -> Bool {
    if case .system(operation: .open, errno: 2) = error { true } else { false }
  }
}
