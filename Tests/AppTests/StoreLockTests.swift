import Foundation
import Kernel
import Storage
import TestKit
import Testing

@testable import App

@Suite struct `One process has an SQLite store` {
    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huiyin-lock-" + hex(Environs.live.randomBytes(6)))
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test func `who holds it is said, and it is free again when that ends`() async throws {
        try await withFolder { folder in
            var held: StoreLock? = try StoreLock.take(Configuration(dataFolder: folder), for: "serve")
            #expect(held != nil)
            let refusal = #expect(throws: StoreLock.InUse.self) { _ = try StoreLock.take(folder, for: "worker") }
            let process = ProcessInfo.processInfo.processIdentifier
            #expect(refusal?.holder == "huiyin serve (process \(process))")
            held = nil
            let later = try StoreLock.take(folder, for: "worker")
            withExtendedLifetime(later) {}
        }
    }

    @Test func `a move up waits for nobody and touches nothing while the store is served`() async throws {
        try await withFolder { folder in
            var configuration = Configuration(dataFolder: folder)
            let held = try StoreLock.take(configuration, for: "serve")
            try Data().write(to: folder.appendingPathComponent("huiyin.sqlite"))
            configuration.databaseURL = "postgresql://127.0.0.1:1/none"
            await #expect(throws: StoreLock.InUse.self) {
                try await EngineMove.run(configuration, batch: 10) { _ in }
            }
            withExtendedLifetime(held) {}
        }
    }

    @Test func `PostgreSQL is shared`() async throws {
        try await withFolder { folder in
            let configuration = Configuration(dataFolder: folder, databaseURL: "postgresql://127.0.0.1:1/none")
            let lock = try StoreLock.take(configuration, for: "serve")
            #expect(lock == nil)
        }
    }
}
