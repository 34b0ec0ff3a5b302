import EdgeRuntime

/// A policy as it will stand in the file, but for metadata, provenance and golden records.
struct CompiledPolicy {
  var program: Program
  var sampler: [SamplerRow]
  var layers: LayerTable
  var tensors: TensorTable
  /// The weights section.
  var weights: [UInt8]
}
