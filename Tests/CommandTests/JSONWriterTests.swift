import CommandSupport
import Foundation
import Testing

@Suite struct JSONWriterTests {
  @Test func writesOneLine() {
    var json = JSONWriter()
    json.object {
      $0.pair("model", "ti\"ny\\\n\u{1}\u{7F}\u{E9}")
      $0.pair("count", -3)
      $0.pair("median", 1.5)
      $0.pair("scale", 0.1 as Float)
      $0.pair("worst", Double.nan)
      $0.pair("ok", true)
      $0.key("times")
      $0.array {
        $0.number(1e-6)
        $0.number(.infinity as Double)
        $0.integer(UInt64.max)
        $0.null()
        $0.array { _ in }
        $0.object { _ in }
      }
    }
    #expect(
      json.text
        == #"{"model":"ti\"ny\\\n\u0001\u007fé","count":-3,"median":1.5,"scale":0.1,"worst":null,"ok":true,"#
        + #""times":[1e-06,null,18446744073709551615,null,[],{}]}"#)
  }

  @Test func numbersReadBackTheSame() throws {
    var random = SystemRandomNumberGenerator()
    var values: [Double] = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e16, 123_456_789]
    for _ in 0..<500 {
      let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
      if value.isFinite { values.append(value) }
    }
    var json = JSONWriter()
    json.array { for value in values { $0.number(value) } }
    #expect(try JSONDecoder().decode([Double].self, from: Data(json.text.utf8)) == values)
  }

  @Test func refusesValuesWithoutKeys() async {
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.object { $0.integer(1) }
    }
    await #expect(processExitsWith: .failure) {
      var json = JSONWriter()
      json.object { $0.key("a") }
    }
  }
}
