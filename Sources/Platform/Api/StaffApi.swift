import Hummingbird
import Kernel
import Storage
import Web

/// Employees for programs (员工接口): one with units, roles and account, and every step of their page.
enum StaffApi {
    static func all(_ desk: Desk) -> [Route] {
        let area = ProgramArea(
            desk, about: "platform.api.operation", group: "staff", reading: .readAdministration,
            writing: .writeAdministration)
        return [show(area)] + record(area) + account(area)
    }

    private static let member = "/staff/:staff"

    private static func record(_ area: ProgramArea) -> [Route] {
        let edit = Access.right(PlatformAction.editStaff)
        return [
            area.change(
                "/staff", edit, "createStaff", asks: { StaffDraft.fields($0) }, creates: true, StaffListRoutes.create),
            area.change(member, edit, "changeStaff", asks: { StaffDraft.fields($0) }, StaffRoutes.change),
            area.change(
                member + "/units", edit, "joinUnit", asks: { StaffPage.joinFields($0) }, StaffRoutes.join),
            area.change(member + "/units/:membership/end", edit, "leaveUnit", StaffRoutes.endMembership),
            area.change(
                member + "/leave", edit, "endEmployment", asks: { StaffPage.leaveFields($0) }, StaffRoutes.leave),
            area.change(
                member + "/competences", .right(PlatformAction.editCompetences), "recordCompetence",
                asks: { CompetenceSection.fields($0) }, CompetenceSection.record),
        ]
    }

    private static func account(_ area: ProgramArea) -> [Route] {
        let (accounts, grants) = (
            Access.right(PlatformAction.editAccounts), Access.right(PlatformAction.grantRoles)
        )
        let role = ApiOperation.Parameter("role", "platform.api.parameter.role", roles)
        return [
            area.change(
                member + "/account", accounts, "openAccount", asks: { StaffPage.openFields($0) }, creates: true,
                tellsSecret: true, StaffAccountRoutes.open),
            area.change(
                member + "/account/reset", accounts, "resetAccount", tellsSecret: true, StaffAccountRoutes.reset),
            area.change(
                member + "/roles", grants, "grantRole", asks: { StaffPage.grantFields($0) }, StaffAccountRoutes.grant),
            area.change(
                member + "/roles/:role/revocation", grants, "revokeRole", path: [role], StaffAccountRoutes.revoke),
        ]
            + StaffAccountRoutes.Change.allCases.map { change in
                area.change("\(member)/account/\(change.rawValue)", accounts, name(change)) { visit, desk in
                    try change.deed(visit, desk)
                }
            }
    }

    private static func name(_ change: StaffAccountRoutes.Change) -> String {
        switch change {
        case .unlock: "unlockAccount"
        case .disable: "disableAccount"
        case .enable: "enableAccount"
        case .factor: "removeSecondFactor"
        }
    }

    // What follows tells of one employee.

    private typealias Told<Value> = (value: Value, words: Words)
    private static let roles = Schema.text(choices: Role.allCases.map(\.rawValue))
    private static let maybeDay = Schema.optional(Schema.day)
    private static let maybeMoment = Schema.optional(Schema.moment)

    private static let seat = JSONShape<(held: Membership, posts: [ID<Post>: String])>([
        ("id", Schema.id, { .text($0.held.id.text) }), ("unit", Schema.id, { .text($0.held.unitID.text) }),
        (
            "post", Schema.optional(Schema.text()),
            { told in .optional(told.held.postID.flatMap { told.posts[$0] }) }
        ),
        ("from", Schema.day, { .text($0.held.from.description) }),
        ("to", maybeDay, { .optional($0.held.to?.description) }),
    ])

    private static let grant = JSONShape<Told<RoleGrant>>([
        ("role", roles, { .text($0.value.role.rawValue) }),
        ("granted_at", Schema.moment, { .text($0.words.stamp($0.value.grantedAt)) }),
        ("revoked_at", maybeMoment, { told in .optional(told.value.revokedAt.map { told.words.stamp($0) }) }),
        ("flagged", Schema.flag, { .flag($0.value.isFlagged) }),
    ])

    private static let door = JSONShape<(account: Account, now: Instant)>([
        ("login", Schema.text(), { .text($0.account.login) }),
        ("disabled", Schema.flag, { .flag($0.account.isDisabled) }),
        ("locked", Schema.flag, { .flag($0.account.isLocked(at: $0.now)) }),
        ("second_factor", Schema.flag, { .flag($0.account.totpConfirmed) }),
    ])

    private static let competence = JSONShape<Competence>([
        ("field", Schema.text(), { .text($0.field.rawValue) }),
        ("level", Schema.integer(1...3), { .integer($0.level.rawValue) }),
        ("evidence", Schema.text(), { .text($0.evidence) }),
        ("until", maybeDay, { .optional($0.untilOn?.description) }),
    ])

    /// What the page of the employee shows this reader: the telephone number and the account only to whom it does.
    private static func show(_ area: ProgramArea) -> Route {
        let answer = Schema.object([
            "id": Schema.id, "number": Schema.text(), "name": Schema.text(), "on_duty": Schema.flag,
            "employed_from": Schema.day, "employed_to": maybeDay, "phone": Schema.optional(Schema.text()),
            "units": Schema.list(seat.schema), "roles": Schema.list(grant.schema),
            "account": Schema.optional(door.schema), "competences": Schema.list(competence.schema),
        ])
        return area.read(member, .right(PlatformAction.readRoles), "getStaff", answer: answer) { visit, desk in
            try desk.rights.must(PlatformAction.readRoles, visit.actor)
            let (id, actor, words) = (try visit.id("staff", of: Staff.self), visit.actor, visit.words)
            _ = try await desk.keyring(of: actor.organisationID)
            let page = try await desk.read { try StaffPage.load(id, actor, desk, in: $0) }
            let member = page.member
            let posts = Dictionary(page.posts.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
            let maySeeDoor = desk.rights.allows(PlatformAction.editAccounts.rawValue, to: actor)
            return [
                "id": .text(id.text), "number": .text(member.number), "name": .text(member.name),
                "on_duty": .flag(member.isOnDuty), "employed_from": .text(member.employedFrom.description),
                "employed_to": .optional(member.employedTo?.description),
                "phone": .optional(page.phone.isEmpty ? nil : page.phone),
                "units": .list(page.memberships.map { seat.json(($0, posts)) }),
                "roles": .list(page.grants.map { grant.json(($0, words)) }),
                "account": maySeeDoor ? page.account.map { door.json(($0, visit.now)) } ?? .null : .null,
                "competences": .list(page.competences.map { competence.json($0) }),
            ]
        }
    }
}
