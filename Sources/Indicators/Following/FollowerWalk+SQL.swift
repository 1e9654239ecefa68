import Kernel
import Platform
import Storage

/// A page of the walk through all records of a kind (核对), round and round: it finds what no event told, such as duties
/// that fell due, records of before there were indicators, what was taken out of the figures, and what rules made anew.
struct FollowerWalk: Sendable {
    let kind: ObservedKind
    let stale: [ObservedSubject]
    /// The end was reached, and the next page is the first again.
    let isWhole: Bool
    private let from: String
    private let to: String
    private let at: Instant

    static let size = 200
    /// Duties are walked by when they fall due; of those of the last weeks each is looked at again and again.
    private static let dutyDays = 35

    init(_ kind: ObservedKind, _ context: ObservingContext, in db: any Connection) throws {
        self.kind = kind
        at = db.now
        let organisation = context.organisation
        from =
            try db.first(
                """
                SELECT walked_to FROM indicator_walks
                WHERE organisation_id = \(organisation) AND subject_kind = \(kind)
                """)?.get("walked_to") ?? ""
        let (ids, last) = try FollowerWalk.page(kind, after: from, of: organisation, in: db)
        isWhole = ids.count < FollowerWalk.size
        to = isWhole ? FollowerWalk.restart(kind, at: db.now) : last
        var found = try FollowerWalk.stale(ids, kind, context, in: db)
        if kind != .duty {
            found += try FollowerWalk.gone(ids, from: from, to: isWhole ? nil : last, kind, organisation, in: db)
        }
        if kind == .case { found += try FollowerWalk.hidden(organisation, in: db) }
        stale = found
    }

    func save(of organisation: ID<Organisation>, in db: any Connection) throws {
        let whole: Instant? = isWhole ? at : nil
        try db.send(
            """
            INSERT INTO indicator_walks (organisation_id, subject_kind, walked_to, walked_at, whole_at)
            VALUES (\(organisation), \(kind), \(to), \(at), \(whole))
            ON CONFLICT (organisation_id, subject_kind) DO UPDATE SET walked_to = excluded.walked_to,
                walked_at = excluded.walked_at, whole_at = coalesce(excluded.whole_at, indicator_walks.whole_at)
            """)
    }

    /// Whether every record was looked at since there are indicators.
    static func isWhole(_ organisation: ID<Organisation>, in db: any Connection) throws -> Bool {
        try db.count(
            """
            SELECT count(*) AS n FROM indicator_walks
            WHERE organisation_id = \(organisation) AND whole_at IS NOT NULL
            """) == ObservedKind.allCases.count
    }

    /// The kinds of records to walk through next: all of which not every record was looked at, else the one whose turn
    /// it is, so that a round of a quiet house costs little.
    static func turn(of organisation: ID<Organisation>, in db: any Connection) throws -> [ObservedKind] {
        let rows = try db.rows(
            """
            SELECT subject_kind FROM indicator_walks
            WHERE organisation_id = \(organisation) AND whole_at IS NOT NULL ORDER BY walked_at, subject_kind
            """)
        let whole: [ObservedKind] = try rows.map { try $0.get("subject_kind") }
        let open = ObservedKind.allCases.filter { !whole.contains($0) }
        return open.isEmpty ? Array(whole.prefix(1)) : open
    }

    /// Records that wait for a moment that has come.
    static func due(
        of organisation: ID<Organisation>, limit: Int, in db: any Connection
    ) throws -> [ObservedSubject] {
        try db.rows(
            """
            SELECT subject_kind, subject_id FROM indicator_subjects
            WHERE organisation_id = \(organisation) AND renew_at IS NOT NULL AND renew_at <= \(db.now)
            ORDER BY renew_at LIMIT \(limit)
            """
        ).map { ObservedSubject(try $0.get("subject_kind"), try $0.get("subject_id")) }
    }

    private static func page(
        _ kind: ObservedKind, after: String, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> (ids: [String], last: String) {
        func page(_ table: SQL, _ key: SQL = "id") throws -> (ids: [String], last: String) {
            let ids: [String] = try db.rows(
                """
                SELECT \(key) AS id FROM \(table) WHERE organisation_id = \(organisation) AND \(key) > \(after)
                ORDER BY \(key) LIMIT \(size)
                """
            ).map { try $0.get("id") }
            return (ids, ids.last ?? after)
        }
        switch kind {
        case .case: return try page("case_figures", "case_id")
        case .person: return try page("persons")
        case .action: return try page("improvement_actions")
        case .suggestion: return try page("suggestion_reviews", "case_id")
        case .survey: return try page("surveys")
        case .inspection: return try page("inspections")
        case .volume: return try page("indicator_volumes")
        case .training: return try page("training_sessions")
        case .trainingRecord: return try page("training_records")
        case .duty:
            let parts = after.split(separator: ".", maxSplits: 1).map(String.init)
            let moment = Instant(milliseconds: parts.first.flatMap { Int64($0) } ?? 0)
            let rows = try db.rows(
                """
                SELECT id, due_at FROM duties WHERE organisation_id = \(organisation) AND due_at <= \(db.now)
                    AND (due_at, id) > (\(moment), \(parts.count > 1 ? parts[1] : "")) ORDER BY due_at, id LIMIT \(size)
                """)
            let last = try rows.last.map { row in
                "\(try row.get("due_at", as: Instant.self).milliseconds).\(try row.get("id", as: String.self))"
            }
            return (try rows.map { try $0.get("id") }, last ?? after)
        }
    }

    private static func restart(_ kind: ObservedKind, at now: Instant) -> String {
        kind == .duty ? "\(now.advanced(byHours: -24 * dutyDays).milliseconds)." : ""
    }

    /// Those never looked at, not since their last event, or under other rules.
    private static func stale(
        _ ids: [String], _ kind: ObservedKind, _ context: ObservingContext, in db: any Connection
    ) throws -> [ObservedSubject] {
        let generation = context.generation(of: kind)
        let fresh = try db.rows(
            """
            SELECT s.subject_id FROM indicator_subjects s
                LEFT JOIN event_heads h ON h.subject_kind = s.subject_kind AND h.subject_id = s.subject_id
            WHERE s.subject_kind = \(kind) AND s.subject_id IN \(ids) AND s.generation = \(generation)
                AND s.sequence = coalesce(h.sequence, 0)
            """
        ).map { try $0.get("subject_id", as: String.self) }
        let known = Set(fresh)
        return ids.filter { !known.contains($0) }.map { ObservedSubject(kind, $0) }
    }

    /// Those of the page's stretch that were counted and are no longer there.
    private static func gone(
        _ ids: [String], from: String, to: String?, _ kind: ObservedKind, _ organisation: ID<Organisation>,
        in db: any Connection
    ) throws -> [ObservedSubject] {
        let end: SQL = to.map { " AND subject_id <= \($0)" } ?? ""
        let here = Set(ids)
        return try db.rows(
            """
            SELECT DISTINCT subject_id FROM indicator_observations
            WHERE organisation_id = \(organisation) AND subject_kind = \(kind) AND subject_id > \(from)\(end)
            ORDER BY subject_id LIMIT \(2 * size)
            """
        ).map { try $0.get("subject_id", as: String.self) }.filter { !here.contains($0) }
            .map { ObservedSubject(kind, $0) }
    }

    /// Cases that count in nothing since somebody said where they come from, which no event of theirs tells.
    private static func hidden(_ organisation: ID<Organisation>, in db: any Connection) throws -> [ObservedSubject] {
        try db.rows(
            """
            SELECT h.case_id FROM hidden_cases h WHERE h.organisation_id = \(organisation)
                AND EXISTS (SELECT 1 FROM indicator_observations o
                    WHERE o.subject_kind = 'case' AND o.subject_id = h.case_id)
            ORDER BY h.case_id LIMIT \(size)
            """
        ).map { ObservedSubject(.case, try $0.get("case_id")) }
    }
}
