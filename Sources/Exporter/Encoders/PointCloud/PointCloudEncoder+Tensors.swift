extension PointCloudEncoder {
  /// Point layers at 0, 3, 6 (and 9 with colour): norm and activation, or what stands for them, lie between.
  func addTensors(to tensors: inout PolicyTensors) {
    let extractor = "obs_encoder.extractor."
    var width = pointColumns
    for (index, output) in Self.pointLayerWidths.enumerated() {
      tensors.addLinear(extractor + "mlp.\(3 * index)", from: width, to: output)
      if pointLayerNorm { tensors.addNorm(extractor + "mlp.\(3 * index + 1)", output) }
      width = output
    }
    if pointColumns == 6 {
      tensors.addLinear(extractor + "mlp.9", from: width, to: Self.colourLayerWidth)
      width = Self.colourLayerWidth
    }
    let projection = extractor + (finalLayerNorm ? "final_projection.0" : "final_projection")
    tensors.addLinear(projection, from: width, to: pointFeatureWidth)
    if finalLayerNorm { tensors.addNorm(extractor + "final_projection.1", pointFeatureWidth) }
    tensors.addLinear("obs_encoder.state_mlp.0", from: stateWidth, to: stateHiddenWidth)
    tensors.addLinear("obs_encoder.state_mlp.2", from: stateHiddenWidth, to: stateFeatureWidth)
  }
}
