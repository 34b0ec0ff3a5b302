/// The number of a kind of operation in a file.
enum OperationKind: UInt32 {
  case normalize = 1
  case pointEncode = 2
  case maximum = 3
  case product = 4
  case layerNormalize = 5
  case mish = 6
  case rowConstant = 7
  case sampleInput = 8
  case sampleUpdate = 9
  case unnormalize = 10
  case clear = 11
  case pointScreen = 12
  case pointRefine = 13
  case pointStage = 14
  case add = 15
  case imageInput = 16
  case convolution = 17
  case groupNormalize = 18
  case maxPool = 19
  case spatialSoftmax = 20
  case averagePool = 21
  case imageResize = 22
}
