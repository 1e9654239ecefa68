import Foundation
import Testing

@testable import Platform

@Suite struct `A QR code` {
    /// Sizes follow from the capacity table of the standard for byte mode and level M: version 1 holds 14 bytes,
    /// version 2 26, version 3 42.
    @Test(arguments: [(14, 21), (15, 25), (26, 25), (27, 29), (42, 29), (43, 33)])
    func `is as large as its text asks`(bytes: Int, size: Int) throws {
        let code = try #require(QRCode(String(repeating: "a", count: bytes)))
        #expect(code.size == size)
        #expect(code.modules.count == size * size)
    }

    @Test func `has the three finder patterns`() throws {
        let code = try #require(QRCode("https://example.org/c/2026-000123"))
        let last = code.size - 7
        for (row, column) in [(0, 0), (0, last), (last, 0)] {
            let square = (0..<7).map { y in (0..<7).map { x in code[row + y, column + x] } }
            #expect(square[0] == Array(repeating: true, count: 7))
            #expect(square[1] == [true, false, false, false, false, false, true])
            #expect(square[3] == [true, false, true, true, true, false, true])
        }
    }

    @Test func `is drawn with a quiet zone and nothing that runs`() throws {
        let code = try #require(QRCode("回音"))
        #expect(code.size == 21)
        #expect(code.svg.contains("viewBox=\"0 0 29 29\""))
        #expect(code.svg.contains("M4 4h7v1h-7z"))
        #expect(!code.svg.contains("script"))
        let area = code.svg.matches(of: /h(\d+)v1h-/).map { Int($0.output.1) ?? 0 }.reduce(0, +)
        #expect(area == code.modules.count { $0 })
    }

    @Test func `fits into an image address`() throws {
        let code = try #require(QRCode("回音"))
        let prefix = "data:image/svg+xml;base64,"
        #expect(code.dataURI.hasPrefix(prefix))
        let data = try #require(Data(base64Encoded: String(code.dataURI.dropFirst(prefix.count))))
        #expect(String(decoding: data, as: UTF8.self) == code.svg)
    }

    @Test func `of nothing or of too much is none`() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "a", count: 601)) == nil)
        #expect(QRCode(String(repeating: "a", count: 600)) != nil)
    }
}
