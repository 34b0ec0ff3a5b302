/// An operation as threads run it: its record in one place, where its code reads it.
///
/// An `Operation` is copied, twice over, to learn which it is: as long as a small one takes.
@safe struct RunnableOperation {
  // SAFETY: `record` is a record of the type whose `kind` this is, from init to `deallocate`.
  private let kind: UInt32
  private let record: UnsafeMutableRawPointer

  init<Record: OperationRecord>(_ record: Record) {
    kind = Record.kind
    let place = UnsafeMutablePointer<Record>.allocate(capacity: 1)
    unsafe place.initialize(to: record)
    unsafe self.record = UnsafeMutableRawPointer(place)
  }

  /// Frees the record, which holds nothing that has to be released.
  func deallocate() { unsafe record.deallocate() }

  /// Computes a part.
  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    func execute<Record: OperationRecord>(_: Record.Type) {
      unsafe record.assumingMemoryBound(to: Record.self).pointee.execute(share, in: context, worker: &worker)
    }
    switch kind {
    case Normalize.kind: execute(Normalize.self)
    case PointEncode.kind: execute(PointEncode.self)
    case Maximum.kind: execute(Maximum.self)
    case Product.kind: execute(Product.self)
    case LayerNormalize.kind: execute(LayerNormalize.self)
    case MishActivation.kind: execute(MishActivation.self)
    case RowConstant.kind: execute(RowConstant.self)
    case SampleInput.kind: execute(SampleInput.self)
    case SampleUpdate.kind: execute(SampleUpdate.self)
    case Unnormalize.kind: execute(Unnormalize.self)
    case Clear.kind: execute(Clear.self)
    case PointScreen.kind: execute(PointScreen.self)
    case PointRefine.kind: execute(PointRefine.self)
    case PointStage.kind: execute(PointStage.self)
    case Add.kind: execute(Add.self)
    case ImageInput.kind: execute(ImageInput.self)
    case Convolution.kind: execute(Convolution.self)
    case GroupNormalize.kind: execute(GroupNormalize.self)
    case MaxPool.kind: execute(MaxPool.self)
    case SpatialSoftmax.kind: execute(SpatialSoftmax.self)
    case AveragePool.kind: execute(AveragePool.self)
    case ImageResize.kind: execute(ImageResize.self)
    default: preconditionFailure("every kind of operation has its case above")
    }
  }
}
