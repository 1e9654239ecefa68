import Kernel
import Platform
import Storage
import Web

/// A case as it is told to one program: what its holder would see on the page, no more. Only what the answer carries is
/// read: no history, no clocks, no rules.
struct CaseTold: Sendable {
    let admitted: AdmittedCase
    /// The steps that are lawful now.
    let lawful: [CaseAction]
    let attachments: [Attachment]
    let person: CaseContents.PersonShown?
    /// Names of the employees the answer speaks of.
    let names: [ID<Staff>: String]
    let units: UnitTree
    let words: Words

    var subject: Case { admitted.subject }

    static func load(
        _ admitted: AdmittedCase, _ words: Words, at cases: CaseDesk, in db: any Connection
    ) throws -> CaseTold {
        let (subject, actor) = (admitted.subject, admitted.actor)
        let waived = try cases.waived(on: subject, for: actor, in: db)
        let single = [subject.firstReceiver, subject.holder.staffID, subject.handler].compactMap { $0 }
        let named = subject.complainedAbout.staff.union(single).union(subject.decision.actions.map(\.owner))
        return CaseTold(
            admitted: admitted, lawful: admitted.lawful(waiving: waived),
            attachments: try subject.attachments(in: db),
            person: try .load(subject, actor, admitted.relations, at: cases, in: db),
            names: try StaffMember.names(of: named.sorted(), in: actor.organisationID, in: db),
            units: try UnitTree.load(of: actor.organisationID, in: db), words: words)
    }

    func moment(_ at: Instant?) -> JSON { .optional(at.map { words.stamp($0) }) }

    func staff(_ id: ID<Staff>?) -> JSON {
        guard let id else { return .null }
        return ["id": .text(id.text), "name": .text(names[id] ?? "")]
    }

    func unit(_ id: ID<OrganisationUnit>?) -> JSON {
        guard let id else { return .null }
        return ["id": .text(id.text), "name": .text(units[id]?.name ?? "")]
    }
}
