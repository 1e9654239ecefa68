import Foundation
import Kernel
import TestKit
import Testing

@testable import Platform

@Suite struct `The key file` {
    private let clock = MovableClock()

    private func permissions(_ url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    private func write(_ text: String, mode: Int, _ url: URL) throws {
        try Data(text.utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    }

    @Test func `is made on the first start and read on the next`() async throws {
        try await withFolder { folder in
            let url = folder.appendingPathComponent("keys/master.key")
            let first = try KeyFile.openOrCreate(at: url, randomBytes: clock.randomBytes)
            let second = try KeyFile.openOrCreate(at: url, randomBytes: clock.randomBytes)
            #expect(first.key == second.key)
            #expect(try permissions(url) == 0o600)
            #expect(try String(contentsOf: url, encoding: .utf8).count == 65)
            let names = try FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)
            #expect(names == ["master.key"])
        }
    }

    @Test func `is the same for all who start at once`() async throws {
        try await withFolder { folder in
            let url = folder.appendingPathComponent("master.key")
            let clock = clock
            let keys = try await withThrowingTaskGroup(of: KeyFile.self) { group in
                for _ in 0..<8 { group.addTask { try KeyFile.openOrCreate(at: url, randomBytes: clock.randomBytes) } }
                return try await group.reduce(into: []) { $0.append($1.key) }
            }
            #expect(keys.allSatisfy { $0 == keys[0] })
        }
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660])
    func `open to others stops the start`(mode: Int) async throws {
        try await withFolder { folder in
            let url = folder.appendingPathComponent("master.key")
            try write(String(repeating: "ab", count: 32), mode: mode, url)
            #expect(throws: VaultError.keyFileTooOpen(path: url.path, mode: mode)) {
                try KeyFile.openOrCreate(at: url, randomBytes: clock.randomBytes)
            }
        }
    }

    @Test(arguments: ["", "\n", "abc", String(repeating: "zz", count: 32), String(repeating: "ab", count: 33)])
    func `that holds no key stops the start and is left as it is`(text: String) async throws {
        try await withFolder { folder in
            let url = folder.appendingPathComponent("master.key")
            try write(text, mode: 0o600, url)
            #expect(throws: VaultError.keyFileMalformed(path: url.path)) {
                try KeyFile.openOrCreate(at: url, randomBytes: clock.randomBytes)
            }
            #expect(try String(contentsOf: url, encoding: .utf8) == text)
        }
    }
}
