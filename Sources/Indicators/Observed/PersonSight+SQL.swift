import Casework
import Feedback
import Kernel
import People
import Platform
import Storage

extension PersonSight {
    /// Reads nothing that is sealed.
    static func find(_ id: String, _ context: ObservingContext, in db: any Connection) throws -> PersonSight? {
        let organisation = context.organisation
        guard
            let row = try db.first(
                """
                SELECT p.id, p.unit_id, p.code_number, p.died_on, p.cognition_impaired, p.created_at,
                    CASE WHEN EXISTS (SELECT 1 FROM relatives r WHERE r.organisation_id = p.organisation_id
                        AND r.person_id = p.id) THEN 1 ELSE 0 END AS has_family
                FROM persons p WHERE p.organisation_id = \(organisation) AND p.id = \(id)
                """)
        else { return nil }
        let periods = try db.rows(
            """
            SELECT kind, from_on, until_on FROM service_periods
            WHERE organisation_id = \(organisation) AND person_id = \(id) ORDER BY from_on, kind
            """
        ).map { row in
            ServicePeriod(
                try row.get("kind"), from: try row.get("from_on"), until: try row.get("until_on", as: LocalDay?.self))
        }
        let signed = try db.rows(
            """
            SELECT letter_version, issued_on FROM commitment_issues
            WHERE organisation_id = \(organisation) AND person_id = \(id) AND signed = 1 AND annulled_at IS NULL
            ORDER BY issued_on, letter_version
            """
        ).map { Signed(version: try $0.get("letter_version"), on: try $0.get("issued_on")) }
        let followed = try db.rows(
            """
            SELECT audience, period, done_on FROM follow_ups
            WHERE organisation_id = \(organisation) AND person_id = \(id) ORDER BY period, audience
            """
        ).compactMap { row -> Followed? in
            guard let period = FigurePeriod(try row.get("period")) else { return nil }
            return Followed(audience: try row.get("audience"), period: period, on: try row.get("done_on"))
        }
        let person = Person(
            id: try row.get("id"), organisationID: organisation, code: PersonCode(number: try row.get("code_number")),
            name: "", unitID: try row.get("unit_id"), cognitionImpaired: try row.get("cognition_impaired"),
            periods: periods, diedOn: try row.get("died_on"))
        let knownAt: Instant = try row.get("created_at")
        return PersonSight(
            person: person, knownOn: knownAt.day(in: context.zone), hasFamily: try row.get("has_family"),
            signed: signed, followedUp: followed)
    }
}
