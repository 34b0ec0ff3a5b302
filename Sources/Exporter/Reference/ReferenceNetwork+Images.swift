extension ReferenceNetwork {
  /// Encodes a window of images and vectors.
  ///
  /// - Returns: The features (To, F), the parts of a frame side by side.
  func encode(
    _ observation: [String: Tensor], with encoder: ImageEncoder, recorder: inout LayerRecorder
  ) -> DoubleMatrix {
    var columns: [DoubleMatrix] = []
    for part in encoder.parts {
      switch part {
      case .camera(let camera):
        let isShared = encoder.cameras.filter { $0.trunk.prefix == camera.trunk.prefix }.count > 1
        // Layers of a shared trunk would stand for several cameras.
        var silent = LayerRecorder()
        if isShared {
          columns.append(encode(camera, observation, recorder: &silent))
        } else {
          columns.append(encode(camera, observation, recorder: &recorder))
        }
      case .vector(let name, _):
        columns.append(normalize(DoubleMatrix(observed(name, in: observation)), key: name))
      }
    }
    let transposed = columns.map(\.transposed)
    let features = transposed.dropFirst().reduce(transposed[0]) { .stacked($0, $1) }.transposed
    recorder.record("obs_encoder", features)
    return features
  }

  /// A camera's features (To, its width).
  private func encode(
    _ camera: Camera, _ observation: [String: Tensor], recorder: inout LayerRecorder
  ) -> DoubleMatrix {
    let maps = runTrunk(camera.trunk, images(of: camera, in: observation), recorder: &recorder)
    switch camera.head {
    case .average:
      let means = maps.flatMap { map in
        (0..<map.channels).map { channel in
          let area = map.height * map.width
          return map.values[channel * area..<(channel + 1) * area].reduce(0, +) / Double(area)
        }
      }
      let features = DoubleMatrix(rows: maps.count, columns: maps[0].channels, values: means)
      recorder.record(camera.trunk.prefix + "avgpool", features)
      return features
    case .keypoints(let keypoints):
      let temperature = keypoints.hasTemperature ? Double(tensor(keypoints.temperatureName).values[0]) : 1
      let places = maps.map { map in
        ReferenceLayer.spatialSoftmax(
          convolution(keypoints.maps, map, stride: 1, padding: 0, hasBias: true), temperature: temperature)
      }
      let flat = DoubleMatrix(
        rows: maps.count, columns: 2 * keypoints.count, values: places.flatMap(\.values))
      recorder.record(keypoints.pool, flat)
      return ReferenceLayer.relu(linear(keypoints.layer, flat))
    }
  }

  /// What the network sees of each frame: normalised, cropped, and standardised as ImageNet's images are.
  private func images(of camera: Camera, in observation: [String: Tensor]) -> [ReferenceImage] {
    let planes = resized(DoubleMatrix(observed(camera.name, in: observation)), camera)
    let height = camera.resized?.height ?? camera.height
    let (scale, offset) = camera.scaling(parameters.normalizer(camera.name))
    let crop = camera.crop
    return (0..<description.observationSteps).map { frame in
      var image = ReferenceImage(channels: camera.channels, height: crop.height, width: crop.width)
      for channel in 0..<camera.channels {
        for y in 0..<crop.height {
          for x in 0..<crop.width {
            let line = (frame * camera.channels + channel) * height + crop.top + y
            image[channel, y, x] = planes[line, crop.left + x] * scale[channel] + offset[channel]
          }
        }
      }
      return image
    }
  }

  /// The lines of all planes, in the size that the network's crop is cut from.
  private func resized(_ lines: DoubleMatrix, _ camera: Camera) -> DoubleMatrix {
    guard let size = camera.resized else { return lines }
    let rows = ReferenceLayer.resizing(from: camera.height, to: size.height)
    let columns = ReferenceLayer.resizing(from: camera.width, to: size.width)
    let planes = lines.rows / camera.height
    var result = DoubleMatrix(rows: planes * size.height, columns: size.width)
    for plane in 0..<planes {
      for y in 0..<size.height {
        for x in 0..<size.width {
          var sum = 0.0
          for (row, rowWeight) in rows[y].enumerated() where rowWeight != 0 {
            for (column, weight) in columns[x].enumerated() where weight != 0 {
              sum += rowWeight * weight * lines[plane * camera.height + row, column]
            }
          }
          result[plane * size.height + y, x] = sum
        }
      }
    }
    return result
  }

  private func runTrunk(
    _ trunk: ResNet18, _ images: [ReferenceImage], recorder: inout LayerRecorder
  ) -> [ReferenceImage] {
    var maps = images.map { image in
      let sums = convolution(trunk.child(0), image, stride: 2, padding: 3)
      return ReferenceLayer.maxPool(relu(norm(trunk.child(1), sums, trunk.norm)))
    }
    for stage in 0..<4 {
      for block in trunk.blocks(ofStage: stage) {
        maps = maps.map { map in
          let first = convolution("\(block.name).conv1", map, stride: block.stride, padding: 1)
          let hidden = relu(norm("\(block.name).bn1", first, trunk.norm))
          let second = convolution("\(block.name).conv2", hidden, stride: 1, padding: 1)
          var shortcut = map
          if has("\(block.name).downsample.0.weight") {
            let sums = convolution("\(block.name).downsample.0", map, stride: block.stride, padding: 0)
            shortcut = norm("\(block.name).downsample.1", sums, trunk.norm)
          }
          return relu(norm("\(block.name).bn2", second, trunk.norm) + shortcut)
        }
      }
      recorder.record(trunk.child(4 + stage), maps)
    }
    return maps
  }

  private func relu(_ image: ReferenceImage) -> ReferenceImage { image.with(ReferenceLayer.relu(image.rows)) }

  private func norm(_ name: String, _ image: ReferenceImage, _ kind: ResNet18.Norm) -> ReferenceImage {
    let (weight, bias) = (tensor("\(name).weight"), tensor("\(name).bias"))
    switch kind {
    case .group:
      return image.with(
        ReferenceLayer.groupNorm(weight: weight, bias: bias, groups: image.channels / 16, input: image.rows))
    case .batch:
      return ReferenceLayer.batchNorm(
        weight: weight, bias: bias, mean: tensor("\(name).running_mean"), variance: tensor("\(name).running_var"),
        input: image)
    }
  }

  /// `Conv2d` with the weights under `key`.
  private func convolution(
    _ key: String, _ image: ReferenceImage, stride: Int, padding: Int, hasBias: Bool = false
  ) -> ReferenceImage {
    ReferenceLayer.convolution(
      weight: tensor("\(key).weight"), bias: hasBias ? tensor("\(key).bias") : nil, input: image, stride: stride,
      padding: padding)
  }
}
