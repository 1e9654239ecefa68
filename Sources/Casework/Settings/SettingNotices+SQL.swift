import Kernel
import Platform
import Storage

extension CaseDesk {
    /// Whoever may approve a proposal learns of it; its proposer cannot be one of them.
    func tellApprovers(of proposal: SettingProposal, by actor: Actor, in db: any Connection) throws {
        let today = db.now.day(in: try OrganisationProfile.find(proposal.organisationID, in: db).zone)
        let roles = Set(Role.allCases.filter { desk.rights.mayEver(SettingAction.approve.rawValue, roles: [$0]) })
        var members: Set<ID<Staff>> = []
        for role in roles.sorted() {
            members.formUnion(
                try RoleGrant.holders(of: role, organisation: proposal.organisationID, on: today, in: db).map(\.id))
        }
        if let own = actor.staffID { members.remove(own) }
        try StaffNotice.leave(
            Message("casework.rules.notice", ["subject": .message(proposal.subject.message)]), for: members.sorted(),
            about: Event.Subject(kind: "setting", id: proposal.subject.rawValue), of: proposal.organisationID,
            topic: "proposal", in: db)
    }

    /// The proposer learns what was said, and nobody is asked any more.
    func tellProposer(of proposal: SettingProposal, in db: any Connection) throws {
        guard proposal.state != .withdrawn, let id = ID<Staff>(String(proposal.proposedBy.dropFirst("staff:".count)))
        else { return }
        try StaffNotice.leave(
            Message(
                "casework.rules.notice_\(proposal.state.rawValue)", ["subject": .message(proposal.subject.message)]),
            for: [id], about: Event.Subject(kind: "setting", id: proposal.subject.rawValue),
            of: proposal.organisationID, topic: "proposal", in: db)
    }
}
