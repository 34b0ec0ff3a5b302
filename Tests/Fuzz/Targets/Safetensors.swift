@testable import EdgeRuntime

/// A safetensors file: the header, every tensor, and what names in it are printed as.
@_cdecl("LLVMFuzzerTestOneInput") public func testOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  do throws(SafetensorsError) {
    let file = try SafetensorsFile(bytes: bytes)
    var total = 0
    for entry in file.header.entries {
      expect(file.header[entry.name] == entry, "a name must lead to its entry")
      do throws(SafetensorsError) {
        let values = try file.floats(of: entry)
        expect(values.count == entry.elementCount, "a tensor must have its elements")
        total += entry.byteCount
      } catch { _ = error.description }
    }
    // Every byte of the data belongs to one tensor.
    expect(total <= count, "tensors must lie in the file")
  } catch { _ = error.description }
  return 0
}
