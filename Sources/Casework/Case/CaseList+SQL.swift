import Kernel
import Platform
import Storage

/// One line of a list of cases (个案列表行): what can be told without opening the case.
package struct CaseLine: Sendable, Hashable {
    package let id: ID<Case>
    package let number: String
    package let kind: CaseKind
    package let state: CaseState
    package let level: ResponseLevel?
    package let isLevelConfirmed: Bool
    package let isRestricted: Bool
    package let isEscalated: Bool
    package let receivedAt: Instant
    /// The earliest due moment of its open clocks; far away when none runs.
    package let nextDueAt: Instant
    package let nextDueKind: String?
    package let holderID: String
    package let handler: ID<Staff>?
    fileprivate let kept: KeptCase
    /// The case itself, for lists that show more of it. Its words go through `gist` and `beside`.
    package var opened: Case { kept.value }
}

/// A page of a list, and where the next one begins; `nil` on the last page.
package struct CaseLines: Sendable, Hashable {
    package let lines: [CaseLine]
    package let next: MomentCursor<Case>?
}

/// Who reads a list (列表读者), looked up once for a request. What they may not open never comes into it.
package struct CaseReader: Sendable, Hashable {
    package let actor: Actor
    package let standing: Standing

    package static func of(_ actor: Actor, in db: any Connection) throws -> CaseReader {
        CaseReader(actor: actor, standing: try Standing.of(actor, in: db))
    }

    /// Whether the reader may open the case: by role or relation, and never when they are complained about.
    package func mayRead(_ subject: Case) -> Bool {
        CaseworkRights.allows(subject.readingAction, actor, as: subject.relations(of: standing))
    }

    /// The steps the reader may lawfully take with the case now.
    package func lawfulSteps(for subject: Case) -> [CaseAction] {
        subject.lawfulSteps(for: actor, as: subject.relations(of: standing))
    }
}

/// What narrows the register (登记簿筛选).
package struct CaseFilter: Sendable, Hashable {
    package var kind: CaseKind?
    package var state: CaseState?
    package var level: ResponseLevel?
    package var from: Instant?
    package var until: Instant?
    package var person: String?
    package var isOpen: Bool?

    package init() {}
}

/// Lists of cases. Each is read by an index made for it and is at most a page long, whatever the archive holds.
/// Cases the reader may not open are passed over, so a page may be shorter than its limit and yet not the last.
package enum CaseList {
    package static let pageSize = 50
    /// So many times a page is filled up before it is given short.
    private static let maximumRounds = 4
    private static let columns: SQL = """
        c.id, c.number, c.kind, c.state, c.level, c.level_confirmed, c.restricted, c.escalated, c.received_at,
        c.next_due_at, c.next_due_kind, c.holder_id, c.handler_id, c.document
        """

    /// Where the open cases of a list by due time lie.
    package enum Place: Sendable, Hashable {
        /// On the desks of employees or groups.
        case held([String])
        /// Offered to an employee and not yet taken.
        case offered(ID<Staff>)
        /// First received by an employee and now on another's desk (S4-30).
        case receivedBy(ID<Staff>)
        /// Anywhere, narrowed by state, level (0 for none) and when they fall due.
        case board(state: CaseState?, level: Int?, due: Range<Instant>?)
        /// On the desks of groups, narrowed by kind and level.
        case narrowed([String], kind: CaseKind?, level: ResponseLevel?)

        /// All stretches as one condition, for counting.
        var condition: SQL {
            conditions.dropFirst().reduce(conditions.first ?? "1 = 0") { "(" + $0 + " OR " + $1 + ")" }
        }

        /// One for each stretch of an index; a case meets at most one of them.
        fileprivate var conditions: [SQL] {
            switch self {
            case .held(let holders): Set(holders).sorted().map { "c.holder_id = \($0)" }
            case .offered(let staff): ["c.offered_to_id = \(staff)"]
            case .receivedBy(let staff): ["c.first_receiver_id = \(staff) AND c.holder_id <> \(staff.text)"]
            case .board(let state, let level, let due): [Place.board(state, level, due)]
            case .narrowed(let holders, let kind, let level):
                Set(holders).sorted().map { holder in
                    Place.and(
                        "c.holder_id = \(holder)",
                        [kind.map { "c.kind = \($0.rawValue)" }, level.map { "c.level = \($0.rawValue)" }])
                }
            }
        }

        private static func board(_ state: CaseState?, _ level: Int?, _ due: Range<Instant>?) -> SQL {
            and(
                "c.is_open = 1",
                [
                    state.map { "c.state = \($0.rawValue)" },
                    level.map { $0 == 0 ? "c.level IS NULL" : "c.level = \($0)" },
                    due.map { "c.next_due_at >= \($0.lowerBound) AND c.next_due_at < \($0.upperBound)" },
                ])
        }

        private static func and(_ first: SQL, _ others: [SQL?]) -> SQL {
            others.compactMap { $0 }.reduce(first) { $0 + " AND " + $1 }
        }
    }

    /// Open cases of a desk, what expires next first.
    package static func open(
        _ place: Place, after cursor: MomentCursor<Case>? = nil, limit: Int = pageSize, reader: CaseReader,
        at desk: Desk, in db: any Connection
    ) throws -> CaseLines {
        try page(cursor, limit, by: \.nextDueAt, reader, desk, db) { openQuery(place, $0, $1, reader.actor) }
    }

    /// A count as it is shown: `500+` from where counting stops.
    package static func told(_ count: Int) -> String { count < countLimit ? "\(count)" : "\(countLimit)+" }

    /// Where the counting of a desk stops: nobody looks through more, and counting all would grow with them.
    package static let countLimit = 500

    /// How many open cases of a desk there are, or fall due between two moments, at most `countLimit` from each
    /// holder's. Counts in the index alone.
    package static func count(
        _ place: Place, due: Range<Instant>? = nil, actor: Actor, in db: any Connection
    ) throws -> Int {
        var conditions: SQL = "c.organisation_id = \(actor.organisationID) AND c.is_open = 1"
        if let due {
            conditions = conditions + " AND c.next_due_at >= \(due.lowerBound) AND c.next_due_at < \(due.upperBound)"
        }
        return try place.conditions.reduce(0) { sum, place in
            try sum
                + db.count(
                    """
                    SELECT count(*) AS n FROM (SELECT 1 FROM cases c
                        WHERE \(conditions) AND \(place) AND \(notNamed(actor)) LIMIT \(countLimit)) AS counted
                    """)
        }
    }

    /// Open cases in one of the states for which `keep` holds, the longest waiting first: approvals, confirmations.
    package static func inState(
        _ states: [CaseState], after cursor: MomentCursor<Case>? = nil, limit: Int = pageSize, reader: CaseReader,
        at desk: Desk, in db: any Connection, keep: (Case) -> Bool
    ) throws -> CaseLines {
        try page(cursor, limit, by: \.receivedAt, reader, desk, db, keep: { keep($0.value) }) { cursor, limit in
            stateQuery(states, cursor, limit, reader.actor)
        }
    }

    /// The register (登记簿): newest first. `restricted` lets restricted cases in; those in which the reader is named
    /// never come.
    package static func register(
        _ filter: CaseFilter, restricted: Bool, after cursor: MomentCursor<Case>?, limit: Int = pageSize,
        reader: CaseReader,
        at desk: Desk, in db: any Connection
    ) throws -> CaseLines {
        try page(cursor, limit, by: \.receivedAt, reader, desk, db) { cursor, limit in
            registerQuery(filter, restricted: restricted, cursor, limit, reader.actor)
        }
    }

    /// What a complainant is found by: the codes of a value, any of them.
    package enum ComplainantIndex: Sendable, Hashable {
        case phone([String])
        case phoneEnding([String])
        case name([String])

        fileprivate var condition: SQL {
            switch self {
            case .phone(let codes): "c.complainant_phone_index IN \(codes)"
            case .phoneEnding(let codes): "c.complainant_phone_ending_index IN \(codes)"
            case .name(let codes): "c.complainant_name_index IN \(codes)"
            }
        }
    }

    /// Cases of a complainant, newest first; only those of which the reader may know who complained.
    package static func ofComplainant(
        _ index: ComplainantIndex, after cursor: MomentCursor<Case>? = nil, limit: Int = pageSize, reader: CaseReader,
        at desk: Desk, in db: any Connection, keep: (Case) -> Bool = { _ in true }
    ) throws -> CaseLines {
        try page(
            cursor, limit, by: \.receivedAt, reader, desk, db,
            keep: { $0.value.complainant(seenBy: reader.standing) != nil && keep($0.value) }
        ) { cursor, limit in
            complainantQuery(index, cursor, limit, reader.actor)
        }
    }

    /// Cases by their ids; unknown ones, and those the reader may not open, are left out.
    package static func list(
        _ ids: [ID<Case>], reader: CaseReader, at desk: Desk, in db: any Connection
    ) throws -> [CaseLine] {
        try lines(listQuery(ids, reader.actor), reader.actor, desk, db).filter { reader.mayRead($0.kept.value) }
    }

    /// The organisation is joined to an empty text, so that SQLite does not walk an index of all its cases for it.
    static func listQuery(_ ids: [ID<Case>], _ actor: Actor) -> SQL {
        """
        SELECT \(columns) FROM cases c WHERE c.id IN \(ids) AND c.organisation_id || '' = \(actor.organisationID)
        """
    }

    static func openQuery(_ place: Place, _ cursor: MomentCursor<Case>?, _ limit: Int, _ actor: Actor) -> SQL {
        var conditions: SQL = "c.organisation_id = \(actor.organisationID) AND c.is_open = 1"
        if let cursor { conditions = conditions + " AND (c.next_due_at, c.id) > (\(cursor.at), \(cursor.id))" }
        let lists = place.conditions.map { place -> SQL in
            """
            SELECT \(columns) FROM cases c WHERE \(conditions) AND \(place) AND \(notNamed(actor))
            ORDER BY c.next_due_at, c.id LIMIT \(limit)
            """
        }
        return merged(lists, by: "next_due_at", limit)
    }

    static func stateQuery(_ states: [CaseState], _ cursor: MomentCursor<Case>?, _ limit: Int, _ actor: Actor) -> SQL {
        var conditions: SQL = "c.organisation_id = \(actor.organisationID) AND c.is_open = 1"
        if let cursor { conditions = conditions + " AND (c.received_at, c.id) > (\(cursor.at), \(cursor.id))" }
        let lists = states.map { state -> SQL in
            """
            SELECT \(columns) FROM cases c WHERE \(conditions) AND c.state = \(state.rawValue) AND \(notNamed(actor))
            ORDER BY c.received_at, c.id LIMIT \(limit)
            """
        }
        return merged(lists, by: "received_at", limit)
    }

    /// Several lists as one. Each is read in the order of its own index and only as far as the page needs: asked for
    /// at once, an engine may walk all open cases to find the few of rare states.
    private static func merged(_ lists: [SQL], by moment: SQL, _ limit: Int) -> SQL {
        guard let first = lists.first, lists.count > 1 else { return lists.first ?? "SELECT 1 WHERE 1 = 0" }
        let all = lists.dropFirst().reduce("SELECT * FROM (\(first)) AS list" as SQL) { sum, list in
            sum + " UNION ALL SELECT * FROM (\(list)) AS list"
        }
        return "SELECT * FROM (\(all)) AS page ORDER BY \(moment), id LIMIT \(limit)"
    }

    /// Literal 0 and 1 let the engine see that an index of open cases is enough.
    static func registerQuery(
        _ filter: CaseFilter, restricted: Bool, _ cursor: MomentCursor<Case>?, _ limit: Int, _ actor: Actor
    ) -> SQL {
        var conditions: SQL = "c.organisation_id = \(actor.organisationID)"
        if let kind = filter.kind { conditions = conditions + " AND c.kind = \(kind.rawValue)" }
        if let state = filter.state { conditions = conditions + " AND c.state = \(state.rawValue)" }
        if let level = filter.level { conditions = conditions + " AND c.level = \(level.rawValue)" }
        if filter.isOpen ?? filter.state?.isOpen == true { conditions = conditions + " AND c.is_open = 1" }
        if filter.isOpen == false { conditions = conditions + " AND c.is_open = 0" }
        if let from = filter.from { conditions = conditions + " AND c.received_at >= \(from)" }
        if let until = filter.until { conditions = conditions + " AND c.received_at < \(until)" }
        if let person = filter.person { conditions = conditions + " AND c.person_id = \(person)" }
        if !restricted { conditions = conditions + " AND c.restricted = 0" }
        return newestFirst(conditions, isFew: filter.person != nil, cursor, limit, actor)
    }

    static func complainantQuery(
        _ index: ComplainantIndex, _ cursor: MomentCursor<Case>?, _ limit: Int, _ actor: Actor
    ) -> SQL {
        newestFirst(
            "c.organisation_id = \(actor.organisationID) AND " + index.condition, isFew: true, cursor, limit, actor)
    }

    /// `isFew` says that what the conditions leave is sorted at once: SQLite would else walk all cases in the order
    /// asked for to find those of one person.
    private static func newestFirst(
        _ conditions: SQL, isFew: Bool, _ cursor: MomentCursor<Case>?, _ limit: Int, _ actor: Actor
    ) -> SQL {
        var rest: SQL = ""
        if let cursor { rest = " AND (c.received_at, c.id) < (\(cursor.at), \(cursor.id))" }
        return """
            SELECT \(columns) FROM cases c WHERE \(conditions)\(rest) AND \(notNamed(actor))
            ORDER BY c.received_at\(isFew ? " + 0" : "" as SQL) DESC, c.id DESC LIMIT \(limit)
            """
    }

    private static func notNamed(_ actor: Actor) -> SQL {
        "NOT EXISTS (SELECT 1 FROM case_named_staff n WHERE n.case_id = c.id AND n.staff_id = \(actor.staffID))"
    }

    /// Fills a page with what the reader may open. Its cursor is the last row looked at, so no row is met twice.
    private static func page(
        _ start: MomentCursor<Case>?, _ limit: Int, by moment: (CaseLine) -> Instant, _ reader: CaseReader,
        _ desk: Desk, _ db: any Connection, keep: (KeptCase) -> Bool = { _ in true },
        query: (MomentCursor<Case>?, Int) -> SQL
    ) throws -> CaseLines {
        var kept: [CaseLine] = []
        var cursor = start
        for _ in 0..<maximumRounds {
            let wanted = limit - kept.count
            let found = try lines(query(cursor, wanted + 1), reader.actor, desk, db)
            for line in found.prefix(wanted) {
                cursor = MomentCursor<Case>(at: moment(line), id: line.id)
                if reader.mayRead(line.kept.value), keep(line.kept) { kept.append(line) }
            }
            if found.count <= wanted { return CaseLines(lines: kept, next: nil) }
            if kept.count == limit { break }
        }
        return CaseLines(lines: kept, next: cursor)
    }

    private static func lines(
        _ sql: SQL, _ actor: Actor, _ desk: Desk, _ db: any Connection
    ) throws -> [CaseLine] {
        try db.rows(sql).map { row in
            try CaseLine(try Case.kept(row, of: actor.organisationID, at: desk, in: db), row)
        }
    }
}

extension CaseLine {
    /// Reads the case where it is kept: copying it would cost more than all else about a line.
    fileprivate init(_ kept: KeptCase, _ row: Row) throws {
        self.init(
            id: kept.value.id, number: kept.value.number.description, kind: kept.value.kind, state: kept.value.state,
            level: kept.value.level.current, isLevelConfirmed: kept.value.level.confirmed != nil,
            isRestricted: kept.value.isRestricted, isEscalated: kept.value.timing.isEscalated,
            receivedAt: kept.value.firstReceivedAt, nextDueAt: try row.get("next_due_at"),
            nextDueKind: try row.get("next_due_kind"), holderID: try row.get("holder_id"),
            handler: kept.value.handler, kept: kept)
    }
}

extension CaseList {
    /// Open cases that wait for the coordinator to say whose they are, the longest waiting first, a page at most.
    package static func disputed(reader: CaseReader, at desk: Desk, in db: any Connection) throws -> [CaseLine] {
        let ids: [ID<Case>] = try db.rows(
            """
            SELECT id FROM cases WHERE organisation_id = \(reader.actor.organisationID)
                AND disputed_since_at IS NOT NULL AND is_open = 1
            ORDER BY disputed_since_at, id LIMIT \(pageSize)
            """
        ).map { try $0.get("id") }
        let lines = try list(ids, reader: reader, at: desk, in: db)
        return ids.compactMap { id in lines.first { $0.id == id } }
    }
}
