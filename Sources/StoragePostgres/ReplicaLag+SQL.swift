import Storage

/// How far a replica is behind (复制延迟), as the replica itself knows it.
enum ReplicaLag {
    struct TooLong: Error {}

    /// Zero where all that was received is applied and more may come at any moment: an idle primary sends nothing. A
    /// replica that hears from nobody is as old as what it applied last.
    static func milliseconds(in db: any Connection) throws -> Int64 {
        try db.one(
            """
            SELECT CASE
                WHEN NOT pg_is_in_recovery() THEN 0
                WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
                    AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver) THEN 0
                ELSE coalesce(
                    (extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::bigint,
                    9223372036854775807)
            END AS n
            """
        ).get("n")
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
