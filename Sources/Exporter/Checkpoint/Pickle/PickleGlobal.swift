/// A module's name that a pickle mentions.
///
/// It stays a name: nothing is looked up.
struct PickleGlobal: Hashable, Sendable {
  let module: String
  let name: String

  var fullName: String { module + "." + name }

  /// What the reader makes of the name.
  enum Meaning: Equatable, Sendable {
    /// `collections.OrderedDict` and `collections.defaultdict`: read as dictionaries.
    case dictionary
    /// `_codecs.encode`: protocol 2's way to write bytes.
    case encode
    /// `torch._utils._rebuild_tensor_v2`.
    case tensor
    /// `torch._utils._rebuild_parameter`: a tensor with marks of training.
    case parameter
    /// A typed storage.
    case storage(ElementType)
    /// Parts of OmegaConf's tree, read as plain data.
    case configuration
    /// Named by published checkpoints beside the above, without use here.
    case ignored
    /// Anything else: never followed, listed on request, refused on request.
    case opaque
  }

  /// What the reader makes of the name.
  var meaning: Meaning {
    switch module {
    case "collections": name == "OrderedDict" || name == "defaultdict" ? .dictionary : .opaque
    case "_codecs": name == "encode" ? .encode : .opaque
    case "torch._utils":
      switch name {
      case "_rebuild_tensor_v2": .tensor
      case "_rebuild_parameter": .parameter
      default: .opaque
      }
    case "torch", "torch.storage", "torch.cuda":
      if let type = ElementType(storageName: name) { .storage(type) } else { .opaque }
    case "omegaconf.dictconfig": name == "DictConfig" ? .configuration : .opaque
    case "omegaconf.listconfig": name == "ListConfig" ? .configuration : .opaque
    case "omegaconf.nodes": name.hasSuffix("Node") ? .configuration : .opaque
    case "omegaconf.base": name == "ContainerMetadata" || name == "Metadata" ? .ignored : .opaque
    case "typing": name == "Any" ? .ignored : .opaque
    case "dill._dill", "dill.dill": name == "_load_type" ? .ignored : .opaque
    default: .opaque
    }
  }

  /// Whether module and name look like Python's: identifiers joined by dots, in the name those of nested classes.
  static func isWellFormed(module: ArraySlice<UInt8>, name: ArraySlice<UInt8>) -> Bool {
    func isIdentifier(_ text: ArraySlice<UInt8>) -> Bool {
      guard let first = text.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
        return false
      }
      return text.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
    }
    let limit = CheckpointLimits.globalNameByteCount
    return [module, name].allSatisfy { text in
      text.count <= limit
        && text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isIdentifier)
    }
  }
}
