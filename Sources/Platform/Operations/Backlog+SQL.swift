import Kernel
import Storage

/// What waits in the store (积压): read by index, never by walking the archive.
package struct Backlog: Sendable {
    package let outboxWaiting: Int
    package let outboxDead: Int
    package let clocksDue: Int
    /// Since when the longest waiting clock wants attention.
    package let oldestAttentionAt: Instant?
    package let lastBackupAt: Instant?
    package let lastCheckpointAt: Instant?

    package static func read(in db: any Connection) throws -> Backlog {
        Backlog(
            outboxWaiting: try db.count(
                "SELECT count(*) AS n FROM outbox_messages WHERE done_at IS NULL AND failed_at IS NULL"),
            outboxDead: try db.count("SELECT count(*) AS n FROM outbox_messages WHERE failed_at IS NOT NULL"),
            clocksDue: try db.count(
                "SELECT count(*) AS n FROM clocks WHERE next_attention_at <= \(db.now)"),
            oldestAttentionAt: try db.one(
                "SELECT min(next_attention_at) AS at FROM clocks WHERE next_attention_at <= \(db.now)"
            ).get("at", as: Instant?.self),
            lastBackupAt: try db.one(
                "SELECT max(began_at) AS at FROM backup_records WHERE kind = 'backup' AND result = 'whole'"
            ).get("at", as: Instant?.self),
            lastCheckpointAt: try db.one("SELECT max(made_at) AS at FROM checkpoints").get("at", as: Instant?.self))
    }
}
