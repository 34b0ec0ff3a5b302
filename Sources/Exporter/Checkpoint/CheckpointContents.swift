/// What a checkpoint file of any format holds, before tensors are read.
struct CheckpointContents {
  var stateDicts: [StateDict]
  var configuration: ConfigurationNode?
  var processors: LeRobotNormalization.Processors?
  var opaqueGlobals: [String] = []

  /// Refuses more tensors or more sharing of storages than is read.
  func checkTotals(fileByteCount: Int) throws(CheckpointError) {
    let count = stateDicts.reduce(0) { $0 + $1.names.count }
    guard count <= CheckpointLimits.tensorCount else { throw .tensor(.tooManyTensors(count: count)) }
    var total = 0
    for stateDict in stateDicts {
      total = stateDict.logicalByteCount.flatMap { Checked.sum(total, $0) } ?? .max
    }
    let limit = Checked.product(fileByteCount, CheckpointLimits.sharingFactor) ?? .max
    guard total <= limit else {
      throw .tensor(.tooMuchSharing(byteCount: total, fileByteCount: fileByteCount))
    }
  }
}
