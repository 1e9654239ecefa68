import Deadlines
import Foundation
import Kernel
import Platform
import Storage

extension CaseFigure {
    package static func first(of id: ID<Case>, in db: any Connection) throws -> CaseFigure? {
        try db.first("SELECT figure FROM case_figures WHERE case_id = \(id)").map(CaseFigure.init)
    }

    /// So many rows are in memory at once.
    static let pageSize = 500

    /// Counts every case of the periods, each read once however many of the periods hold it.
    static func count(
        into tallies: inout [SlicesTally], of organisation: ID<Organisation>, in db: any Connection
    ) throws {
        for moments in merged(tallies.map(\.moments)) {
            try walk(moments, of: organisation, in: db) { row in
                for place in tallies.indices where tallies[place].moments.contains(row.receivedAt) {
                    tallies[place].add(row)
                }
                return true
            }
        }
        for moments in merged(tallies.map(\.moments)) {
            try walk(moments, by: .judgement, of: organisation, in: db) { row in
                guard let judgedAt = row.judgedAt else { return true }
                for place in tallies.indices where tallies[place].moments.contains(judgedAt) {
                    tallies[place].addJudged(row)
                }
                return true
            }
        }
    }

    /// By which moment cases are walked through, each by an index of its own.
    enum Walk {
        case receipt
        /// When it became known whether the case stayed closed (S4-6).
        case judgement

        fileprivate var column: SQL {
            switch self {
            case .receipt: "received_at"
            case .judgement: "judged_at"
            }
        }
    }

    /// Goes through the cases of those moments, a page at a time, until `body` wants no more; never the archive.
    static func walk(
        _ moments: Range<Instant>, by walk: Walk = .receipt, newestFirst: Bool = false,
        of organisation: ID<Organisation>, in db: any Connection, _ body: (CaseFigure) throws -> Bool
    ) throws {
        let column = walk.column
        let order: SQL = newestFirst ? "\(column) DESC, case_id DESC" : "\(column), case_id"
        var after = (at: newestFirst ? moments.upperBound : moments.lowerBound, id: "")
        while true {
            let place: SQL = newestFirst ? "<" : ">"
            let rows = try db.rows(
                """
                SELECT case_id, \(column) AS moment, figure FROM case_figures
                WHERE organisation_id = \(organisation) AND \(column) >= \(moments.lowerBound)
                    AND \(column) < \(moments.upperBound) AND (\(column), case_id) \(place) (\(after.at), \(after.id))
                ORDER BY \(order) LIMIT \(pageSize)
                """)
            for row in rows { guard try body(CaseFigure(row)) else { return } }
            guard rows.count == pageSize, let last = rows.last else { return }
            after = (try last.get("moment"), try last.get("case_id"))
        }
    }

    /// The same moments without any twice, in order.
    private static func merged(_ ranges: [Range<Instant>]) -> [Range<Instant>] {
        ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { found, range in
            if let last = found.last, range.lowerBound <= last.upperBound {
                found[found.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                found.append(range)
            }
        }
    }

    func save(of organisation: ID<Organisation>, in db: any Connection) throws {
        try db.send(
            """
            INSERT INTO case_figures (case_id, organisation_id, received_at, judged_at, figure)
            VALUES (\(caseID), \(organisation), \(receivedAt), \(judgedAt), \(try JSONText.of(self)))
            ON CONFLICT (case_id) DO UPDATE SET received_at = excluded.received_at, judged_at = excluded.judged_at,
                figure = excluded.figure
            """)
    }

    private init(_ row: Row) throws {
        let text: String = try row.get("figure")
        self = try JSONDecoder().decode(CaseFigure.self, from: Data(text.utf8))
    }
}

extension Figures {
    /// The figures of a period from the rows as they are now, as far as they may be told.
    package static func load(
        _ period: FigurePeriod, _ filter: FigureFilter = FigureFilter(), of organisation: ID<Organisation>, zone: Zone,
        in db: any Connection
    ) throws -> ToldFigures {
        try load([period], filter, of: organisation, zone: zone, in: db)[0]
    }

    /// The figures of several periods, in their order; a case that several of them hold is read once.
    package static func load(
        _ periods: [FigurePeriod], _ filter: FigureFilter, of organisation: ID<Organisation>, zone: Zone,
        in db: any Connection
    ) throws -> [ToldFigures] {
        var tallies = periods.map { period in
            let moments = period.moments(in: zone)
            return SlicesTally(
                moments, asOf: min(moments.upperBound, db.now), in: zone, isSliced: !filter.isEmpty)
        }
        try CaseFigure.count(into: &tallies, of: organisation, in: db)
        return tallies.map { Analysis.Slices($0).told(filter) }
    }
}

extension CaseDesk {
    static let renewalBatch = 50
    static let renewalBatches = 20

    /// Brings the case's row of figures to what the case says now; a case from before there were any is read from
    /// its facts.
    func keepFigure(
        of subject: Case, isNew: Bool, by tables: (Instant) -> LevelTable, organisation: OrganisationKind,
        calendar: WorkCalendar, in db: any Connection
    ) throws {
        let earlier = isNew ? nil : try CaseFigure.first(of: subject.id, in: db)
        guard isNew || earlier != nil else {
            return try renewFigure(of: subject, organisation: organisation, calendar: calendar, in: db)
        }
        let figure = try CaseFigure.following(
            earlier, subject, by: tables, organisation: organisation, calendar: calendar, at: db.now)
        try (isNew ? figure : figure.hiding(after: earlier, in: db)).save(of: subject.organisationID, in: db)
    }

    /// Makes a case's row anew from its facts; a case without any, as an import may leave, from itself.
    package func renewFigure(
        of subject: Case, organisation: OrganisationKind, calendar: WorkCalendar, in db: any Connection
    ) throws {
        var facts: [CaseFact] = []
        var after = 0
        while true {
            let events = try Event.list(of: subject.eventSubject, after: after, at: desk, in: db)
            facts += events.compactMap(\.caseFact)
            guard events.count == 500, let last = events.last else { break }
            after = last.sequence
        }
        let tables = try history(of: subject.organisationID, in: db).levels(at:)
        let figure =
            try CaseFigure.replay(facts, by: tables, organisation: organisation, calendar: calendar)
            ?? CaseFigure.following(
                nil, subject, by: tables, organisation: organisation, calendar: calendar, at: db.now)
        try figure.hiding(after: nil, in: db).save(of: subject.organisationID, in: db)
    }

    /// Gives cases from before there were figures their rows, some at a time. True when none is left.
    func renewFigures(of profile: OrganisationProfile) async throws -> Bool {
        for _ in 0..<CaseDesk.renewalBatches {
            if try await desk.read({ try isRenewed(profile.id, in: $0) }) { return true }
            try await desk.write { try renewSome(of: profile, in: $0) }
        }
        return try await desk.read { try isRenewed(profile.id, in: $0) }
    }

    private func isRenewed(_ organisation: ID<Organisation>, in db: any Connection) throws -> Bool {
        try db.first(
            "SELECT 1 AS n FROM figure_renewals WHERE organisation_id = \(organisation) AND is_done = 1") != nil
    }

    private func renewSome(of profile: OrganisationProfile, in db: any Connection) throws {
        let after: String =
            try db.first("SELECT after_id FROM figure_renewals WHERE organisation_id = \(profile.id)")?
            .get("after_id") ?? ""
        let ids: [ID<Case>] = try db.rows(
            """
            SELECT id FROM cases WHERE organisation_id = \(profile.id) AND id > \(after)
            ORDER BY id LIMIT \(CaseDesk.renewalBatch)
            """
        ).map { try $0.get("id") }
        let calendar = try OrganisationCalendar.load(profile.id, in: db)
        for id in ids where try CaseFigure.first(of: id, in: db) == nil {
            let subject = try Case.find(id, of: profile.id, at: desk, in: db)
            try renewFigure(of: subject, organisation: profile.kind, calendar: calendar, in: db)
        }
        try db.send(
            """
            INSERT INTO figure_renewals (organisation_id, after_id, is_done)
            VALUES (\(profile.id), \(ids.last?.text ?? after), \(ids.count < CaseDesk.renewalBatch))
            ON CONFLICT (organisation_id) DO UPDATE SET after_id = excluded.after_id, is_done = excluded.is_done
            """)
    }
}
