import Kernel
import Platform
import Storage

/// How employees are tied to a person served by work done elsewhere (办理关系). App passes it in, for People knows
/// nothing of cases.
package struct PersonTies: Sendable {
    /// The relations of the actor to the person; empty without any tie.
    package let relations: @Sendable (Actor, ID<Person>, any Connection) throws -> Set<Relation>

    package init(_ relations: @escaping @Sendable (Actor, ID<Person>, any Connection) throws -> Set<Relation>) {
        self.relations = relations
    }

    /// For steps no tie ever allows.
    static let none = PersonTies { _, _, _ in [] }
}

/// That somebody opened a person's page by nothing but a tie: kept once for reader, person and hour (S1-77).
enum TiedReading {
    static let eachHour = ThrottleLimit(attempts: 1, windowMinutes: 60)

    static func record(_ opened: OpenedPerson, _ desk: Desk, in db: any Connection) throws {
        let key = "person_read|\(opened.reader.actor.signature)|\(opened.person.id)"
        do { try Throttle.admit(key, eachHour, in: db) } catch Problem.tooMany { return }
        try Event.record(
            "people.read_by_tie", of: opened.subject, by: opened.reader.actor,
            facts: ["ties": opened.reader.relations.sorted().map(\.rawValue)], at: desk, in: db)
    }
}
