import Kernel
import Storage

/// A change of an organisation's data key while everybody goes on working (密钥轮换): a new key is announced, then
/// seals, then everything sealed under older keys is sealed anew, a batch per transaction. Broken off at any moment, it
/// goes on where it stood. Older keys stay for what is chained into events and for the blind indexes.
package struct KeyChange: Sendable {
    private let organisation: ID<Organisation>
    private let desk: Desk
    private let columns: [SealedColumn]
    static let batch = 200

    package init(of organisation: ID<Organisation>, columns: [SealedColumn], at desk: Desk) {
        self.organisation = organisation
        self.columns = columns
        self.desk = desk
    }

    /// Announces a new key unless one is announced already or `resuming` finds values left under an older one.
    /// Every node knows it after `Vault.freshSeconds`.
    package func announce() async throws {
        let (organisation, desk) = (organisation, desk)
        try await desk.write { db in try desk.vault.announceKey(for: organisation, in: db) }
    }

    /// From now on the announced key seals. Nodes go by it after `Vault.freshSeconds`.
    package func activate() async throws {
        let (organisation, desk) = (organisation, desk)
        try await desk.write { db in try desk.vault.activateAnnounced(for: organisation, in: db) }
    }

    /// Whether anything is sealed under an older key still.
    package func isPending() async throws -> Bool {
        let (organisation, desk) = (organisation, desk)
        for column in columns {
            let name = try await activeName()
            let left = try await desk.read { db in
                try db.first(
                    "SELECT 1 AS n FROM \(column.source(organisation, notUnder: name)) LIMIT 1") != nil
            }
            if left { return true }
        }
        return false
    }

    /// Seals everything anew that lies under an older key; returns how many values and files that were.
    package func reseal(progress: @Sendable (String, Int) -> Void = { _, _ in }) async throws -> Int {
        let name = try await activeName()
        var all = 0
        for column in columns {
            var (cursor, count) = ([String](repeating: "", count: column.key.count), 0)
            while true {
                let from = cursor
                let (seen, last) = try await desk.write { [self] db in
                    try resealBatch(of: column, after: from, under: name, in: db)
                }
                count += seen
                guard seen == KeyChange.batch, let last else { break }
                cursor = last
            }
            all += count
            progress("\(column.table).\(column.column)", count)
        }
        let (organisation, desk) = (organisation, desk)
        let keys = try await desk.read { try desk.vault.keyring(for: organisation, in: $0) }
        let files = try desk.files.resealAll(with: keys)
        progress("files", files)
        return all + files
    }

    private func activeName() async throws -> String {
        let (organisation, desk) = (organisation, desk)
        return try await desk.read { try desk.vault.reload(organisation, in: $0).activeName }
    }

    private func resealBatch(
        of column: SealedColumn, after cursor: [String], under name: String, in db: any Connection
    ) throws -> (Int, [String]?) {
        let keys = try desk.vault.reload(organisation, in: db)
        let rows = try db.rows(
            """
            SELECT \(column.keyColumns), \(column.name) AS sealed FROM \(column.source(organisation, notUnder: name))
                AND (\(column.keyColumns)) > \(cursor) ORDER BY \(column.keyColumns) LIMIT \(KeyChange.batch)
            """)
        var last: [String]?
        for row in rows {
            let place = try column.key.map { try row.get($0, as: String.self) }
            last = place
            let text: String = try row.get("sealed")
            guard let old = Sealed(text) else { continue }
            let context = column.context(place)
            let fresh = try keys.seal(try keys.open(old, context: context), context: context)
            // Whoever wrote a new value meanwhile wins.
            try db.run(
                """
                UPDATE \(column.tableName) SET \(column.name) = \(fresh) WHERE organisation_id = \(organisation)
                    AND (\(column.keyColumns)) = \(place) AND \(column.name) = \(text)
                """)
        }
        return (rows.count, last)
    }
}

extension SealedColumn {
    fileprivate var tableName: SQL { SQL(raw: table) }
    fileprivate var name: SQL { SQL(raw: column) }
    fileprivate var keyColumns: SQL { SQL(raw: key.joined(separator: ", ")) }

    /// The table with the condition that a value lies under another key than the one named.
    fileprivate func source(_ organisation: ID<Organisation>, notUnder name: String) -> SQL {
        """
        \(tableName) WHERE organisation_id = \(organisation) AND \(self.name) LIKE 'v1.%'
            AND \(self.name) NOT LIKE \("v1.\(name).%")
        """
    }
}
