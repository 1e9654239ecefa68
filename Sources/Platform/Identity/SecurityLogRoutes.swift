import Hummingbird
import Kernel
import Storage
import Web

/// What happened at the doors, for the security administrator and the auditor (3.8, 等保).
enum SecurityLogRoutes {
    static func all(_ desk: Desk) -> [Route] {
        [.get("/admin/security", .right(PlatformAction.readSecurity)) { visit in try await list(visit, desk) }]
    }

    private static func list(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.readSecurity, visit.actor)
        let (words, actor) = (visit.words, visit.actor)
        let filter = SecurityLog.Filter(
            kind: SecurityEvent.Kind(rawValue: visit.query("kind")).flatMap {
                SecurityLog.kinds.contains($0) ? $0 : nil
            },
            login: String(visit.query("login").filter { !$0.isWhitespace }.prefix(64)))
        let cursor = ID<SecurityEvent>(visit.query("before"))
        let log = try await desk.read { db in
            try SecurityLog.page(of: actor.organisationID, filter, before: cursor, in: db)
        }
        let rows = log.entries.map { row($0, words) }
        let hasFilter = filter.kind != nil || !filter.login.isEmpty
        return try visit.page(
            RecordPage(
                words("platform.admin.security.title"), lead: words("platform.admin.security.lead"),
                [
                    PageSection(
                        "events", filter: filterView(filter, words),
                        table: TableView(
                            words("platform.admin.security.title"),
                            columns: ["what", "when", "login", "detail"].map {
                                words("platform.admin.security.\($0)")
                            }, rows: rows),
                        empty: EmptyState(
                            icon: "shield-check",
                            sentence: words("platform.admin.security.\(hasFilter ? "no_match" : "none")")),
                        pager: pager(log.next, isFirst: cursor == nil, filter))
                ]))
    }

    private static func row(_ entry: SecurityLog.Entry, _ words: Words) -> TableView.Row {
        TableView.Row([
            .init(words(entry.event.kind.nameKey)), .init(words.moment(entry.event.at)),
            .init(entry.login ?? words("platform.admin.security.nobody_known")), .init(detail(entry.event, words)),
        ])
    }

    /// The role that was given or taken, or what was refused; other codes say nothing to a reader.
    static func detail(_ event: SecurityEvent, _ words: Words) -> String {
        switch event.kind {
        case .roleGranted, .roleRevoked:
            Role(rawValue: event.detail).map { words("platform.role.\($0.rawValue)") } ?? ""
        case .accessRefused: words("platform.admin.security.refused.\(event.detail)")
        case .signedIn, .signInRefused, .signInLocked, .secondFactorRefused, .signedOut, .sessionEnded,
            .accountCreated, .accountDisabled, .accountEnabled, .passwordChanged, .passwordReset, .secondFactorAdded,
            .secondFactorRemoved, .recoveryCodeUsed, .caseOpened, .casePINRefused, .tokenMade, .tokenRevoked:
            ""
        }
    }

    private static func filterView(_ filter: SecurityLog.Filter, _ words: Words) -> FilterView {
        let kinds = SecurityLog.kinds.map {
            Field.Option($0.rawValue, words($0.nameKey), selected: $0 == filter.kind)
        }
        return FilterView(
            action: "/admin/security",
            fields: [
                .select(
                    "kind", words("platform.admin.security.what"), options: kinds, blank: words("platform.admin.all")),
                .text(
                    "login", words("platform.admin.security.login"), value: filter.login, limit: 64, type: .search,
                    autocomplete: "off"),
            ], submit: words("platform.admin.filter"),
            clear: ActionLink("/admin/security", words("platform.admin.clear")))
    }

    private static func pager(_ next: ID<SecurityEvent>?, isFirst: Bool, _ filter: SecurityLog.Filter) -> Pager? {
        if next == nil, isFirst { return nil }
        return Pager(previous: isFirst ? nil : address(nil, filter), next: next.map { address($0, filter) })
    }

    private static func address(_ cursor: ID<SecurityEvent>?, _ filter: SecurityLog.Filter) -> String {
        let fields = [
            (name: "kind", value: filter.kind?.rawValue ?? ""), (name: "login", value: filter.login),
            (name: "before", value: cursor?.text ?? ""),
        ].filter { !$0.value.isEmpty }
        return "/admin/security" + (fields.isEmpty ? "" : "?" + FormData.urlEncoded(fields))
    }
}
