import EdgeRuntime
import Testing

@Suite struct SafetensorsReadingTests {
  @Test(arguments: [
    "{}", "{}   ", "{ \n\t\r}", "{\"__metadata__\":{}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[0,0]}}",
    "{\"a\":{\"data_offsets\" : [ 0 , 0 ],\n\"shape\":[ 0 ],\"dtype\":\"U8\"} } ",
  ])
  func acceptsFilesWithoutData(_ header: String) {
    #expect(SafetensorsText.refusal(of: SafetensorsText.file(header)) == nil)
  }

  @Test func acceptsScalarsAndAnyOrder() throws {
    let header =
      "{\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[4,8]},"
      + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]}}"
    let file = try SafetensorsFile(bytes: SafetensorsText.file(header, data: 8))
    #expect(file.header.entries.map(\.name) == ["b", "a"])
    let scalar = try #require(file.header["b"])
    #expect(scalar.shape == [] && scalar.elementCount == 1)
    #expect(try file.floats(of: scalar) == [0])
    #expect(file.header["c"] == nil)
  }

  @Test func resolvesEscapes() throws {
    let text = "{\"__metadata__\":{\"\\\"\\\\\\/\\b\\f\\n\\r\\t\":\"\\u00e9\\ud83e\\udd16\u{1F916}\"}}"
    let file = try SafetensorsFile(bytes: SafetensorsText.file(text))
    let pair = try #require(file.header.metadata.first)
    #expect(pair.key == "\"\\/\u{8}\u{C}\n\r\t")
    #expect(pair.value == "\u{E9}\u{1F916}\u{1F916}")
  }

  @Test func namesAreComparedByBytes() throws {
    // One letter, composed and decomposed: equal as `String`, two names here.
    let header =
      "{\"\u{E9}\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
      + "\"e\u{301}\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[4,8]}}"
    let file = try SafetensorsFile(bytes: SafetensorsText.file(header, data: 8))
    #expect(file.header["\u{E9}"]?.begin == 0)
    #expect(file.header["e\u{301}"]?.begin == 4)
  }

  @Test func readsEveryTypeNameAndRefusesToConvertTheRest() throws {
    for type in SafetensorsType.allCases {
      let header = SafetensorsText.tensor(
        type: "\"\(type.name)\"", shape: "[3]", offsets: "[0,\(3 * type.byteCount)]")
      let file = try SafetensorsFile(bytes: SafetensorsText.file(header, data: 3 * type.byteCount))
      let entry = try #require(file.header["a"])
      #expect(entry.type == type)
      do throws(SafetensorsError) {
        #expect(try file.floats(of: entry) == [0, 0, 0] && type.convertsToFloat)
      } catch {
        #expect(error == .notConvertible(tensor: "a", type: type) && !type.convertsToFloat)
      }
    }
  }

  @Test func convertsEveryHalf() throws {
    let header = SafetensorsText.tensor(type: "\"F16\"", shape: "[65536]", offsets: "[0,131072]")
    var bytes = SafetensorsText.file(header)
    for bits in 0...UInt16.max {
      bytes.append(UInt8(bits & 0xFF))
      bytes.append(UInt8(bits >> 8))
    }
    let file = try SafetensorsFile(bytes: bytes)
    let values = try file.floats(of: try #require(file.header["a"]))
    for bits in 0...UInt16.max {
      let (sign, exponent, fraction) = (bits >> 15, Int(bits >> 10 & 31), Float(bits & 1023))
      let value = values[Int(bits)]
      #expect(value.sign == (sign == 1 ? .minus : .plus))
      switch exponent {
      case 31: #expect(fraction == 0 ? value.isInfinite : value.isNaN)
      case 0: #expect(value.magnitude == fraction / 16_777_216)
      default:
        #expect(
          value.magnitude == Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024))
      }
    }
  }

  @Test func refusesAnEntryOfAnotherFile() throws {
    let long = SafetensorsText.file(
      SafetensorsText.tensor(shape: "[9]", offsets: "[0,36]"), data: 36)
    let stranger = try #require(try SafetensorsFile(bytes: long).header["a"])
    let file = try SafetensorsFile(bytes: SafetensorsText.file("{}"))
    #expect(foreign(stranger, file) == .foreignEntry(tensor: "a"))
  }

  private func foreign(_ entry: SafetensorsEntry, _ file: borrowing SafetensorsFile) -> SafetensorsError? {
    do throws(SafetensorsError) {
      _ = try file.floats(of: entry)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["/nonexistent/x.safetensors", "/tmp", "/dev/zero"])
  func refusesWhatIsNoFile(_ path: String) {
    do throws(SafetensorsError) {
      _ = try SafetensorsFile(path: path)
      Issue.record("opened \(path)")
    } catch {
      let expected: FileError =
        path == "/tmp" ? .isDirectory : path == "/dev/zero" ? .notARegularFile : .system(operation: .open, errno: 2)
      #expect(error == .file(expected))
    }
  }
}
