import Deadlines
import Foundation
import Kernel
import Platform
import Storage

/// A case as its complainant may know it (来访人视图, S0-6, S4-3): where it stands, who holds it, what was said.
/// Internal remarks, other people's names and telephones never get in.
struct MyCase: Sendable {
    let subject: Case
    let facts: [CaseFact]
    let profile: OrganisationProfile
    let promises: [OutwardPromise]
    let groupName: String
    /// The names of those who answer for the case; nobody else's.
    let names: [ID<Staff>: String]
    let pinRound: Int
    let now: Instant
    /// The case it was merged into, where that is somebody else's.
    let survivor: Case?

    private static let page = 500
    private static let mostEvents = 5000

    static func load(_ id: ID<Case>, of organisation: ID<Organisation>, at cases: CaseDesk, in db: any Connection)
        throws
        -> MyCase
    {
        let subject = try Case.find(id, of: organisation, at: cases.desk, in: db)
        let profile = try OrganisationProfile.find(organisation, in: db)
        let survivor = subject.state == .merged ? try cases.survivor(of: subject, in: db) : nil
        let calendar = try OrganisationCalendar.load(organisation, in: db)
        let responsible = Set(
            [
                subject.holder.staffID, subject.handler, subject.firstReceiver, subject.decision.letter?.contact,
                survivor?.holder.staffID, survivor?.handler,
            ].compactMap { $0 })
        let group = subject.holder.groupID ?? subject.accountableGroup
        return MyCase(
            subject: subject, facts: try facts(of: id, at: cases.desk, in: db), profile: profile,
            promises: try (survivor ?? subject).outwardPromises(
                by: try cases.history(of: organisation, in: db).levels, organisation: profile.kind, at: db.now,
                in: calendar),
            groupName: try OrganisationUnit.find(group, of: organisation, in: db).name,
            names: try StaffMember.find(all: responsible.sorted(), of: organisation, in: db).mapValues(\.name),
            pinRound: try Case.pinRound(id, of: organisation, in: db), now: db.now,
            survivor: survivor)
    }

    /// Records of who looked at the case stand in the same chain and are no facts of it.
    private static func facts(of id: ID<Case>, at desk: Desk, in db: any Connection) throws -> [CaseFact] {
        var facts: [CaseFact] = []
        var last = 0
        while last < mostEvents {
            let events = try Event.list(of: Case.subject(id), after: last, limit: page, at: desk, in: db)
            facts += events.compactMap { try? $0.decode(CaseFact.self) }
            last = events.last?.sequence ?? mostEvents
            if events.count < page { break }
        }
        return facts
    }

    var actor: Actor { Actor(organisationID: profile.id, kind: .complainant(caseID: subject.id.text)) }

    func may(_ action: CaseAction) -> Bool { subject.lawfulSteps(for: actor, as: []).contains(action) }

    /// Whose desk it is on, as the complainant is told.
    var holderName: String { (survivor ?? subject).holder.staffID.flatMap { names[$0] } ?? groupName }

    /// Since when it is there.
    var heldSince: Instant {
        guard let first = facts.first, var current = Case.replay([first]) else { return subject.milestones.receivedAt }
        var since = first.at
        for fact in facts.dropFirst() {
            let next = current.applying(fact)
            if next.holder != current.holder { since = fact.at }
            current = next
        }
        return since
    }

    /// What comes next, and by when.
    var next: OutwardPromise? { promises.min { $0.dueAt < $1.dueAt } }

    /// The result was told and still stands as told; a letter that was written but not sent stays ours.
    var isResultKnown: Bool {
        guard subject.milestones.decisionAt != nil else { return false }
        if subject.state == .merged, subject.watch.owesOwnAnswer { return true }
        let state = subject.state.isAside ? subject.stateBefore ?? subject.state : subject.state
        switch state {
        case .decisionCommunicated, .confirming, .closed, .internalReview: return true
        case .registered, .acknowledged, .graded, .assigned, .investigating, .awaitingApproval, .decisionReady,
            .notAccepted, .withdrawn, .merged, .outsideDispute:
            return false
        }
    }

    var letter: DecisionLetter? { isResultKnown ? subject.decision.letter : nil }
    var settlement: Settlement? { isResultKnown ? subject.decision.settlement : nil }
}
