import Deadlines
import Foundation
import Kernel
import Platform
import Storage

extension CaseFigure {
    /// More are not read for one page; a period beyond it says that it was cut.
    static let limit = 50_000

    package static func first(of id: ID<Case>, in db: any Connection) throws -> CaseFigure? {
        try db.first("SELECT figure FROM case_figures WHERE case_id = \(id)").map(CaseFigure.init)
    }

    /// The cases received in those moments, by the index of receipts; never the archive.
    package static func received(
        _ moments: Range<Instant>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [CaseFigure] {
        try db.rows(
            """
            SELECT figure FROM case_figures
            WHERE organisation_id = \(organisation) AND received_at >= \(moments.lowerBound)
                AND received_at < \(moments.upperBound)
            ORDER BY received_at, case_id LIMIT \(limit)
            """
        ).map(CaseFigure.init)
    }

    /// The cases of which it became known in those moments whether they stayed closed (S4-6).
    package static func judged(
        _ moments: Range<Instant>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [CaseFigure] {
        try db.rows(
            """
            SELECT figure FROM case_figures
            WHERE organisation_id = \(organisation) AND judged_at >= \(moments.lowerBound)
                AND judged_at < \(moments.upperBound)
            ORDER BY judged_at, case_id LIMIT \(limit)
            """
        ).map(CaseFigure.init)
    }

    func save(of organisation: ID<Organisation>, in db: any Connection) throws {
        try db.send(
            """
            INSERT INTO case_figures (case_id, organisation_id, received_at, judged_at, figure)
            VALUES (\(caseID), \(organisation), \(receivedAt), \(judgedAt), \(try Figures.text(of: self)))
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
    static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The figures of a period from the rows as they are now, as far as they may be told.
    package static func load(
        _ period: FigurePeriod, _ filter: FigureFilter = FigureFilter(), of organisation: ID<Organisation>, zone: Zone,
        in db: any Connection
    ) throws -> ToldFigures {
        let moments = period.moments(in: zone)
        let asOf = min(moments.upperBound, db.now)
        let rows = try CaseFigure.received(moments, of: organisation, in: db)
        let judged = try CaseFigure.judged(moments, of: organisation, in: db)
        guard !filter.isEmpty else { return ToldFigures(Figures(rows, judged: judged, asOf: asOf, in: zone)) }
        return Analysis.Slices(rows, judged: judged, asOf: asOf, in: zone).told(filter)
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
        try CaseFigure.following(
            earlier, subject, by: tables, organisation: organisation, calendar: calendar, at: db.now
        ).save(of: subject.organisationID, in: db)
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
        try figure.save(of: subject.organisationID, in: db)
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
