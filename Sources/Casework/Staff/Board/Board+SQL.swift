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

    /// Counts of open cases the reader may open. Those they may all open are counted in an index, and those about them
    /// are taken away; only where they may open some is each one looked at.
    static func counts(_ times: BoardTimes, _ reader: CaseReader, in db: any Connection) throws -> [BoardCount] {
        let open: SQL = "c.organisation_id = \(reader.actor.organisationID) AND c.is_open = 1"
        var tally = BoardTally(times)
        let bands: [(restriction: SQL, isAll: Bool)] = [
            ("c.restricted = 0", reader.readsUnrestricted), ("c.restricted = 1", reader.readsRestricted),
        ]
        for (restriction, isAll) in bands {
            let band = open + " AND " + restriction
            guard isAll else {
                try tally.add("cases c WHERE \(band) AND \(reader.readableCases)", in: db)
                continue
            }
            try tally.add("cases c WHERE \(band)", in: db)
            // Not a plain join: an engine might walk all open cases to look for the few.
            try tally.remove(
                """
                \(reader.openCasesNaming) AS naming CROSS JOIN cases c
                WHERE c.id = naming.case_id AND \(band) AND (\(reader.named))
                """, in: db)
        }
        return tally.counts
    }
}

/// Numbers of cases by state, level and clock, gathered from several queries.
private struct BoardTally {
    private struct Field: Hashable {
        let state: CaseState
        let level: Int
        let clock: BoardClock
    }

    private let times: BoardTimes
    private var numbers: [Field: Int] = [:]

    init(_ times: BoardTimes) { self.times = times }

    var counts: [BoardCount] {
        numbers.compactMap { field, number in
            number == 0 ? nil : BoardCount(state: field.state, level: field.level, clock: field.clock, number: number)
        }
    }

    mutating func add(_ source: SQL, in db: any Connection) throws { try gather(source, sign: 1, in: db) }
    mutating func remove(_ source: SQL, in db: any Connection) throws { try gather(source, sign: -1, in: db) }

    /// One row of each state and level, so that an index in that order answers without sorting.
    private mutating func gather(_ source: SQL, sign: Int, in db: any Connection) throws {
        func before(_ moment: Instant) -> SQL { "count(CASE WHEN c.next_due_at < \(moment) THEN 1 END)" }
        let rows = try db.rows(
            """
            SELECT c.state, c.level, \(before(times.now)) AS late, \(before(times.tomorrow)) AS today,
                \(before(times.afterSoon)) AS soon, \(before(Case.noDue)) AS later, count(*) AS none
            FROM \(source) GROUP BY c.state, c.level
            """)
        for row in rows {
            guard let state = CaseState(rawValue: try row.get("state")) else { continue }
            let level: Int? = try row.get("level")
            var counted = 0
            for clock in BoardClock.allCases {
                let until: Int = try row.get(clock.rawValue)
                numbers[Field(state: state, level: level ?? 0, clock: clock), default: 0] += sign * (until - counted)
                counted = until
            }
        }
    }
}

extension BoardFilter {
    func place(_ times: BoardTimes) -> CaseList.Place {
        .board(state: state, level: level, due: clock.map { times.span(of: $0) }.map { $0.from..<$0.until })
    }
}
