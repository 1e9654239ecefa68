import Kernel
import Storage

extension Consent {
    /// Adds the decision to the person's decisions. There is no door to change or remove one.
    package func record(in db: any Connection) throws {
        var giver: ID<Relative>?
        if case .relative(let id) = givenBy { giver = id }
        try db.run(
            """
            INSERT INTO consents (id, organisation_id, person_id, kind, decision, purpose, version, decided_on,
                giver_relative_id, relation, relative_id, evidence_id, recorded_at, recorded_by)
            VALUES (\(id), \(organisationID), \(personID), \(kind), \(decision), \(purpose), \(version), \(decidedOn),
                \(giver), \(relation), \(relativeID), \(evidenceID), \(recordedAt), \(recordedBy))
            """)
    }

    /// All decisions of a person, the oldest first.
    package static func list(
        of personID: ID<Person>, _ organisationID: ID<Organisation>, in db: any Connection
    ) throws -> [Consent] {
        try db.rows(
            """
            SELECT id, kind, decision, purpose, version, decided_on, giver_relative_id, relation, relative_id,
                evidence_id, recorded_at, recorded_by
            FROM consents WHERE organisation_id = \(organisationID) AND person_id = \(personID)
            ORDER BY decided_on, recorded_at, id LIMIT 1000
            """
        ).map { row in
            let giver: ID<Relative>? = try row.get("giver_relative_id")
            return Consent(
                id: try row.get("id"), organisationID: organisationID, personID: personID, kind: try row.get("kind"),
                decision: try row.get("decision"), purpose: try row.get("purpose"), version: try row.get("version"),
                decidedOn: try row.get("decided_on"), givenBy: giver.map { .relative($0) } ?? .person,
                relation: try row.get("relation"), relativeID: try row.get("relative_id"),
                evidenceID: try row.get("evidence_id"), recordedAt: try row.get("recorded_at"),
                recordedBy: try row.get("recorded_by"))
        }
    }
}
