import Storage

/// The mark one transaction leaves with its commit (提交标记). Whoever lost the connection in the middle of a commit
/// looks whether the mark is there.
struct CommitMark: Sendable, Hashable {
    let id: String
    /// What carries the commit out.
    let backend: Backend?

    /// Written with the commit. A transaction that wrote nothing leaves none; nothing is read, so that marks never
    /// make two serialisable transactions conflict.
    var note: String {
        "INSERT INTO \(CommitMarks.table) (id) SELECT '\(id)' WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
    }
}

/// The marks of one connection's commits.
struct CommitMarks {
    /// The engine's own table, made with the ledger of migrations.
    static let table = "commit_marks"
    static let ledger = """
        CREATE TABLE IF NOT EXISTS \(table) (
            id TEXT PRIMARY KEY,
            is_fence BOOLEAN NOT NULL DEFAULT FALSE,
            made_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
        )
        """
    /// A connection that takes so many commits tidies up once.
    private static let tidyEvery = 1000

    let session: String
    private(set) var serial = 0

    init(session: String) { self.session = session }

    mutating func next(on backend: Backend?) -> CommitMark {
        serial += 1
        return CommitMark(id: "\(session)-\(serial)", backend: backend)
    }

    var isTidyDue: Bool { serial % CommitMarks.tidyEvery == 0 }
}

extension Session {
    /// The mark of the transaction that has just begun; `nil` while the store has no table for marks.
    func nextMark() throws(Refusal) -> CommitMark? {
        if marks == nil {
            let name = try answer(
                "SELECT gen_random_uuid()::text WHERE to_regclass('\(CommitMarks.table)') IS NOT NULL")
            guard let name else { return nil }
            marks = CommitMarks(session: name)
        }
        return marks?.next(on: backend)
    }

    /// Whether the transaction that left `mark` was committed. What has not been by now never will be: a fence of the
    /// same name stands in its way, and a commit that is still on its way is waited for.
    func settle(_ mark: CommitMark) throws(Refusal) -> Bool {
        let fence = """
            INSERT INTO \(CommitMarks.table) AS mark (id, is_fence) VALUES ('\(mark.id)', TRUE)
            ON CONFLICT (id) DO UPDATE SET is_fence = mark.is_fence RETURNING is_fence
            """
        do throws(Refusal) {
            try connect()
            return try answer(fence) == "f"
        } catch {
            // The connection may have been lost while it lay idle.
            disconnect()
        }
        try connect()
        return try answer(fence) == "f"
    }

    /// Forgets marks nobody can ask for any more. Outside transactions, so it conflicts with none.
    func tidyMarks() {
        guard let marks, marks.isTidyDue else { return }
        // What is left lying is taken along the next time.
        try? exec("DELETE FROM \(CommitMarks.table) WHERE made_at < clock_timestamp() - interval '1 hour'")
    }
}
