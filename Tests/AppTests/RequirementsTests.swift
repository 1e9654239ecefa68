import Foundation
import Testing
import Yams

/// `requirements.yaml` ties every requirement row to the screens and tests that show it.
@Suite struct RequirementsTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private enum Row {
        case open
        case none
        case shown(screens: [String], tests: [String])
    }

    private func rows() throws -> [String: Row] {
        let text = try String(contentsOf: Self.root.appendingPathComponent("requirements.yaml"), encoding: .utf8)
        let root = try #require(try Yams.load(yaml: text) as? [String: Any])
        return try root.mapValues { value in
            if value as? String == "open" { return .open }
            let fields = try #require(value as? [String: Any])
            if fields["none"] as? String != nil { return .none }
            return .shown(
                screens: try #require(fields["screens"] as? [String]), tests: try #require(fields["tests"] as? [String])
            )
        }
    }

    /// All Swift and Python test sources as one text.
    private func sources() throws -> String {
        let folder = Self.root.appendingPathComponent("Tests")
        let walk = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        return try walk.compactMap { $0 as? URL }.filter { ["swift", "py"].contains($0.pathExtension) }
            .filter { $0.lastPathComponent != "RequirementsTests.swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
    }

    @Test func `every one of the 286 rows stands in the list once`() throws {
        let counts = ["S0": 40, "S1": 83, "S2": 34, "S3": 62, "S4": 67]
        let expected = Set(counts.flatMap { source, count in (1...count).map { "\(source)-\($0)" } })
        let keys = Set(try rows().keys)
        #expect(keys == expected)
        #expect(keys.count == 286)
    }

    @Test func `every test that is named for a row exists`() throws {
        let named = try Set(sources().split(separator: "\n").compactMap(Self.test))
        for (row, state) in try rows() {
            guard case .shown(let screens, let tests) = state else { continue }
            #expect(!tests.isEmpty, "\(row) names no test")
            #expect(!screens.isEmpty, "\(row) names no screen")
            for test in tests { #expect(named.contains(test[...]), "\(row): no test \(test)") }
        }
    }

    /// The name of the test that a line of code declares.
    private static func test(_ line: Substring) -> Substring? {
        let words = line.drop { $0 == " " }
        if words.hasPrefix("def ") { return words.dropFirst(4).prefix { $0 != "(" } }
        let parts = words.split(separator: "`", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0].hasSuffix("func ") ? parts[1] : nil
    }

    /// The approved list only grows; re-record it with `RECORD=1` after a row was shown.
    @Test func `no row that was shown falls back to open`() throws {
        let file = Self.root.appendingPathComponent("Tests/AppTests/Approved/requirements.txt")
        let shown = try rows().compactMap { row, state in
            if case .shown = state { row } else { nil }
        }.sorted()
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try shown.joined(separator: "\n").appending("\n").write(to: file, atomically: true, encoding: .utf8)
        }
        let approved = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(Set(approved).subtracting(shown).isEmpty, "these rows fell back to open")
        #expect(Set(shown) == Set(approved), "record the newly shown rows with RECORD=1")
    }
}
