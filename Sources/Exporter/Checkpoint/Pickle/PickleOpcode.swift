/// The instructions of pickle protocols 2 to 5 that are followed.
///
/// The text instructions of protocol 0, extension codes and out-of-band buffers are left out on purpose: no
/// pickler writes them in these protocols, and readers have disagreed about them.
enum PickleOpcode: UInt8 {
  case mark = 0x28  // (
  case emptyTuple = 0x29  // )
  case stop = 0x2E  // .
  case pop = 0x30  // 0
  case popMark = 0x31  // 1
  case bytes = 0x42  // B
  case shortBytes = 0x43  // C
  case real = 0x47  // G
  case integer32 = 0x4A  // J
  case integer8 = 0x4B  // K
  case integer16 = 0x4D  // M
  case none = 0x4E  // N
  case persistentIdentifier = 0x51  // Q
  case reduce = 0x52  // R
  case string = 0x54  // T
  case shortString = 0x55  // U
  case unicode = 0x58  // X
  case emptyList = 0x5D  // ]
  case append = 0x61  // a
  case build = 0x62  // b
  case global = 0x63  // c
  case appends = 0x65  // e
  case get8 = 0x68  // h
  case get32 = 0x6A  // j
  case put8 = 0x71  // q
  case put32 = 0x72  // r
  case setItem = 0x73  // s
  case tuple = 0x74  // t
  case setItems = 0x75  // u
  case emptyDictionary = 0x7D  // }
  case version = 0x80
  case newObject = 0x81
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case newTrue = 0x88
  case newFalse = 0x89
  case long1 = 0x8A
  case long4 = 0x8B
  case shortUnicode = 0x8C
  case unicode64 = 0x8D
  case bytes64 = 0x8E
  case emptySet = 0x8F
  case addItems = 0x90
  case frozenSet = 0x91
  case newObjectWithKeywords = 0x92
  case stackGlobal = 0x93
  case memoize = 0x94
  case frame = 0x95
  case byteArray64 = 0x96
}
