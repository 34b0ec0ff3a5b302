/// The bounds a safetensors file is read and written within.
///
/// They keep a hostile file from asking for much memory or time; real checkpoints stay far below them.
public enum SafetensorsLimits {
  /// The bytes of the JSON header; the format itself allows 100,000,000.
  public static let headerByteCount = 4 << 20
  /// The tensors in one file, and the pairs in its metadata.
  public static let entryCount = 32_768
  /// The UTF-8 bytes of a tensor's name.
  public static let nameByteCount = 512
  /// The extents of one tensor.
  public static let rank = 8
  /// The bytes of the whole file.
  public static let fileByteCount: UInt64 = 1 << 40
  /// The bytes before the header: its length, little-endian.
  static let lengthByteCount = 8
}
