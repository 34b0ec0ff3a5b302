/// What a checkpoint may ask of its reader; beyond a limit it is refused.
///
/// The figures leave the published checkpoints (4 GB, 190 tensors, 100 KB of pickle) an order of magnitude or more, and
/// keep what the worst file costs before it is refused within a second and 64 MB.
public enum CheckpointLimits {
  /// Bytes of a file (1 TiB): offsets stay far away from the ends of 64-bit integers.
  public static let fileByteCount = 1 << 40
  /// Members of an archive.
  public static let memberCount = 65_536
  /// Bytes of an archive's central directory.
  public static let directoryByteCount = 8 << 20
  /// Bytes of a member's name.
  public static let memberNameByteCount = 1_024
  /// Bytes of `data.pkl`.
  public static let pickleByteCount = 8 << 20
  /// Instructions of a pickle.
  public static let opcodeCount = 1 << 20
  /// Objects a pickle makes.
  public static let objectCount = 1 << 18
  /// Different Python globals a pickle names; trainers' checkpoints name about thirty.
  public static let globalCount = 4096
  /// Containers inside one another.
  public static let nestingDepth = 64
  /// Bytes of a global's module and of its name.
  public static let globalNameByteCount = 256
  /// Tensors of all state dicts together.
  public static let tensorCount = 65_536
  /// Bytes of a tensor's name.
  public static let tensorNameByteCount = 512
  /// Dimensions of a tensor.
  public static let rank = 8
  /// Extent of one dimension; with the others it must also fit the storage.
  public static let extent = 1 << 40
  /// How often the tensors' bytes may hold the file's (tensors share storages).
  public static let sharingFactor = 4
  /// Largest magnitude of a weight or a statistic.
  public static let magnitude: Float = 1e6
  /// Nodes of the configuration tree (shared nodes count every time they are met).
  public static let configurationNodeCount = 100_000
  /// References followed for one configuration value.
  public static let referenceCount = 64
  /// Names that an error lists.
  public static let listedNameCount = 10
  /// Characters of a name from the file that an error shows.
  public static let shownNameCharacterCount = 80
  /// Levels of a U-Net.
  public static let levelCount = 8
  /// Any count or width of a policy (steps, channels).
  public static let policyExtent = 1 << 20
  /// Rows of an action chunk, of which no tensor tells the number: published policies have 4 to 100.
  public static let horizon = 4096
  /// Points of a cloud, of which no tensor tells the number: published policies have 512 to 4,096.
  public static let pointCount = 65_536
  /// Pixels of an image: four times what a camera of 1280 × 720 gives.
  public static let pixelCount = 1 << 22
}
