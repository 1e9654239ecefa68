import Foundation
import Kernel
import Platform
import Storage

extension Analysis {
    /// The latest version of a period's analysis, if it was made.
    package static func latest(
        _ period: FigurePeriod, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Analysis? {
        try latest([period], of: organisation, in: db).first
    }

    /// The latest versions of several periods, in their order; those not made are left out.
    package static func latest(
        _ periods: [FigurePeriod], of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [Analysis] {
        let rows = try db.rows(
            """
            SELECT a.* FROM analyses a
            WHERE a.organisation_id = \(organisation) AND a.period IN \(periods.map(\.description))
                AND a.version = (SELECT max(b.version) FROM analyses b
                    WHERE b.organisation_id = a.organisation_id AND b.period = a.period)
            """)
        let found = try rows.compactMap { try Analysis($0) }
        return periods.compactMap { period in found.first { $0.period == period } }
    }

    /// One version of a period's analysis; throws `Problem.notFound`.
    package static func find(
        _ period: FigurePeriod, version: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Analysis {
        let row = try db.one(
            """
            SELECT * FROM analyses
            WHERE organisation_id = \(organisation) AND period = \(period.description) AND version = \(version)
            """)
        guard let found = try Analysis(row) else { throw Problem.notFound }
        return found
    }

    /// Every version of a period, newest first, without its figures: when, by whom, why.
    package static func versions(
        _ period: FigurePeriod, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [(version: Int, madeAt: Instant, madeBy: String, reason: String?)] {
        try db.rows(
            """
            SELECT version, made_at, made_by, reason FROM analyses
            WHERE organisation_id = \(organisation) AND period = \(period.description)
            ORDER BY version DESC LIMIT 50
            """
        ).map { try ($0.get("version"), $0.get("made_at"), $0.get("made_by"), $0.get("reason")) }
    }

    /// Counts the cases of an ended period. It may take seconds where a period holds very many, so it is asked in a
    /// transaction that only reads, and nobody who writes waits for it. Throws `Problem.conflict` before the period has
    /// ended.
    package static func count(
        _ period: FigurePeriod, profile: OrganisationProfile, in db: any Connection
    ) throws -> Counted {
        let moments = period.moments(in: profile.zone)
        guard moments.upperBound <= db.now else { throw Problem.conflict("casework.figures.refusal.not_ended") }
        var tallies = [SlicesTally(moments, asOf: moments.upperBound, in: profile.zone)]
        try CaseFigure.count(into: &tallies, of: profile.id, in: db)
        return Counted(period: period, at: db.now, slices: Slices(tallies[0]))
    }

    /// Freezes what was counted; made already, only with a reason, as the next version. Returns the version. Throws
    /// `Problem.conflict` for a further version without a reason.
    @discardableResult
    package static func freeze(
        _ counted: Counted, reason: String?, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> Int {
        let (period, organisation) = (counted.period, actor.organisationID)
        let last = try db.count(
            """
            SELECT count(*) AS n FROM analyses
            WHERE organisation_id = \(organisation) AND period = \(period.description)
            """)
        guard last == 0 || reason != nil else { throw Problem.conflict("casework.figures.refusal.made") }
        let version = last + 1
        try db.run(
            """
            INSERT INTO analyses (organisation_id, period, version, made_at, made_by, reason, figures)
            VALUES (\(organisation), \(period.description), \(version), \(counted.at), \(actor.signature), \(reason),
                \(try JSONText.of(counted.slices)))
            """)
        try Event.record(
            "casework.analysis_made", of: subject(period, of: organisation), by: actor,
            facts: ["version": String(version), "reason": reason ?? ""], at: desk, in: db)
        return version
    }

    /// The ended months, quarters and the year of which no analysis was made yet, oldest first: twelve months back at
    /// most, and none before the first case.
    static func missing(of profile: OrganisationProfile, in db: any Connection) throws -> [FigurePeriod] {
        let first: Instant? = try db.first(
            """
            SELECT received_at FROM case_figures WHERE organisation_id = \(profile.id)
            ORDER BY received_at, case_id LIMIT 1
            """
        )?.get("received_at")
        guard let first else { return [] }
        let today = db.now.day(in: profile.zone)
        let back: [(FigurePeriod.Grain, Int)] = [(.month, 12), (.quarter, 4), (.year, 1)]
        let wanted = back.flatMap { grain, count in
            (1...count).reversed().map { FigurePeriod(grain, holding: today).moved(by: -$0) }
        }.filter { $0.moments(in: profile.zone).upperBound > first }
        let made = Set(
            try db.rows(
                """
                SELECT period FROM analyses
                WHERE organisation_id = \(profile.id) AND version = 1 AND period IN \(wanted.map(\.description))
                """
            ).map { try $0.get("period", as: String.self) })
        return wanted.filter { !made.contains($0.description) }
    }

    private init?(_ row: Row) throws {
        guard let period = FigurePeriod(try row.get("period")) else { return nil }
        let text: String = try row.get("figures")
        self.init(
            period: period, version: try row.get("version"), madeAt: try row.get("made_at"),
            madeBy: try row.get("made_by"), reason: try row.get("reason"),
            slices: try JSONDecoder().decode(Slices.self, from: Data(text.utf8)))
    }
}

extension Analysis.Finding {
    static let limit = 200

    package static func list(
        _ period: FigurePeriod, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [Analysis.Finding] {
        try db.rows(
            """
            SELECT * FROM analysis_findings
            WHERE organisation_id = \(organisation) AND period = \(period.description)
            ORDER BY number LIMIT \(limit)
            """
        ).map { row in
            Analysis.Finding(
                number: try row.get("number"), finding: try row.get("finding"), measure: try row.get("measure"),
                owner: try row.get("owner_id"), dueOn: try row.get("due_on"), madeAt: try row.get("made_at"))
        }
    }

    /// Writes down one more finding with its measure; the owner is told. Nothing written is ever changed,
    /// nor does it tell of a person.
    static func add(
        _ finding: String, measure: String, owner: ID<Staff>, dueOn: LocalDay, to period: FigurePeriod,
        by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        let organisation = actor.organisationID
        _ = try StaffMember.find(owner, of: organisation, in: db)
        try PersonTraces.refuse(in: ["finding": finding, "measure": measure], of: organisation, at: desk, in: db)
        let count = try db.count(
            """
            SELECT count(*) AS n FROM analysis_findings
            WHERE organisation_id = \(organisation) AND period = \(period.description)
            """)
        guard count < limit else { throw Problem.conflict("casework.figures.refusal.too_many") }
        try db.run(
            """
            INSERT INTO analysis_findings (organisation_id, period, number, finding, measure, owner_id, due_on, made_at,
                made_by)
            VALUES (\(organisation), \(period.description), \(count + 1), \(finding), \(measure), \(owner), \(dueOn),
                \(db.now), \(actor.signature))
            """)
        let subject = Analysis.subject(period, of: organisation)
        try Event.record(
            "casework.analysis_concluded", of: subject, by: actor,
            facts: ["number": String(count + 1), "finding": finding, "measure": measure, "owner": owner.text],
            at: desk, in: db)
        try StaffNotice.leave(
            Message("casework.figures.notice.measure", ["due": .day(dueOn), "period": .message(period.message)]),
            for: [owner], about: subject, of: organisation, in: db)
    }
}

extension CaseDesk {
    /// What the sweep does for the figures: rows of older cases, the analyses of ended periods, and the draft of the
    /// bulletin when a quarter is over (S0-19, S0-20). Once each, however often it goes round.
    package func lookAfterFigures() async throws {
        for profile in try await desk.read({ try OrganisationProfile.list(in: $0) }) {
            guard try await renewFigures(of: profile) else { continue }
            let system = Actor(organisationID: profile.id, kind: .system)
            for period in try await desk.read({ try Analysis.missing(of: profile, in: $0) }) {
                let counted = try await desk.read { try Analysis.count(period, profile: profile, in: $0) }
                try await desk.write { db in
                    guard try Analysis.latest(period, of: profile.id, in: db) == nil else { return }
                    try Analysis.freeze(counted, reason: nil, by: system, at: desk, in: db)
                    guard period.grain == .quarter else { return }
                    try Bulletin.draft(
                        period, profile: profile, in: try catalogue(of: profile.id, in: db), at: desk, in: db)
                }
            }
        }
    }
}
