import Kernel
import Storage
import Web

/// Everything about one employee that the reader may see: facts, units and posts, account, roles.
struct StaffPage: Sendable {
    let member: StaffMember
    let phone: String
    let memberships: [Membership]
    let posts: [Post]
    let tree: UnitTree
    let account: Account?
    let grants: [RoleGrant]
    let names: [ID<Staff>: StaffMember]
    let competences: [Competence]

    static func load(_ id: ID<Staff>, _ actor: Actor, _ desk: Desk, in db: any Connection) throws -> StaffPage {
        let organisation = actor.organisationID
        let member = try StaffMember.find(id, of: organisation, in: db)
        let grants = try RoleGrant.history(of: id, organisation: organisation, in: db)
        let signers = grants.flatMap { [$0.grantedBy, $0.revokedBy ?? ""] }.compactMap(staffID)
        let maySeePhone = desk.rights.allows(PlatformAction.readStaffPrivate.rawValue, to: actor)
        return StaffPage(
            member: member, phone: maySeePhone ? try member.phone(at: desk, in: db) : "",
            memberships: try Membership.list(for: id, of: organisation, in: db),
            posts: try Post.list(of: organisation, in: db), tree: try UnitTree.load(of: organisation, in: db),
            account: try Account.first(of: id, organisation: organisation, in: db), grants: grants,
            names: try StaffMember.find(all: signers, of: organisation, in: db),
            competences: try Competence.list(of: id, organisation, in: db))
    }

    static func state(of member: StaffMember, on today: LocalDay, _ words: Words) -> StateBadge {
        if !member.isEmployed(on: today) { return StateBadge(words("platform.admin.staff.has_left"), tone: .waiting) }
        return member.isOnDuty
            ? StateBadge(words("platform.admin.staff.on_duty"), tone: .done)
            : StateBadge(words("platform.admin.staff.off_duty"), tone: .waiting)
    }

    /// The page; `faults` belong to the form the request was sent to.
    func page(_ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]) -> RecordPage {
        let words = visit.words
        func may(_ action: PlatformAction) -> Bool { desk.rights.allows(action.rawValue, to: visit.actor) }
        func answered(_ form: FormView) -> FormView {
            let isSent = !faults.isEmpty && visit.request.uri.path == form.action
            return isSent ? form.refused(visit.form, faults, words) : form
        }
        var sections = [PageSection("facts", facts: facts(visit, withPhone: may(.readStaffPrivate)))]
        if may(.editStaff) {
            let edit = StaffDraft.form(
                "/admin/staff/\(member.id)", member, phone: phone, visit, submit: "platform.admin.save")
            sections.append(
                PageSection("edit", words("platform.admin.edit"), form: answered(edit), isFolded: true))
        }
        sections.append(units(visit, mayEdit: may(.editStaff)))
        if may(.editStaff), member.employedTo == nil {
            sections.append(
                PageSection(
                    "join", words("platform.admin.staff.join"), form: answered(joinForm(visit)), isFolded: true))
        }
        sections.append(CompetenceSection.section(competences, visit))
        if may(.editCompetences), member.employedTo == nil {
            sections.append(
                PageSection(
                    "competence", words("platform.competence.record"),
                    form: answered(CompetenceSection.form(member.id, visit)), isFolded: true))
        }
        if may(.editAccounts) {
            sections.append(accountSection(visit))
            if account == nil {
                sections.append(
                    PageSection(
                        "open", words("platform.admin.account.open"), form: answered(openForm(words)), isFolded: true))
            }
        }
        if may(.readRoles) { sections.append(rolesSection(visit, mayGrant: may(.grantRoles))) }
        if may(.grantRoles), member.employedTo == nil {
            sections.append(
                PageSection(
                    "grant", words("platform.admin.role.grant"), form: answered(grantForm(words)), isFolded: true))
        }
        if may(.editStaff), member.employedTo == nil {
            sections.append(
                PageSection(
                    "leave", words("platform.admin.staff.leave"), lead: words("platform.admin.staff.leave_lead"),
                    form: answered(leaveForm(visit)), isFolded: true))
        }
        return RecordPage(
            member.name,
            breadcrumb: Breadcrumb([("/admin/staff", words("platform.admin.staff.title"))], here: member.name),
            state: StaffPage.state(of: member, on: visit.today, words), sections)
    }

    private func facts(_ visit: Visit, withPhone: Bool) -> DefinitionList {
        let words = visit.words
        var items: [DefinitionList.Item] = [
            .init(words("platform.admin.staff.number"), member.number),
            .init(words("platform.admin.staff.employed_from"), words.day(member.employedFrom)),
        ]
        if let last = member.employedTo {
            items.append(.init(words("platform.admin.staff.employed_to"), words.day(last)))
        }
        if withPhone {
            let shown = phone.isEmpty ? words("platform.admin.unknown") : phone
            items.append(.init(words("platform.admin.staff.phone"), shown, isConfidential: !phone.isEmpty))
        }
        return DefinitionList(items)
    }

    private func units(_ visit: Visit, mayEdit: Bool) -> PageSection {
        let words = visit.words
        let postNames = Dictionary(posts.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let rows = memberships.map { held in
            let unit = tree[held.unitID]
            let until = held.to.map { words.day($0) } ?? words("platform.admin.staff.ongoing")
            let end = ButtonView(
                "/admin/staff/\(member.id)/units/\(held.id)/end", words("platform.admin.staff.end_today"),
                about: unit?.name)
            return TableView.Row([
                .init(unit?.name ?? ""), .init(held.postID.flatMap { postNames[$0] } ?? ""),
                .init(words.day(held.from)), .init(until),
                mayEdit && held.to == nil ? .init("", button: end) : .init(""),
            ])
        }
        return PageSection(
            "units", words("platform.admin.staff.units"),
            table: TableView(
                words("platform.admin.staff.units"),
                columns: ["unit", "post", "from", "to", "step"].map { words("platform.admin.staff.\($0)") },
                rows: rows),
            empty: EmptyState(icon: "diagram-3", sentence: words("platform.admin.staff.no_units")))
    }

    private func joinForm(_ visit: Visit) -> FormView {
        FormView(
            action: "/admin/staff/\(member.id)/units",
            fields: StaffPage.joinFields(units: tree.options(), on: visit.today, visit.words),
            submit: visit.words("platform.admin.staff.join"))
    }

    static func joinFields(
        units: [Field.Option] = [], on today: LocalDay? = nil, _ words: Words
    ) -> [Field] {
        func word(_ key: String) -> String { words("platform.admin.staff.\(key)") }
        return [
            .select("unit", word("unit"), options: units, blank: words("platform.admin.choose"), required: true),
            .text("post", word("post"), hint: word("post_hint"), limit: 100).width(.medium),
            .day("from", word("from"), value: today, required: true),
        ]
    }

    private func leaveForm(_ visit: Visit) -> FormView {
        FormView(
            action: "/admin/staff/\(member.id)/leave", fields: StaffPage.leaveFields(on: visit.today, visit.words),
            submit: visit.words("platform.admin.staff.leave"), isWeighty: true)
    }

    static func leaveFields(on today: LocalDay? = nil, _ words: Words) -> [Field] {
        [.day("employed_to", words("platform.admin.staff.employed_to"), value: today, required: true)]
    }

    private func openForm(_ words: Words) -> FormView {
        FormView(
            action: "/admin/staff/\(member.id)/account", fields: StaffPage.openFields(words),
            submit: words("platform.admin.account.open"), icon: "key")
    }

    static func openFields(_ words: Words) -> [Field] {
        [
            .text(
                "login", words("web.sign_in.login"), hint: words("platform.admin.account.login_hint"),
                required: true, limit: 64
            ).width(.medium)
        ]
    }

    private func accountSection(_ visit: Visit) -> PageSection {
        let words = visit.words
        guard let account else {
            return PageSection(
                "account", words("platform.admin.account.title"),
                empty: EmptyState(icon: "key", sentence: words("platform.admin.account.none")))
        }
        let isLocked = account.isLocked(at: visit.now)
        let state =
            account.isDisabled
            ? StateBadge(words("platform.admin.account.disabled"), tone: .done)
            : isLocked
                ? StateBadge(words("platform.admin.account.locked"), tone: .waiting, icon: "lock")
                : StateBadge(words("platform.admin.account.works"))
        let base = "/admin/staff/\(member.id)/account"
        var steps: [(String, ButtonView)] = [
            ("reset", ButtonView(base + "/reset", words("platform.admin.account.reset"), isWeighty: true))
        ]
        if isLocked { steps.append(("unlock", ButtonView(base + "/unlock", words("platform.admin.account.unlock")))) }
        if account.totpConfirmed {
            steps.append(
                ("factor", ButtonView(base + "/factor", words("platform.admin.account.factor"), isWeighty: true)))
        }
        steps.append(
            account.isDisabled
                ? ("enable", ButtonView(base + "/enable", words("platform.admin.account.enable")))
                : ("disable", ButtonView(base + "/disable", words("platform.admin.account.disable"), isWeighty: true)))
        let rows = steps.map { name, button in
            TableView.Row([.init(words("platform.admin.account.\(name)_about")), .init("", button: button)])
        }
        return PageSection(
            "account", words("platform.admin.account.title"),
            facts: DefinitionList([
                .init(words("web.sign_in.login"), account.login),
                .init(words("platform.admin.staff.state"), state.word),
                .init(words("platform.account.password_changed"), words.moment(account.passwordChangedAt)),
            ]),
            table: TableView(
                words("platform.admin.account.title"),
                columns: [words("platform.admin.account.what"), words("platform.admin.staff.step")], rows: rows))
    }

    private func rolesSection(_ visit: Visit, mayGrant: Bool) -> PageSection {
        let words = visit.words
        let rows = grants.reversed().map { grant in
            let given = words(
                "platform.admin.role.given",
                ["when": .instant(grant.grantedAt), "who": .text(signer(grant.grantedBy, words))])
            let taken = grant.revokedAt.map {
                words(
                    "platform.admin.role.taken",
                    ["when": .instant($0), "who": .text(signer(grant.revokedBy ?? "", words))])
            }
            let name = words("platform.role.\(grant.role.rawValue)")
            let revoke = ButtonView(
                "/admin/staff/\(member.id)/roles/\(grant.role.rawValue)/revocation",
                words("platform.admin.role.revoke"), about: name, isWeighty: true)
            let mayRevoke = mayGrant && taken == nil && grant.role != .employee
            return TableView.Row([
                .init(name, note: grant.isFlagged ? words("platform.admin.role.flagged") : nil), .init(given),
                mayRevoke ? .init("", button: revoke) : .init(taken ?? words("platform.admin.role.standing")),
            ])
        }
        return PageSection(
            "roles", words("platform.account.roles"), lead: mayGrant ? nil : words("platform.admin.role.by_security"),
            table: TableView(
                words("platform.account.roles"),
                columns: ["name", "since", "step"].map { words("platform.admin.role.\($0)") }, rows: rows))
    }

    private func grantForm(_ words: Words) -> FormView {
        FormView(
            action: "/admin/staff/\(member.id)/roles",
            fields: StaffPage.grantFields(without: Set(grants.filter { $0.revokedAt == nil }.map(\.role)), words),
            submit: words("platform.admin.role.grant"), icon: "shield-check")
    }

    static func grantFields(without held: Set<Role> = [], _ words: Words) -> [Field] {
        let taken = Set(held.map(\.rawValue))
        let open = Field.options(of: Role.self, "platform.role", words).filter { !taken.contains($0.value) }
        return [
            .select(
                "role", words("platform.admin.staff.role"), options: open, blank: words("platform.admin.choose"),
                required: true)
        ]
    }

    private func signer(_ signature: String, _ words: Words) -> String {
        StaffPage.staffID(signature).flatMap { names[$0]?.name } ?? words("platform.admin.role.system")
    }

    private static func staffID(_ signature: String) -> ID<Staff>? {
        signature.hasPrefix("staff:") ? ID(String(signature.dropFirst(6))) : nil
    }
}
