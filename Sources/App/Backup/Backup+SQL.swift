import Foundation
import Kernel
import Platform
import Storage

extension Backup {
    /// The names of the migrations a store has, in their order.
    static func migrations(of database: any Database) async throws -> [String] {
        try await database.read { db in
            try db.rows("SELECT name FROM schema_migrations ORDER BY applied_at, name").map { try $0.get("name") }
        }
    }
}

extension Program {
    /// Writes a backup or a drill down for every organisation of the store.
    package func recordBackup(
        _ kind: BackupRecord.Kind, beganAt: Instant, takenAt: Instant, result: BackupRecord.Result, bytes: Int,
        events: Int, note: String
    ) async throws {
        let desk = desk
        try await desk.write { db in
            for home in try OrganisationProfile.list(in: db) {
                let record = BackupRecord(
                    id: db.newID(), organisationID: home.id, kind: kind, beganAt: beganAt, endedAt: db.now,
                    takenAt: takenAt, actor: "system", result: result, bytes: bytes, events: events, note: note)
                try record.record(by: Actor(organisationID: home.id, kind: .system), at: desk, in: db)
            }
        }
    }
}
