import Kernel
import People
import Platform
import Storage

/// Which work on open cases ties an employee to the person served (办理关系): what People asks through App.
package enum CaseTies {
    /// More open cases than this about one person are not looked through.
    private static let limit = 50
    private static let working: Set<Relation> = [.firstReceiver, .holder, .handler, .groupMember, .approver]

    /// The relations by which the actor works on open cases about the person that they may read. Whoever is named in
    /// one of them is tied by none.
    package static func relations(
        of actor: Actor, to person: ID<Person>, at desk: Desk, in db: any Connection
    ) throws -> Set<Relation> {
        guard actor.staffID != nil else { return [] }
        let rows = try db.rows(
            """
            SELECT id, document FROM cases WHERE organisation_id = \(actor.organisationID) AND person_id = \(person)
                AND is_open = 1 ORDER BY received_at DESC LIMIT \(limit)
            """)
        guard !rows.isEmpty else { return [] }
        let standing = try Standing.of(actor, in: db)
        var ties: Set<Relation> = []
        for row in rows {
            let subject = try Case(row, of: actor.organisationID, at: desk, in: db)
            let relations = subject.relations(of: standing)
            if relations.contains(.named) { return [] }
            guard desk.rights.allows(subject.readingAction.rawValue, to: actor, as: relations) else { continue }
            ties.formUnion(relations.intersection(working))
        }
        return ties
    }
}
