import Hummingbird
import Kernel
import Storage
import Web

/// Making, looking at and ending access tokens: one's own, and those of programs (访问令牌管理).
enum TokenRoutes {
    private static let own = "/account/tokens"
    private static let service = "/admin/tokens"

    static func all(_ desk: Desk) -> [Route] {
        let ownForms = PageForms(desk, home: { _ in own }) { try await showOwn($0, desk, faults: $1) }
        let serviceForms = PageForms(desk, home: { _ in service }) { try await showAll($0, desk, faults: $1) }
        let ended = "platform.api.token.was_ended"
        return [
            .get(own, .signedIn) { visit in try await showOwn(visit, desk) },
            .post(own, .signedIn) { visit in try await makeOwn(visit, desk) },
            ownForms.post(own + "/:token/end", .signedIn, saying: ended, end),
            .get(service, .right(PlatformAction.manageTokens)) { visit in try await showAll(visit, desk) },
            .post(service, .right(PlatformAction.manageTokens)) { visit in try await makeService(visit, desk) },
            serviceForms.post(
                service + "/:token/end", .right(PlatformAction.manageTokens), saying: ended, end),
        ]
    }

    private static func fields(_ words: Words) -> [Field] {
        [
            .text(
                "name", words("platform.api.token.name"), hint: words("platform.api.token.name_hint"), required: true,
                limit: 80
            ).width(.medium),
            .checkboxes(
                "scopes", words("platform.api.token.scopes"),
                options: Scope.allCases.map { .init($0.rawValue, words($0.nameKey), hint: $0.rawValue) },
                hint: words("platform.api.token.scopes_hint"), required: true),
            .number(
                "days", words("platform.api.token.days"), value: 90, in: 1...AccessToken.mostDays, required: true),
            .number(
                "per_minute", words("platform.api.token.per_minute"), value: AccessToken.usualPerMinute,
                in: 1...AccessToken.mostPerMinute, required: true),
        ]
    }

    private static func draft(_ form: FormData) throws(Problem) -> AccessTokenDraft {
        var reader = FormReader(form)
        let name = reader.text("name", limit: 80, required: true)
        let days = reader.number("days", in: 1...AccessToken.mostDays, required: true)
        let perMinute = reader.number("per_minute", in: 1...AccessToken.mostPerMinute, required: true)
        let scopes = Set(form.values("scopes"))
        if scopes.isEmpty { reader.fault("scopes", Message("web.form.choose")) }
        try reader.finish()
        return AccessTokenDraft(
            name: name, scopes: scopes, days: days ?? 0, perMinute: perMinute ?? AccessToken.usualPerMinute)
    }

    private static func showOwn(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (words, staff, organisation) = (visit.words, try visit.staff(), visit.actor.organisationID)
        let tokens = try await desk.read { try AccessToken.list(of: staff, organisation: organisation, in: $0) }
        let form = FormView(
            action: own, fields: fields(words), submit: words("platform.api.token.make"), icon: "key")
        let page = RecordPage(
            words("platform.api.token.title"),
            breadcrumb: Breadcrumb(
                [("/account", words("web.layout.account"))], here: words("platform.api.token.title")),
            lead: words("platform.api.token.lead"),
            actions: [ActionLink("/api", words("platform.api.title"), icon: "journal-text")],
            [
                list(tokens, holders: [:], back: own, words),
                PageSection(
                    "make", words("platform.api.token.make"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, words)),
            ])
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func showAll(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.manageTokens, visit.actor)
        let (words, organisation, today) = (visit.words, visit.actor.organisationID, visit.today)
        let (tokens, holders, possible) = try await desk.read { db in
            let tokens = try AccessToken.list(of: organisation, in: db)
            let ids = Set(tokens.map(\.staffID)).sorted()
            let holders = try StaffMember.find(all: ids, of: organisation, in: db).mapValues(\.name)
            let possible = try AccessToken.possibleHolders(of: organisation, on: today, in: db)
                .map { Field.Option($0.id.text, $0.name) }
            return (tokens, holders, possible)
        }
        let holder = Field.select(
            "staff", words("platform.api.token.holder"), options: possible,
            blank: words("platform.api.token.choose"), hint: words("platform.api.token.holder_hint"), required: true
        ).width(.medium)
        let form = FormView(
            action: service, fields: [holder] + fields(words), submit: words("platform.api.token.make"), icon: "key")
        let page = RecordPage(
            words("platform.api.token.all_title"), lead: words("platform.api.token.all_lead"),
            actions: [ActionLink("/api", words("platform.api.title"), icon: "journal-text")],
            [
                list(tokens, holders: holders, back: service, words),
                PageSection(
                    "make", words("platform.api.token.make_service"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, words)),
            ])
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func list(
        _ tokens: [AccessToken], holders: [ID<Staff>: String], back: String, _ words: Words
    ) -> PageSection {
        let rows = tokens.map { token in
            TableView.Row([
                .init(token.name, note: holders[token.staffID]),
                .init(token.scopes.sorted().joined(separator: " ")),
                .init(words.moment(token.expiresAt)),
                .init(token.lastUsedAt.map { words.moment($0) } ?? words("platform.api.token.never")),
                token.revokedAt == nil
                    ? .init(
                        "",
                        button: ButtonView(
                            "\(back)/\(token.id)/end", words("platform.api.token.end"), about: token.name))
                    : .init("", state: StateBadge(words("platform.api.token.ended"), tone: .done)),
            ])
        }
        let title = words("platform.api.token.title")
        return PageSection(
            "tokens",
            table: TableView(
                title,
                columns: ["name", "scopes", "until", "used", "step"].map {
                    words("platform.api.token.column.\($0)")
                }, rows: rows),
            empty: EmptyState(icon: "key", sentence: words("platform.api.token.none")))
    }

    private static func makeOwn(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try await visit.answering {
            let (draft, actor) = (try draft(visit.form), visit.actor)
            let made = try await desk.write { try AccessToken.make(draft, for: actor, at: desk, in: $0) }
            return try visit.page(shownOnce(made.text, back: own, visit.words))
        } again: { faults in
            try await showOwn(visit, desk, faults: faults)
        }
    }

    private static func makeService(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.manageTokens, visit.actor)
        return try await visit.answering {
            let (draft, actor) = (try draft(visit.form), visit.actor)
            guard let staff = ID<Staff>(visit.form.value("staff")) else {
                throw Problem.invalid("staff", Message("web.form.choose"))
            }
            let made = try await desk.write { db in
                try AccessToken.makeForService(draft, staff: staff, by: actor, at: desk, in: db)
            }
            return try visit.page(shownOnce(made.text, back: service, visit.words))
        } again: { faults in
            try await showAll(visit, desk, faults: faults)
        }
    }

    private static func shownOnce(_ text: String, back: String, _ words: Words) -> ShownOncePage {
        ShownOncePage(
            words("platform.api.token.made"), lead: words("platform.api.token.made_lead"),
            label: words("platform.api.token.title"), values: [text],
            next: ActionLink(back, words("platform.api.token.kept")))
    }

    static func end(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let (id, actor) = (try visit.id("token", of: AccessToken.self), visit.actor)
        return { db in
            try AccessToken.revoke(id, by: actor, at: desk, in: db)
            return Done(id)
        }
    }
}
