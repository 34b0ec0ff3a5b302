/// One thread's place in a step.
struct Worker {
  /// This thread, from 0: the one that asked for the step.
  var index: Int
  /// The sampler's current row.
  var samplerRow = 0
  /// Whether outputs are computed in private memory, to be published; else they go where they belong.
  var isStaged = false
  /// What is computed and not yet where it belongs.
  var unpublished = StagedBlocks()
  /// What this thread made of an operation's input for the parts it computes, kept from one part to the next.
  var preparation: Preparation?
  /// How long a part took lately, for judging whether another thread was stopped inside one.
  var shareNanoseconds: UInt64 = 0
  /// Whether another thread was late in the last stage: then it may well be in the next, too.
  var expectsLateThreads = false
  /// Parts computed in this step, and those of them that another thread had begun.
  var partCount = 0
  var replacedPartCount = 0
  /// Set while tracing a convolution block's own output: FiLM and residual stay out.
  var stopsAfterNorm = false
  /// Set while checking the sums of an integer product: its epilogue stays out.
  var stopsAfterSums = false

  /// Something in a thread's scratch memory that several parts of one operation need.
  struct Preparation {
    /// Which part of the input it was made of.
    var key: Int
    /// How much of it there is, where that is not known beforehand.
    var count = 0
  }

  init(index: Int) { self.index = index }
}
