import Kernel
import Platform
import Storage

/// Whom somebody wants to ask to a session (邀请范围).
package struct Invited: Hashable, Sendable {
    package var lacking = false
    package var role: Role?
    package var unit: ID<OrganisationUnit>?
    package var person: ID<Staff>?

    package init(
        lacking: Bool = false, role: Role? = nil, unit: ID<OrganisationUnit>? = nil, person: ID<Staff>? = nil
    ) {
        self.lacking = lacking
        self.role = role
        self.unit = unit
        self.person = person
    }

    var isEmpty: Bool { !lacking && role == nil && unit == nil && person == nil }

    /// The people meant, who are in service on `day`. Whoever heads units asks their own people alone: throws
    /// `Problem.forbidden` for a unit, person or role beyond.
    func staff(
        for courses: [String], on day: LocalDay, reach: TrainingReach, of organisation: ID<Organisation>,
        at training: TrainingDesk, in db: any Connection
    ) throws -> Set<ID<Staff>> {
        let circle: Trainee.Circle = reach.plansForAll ? .everybody : .units(reach.units ?? [])
        let trainees = try Trainee.load(circle, of: organisation, on: day, in: db)
        var found: Set<ID<Staff>> = []
        if lacking {
            let versions = try training.shelf.all(of: organisation, on: day, in: db).filter {
                courses.contains($0.course.code)
            }
            found.formUnion(
                trainees.filter { trainee in
                    DueRule.needs(of: trainee, courses: versions, on: day, by: training.shelf.rules)
                        .contains { !$0.state.isMet }
                }.map(\.staffID))
        }
        if let role {
            guard reach.plansForAll else { throw Problem.forbidden("platform.rights.lacking") }
            found.formUnion(trainees.filter { $0.roles[role] != nil }.map(\.staffID))
        }
        if let unit {
            guard reach.plansForAll || reach.units?.contains(unit) == true else {
                throw Problem.forbidden("platform.rights.lacking")
            }
            let units = try UnitTree.load(of: organisation, in: db).below(unit).union([unit])
            found.formUnion(trainees.filter { !units.isDisjoint(with: $0.units) }.map(\.staffID))
        }
        if let person {
            guard trainees.contains(where: { $0.staffID == person }) else {
                throw Problem.invalid("person", Message("training.sessions.fault.not_here"))
            }
            found.insert(person)
        }
        return found
    }
}

extension TrainingSession {
    /// Whether the actor teaches, or taught in the last weeks, the course in some session.
    static func teaches(_ actor: Actor, _ course: String, in db: any Connection) throws -> Bool {
        guard let staff = actor.staffID else { return false }
        return try db.rows(
            """
            SELECT courses FROM training_sessions WHERE organisation_id = \(actor.organisationID)
                AND trainer_id = \(staff) AND state <> \(SessionState.cancelled)
                AND starts_at > \(db.now.advanced(byHours: -24 * 30)) ORDER BY starts_at LIMIT 200
            """
        ).contains { try $0.get("courses", as: String.self).split(separator: " ").contains { $0 == course } }
    }
}
