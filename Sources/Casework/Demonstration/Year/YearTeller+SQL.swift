import Kernel
import Platform
import Storage

extension YearTeller {
    /// Marks what anybody was told about a record as seen.
    func markAllSeen(_ subject: Event.Subject, in db: any Connection) throws {
        try db.run(
            """
            UPDATE notices SET read_at = \(db.now) WHERE organisation_id = \(cast.organisation) AND read_at IS NULL
                AND subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            """)
    }
}

extension Case {
    /// Every case of the organisation by its number, the first one first; for a demonstration, not for lists.
    static func inOrder(
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [(id: ID<Case>, number: CaseNumber)] {
        try db.rows("SELECT id, number FROM cases WHERE organisation_id = \(organisation) ORDER BY number")
            .compactMap { row in
                guard let number = CaseNumber(try row.get("number") as String) else { return nil }
                return (try row.get("id"), number)
            }
    }

    /// When something was last recorded of any case; `nil` while there is none.
    package static func lastRecorded(in db: any Connection) throws -> Instant? {
        try db.first("SELECT max(recorded_at) AS at FROM events WHERE subject_kind = 'case'")?.get("at")
    }
}
