extension Migration {
    /// A fingerprint that tells an edited file from the one that was applied (FNV-1a over the text, 64 bits). It guards
    /// against a slip, not against an attacker.
    package var checksum: String {
        let prime: UInt64 = 0x0000_0100_0000_01B3
        let hash = sql.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* prime }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The table in which both engines remember what was applied.
    package static let ledger = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            name TEXT PRIMARY KEY,
            checksum TEXT NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """

    /// Which of `migrations` are still to be applied, in their order, when `applied` maps name to checksum.
    /// Throws `StorageError.migration` when one was edited, or when the store knows one that the program does not.
    package static func pending(_ migrations: [Migration], applied: [String: String]) throws -> [Migration] {
        let names = Set(migrations.map(\.name))
        guard names.count == migrations.count else {
            throw StorageError.migration("Two migrations have the same name; give one the next free number.")
        }
        if let unknown = applied.keys.filter({ !names.contains($0) }).min() {
            throw StorageError.migration(
                "The store has the migration \(unknown), which this program does not know. "
                    + "Start the newer program that applied it, or restore the backup made before it.")
        }
        if let edited = migrations.first(where: { applied[$0.name] ?? $0.checksum != $0.checksum }) {
            throw StorageError.migration(
                "The migration \(edited.name) was edited after it had been applied. "
                    + "Put the file back as it was and write the change as a new migration.")
        }
        return migrations.filter { applied[$0.name] == nil }
    }
}
