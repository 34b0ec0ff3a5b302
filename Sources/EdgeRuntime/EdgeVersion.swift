/// The version of edge, which its programs show and write into the files that they make.
public enum EdgeVersion {
  /// Major, minor and patch, with dots between them.
  public static let text = "0.1.0"
}
