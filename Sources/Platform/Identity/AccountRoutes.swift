import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// The employee's own account: sessions, password (个人账号).
enum AccountRoutes {
    static func all(_ desk: Desk) -> [Route] {
        [
            .get("/account", .signedIn) { visit in try await show(visit, desk) },
            .get("/account/password", .account) { visit in try visit.page(passwordPage(visit)) },
            .post("/account/password", .account) { visit in try await changePassword(visit, desk) },
            .post("/account/sessions/others/end", .signedIn) { visit in
                let (staff, kept) = (try visit.staff(), visit.identity.session.flatMap { ID<Session>($0) })
                let organisation = visit.actor.organisationID
                let address = try await desk.once(visit) { db in
                    try Session.endAll(of: staff, organisation: organisation, except: kept, in: db)
                    try SecurityEvent.record(.sessionEnded, staff: staff, of: organisation, in: db)
                    return "/account"
                }
                return visit.redirect(to: address, saying: "platform.account.others_ended")
            },
            .post("/account/sessions/:session/end", .signedIn) { visit in
                let (staff, session) = (try visit.staff(), try visit.id("session", of: Session.self))
                let organisation = visit.actor.organisationID
                let address = try await desk.once(visit) { db in
                    try Session.end(session, of: staff, organisation: organisation, in: db)
                    return "/account"
                }
                return visit.redirect(to: address, saying: "platform.account.session_ended")
            },
        ]
    }

    private static func show(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let (staff, words, actor) = (try visit.staff(), visit.words, visit.actor)
        let (account, sessions, codes, roles) = try await desk.read { db in
            let organisation = actor.organisationID
            return (
                try Account.find(of: staff, organisation: organisation, in: db),
                try Session.list(of: staff, organisation: organisation, in: db),
                try SecondFactor.recoveryCodesLeft(of: staff, in: db),
                try RoleGrant.roles(of: staff, organisation: organisation, in: db)
            )
        }
        let names = roles.sorted().map { words("platform.role.\($0.rawValue)") }
        let facts = DefinitionList([
            .init(words("web.sign_in.login"), account.login),
            .init(words("platform.account.roles"), names.joined(separator: words("web.format.list_separator"))),
            .init(words("platform.account.password_changed"), words.moment(account.passwordChangedAt)),
            .init(
                words("platform.account.factor.title"),
                account.totpConfirmed
                    ? words("platform.account.factor.on", ["n": .number(codes)]) : words("platform.account.factor.off")),
        ])
        let rows = sessions.map { sessionRow($0, visit) }
        let others = FormView(
            action: "/account/sessions/others/end", fields: [], submit: words("platform.account.end_others"),
            isWeighty: true)
        return try visit.page(
            RecordPage(
                words("web.layout.account"), lead: visit.identity.displayName,
                actions: [
                    ActionLink("/account/password", words("platform.account.change_password"), icon: "key"),
                    ActionLink("/account/second-factor", words("platform.account.factor.title"), icon: "qr-code"),
                    ActionLink("/account/tokens", words("platform.api.token.title"), icon: "key"),
                ],
                [
                    PageSection("facts", facts: facts),
                    PageSection(
                        "sessions", words("platform.account.sessions"), lead: words("platform.account.sessions_lead"),
                        table: TableView(
                            words("platform.account.sessions"),
                            columns: ["device", "address", "since", "seen", "step"].map {
                                words("platform.account.column.\($0)")
                            }, rows: rows),
                        form: sessions.count > 1 ? others : nil),
                ]))
    }

    private static func sessionRow(_ session: Session, _ visit: Visit) -> TableView.Row {
        let words = visit.words
        let isThis = session.id.text == visit.identity.session
        let device = String(session.device.prefix(80))
        return TableView.Row([
            .init(device.isEmpty ? words("platform.account.unknown_device") : device),
            .init(session.address), .init(words.moment(session.createdAt)), .init(words.moment(session.lastSeenAt)),
            isThis
                ? .init("", state: StateBadge(words("platform.account.this_session"), tone: .done))
                : .init(
                    "",
                    button: ButtonView(
                        "/account/sessions/\(session.id)/end", words("platform.account.end_session"), about: device)),
        ])
    }

    private static func passwordPage(_ visit: Visit, _ faults: [String: Message] = [:]) -> RecordPage {
        let words = visit.words
        let form = FormView(
            action: "/account/password",
            fields: [
                .password("old", words("platform.account.old_password")),
                .password(
                    "password", words("platform.account.new_password"),
                    hint: words(
                        "platform.account.password_hint",
                        ["n": .number(PasswordRule.minimumLength), "long": .number(PasswordRule.longEnough)]),
                    autocomplete: "new-password"),
                .password("again", words("platform.account.again"), autocomplete: "new-password"),
            ], submit: words("platform.account.change_password"), icon: "key",
            cancel: visit.identity.mustChangePassword ? nil : ActionLink("/account", words("web.form.cancel")))
        let notices =
            visit.identity.mustChangePassword ? [Notice(.info, words("platform.account.first_password"))] : []
        return RecordPage(
            words("platform.account.change_password"),
            [
                PageSection(
                    "password", notices: notices,
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, words))
            ])
    }

    private static func changePassword(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try await visit.answering {
            let (old, new) = (visit.form.value("old"), visit.form.value("password"))
            guard new == visit.form.value("again") else {
                throw Problem.invalid("again", Message("platform.account.differs"))
            }
            let token = try await StaffDoor.at(desk).changePassword(
                of: try visit.staff(), by: visit.actor, old: old, new: new, from: visit.origin)
            var response = visit.redirect(
                to: visit.identity.mustChangePassword ? "/desk" : "/account", saying: "platform.account.changed")
            response.set(.session, token, secure: visit.front.settings.secureCookies)
            return response
        } again: { faults in
            try visit.page(passwordPage(visit, faults), status: .unprocessableContent)
        }
    }
}

extension Visit {
    /// The signed-in employee. Throws `Problem.signedOut` for anybody else.
    package func staff() throws(Problem) -> ID<Staff> {
        guard let staff = actor.staffID else { throw .signedOut }
        return staff
    }
}
