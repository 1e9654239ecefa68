import Kernel
import Storage

/// What of a record can be found today, by the record's id; `nil` when the record is gone or cannot be opened.
package typealias SearchSource = @Sendable (ID<Organisation>, String, any Connection, Desk) throws -> SearchDocument?

/// Writes anew what an earlier version of the program put into the index of words (重建索引). Done when the program
/// starts; a store of the newest version costs one look.
package enum SearchRebuild {
    static let batch = 100

    /// Returns how many documents were written. `sources` are those of the slices, by the kind of their subjects; what
    /// no source gives any more is taken out. Stopped half-way it goes on at the next start.
    package static func run(_ sources: [String: SearchSource], at desk: Desk) async throws -> Int {
        var written = 0
        while try await desk.read({ try !SearchIndex.outdated(limit: 1, in: $0).isEmpty }) {
            written += try await desk.write { db in try rewriteBatch(sources, at: desk, in: db) }
        }
        return written
    }

    private static func rewriteBatch(
        _ sources: [String: SearchSource], at desk: Desk, in db: any Connection
    ) throws -> Int {
        var written = 0
        for old in try SearchIndex.outdated(limit: batch, in: db) {
            if let document = try sources[old.subjectKind]?(old.organisationID, old.subjectID, db, desk) {
                let keys = try desk.vault.keyring(for: old.organisationID, in: db)
                try SearchIndex.put(document, keys: keys, in: db)
                written += 1
            } else {
                try SearchIndex.remove(old.subjectKind, old.subjectID, old.organisationID, in: db)
            }
        }
        return written
    }
}
