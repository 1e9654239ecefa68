import Casework
import Foundation
import Kernel
import Logging
import Platform
import Storage
import StoragePostgres
import TestKit
import Testing

@testable import App

@Suite(.enabled(if: Engine.available.contains(.postgres))) struct `Round trips to PostgreSQL` {
    private func trips(pipelines: Bool) async throws -> Int {
        var counted = 0
        try await withPostgresURL(migrations: try Program.migrations(.postgres)) { url, environs in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                "huiyin-trips-" + hex(Environs.live.randomBytes(6)))
            defer { try? FileManager.default.removeItem(at: folder) }
            let database = PostgresDatabase(
                url: url, settings: .init(poolSize: 1, pipelines: pipelines), environs: environs)
            let home = try await BenchHome.make(on: database, in: folder)
            try await home.register(1)
            let before = database.roundTrips
            try await home.register(2)
            counted = database.roundTrips - before
            await home.close()
        }
        return counted
    }

    @Test func `a registration waits for the server two thirds as often as it has statements`() async throws {
        let (together, waited) = (try await trips(pipelines: true), try await trips(pipelines: false))
        #expect(together * 3 <= waited * 2, "\(together) round trips instead of \(waited)")
    }
}
