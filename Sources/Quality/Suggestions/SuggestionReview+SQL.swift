import Casework
import Foundation
import Kernel
import Platform
import Storage

extension SuggestionReview {
    /// The review of a suggestion; throws `Problem.notFound`.
    package static func find(
        _ id: ID<Case>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> SuggestionReview {
        try SuggestionReview(
            db.one(
                "SELECT document FROM suggestion_reviews WHERE case_id = \(id) AND organisation_id = \(organisation)"))
    }

    private static func first(_ id: ID<Case>, in db: any Connection) throws -> SuggestionReview? {
        try db.first("SELECT document FROM suggestion_reviews WHERE case_id = \(id)").map(SuggestionReview.init)
    }

    static let pageSize = 30

    /// Suggestions something has to be done about, the oldest first; or those done with, the latest first. Only those
    /// of the units given, where some are.
    package static func page(
        isOpen: Bool, units: Set<ID<OrganisationUnit>>? = nil, after cursor: MomentCursor<Case>? = nil,
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> (reviews: [SuggestionReview], next: MomentCursor<Case>?) {
        var rest: SQL = isOpen ? " AND is_open = 1" : " AND is_open = 0"
        if let units { rest = rest + (units.isEmpty ? " AND 1 = 0" : " AND unit_id IN \(units.map(\.text).sorted())") }
        let (order, place): (SQL, SQL) =
            isOpen ? ("received_at, case_id", ">") : ("received_at DESC, case_id DESC", "<")
        if let cursor { rest = rest + " AND (received_at, case_id) \(place) (\(cursor.at), \(cursor.id))" }
        let rows = try db.rows(
            """
            SELECT document FROM suggestion_reviews WHERE organisation_id = \(organisation)\(rest)
            ORDER BY \(order) LIMIT \(pageSize + 1)
            """)
        let found = try rows.prefix(pageSize).map(SuggestionReview.init)
        let last = rows.count > pageSize ? found.last : nil
        return (found, last.map { MomentCursor(at: $0.receivedAt, id: $0.caseID) })
    }

    /// Adopted of those decided in the days given (采纳率, S0-38).
    package static func adoption(
        from first: LocalDay, through last: LocalDay, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Rate {
        let row = try db.one(
            """
            SELECT count(*) AS n, count(CASE WHEN is_adopted = 1 THEN 1 END) AS met FROM suggestion_reviews
            WHERE organisation_id = \(organisation) AND decided_on >= \(first) AND decided_on <= \(last)
            """)
        return Rate(try row.get("met"), of: try row.get("n"))
    }

    /// Whether an event makes or unmakes a suggestion, or answers one.
    static func concerns(_ event: Event) -> Bool {
        event.kind == CaseAction.register.rawValue && event.facts.contains("\"\(CaseKind.suggestion.rawValue)\"")
    }

    /// Follows the case: a new suggestion waits for its review; one answered without is told so; one that is no
    /// suggestion any more, or is hidden or merged, has none.
    static func keep(_ subject: Case, isCounted: Bool, at desk: Desk, in db: any Connection) throws {
        let isSuggestion = subject.kind == .suggestion && isCounted && subject.state != .withdrawn
        guard var review = try first(subject.id, in: db) else {
            guard isSuggestion else { return }
            try SuggestionReview(
                caseID: subject.id, organisationID: subject.organisationID, receivedAt: subject.firstReceivedAt
            ).insert(in: db)
            return try keep(subject, isCounted: isCounted, at: desk, in: db)
        }
        guard isSuggestion else {
            try db.run("DELETE FROM suggestion_reviews WHERE case_id = \(subject.id) AND decided_on IS NULL")
            return
        }
        guard let answered = subject.milestones.decisionAt, review.toldAt != answered else { return }
        let step: Step = review.decision == nil ? .answer(at: answered) : .tell(at: answered)
        guard next(step.move, from: review.state) != nil else { return }
        let system = Actor(organisationID: subject.organisationID, kind: .system)
        try review.taking(step, by: system, at: desk, in: db)
    }

    /// Takes a step and writes it. Throws `Problem.conflict` when somebody else was quicker.
    mutating func taking(_ step: Step, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let before = version
        try take(step, by: actor.signature, at: db.now)
        let zone = try OrganisationProfile.find(organisationID, in: db).zone
        let written = try db.run(
            """
            UPDATE suggestion_reviews SET state = \(state.rawValue), is_open = \(isOpen), unit_id = \(unit),
                decided_on = \(decision?.at.day(in: zone)), is_adopted = \(isAdopted), told_at = \(toldAt),
                version = \(version), document = \(try JSONText.of(self))
            WHERE case_id = \(caseID) AND organisation_id = \(organisationID) AND version = \(before)
            """)
        guard written == 1 else { throw Problem.conflict("quality.refusal.changed_meanwhile") }
        try Event.record(
            "quality.suggestion_\(step.move.rawValue)", of: subject, by: actor, facts: step, at: desk, in: db)
    }

    private func insert(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO suggestion_reviews (case_id, organisation_id, received_at, state, is_open, version, document)
            VALUES (\(caseID), \(organisationID), \(receivedAt), \(state.rawValue), 1, \(version),
                \(try JSONText.of(self)))
            """)
    }

    private init(_ row: Row) throws {
        let text: String = try row.get("document")
        self = try JSONDecoder().decode(SuggestionReview.self, from: Data(text.utf8))
    }

    /// Lays the month's list before whoever watches over quality, once a month while something waits (S1-45).
    static func listMonth(of organisation: ID<Organisation>, in db: any Connection) throws {
        let profile = try OrganisationProfile.find(organisation, in: db)
        let today = db.now.day(in: profile.zone)
        let month = FigurePeriod(.month, holding: today)
        let waiting = try db.count(
            "SELECT count(*) AS n FROM suggestion_reviews WHERE organisation_id = \(organisation) AND is_open = 1")
        let written = try db.run(
            """
            INSERT INTO suggestion_months (organisation_id, month, listed_at, waiting)
            VALUES (\(organisation), \(month.description), \(db.now), \(waiting))
            ON CONFLICT (organisation_id, month) DO NOTHING
            """)
        guard written > 0, waiting > 0 else { return }
        let keepers = try RoleGrant.holders(of: .qualitySupervisor, organisation: organisation, on: today, in: db)
        try StaffNotice.leave(
            Message("quality.notice.suggestions", ["n": .number(waiting), "month": .message(month.message)]),
            for: keepers.map(\.id), about: Event.Subject(kind: "suggestions", id: organisation.text),
            of: organisation, topic: "suggestions", in: db)
    }

    /// The monthly list of every organisation whose month has none yet.
    package static func listMonths(at desk: Desk) async throws {
        let lacking = try await desk.read { db in
            try OrganisationProfile.list(in: db).filter { profile in
                let month = FigurePeriod(.month, holding: db.now.day(in: profile.zone)).description
                return try db.first(
                    "SELECT 1 AS n FROM suggestion_months WHERE organisation_id = \(profile.id) AND month = \(month)")
                    == nil
            }.map(\.id)
        }
        for organisation in lacking { try await desk.write { try listMonth(of: organisation, in: $0) } }
    }
}
