import Kernel
import Platform
import Storage
import Web

/// The desk training is worked at (培训工作台): the platform's tools and the courses.
package struct TrainingDesk: Sendable {
    package let desk: Desk
    package let shelf: CourseShelf

    package init(desk: Desk, shelf: CourseShelf) {
        self.desk = desk
        self.shelf = shelf
    }

    func may(_ action: TrainingAction, _ actor: Actor, as relations: Set<Relation> = []) -> Bool {
        desk.rights.allows(action.rawValue, to: actor, as: relations)
    }

    /// Where the actor stands: the units they belong to and head.
    func facts(_ actor: Actor, on day: LocalDay, in db: any Connection) throws -> StaffFacts {
        guard let staff = actor.staffID else { throw Problem.signedOut }
        return try StaffFacts.relationsFacts(for: staff, of: actor.organisationID, on: day, in: db)
    }

    /// How the actor stands to somebody's records: their own, or of a unit they head.
    func relations(
        of actor: Actor, to staff: ID<Staff>, on day: LocalDay, in db: any Connection
    ) throws -> Set<Relation> {
        var found: Set<Relation> = actor.staffID == staff ? [.own] : []
        let over = try facts(actor, on: day, in: db).headOver
        let theirs = try StaffFacts.relationsFacts(for: staff, of: actor.organisationID, on: day, in: db).memberOf
        if !over.isDisjoint(with: theirs) { found.insert(.unitHead) }
        return found
    }
}
