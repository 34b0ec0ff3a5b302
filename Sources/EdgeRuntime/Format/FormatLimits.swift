/// The bounds on everything a policy file may declare; `docs/format.md` lists them.
///
/// Each is checked before anything is allocated or looped over on its behalf.
public enum FormatLimits {
  /// Sections in the table: eight kinds, of which only golden records repeat.
  public static let sectionCount = 64
  /// Bytes of the whole file: a terabyte, far above any policy, so that sums of offsets cannot wrap.
  public static let fileByteCount: UInt64 = 1 << 40
  /// Bytes of every section but weights and golden records: they hold tables, not tensors.
  public static let tableSectionByteCount: UInt64 = 16 << 20
  /// Bytes of one golden record.
  public static let goldenByteCount: UInt64 = 64 << 20
  /// Bytes of one text.
  public static let textByteCount = 4096
  /// Tensors.
  public static let tensorCount = 65_536
  /// Operations in the program; a published network has fewer than 200.
  public static let operationCount = 4096
  /// Planned buffers.
  public static let bufferCount = 4096
  /// Bytes of the arena: 1 GiB.
  public static let arenaByteCount: UInt64 = 1 << 30
  /// Floats into a buffer.
  public static let floatOffset = 1 << 28
  /// Rows of the sampler table: DDPM's thousand steps.
  public static let samplerRowCount = 1000
  /// Observation keys.
  public static let observationKeyCount = 64
  /// Any extent (rows, columns, taps, strides): keeps products of three in 61 bits.
  public static let extent = 1 << 20
  /// Columns of a layer of the point network: two tiles of them are each thread's private memory.
  public static let pointLayerWidth = 4096
  /// Floats of a window of an image: 64 of them are each thread's private memory.
  public static let windowFloatCount = 1 << 16
  /// Multiply-adds of one operation run once: a thousand times those of the largest published network.
  public static let multiplyAddCount = 1 << 40
  /// Parameters that metadata may claim.
  public static let parameterCount: UInt64 = 1 << 40
  /// Facts of the provenance.
  public static let provenanceEntryCount = 256
  /// Named layers, and names of folded ones.
  public static let layerCount = 4096
  /// The largest magnitude of a weight: more is damage, not training.
  public static let weightMagnitude: Float = 1e6
  /// The smallest magnitude of an action's scale, which divides: the inverse of the largest weight.
  public static let scaleMagnitude: Float = 1e-6
}
