import Foundation
import Kernel
import Storage
import TestKit
import Testing

@testable import Platform

/// The migrations of Vault, Files and Search over a table of two organisations.
func vaultMigrations(_ dialect: Dialect) throws -> [Migration] {
    let stub = Migration(
        name: "platform/001_organisation",
        sql: """
            CREATE TABLE organisations (id TEXT NOT NULL PRIMARY KEY);
            INSERT INTO organisations (id) VALUES ('\(willow)'), ('\(aspen)');
            """)
    let own = try Migration.load(slice: "platform", folder: PlatformFolder.named("Migrations"), dialect: dialect)
    return [stub]
        + own.filter { ["006", "007", "008", "013", "018", "019", "020"].contains($0.name.dropFirst(9).prefix(3)) }
}

let willow = ID<Organisation>("00000000-0000-7000-8000-000000000001")!
let aspen = ID<Organisation>("00000000-0000-7000-8000-000000000002")!

/// A folder of its own, removed afterwards.
func withFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("huiyin-vault-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

func makeVault(_ clock: MovableClock, key: UInt8 = 7) -> Vault {
    Vault(keyFile: KeyFile(bytes: Array(repeating: key, count: 32)), randomBytes: clock.environs.randomBytes)
}

/// A keyring without a store behind it.
func looseKeyring(_ organisation: ID<Organisation> = willow, seed: UInt64 = 1) -> Keyring {
    let clock = MovableClock(seed: seed)
    let key = DataKey(
        id: ID(at: clock.now, random: clock.randomBytes(10)), organisationID: organisation, createdAt: clock.now,
        retiredAt: nil, key: .init(data: clock.randomBytes(32)))
    return Keyring([key], randomBytes: clock.environs.randomBytes)!
}
