import Foundation
import Storage
import Testing

@testable import Platform

@Suite struct `Base64 of addresses and sealed texts` {
    @Test(arguments: 0...70)
    func `bytes come back from their letters, which are those of Foundation`(count: Int) throws {
        for _ in 0..<20 {
            let bytes = Environs.live.randomBytes(count)
            let letters = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
                .replacing("=", with: "")
            #expect(bytes.base64URL == letters)
            #expect([UInt8](base64URL: letters) == bytes)
        }
    }

    @Test(arguments: ["A", "AAAAA", "AA==", "AA+A", "AA/A", "AA A", "回音回音", "AAA\u{0}", "AB", "AAB", "AAAA\n"])
    func `what is not base64url, or would be a second text of the same bytes, is refused`(text: String) {
        #expect([UInt8](base64URL: text) == nil)
    }
}
