import Foundation
import Kernel
import People
import Platform
import Storage

/// What stands on the case page besides the case itself: names, history, files, the person served.
struct CaseContents: Sendable {
    let open: OpenCase
    let names: [ID<Staff>: String]
    let units: [ID<OrganisationUnit>: String]
    let attachments: [Attachment]
    let person: PersonShown?
    let history: [Event]
    /// The number of the event before the first one shown; `nil` when the history is shown from its beginning.
    let earlier: Int?
    let links: [SeenLink]
    let alike: [LookAlike]
    let limits: [SeenLimit]
    /// Whether the reader may have something changed because of the case (S0-8).
    let mayImprove: Bool

    /// The person served as this reader may see them.
    struct PersonShown: Sendable {
        let id: ID<Person>
        let text: String
        let place: String
        /// Their page, for those whose role or work on this case opens it.
        let address: String?
    }

    static let pageSize = 60

    /// Reads the page's contents; `until` is the number of the last event to show. `comparing` looks for cases like it
    /// too, which only the page shows.
    static func load(
        for open: OpenCase, until: Int?, limit: Int = pageSize, comparing: Bool = false, at cases: CaseDesk,
        in db: any Connection
    ) throws -> CaseContents {
        let subject = open.subject
        let newest = try CaseAccess.newestEvent(of: subject.id, in: db)
        let last = min(max(until ?? newest, 1), max(newest, 1))
        let before = max(0, last - limit)
        let history = try Event.list(
            of: subject.eventSubject, after: before, limit: last - before, at: cases.desk, in: db
        ).filter(open.shows)
        var mentioned = subject.staffMentioned
        for event in history {
            if let fact = event.caseFact { mentioned.formUnion(fact.staffMentioned) }
        }
        let organisation = subject.organisationID
        let tree = try UnitTree.load(of: organisation, in: db)
        let attachments = try subject.attachments(in: db)
        let reader = CaseReader(actor: open.actor, standing: open.standing)
        for attachment in attachments {
            if let id = ID<Staff>(String(attachment.addedBy.dropFirst("staff:".count))) { mentioned.insert(id) }
        }
        return CaseContents(
            open: open,
            names: try StaffMember.find(all: mentioned.sorted(), of: organisation, in: db).mapValues(\.name),
            units: Dictionary(tree.units.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }),
            attachments: attachments,
            person: try PersonShown.load(subject, open.actor, open.relations, at: cases, in: db), history: history,
            earlier: before > 0 ? before : nil,
            links: try SeenLink.list(subject, reader: reader, at: cases.desk, in: db),
            alike: comparing ? try alike(open, reader, cases, db) : [], limits: try limits(open, reader, cases, db),
            mayImprove: subject.milestones.decisionAt != nil
                && cases.desk.rights.mayEver(CaseContents.improving, roles: open.actor.roles))
    }

    /// What the slice of improvement asks for where an action is opened.
    private static let improving = "quality.actions.open"

    /// Looked for only while it can still be merged.
    private static func alike(
        _ open: OpenCase, _ reader: CaseReader, _ cases: CaseDesk, _ db: any Connection
    ) throws -> [LookAlike] {
        guard Transitions.line(open.subject.state, .merge) != nil else { return [] }
        let keys = try cases.desk.vault.keyring(for: open.actor.organisationID, in: db)
        let traits = open.subject.traits(seenBy: open.standing, keys)
        let tied = Set(open.subject.identity.links.map(\.to) + [open.subject.splitFrom?.from].compactMap { $0 })
        return try cases.lookAlikes(of: traits, itself: open.subject.id, reader: reader, in: db)
            .filter { !tied.contains($0.line.id) }
    }

    /// What was agreed in this case, and what holds for the same person from another.
    private static func limits(
        _ open: OpenCase, _ reader: CaseReader, _ cases: CaseDesk, _ db: any Connection
    ) throws -> [SeenLimit] {
        guard let complainant = open.subject.complainant(seenBy: open.standing) else { return [] }
        let own = open.subject.currentLimit.map { SeenLimit(subject: open.subject, limit: $0) }
        let others = try cases.limits(ofPhone: complainant.phone, reader: reader, in: db)
        return [own].compactMap { $0 } + others.filter { $0.subject.id != open.subject.id }
    }

    func name(_ staff: ID<Staff>?) -> String? { staff.flatMap { names[$0] } }
}

extension CaseContents.PersonShown {
    /// The person served by a case, as somebody in these relations to it may see them; `nil` when nobody is named.
    static func load(
        _ subject: Case, _ actor: Actor, _ relations: Set<Relation>, at cases: CaseDesk, in db: any Connection
    ) throws -> CaseContents.PersonShown? {
        guard let id = subject.personServed else { return nil }
        let keys = try cases.desk.vault.keyring(for: actor.organisationID, in: db)
        let person = try Person.find(id, of: actor.organisationID, keys: keys, in: db)
        let mayRead = cases.desk.rights.allows(PeopleAction.readNames.rawValue, to: actor, as: relations)
        let name = Masking.shown(person.name, .name, class: .sensitive, grant: mayRead ? .full : .masked)
        let place = [person.place.room, person.place.bed].filter { !$0.isEmpty }.joined(separator: "-")
        let opening = subject.state.isOpen ? relations : []
        let mayOpen = cases.desk.rights.allows(PeopleAction.read.rawValue, to: actor, as: opening)
        return CaseContents.PersonShown(
            id: id, text: "\(name) \(person.code)", place: place, address: mayOpen ? "/people/\(id)" : nil)
    }
}

extension Event {
    /// The case's fact in this event; `nil` for what is no step, such as a warning.
    var caseFact: CaseFact? {
        guard kind != "casework.warned" else { return nil }
        return Event.readFacts.value(hash, facts) { try? decode(CaseFact.self) }
    }

    /// Facts read lately; an event never changes.
    private static let readFacts = Memo<String, CaseFact?>(limit: 10_000)
}

extension Case {
    /// The files of the case; those of merged cases come along as long as they are merged.
    func attachments(in db: any Connection) throws -> [Attachment] {
        try ([id] + identity.absorbed.map(\.of)).flatMap {
            try Attachment.list(of: "case", $0.text, organisationID, in: db)
        }
    }

    /// Every employee whose name the page may have to write.
    var staffMentioned: Set<ID<Staff>> {
        var found = solvers.union(complainedAbout.staff)
        let single = [
            firstReceiver, holder.staffID, handler, handling.offer?.to, handling.review?.reviewer,
            decision.proposedBy, decision.approvedBy, decision.letter?.contact, confirmation.secondBy,
            confirmation.agreedBy,
        ]
        found.formUnion(single.compactMap { $0 })
        found.formUnion(decision.actions.map(\.owner))
        found.formUnion(teamwork.staffMentioned)
        found.formUnion(watch.staffMentioned)
        found.formUnion(allegations.compactMap(\.responsiblePerson))
        found.formUnion(communications.compactMap(\.by.staffID))
        found.formUnion(redress.staffMentioned)
        return found
    }
}

extension CaseFact {
    /// The employees this fact speaks of.
    var staffMentioned: Set<ID<Staff>> {
        var found = Set([by.staffID].compactMap { $0 })
        switch step {
        case .feedback(let step): found.insert(step.handler)
        case .assignment(let step): found.insert(step.handler)
        case .arbitration(let step): found.insert(step.handler)
        case .reviewer(let step): found.insert(step.reviewer)
        case .standIn(let step): found.formUnion([step.absent, step.by.staffID].compactMap { $0 })
        case .standInEnd(let step): found.insert(step.absent)
        case .joining(let step): found.insert(step.owner)
        case .task(let step): found.insert(step.owner)
        case .proposal(let step): found.formUnion(step.actions.map(\.owner))
        case .emergency(let step): found.formUnion(step.members)
        case .account(let step): found.insert(step.person)
        case .attribution(let step): found.formUnion(step.staff)
        case .registration, .acknowledgement, .safety, .suggestion, .grading, .upgrade, .downgrade, .allegation,
            .classification, .conversion, .acceptance, .returning, .communication, .evidence, .finding, .approval,
            .rejection, .letter, .notice, .settlement, .answer, .release, .agreement, .completion,
            .secondConfirmation, .closure, .reopening, .reviewRequest, .reviewConclusion, .dispute, .disputeEnd,
            .withdrawal, .refusal, .merger, .separation, .extensionOfTime, .pause, .resumption, .escalation, .note,
            .attachment, .reissue, .absorption, .detachment, .split, .link, .unlinking, .correction, .outsideReport,
            .conductProposal, .conductApproval, .conductReview, .partReport, .partWaiver, .taskCompletion,
            .taskRemoval, .supervision, .supervisionAnswer, .supervisionAcceptance, .supervisionReturn,
            .emergencyDecision, .emergencyReport, .accountHearing, .accountRuling, .ownLetter, .ownNotice, .otherTold,
            .payment, .paymentReversal, .recovery, .recoveryTick, .recoveryRating, .reportDemands, .authorityReport,
            .reportWaiver:
            break
        }
        return found
    }
}
