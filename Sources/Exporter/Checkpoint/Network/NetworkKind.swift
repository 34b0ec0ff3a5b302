/// Networks of neighbouring trainers, known by their class or by a tensor's name, that are not exported.
///
/// They are told apart before any shape is looked at: "a tensor is missing" would not say what is wrong.
enum NetworkKind {
  // SAFETY: both ends of the search are computed from the buffer's own count.

  /// A part of a class's name, and what such a class is.
  private static let classes: [(name: String, kind: String)] = [
    ("Transformer", "a transformer"), ("RobomimicImagePolicy", "a policy of robomimic"),
  ]
  /// A part of a tensor's name, and what has such tensors.
  private static let tensors: [(name: String, kind: String)] = [
    ("obs_encoder.vision_backbone", "an image policy"), ("cross_attention", "a network with cross attention"),
    ("cross_attn", "a network with cross attention"), ("model.decoder.layers.", "a transformer"),
    ("model.encoder.layers.", "a transformer"),
  ]

  /// Refuses what is known to be of another kind.
  static func check(_ configuration: ConfigurationNode?, _ shapes: [String: [Int]]) throws(CheckpointError) {
    if case .string(let target)? = try configuration?.value(at: "policy._target_"),
      let name = target.split(separator: ".").last, let found = classes.first(where: { name.contains($0.name) })
    {
      throw .policy(.otherKind(found.kind, evidence: "class \(name)"))
    }
    for (part, kind) in tensors {
      // The least name, so that the message is the same every time.
      let bytes = Array(part.utf8)
      if let name = shapes.keys.filter({ holds(bytes, in: $0) }).min() {
        throw .policy(.otherKind(kind, evidence: "tensor \(name)"))
      }
    }
  }

  /// Whether a name has these bytes somewhere: by bytes, since a hostile file's names are many and long.
  private static func holds(_ part: [UInt8], in name: String) -> Bool {
    var name = name
    return name.withUTF8 { bytes in
      guard bytes.count >= part.count else { return false }
      for start in 0...bytes.count - part.count where unsafe bytes[start] == part[0] {
        if part.indices.allSatisfy({ unsafe bytes[start + $0] == part[$0] }) { return true }
      }
      return false
    }
  }
}
