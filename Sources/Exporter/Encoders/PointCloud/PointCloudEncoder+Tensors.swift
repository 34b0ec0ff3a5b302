extension PointCloudEncoder {
  func addTensors(to tensors: inout PolicyTensors) {
    extractor.extractor.addTensors(columns: pointColumns, to: &tensors)
    tensors.addLinear("obs_encoder.state_mlp.0", from: stateWidth, to: stateHiddenWidth)
    tensors.addLinear("obs_encoder.state_mlp.2", from: stateHiddenWidth, to: stateFeatureWidth)
  }
}
