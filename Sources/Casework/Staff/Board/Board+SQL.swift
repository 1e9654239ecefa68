import Kernel
import Platform
import Storage

extension Board {
    static func load(
        _ filter: BoardFilter, after cursor: MomentCursor<Case>?, reader: CaseReader, zone: Zone, at desk: Desk,
        in db: any Connection
    ) throws -> Board {
        let times = BoardTimes(now: db.now, zone: zone)
        return Board(
            filter: filter, counts: try counts(times, reader, in: db),
            lines: try CaseList.open(
                filter.place(times), after: cursor, reader: reader, at: desk, in: db))
    }

    /// What changes when the board does: the counts, and of the first page which cases stand there in which version.
    static func mark(
        _ filter: BoardFilter, reader: CaseReader, zone: Zone, in db: any Connection
    ) throws -> String {
        let times = BoardTimes(now: db.now, zone: zone)
        let counts = try counts(times, reader, in: db).map {
            "\($0.state.rawValue)|\($0.level)|\($0.clock.rawValue)|\($0.number)"
        }
        let lines = try db.rows(
            """
            SELECT c.id, c.version FROM cases c
            WHERE c.organisation_id = \(reader.actor.organisationID) AND c.is_open = 1
                AND \(filter.place(times).condition) AND \(reader.readableCases)
            ORDER BY c.next_due_at, c.id LIMIT \(CaseList.pageSize)
            """
        ).map { try "\($0.get("id", as: String.self))|\($0.get("version", as: Int.self))" }
        let text = (counts.sorted() + lines).joined(separator: "\n")
        return String(ContentDigest(of: Array(text.utf8)).text.prefix(16))
    }

    /// Counts of open cases the reader may open, by an index of open cases alone.
    static func counts(_ times: BoardTimes, _ reader: CaseReader, in db: any Connection) throws -> [BoardCount] {
        try db.rows(
            """
            SELECT state, level, clock, count(*) AS n FROM (
                SELECT c.state, coalesce(c.level, 0) AS level,
                    CASE WHEN c.next_due_at < \(times.now) THEN 'late' WHEN c.next_due_at < \(times.tomorrow) THEN 'today'
                        WHEN c.next_due_at < \(times.afterSoon) THEN 'soon'
                        WHEN c.next_due_at < \(Case.noDue) THEN 'later' ELSE 'none' END AS clock
                FROM cases c WHERE c.organisation_id = \(reader.actor.organisationID) AND c.is_open = 1
                    AND \(reader.readableCases)
            ) AS open_cases GROUP BY state, level, clock
            """
        ).compactMap { row in
            guard let state = CaseState(rawValue: try row.get("state")),
                let clock = BoardClock(rawValue: try row.get("clock"))
            else { return nil }
            return BoardCount(state: state, level: try row.get("level"), clock: clock, number: try row.get("n"))
        }
    }
}

extension BoardFilter {
    func place(_ times: BoardTimes) -> CaseList.Place {
        .board(state: state, level: level, due: clock.map { times.span(of: $0) }.map { $0.from..<$0.until })
    }
}
