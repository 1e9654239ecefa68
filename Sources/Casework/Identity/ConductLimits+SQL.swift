import Kernel
import Platform
import Storage

/// A conduct limit with the case it was agreed in (联系约定记录).
struct SeenLimit: Sendable {
    let subject: Case
    let limit: ConductLimit
}

extension CaseDesk {
    /// Limits proposed or in force, what must be looked at again first; only of cases the reader may open and whose
    /// complainant they may know.
    func openLimits(reader: CaseReader, in db: any Connection) throws -> [SeenLimit] {
        try seen(
            """
            SELECT DISTINCT c.id, c.document, l.review_on FROM conduct_limits l JOIN cases c ON c.id = l.case_id
            WHERE l.organisation_id = \(reader.actor.organisationID) AND l.is_open = 1
            ORDER BY l.review_on, c.id LIMIT 200
            """, reader, in: db)
    }

    /// Limits in force today for whoever has this telephone. Only shown: nothing keeps their words from being taken.
    func limits(ofPhone phone: String?, reader: CaseReader, in db: any Connection) throws -> [SeenLimit] {
        let organisation = reader.actor.organisationID
        let codes = try complainantCodes(phone, organisation, in: db)
        if codes.isEmpty { return [] }
        let found = try seen(
            """
            SELECT DISTINCT c.id, c.document, l.review_on FROM conduct_limits l JOIN cases c ON c.id = l.case_id
            WHERE l.organisation_id = \(organisation) AND l.is_open = 1
                AND c.organisation_id = \(organisation) AND c.complainant_phone_index IN \(codes)
            ORDER BY l.review_on, c.id LIMIT 20
            """, reader, in: db)
        return found.filter { $0.limit.isInForce(on: db.now.day(in: $0.subject.zone)) }
    }

    private func seen(_ sql: SQL, _ reader: CaseReader, in db: any Connection) throws -> [SeenLimit] {
        try db.rows(sql).compactMap { row in
            let subject = try Case(row, of: reader.actor.organisationID, at: desk, in: db)
            guard reader.mayRead(subject), subject.complainant(seenBy: reader.standing) != nil,
                let limit = subject.currentLimit
            else { return nil }
            return SeenLimit(subject: subject, limit: limit)
        }
    }
}
