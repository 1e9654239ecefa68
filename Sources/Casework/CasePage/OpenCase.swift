import Deadlines
import Kernel
import People
import Platform
import Storage
import Web

/// A case laid open for one reader (打开的个案): everything its page and its step forms look at, read in one moment.
struct OpenCase: Sendable {
    let subject: Case
    let actor: Actor
    let standing: Standing
    let relations: Set<Relation>
    let profile: OrganisationProfile
    let rules: CaseworkData
    /// Names of the employees complained about.
    let namedStaff: [ID<Staff>: String]
    let clocks: [ReadClock]
    let now: Instant
    /// The strategies of the house in force.
    var strategies: [RecoveryStrategy] = []
    /// Articles of the house that may answer this inquiry.
    var answers: [Article] = []
    /// Separations the reader is spared for a step, since nobody else could take it (reading 25).
    var waived: [CaseAction: Set<Guard>] = [:]
    /// Where the rules would send the case while nobody handles it (S4-14).
    var route: CaseRoute?

    /// A stored clock with what it says at this moment.
    struct ReadClock: Sendable {
        let stored: StoredClock
        let reading: Reading
        /// Why it is due then.
        let explanation: [Message]
    }

    /// What is lawful for this reader now, reading and the program's own steps left out.
    var lawful: [CaseAction] {
        AdmittedCase(subject: subject, actor: actor, standing: standing, relations: relations)
            .lawful(waiving: waived)
    }

    /// The clock of the decision in the present round, if one runs: the earliest when two govern.
    var decisionClock: ReadClock? {
        clocks.filter { CaseClock.baseName($0.stored.kind) == "decision" && $0.stored.clock.finishedAt == nil }
            .min { $0.reading.dueAt < $1.reading.dueAt }
    }

    var address: String { "/cases/\(subject.id)" }

    func allows(_ action: CaseAction) -> Bool { CaseworkRights.allows(action, actor, as: relations) }

    /// Whether the reader may learn of an event: of who is held to account, few do.
    func shows(_ event: Event) -> Bool { event.kind != CaseAction.sealedKind || allows(.readAccountability) }
}

extension CaseDesk {
    /// Opens a case for the signed-in employee. Throws `Problem.forbidden` unless they may read it.
    func open(_ id: ID<Case>, for actor: Actor, in db: any Connection) throws -> OpenCase {
        try open(admit(actor, to: id, in: db), in: db)
    }

    /// The same for who was let in already.
    func open(_ admitted: AdmittedCase, in db: any Connection) throws -> OpenCase {
        let (subject, actor) = (admitted.subject, admitted.actor)
        let calendar = try OrganisationCalendar.load(actor.organisationID, in: db)
        let clocks = try StoredClock.list(of: subject.eventSubject, in: db).map {
            OpenCase.ReadClock(
                stored: $0, reading: $0.clock.reading(at: db.now, in: calendar),
                explanation: $0.clock.explanation(at: db.now, in: calendar))
        }
        return OpenCase(
            subject: subject, actor: actor, standing: admitted.standing, relations: admitted.relations,
            profile: try .find(actor.organisationID, in: db), rules: try rulesNow(of: actor.organisationID, in: db),
            namedStaff: try StaffMember.find(
                all: subject.complainedAbout.staff.sorted(), of: actor.organisationID, in: db
            ).mapValues(\.name), clocks: clocks, now: db.now,
            strategies: try rules.recovery.inForce(of: actor.organisationID, in: db),
            answers: try answers(to: subject, in: db), waived: try waived(on: subject, for: actor, in: db),
            route: try route(for: subject, in: db))
    }
}
