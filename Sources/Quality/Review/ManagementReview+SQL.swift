import Casework
import Duties
import Foundation
import Kernel
import Platform
import Storage

extension ReviewInputs {
    /// Gathers what there is of a year at this moment.
    package static func gather(
        _ year: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> ReviewInputs {
        let zone = try OrganisationProfile.find(organisation, in: db).zone
        let today = db.now.day(in: zone)
        guard let period = FigurePeriod(String(year)) else { throw Problem.notFound }
        let (first, last) = (period.first, period.next.advanced(by: -1))
        let figures = try Figures.load(period, of: organisation, zone: zone, in: db).figures
        let actions = try ActionFigures.load(from: first, through: last, of: organisation, on: today, in: db)
        let open = try db.one(
            """
            SELECT count(*) AS n, count(CASE WHEN state = 'open' AND next_at <= \(db.now) THEN 1 END) AS late
            FROM improvement_actions WHERE organisation_id = \(organisation) AND is_open = 1
            """)
        let moments = period.moments(in: zone)
        let causes = try db.count(
            """
            SELECT count(*) AS n FROM improvement_sources
            WHERE organisation_id = \(organisation) AND kind = 'cause' AND linked_at >= \(moments.lowerBound)
                AND linked_at < \(moments.upperBound)
            """)
        let seen = try db.one(
            """
            SELECT count(*) AS n, CAST(COALESCE(sum(reached), 0) AS BIGINT) AS reached,
                CAST(COALESCE(sum(possible), 0) AS BIGINT) AS possible
            FROM inspections
            WHERE organisation_id = \(organisation) AND is_released = 1 AND made_at >= \(moments.lowerBound)
                AND made_at < \(moments.upperBound)
            """)
        return ReviewInputs(
            received: figures.received, reopened: figures.reopened, satisfaction: figures.satisfaction.rate,
            actionsOnTime: actions.onTime, actionsEffective: actions.effective, actionsOpen: try open.get("n"),
            actionsLate: try open.get("late"), repeatedCauses: causes,
            suggestionsAdopted: try SuggestionReview.adoption(
                from: first, through: last, of: organisation, in: db),
            inspections: try seen.get("n"), points: Rate(try seen.get("reached"), of: try seen.get("possible")),
            earlierDone: try earlier(than: year, of: organisation, in: db))
    }

    private static func earlier(
        than year: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Rate {
        guard let before = try ManagementReview.first(of: year - 1, organisation, in: db) else { return Rate() }
        let actions = try ImprovementAction.led(by: before.subject, of: organisation, in: db)
        return Rate(actions.filter { $0.state == .effective }.count, of: actions.count)
    }
}

extension ManagementReview {
    package static func first(
        of year: Int, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> ManagementReview? {
        try db.first(
            "SELECT document FROM management_reviews WHERE organisation_id = \(organisation) AND year = \(year)"
        ).map(ManagementReview.init)
    }

    package static func find(
        _ id: ID<ManagementReview>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> ManagementReview {
        try ManagementReview(
            db.one(
                "SELECT document FROM management_reviews WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// Every review, the latest year first; at most 40.
    package static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [ManagementReview] {
        try db.rows(
            """
            SELECT document FROM management_reviews WHERE organisation_id = \(organisation)
            ORDER BY year DESC LIMIT 40
            """
        ).map(ManagementReview.init)
    }

    /// Writes it down once for its year, and opens an action for each decision.
    func record(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let zone = try OrganisationProfile.find(organisationID, in: db).zone
        try check(on: db.now.day(in: zone))
        guard try ManagementReview.first(of: year, organisationID, in: db) == nil else {
            throw Problem.conflict("quality.refusal.reviewed", ["year": .text(String(year))])
        }
        try db.run(
            """
            INSERT INTO management_reviews (id, organisation_id, year, held_on, recorded_at, recorded_by, document)
            VALUES (\(id), \(organisationID), \(year), \(heldOn), \(recordedAt), \(recordedBy),
                \(try JSONText.of(self)))
            """)
        try Event.record("quality.management_reviewed", of: subject, by: actor, facts: self, at: desk, in: db)
        try Duties.meet(
            "management_review", scope: .organisation(organisationID), evidence: subject, on: heldOn, by: actor,
            at: desk, in: db)
        for (place, decision) in decisions.enumerated() {
            try ImprovementAction.open(
                ActionDraft(
                    title: String(decision.text.prefix(ImprovementAction.titleLimit)), reason: "decision-\(place + 1)",
                    plan: decision.text, owner: decision.owner, dueOn: decision.dueOn, checkDays: [90],
                    address: "/reviews/\(id)"), source: subject, by: actor, at: desk, in: db)
        }
    }

    private init(_ row: Row) throws {
        let text: String = try row.get("document")
        self = try JSONDecoder().decode(ManagementReview.self, from: Data(text.utf8))
    }
}
