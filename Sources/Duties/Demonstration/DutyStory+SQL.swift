import Kernel
import Platform
import Storage

/// Duties as a demonstration finds them (演示数据): of what is laid, some done, one waived, one asked to be waived, one
/// handed on; the rest open, and late where its day has passed.
package struct DutyStory: Sendable {
    /// A step with the duty of a rule that lies on the desk of a role.
    package struct Move: Decodable, Sendable {
        let rule: String
        let by: Role
        let step: DutyStep
        let note: String
        let kind: WaiverKind?
        /// Who approves of what was asked for.
        let approvedBy: Role?

        private enum CodingKeys: String, CodingKey {
            case rule, by, step, note, kind
            case approvedBy = "approved_by"
        }
    }

    let duties: DutyDesk
    let people: [Role: Actor]
    let moves: [Move]

    package init(_ duties: DutyDesk, people: [Role: Actor], moves: [Move]) {
        self.duties = duties
        self.people = people
        self.moves = moves
    }

    /// Takes the steps in their order; nothing when somebody took the first of them before.
    package func tell(in db: any Connection) throws {
        guard let first = moves.first, let begins = people[first.by],
            try !isBegun(first.rule, begins.organisationID, in: db)
        else { return }
        for move in moves {
            let asked = try take(move, in: db)
            guard let asked, let approver = move.approvedBy.flatMap({ people[$0] }) else { continue }
            try duties.take(DutyDeed(step: .approval), on: asked.id, by: approver, in: db)
        }
    }

    private func take(_ move: Move, in db: any Connection) throws -> Duty? {
        guard let actor = people[move.by] else { return nil }
        let today = db.now.day(in: try OrganisationProfile.find(actor.organisationID, in: db).zone)
        let found = try db.first(
            """
            SELECT id FROM duties WHERE organisation_id = \(actor.organisationID) AND rule_code = \(move.rule)
                AND state = 'open' AND holder = \(DutyHolder.desk(move.by).key) AND opens_on <= \(today)
            ORDER BY due_at DESC, id LIMIT 1
            """)
        guard let id: ID<Duty> = try found?.get("id") else { return nil }
        return try duties.take(DutyDeed(step: move.step, note: move.note, kind: move.kind), on: id, by: actor, in: db)
    }

    private func isBegun(
        _ rule: String, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> Bool {
        try db.first(
            """
            SELECT id FROM duties WHERE organisation_id = \(organisation)
                AND state IN ('done', 'waived', 'not_applicable') AND rule_code = \(rule) LIMIT 1
            """) != nil
    }
}
