import CPlatform

/// What a program does before anything else.
public enum ProcessSetup {
  /// Lets a failed write be an error, and an interrupt leave no file behind.
  public static func prepare() {
    edge_prepare_process()
    edge_remove_unfinished_files_on_signals()
  }
}
