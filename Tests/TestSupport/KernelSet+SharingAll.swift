import EdgeRuntime

extension KernelSet {
  /// The set with which threads share whatever can be shared, however small: the networks of tests are.
  package var sharingAll: KernelSet {
    var set = self
    set.leastSharedWork = 0
    return set
  }
}
