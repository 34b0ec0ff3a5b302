import EdgeRuntime

extension ImageEncoder {
  /// Adds each part's nodes, which write to its columns of the features.
  func addNodes(to builder: inout GraphBuilder) -> ValueView {
    let features = builder.makeFeatures(columns: featureWidth)
    var column = 0
    var seen: Set<String> = []
    for part in parts {
      let view = features.columns(column..<column + part.featureWidth)
      column += part.featureWidth
      switch part {
      case .camera(let camera):
        let use = ResNet18.Use(
          repeatsWeights: !seen.insert(camera.trunk.prefix).inserted,
          isShared: cameras.filter { $0.trunk.prefix == camera.trunk.prefix }.count > 1)
        camera.addNodes(features: view, use, to: &builder)
      case .vector(let name, _): builder.addVector(name, output: view)
      }
    }
    builder.graph.encode[builder.graph.encode.count - 1].layers.append(
      GraphNode.Layer(name: "obs_encoder", view: features))
    return features
  }
}

extension Camera {
  /// Adds the crop, the trunk and the head.
  fileprivate func addNodes(features: ValueView, _ use: ResNet18.Use, to builder: inout GraphBuilder) {
    let frames = builder.description.observationSteps
    var input = builder.graph.add(name, rows: frames * channels * height, columns: width)
    builder.graph.inputs.append(input)
    if let resized {
      let output = builder.graph.add(
        "\(name) resized", rows: frames * channels * resized.height, columns: resized.width)
      builder.graph.encode.append(
        GraphNode(
          name: "\(name) resize", kind: .imageResize(input: input, output: output, planes: frames * channels)))
      input = output
    }
    let cropped = builder.graph.addImages(
      "\(name) crop", frames, height: crop.height, width: crop.width, channels: channels)
    let (scale, offset) = scaling(builder.parameters.normalizer(name))
    builder.graph.encode.append(
      GraphNode(
        name: "normalizer.\(name)",
        kind: .imageInput(
          ImageInputNode(
            input: input, output: cropped, top: crop.top, left: crop.left, scale: scale.map { Float($0) },
            offset: offset.map { Float($0) }))))
    let last = trunk.addNodes(cropped, use, to: &builder)
    switch head {
    case .keypoints(let keypoints):
      keypoints.addNodes(last, features: features, use, to: &builder)
    case .average:
      let module = String(trunk.prefix.dropLast())
      builder.graph.encode.append(
        GraphNode(
          name: "\(trunk.prefix)avgpool", kind: .averagePool(input: last, output: features),
          layers: use.isShared
            ? [] : ["\(trunk.prefix)avgpool", module].map { GraphNode.Layer(name: $0, view: features) }))
    }
  }
}
