import EdgeRuntime

/// A trainer's checkpoint: tensors by name in one or more state dicts, and maybe the trainer's configuration.
///
/// Opening reads the directory and the small pickle; a tensor's bytes are read when the tensor is asked for, so a
/// checkpoint of gigabytes needs the memory of its largest tensor. Nothing in the file is run.
public final class Checkpoint {
  /// Full names of the Python globals that were met and not understood, sorted.
  public let opaqueGlobals: [String]
  /// Names of the state dicts, in the file's order; a file that is itself one has "model".
  public let stateDictNames: [String]
  /// The trainer's configuration, as far as the file has one.
  public private(set) var configuration: ConfigurationNode?
  /// What the user changed of it.
  public private(set) var changes: [ConfigurationChange] = []

  /// LeRobot's processors, where the policy is such a folder of version 0.4 or later.
  let processors: LeRobotNormalization.Processors?

  private let stateDicts: [String: StateDict]
  private var tensors: TensorReader

  /// Opens the PyTorch checkpoint at `path`, the state dict in safetensors form if its name ends so, or a folder as
  /// LeRobot saves it.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - strict: Refuse files that mention Python globals outside the closed list.
  public convenience init(path: String, strict: Bool = false) throws(CheckpointError) {
    let file: InputFile
    do throws(FileError) { file = try InputFile(path: path) } catch {
      guard error == .isDirectory else { throw .file(error) }
      try self.init(folder: LeRobotFolder(path: path))
      return
    }
    if ForeignFormat.isShard(namedBy: path) { throw .foreign(.shard) }
    let contents =
      SafetensorsArchive.isNamed(by: path)
      ? try SafetensorsArchive.read(file) : try TorchArchive.read(file, strict: strict)
    try self.init(file: file, contents: contents)
  }

  private convenience init(folder: LeRobotFolder) throws(CheckpointError) {
    let configuration = try folder.configuration()
    let file: InputFile
    do throws(FileError) { file = try InputFile(path: folder.file(LeRobotFolder.weightsName)) } catch {
      throw LeRobotFolder.isAbsent(error) ? .missingPart(LeRobotFolder.weightsName) : .file(error)
    }
    var contents = try SafetensorsArchive.read(file)
    contents.configuration = configuration
    contents.processors = try folder.normalization()
    try self.init(file: file, contents: contents)
  }

  /// Takes what a file of any format was found to hold.
  init(file: consuming InputFile, contents: CheckpointContents) throws(CheckpointError) {
    try contents.checkTotals(fileByteCount: Int(clamping: file.byteCount))
    opaqueGlobals = contents.opaqueGlobals
    stateDictNames = contents.stateDicts.map(\.name)
    stateDicts = Dictionary(
      contents.stateDicts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    configuration = contents.configuration
    processors = contents.processors
    tensors = TensorReader(file: file)
  }

  /// Changes the configuration as the user says; whether the policy knows the names shows when it is read.
  ///
  /// - Throws: `PolicyError.nothingToSet` where the file has no configuration.
  public func change(_ changes: [ConfigurationChange]) throws(CheckpointError) {
    guard let first = changes.first else { return }
    guard let root = configuration else { throw .policy(.nothingToSet(path: first.path)) }
    // LeRobot's own file has no section around its names.
    let isFolder = root.child("policy")?.child("input_features") != nil
    let placed = changes.map { isFolder ? $0.inside("policy") : $0 }
    configuration = placed.reduce(root) { $0.applying($1) }
    self.changes += placed
  }

  /// Names of a state dict's tensors, in the file's order; empty when there is no such state dict.
  public func tensorNames(in stateDict: String) -> [String] { stateDicts[stateDict]?.names ?? [] }

  /// The shape of a tensor; nil when there is no such tensor.
  public func shape(of name: String, in stateDict: String) -> [Int]? {
    stateDicts[stateDict]?.tensors[name]?.shape
  }

  /// The shapes of a state dict's tensors by name.
  public func shapes(in stateDict: String) throws(CheckpointError) -> [String: [Int]] {
    try find(stateDict).tensors.mapValues(\.shape)
  }

  /// Reads a tensor as float32, checking its bytes' checksum and that every value is finite and sensible.
  public func tensor(_ name: String, in stateDict: String) throws(CheckpointError) -> Tensor {
    let group = try find(stateDict)
    guard let tensor = group.tensors[name] else {
      if let kind = group.others[name] { throw .tensor(.notATensor(name: name, found: kind)) }
      throw .tensor(.missing(name: name, stateDict: stateDict))
    }
    return try tensors.read(tensor, named: name)
  }

  /// The SHA-256 of the file that the tensors are read from, whatever stands under its name by now.
  ///
  /// - Parameter progress: Told the bytes read so far and in all.
  public func hexDigest(
    progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) throws(CheckpointError) -> String {
    try tensors.hexDigest(progress: progress)
  }

  private func find(_ stateDict: String) throws(CheckpointError) -> StateDict {
    guard let group = stateDicts[stateDict] else {
      throw .tensor(.missingStateDict(name: stateDict, available: stateDictNames))
    }
    return group
  }
}
