/// Why a checkpoint's pickle was refused.
///
/// Offsets count from the start of `data.pkl`.
public enum PickleError: Error, Equatable, Sendable {
  /// More bytes than are read.
  case tooLarge(byteCount: Int)
  /// Protocol 2, 3, 4 or 5 does not stand at the start.
  case unsupportedProtocol
  /// An instruction that is unknown or refused.
  case unsupportedOpcode(offset: Int, opcode: UInt8)
  /// The pickle ends within an instruction or before STOP.
  case truncated(offset: Int)
  /// A frame reaches past the pickle's end.
  case badFrame(offset: Int)
  /// Strict reading met a global outside the closed list.
  case disallowedGlobal(offset: Int, name: String)
  /// A global's module or name is not a Python identifier of sensible length.
  case badGlobalName(offset: Int)
  /// A value that cannot be called is called.
  case notCallable(offset: Int, found: PickleKind)
  /// Arguments of a call are not a tuple, or not those the function takes.
  case badArguments(offset: Int)
  /// Arguments of `_rebuild_tensor_v2` or `_rebuild_parameter` are not what PyTorch writes.
  case badTensor(offset: Int)
  /// BUILD on a value that has no state.
  case badBuildTarget(offset: Int, found: PickleKind)
  /// Items are set on something that is no dictionary.
  case notADictionary(offset: Int, found: PickleKind)
  /// A key without a value.
  case oddItems(offset: Int)
  /// A key that Python could not use.
  case unhashableKey(offset: Int, found: PickleKind)
  /// Elements are appended to something that is no list.
  case notAList(offset: Int, found: PickleKind)
  /// Elements are added to something that is no set.
  case notASet(offset: Int, found: PickleKind)
  /// An instruction takes more values than there are.
  case stackUnderflow(offset: Int)
  /// An instruction needs a mark and there is none.
  case markMissing(offset: Int)
  /// STOP leaves other than one value.
  case leftoverValues(count: Int)
  /// Bytes follow STOP.
  case trailingBytes(offset: Int)
  /// A value is recalled that was never put away.
  case undefinedMemo(offset: Int, index: UInt32)
  /// More objects than are made.
  case tooManyObjects(offset: Int)
  /// More different globals than are read.
  case tooManyGlobals(offset: Int)
  /// More instructions than are followed.
  case tooManyOpcodes(offset: Int)
  /// Containers or marks nest deeper than is followed.
  case tooDeep(offset: Int)
  /// Text is not UTF-8.
  case badText(offset: Int)
  /// The top level is one object of a class, or holds one where tensors should be.
  case wholeObject(className: String)
  /// The top level is another value than a dictionary.
  case notADictionaryAtTop(found: PickleKind)
  /// Tensors are spread over several files or processes.
  case sharded(className: String)
  /// A persistent identifier is not ('storage', type, key, location, count).
  case badStorage(offset: Int)
  /// A storage's type is unknown.
  case unknownStorageType(offset: Int, name: String)
  /// A storage's key is not a decimal number.
  case badStorageKey(offset: Int, key: String)
  /// The archive has no member for the storage.
  case storageMissing(offset: Int, key: String)
  /// Two mentions of one storage differ in type or size.
  case storageDisagrees(offset: Int, key: String)
  /// The storage was on the device "meta" and has no data.
  case storageWithoutData(offset: Int, key: String)
  /// The top level is neither `state_dicts` nor a dictionary with tensors; its first keys.
  case noStateDict(keys: [String])
  /// A key that must be text is not.
  case keyNotText(found: PickleKind)
  /// A dictionary has a key twice.
  case duplicateKey(String)
}

extension PickleError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .tooLarge(let count):
      "data.pkl has \(count) bytes; at most \(CheckpointLimits.pickleByteCount) are read"
    case .unsupportedProtocol: "data.pkl byte 0: expected pickle protocol 2, 3, 4 or 5"
    case .trailingBytes(let offset): "data.pkl byte \(offset): bytes after the end; expected none"
    case .leftoverValues(let count): "data.pkl ends with \(count) values; expected 1"
    case .noStateDict(let keys):
      "expected state_dicts or tensors by name at the top; found the keys \(keys.quotedForMessage)"
    case .keyNotText(let found): "a name is \(found.rawValue); expected text"
    case .wholeObject(let name):
      "holds a whole pickled object of class \(name.quotedForMessage), which only its own code can read; save its "
        + "tensors instead, in Python:\n" + Self.remedy
    case .notADictionaryAtTop(let found):
      "holds \(found.rawValue); expected a dictionary of tensors by name; save it again, in Python:\n" + Self.remedy
    case .sharded(let name):
      "holds tensors in shards (\(name.quotedForMessage)); gather them and save one file, in Python:\n" + Self.remedy
    case .duplicateKey(let name): "key \(name.quotedForMessage) comes twice; expected once"
    default: "data.pkl byte " + placeAndReason
    }
  }

  /// What saves a policy so that it can be read.
  private static let remedy =
    "    policy = torch.load(\"FILE\", weights_only=False)  # with the code that wrote it; of a tuple take the policy\n"
    + "    torch.save(policy.state_dict(), \"weights.pt\")"

  private var placeAndReason: String {
    switch self {
    case .unsupportedOpcode(let offset, let opcode):
      "\(offset): instruction 0x\(String(opcode, radix: 16)) is not followed; save with protocol 2"
    case .truncated(let offset): "\(offset): the pickle is cut"
    case .badFrame(let offset): "\(offset): a frame reaches past the end"
    case .disallowedGlobal(let offset, let name):
      "\(offset): global \(name.quotedForMessage) is not on the list of strict reading"
    case .badGlobalName(let offset): "\(offset): a global's name is not an identifier"
    case .notCallable(let offset, let found): "\(offset): \(found.rawValue) is called"
    case .badArguments(let offset):
      "\(offset): the arguments of a call are not a tuple of the expected values"
    case .badTensor(let offset): "\(offset): the arguments of a tensor are not what PyTorch writes"
    case .badBuildTarget(let offset, let found): "\(offset): state is given to \(found.rawValue)"
    case .notADictionary(let offset, let found): "\(offset): items are set on \(found.rawValue)"
    case .oddItems(let offset): "\(offset): a key has no value"
    case .unhashableKey(let offset, let found): "\(offset): \(found.rawValue) is a key"
    case .notAList(let offset, let found): "\(offset): elements are appended to \(found.rawValue)"
    case .notASet(let offset, let found): "\(offset): elements are added to \(found.rawValue)"
    case .stackUnderflow(let offset): "\(offset): a value is taken where there is none"
    case .markMissing(let offset): "\(offset): a mark is missing"
    case .undefinedMemo(let offset, let index): "\(offset): value \(index) is recalled but was not put away"
    case .tooManyObjects(let offset): "\(offset): more than \(CheckpointLimits.objectCount) objects"
    case .tooManyGlobals(let offset): "\(offset): more than \(CheckpointLimits.globalCount) Python globals"
    case .tooManyOpcodes(let offset): "\(offset): more than \(CheckpointLimits.opcodeCount) instructions"
    case .tooDeep(let offset): "\(offset): nesting deeper than \(CheckpointLimits.nestingDepth)"
    case .badText(let offset): "\(offset): text is not UTF-8"
    case .badStorage(let offset): "\(offset): expected ('storage', type, key, location, count)"
    case .unknownStorageType(let offset, let name):
      "\(offset): storage type \(name.quotedForMessage) is not known"
    case .badStorageKey(let offset, let key): "\(offset): storage key \(key.quotedForMessage) is not a number"
    case .storageMissing(let offset, let key):
      "\(offset): the archive has no member data/\(key.quotedForMessage)"
    case .storageDisagrees(let offset, let key):
      "\(offset): storage \(key.quotedForMessage) was of another type or size before"
    case .storageWithoutData(let offset, let key):
      "\(offset): storage \(key.quotedForMessage) was on the meta device and has no data"
    default: "0: the pickle is damaged"
    }
  }
}
