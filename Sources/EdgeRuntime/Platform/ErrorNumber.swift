/// The numbers of the operating system's errors that decide something here, as Linux has them.
enum ErrorNumber {
  /// ENOENT.
  static let missing: Int32 = 2
  /// EACCES.
  static let denied: Int32 = 13
  /// ENOTDIR.
  static let notADirectory: Int32 = 20
  /// EINVAL.
  static let invalid: Int32 = 22
  /// ELOOP.
  static let loop: Int32 = 40
}
