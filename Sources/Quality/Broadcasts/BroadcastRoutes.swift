import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Lessons in the browser (经验教训通报页面, S0-8, S0-20): one writes, another approves, everybody of the audience reads.
struct BroadcastRoutes: Sendable {
    let quality: QualityDesk
    var desk: Desk { quality.desk }
    static let address = "/broadcasts"

    static func all(_ quality: QualityDesk) -> [Route] {
        let routes = BroadcastRoutes(quality: quality)
        let (read, write) = (Access.right(QualityAction.readBroadcasts), Access.right(QualityAction.writeBroadcast))
        let send = Access.right(QualityAction.sendBroadcast)
        let one: @Sendable (Visit, Broadcast) -> String = { "\(address)/\($1.id)" }
        let new = PageForms(quality.desk, home: { _ in address }) { try await routes.blank($0, faults: $1) }
        let shown = PageForms(quality.desk, home: { _ in address }) { try await routes.show($0, faults: $1) }
        return [
            .get(address, read) { visit in try await routes.list(visit) },
            .get("\(address)/new", write) { visit in try await routes.blank(visit) },
            new.post(address, write, saying: "quality.broadcasts.saved", to: one, routes.writing),
            .get("\(address)/:broadcast", read) { visit in try await routes.show(visit) },
            .get("\(address)/:broadcast/print", read) { visit in try visit.page(try await routes.sheet(visit)) },
            .get("\(address)/:broadcast/pdf", read) { visit in
                try await visit.file(try await routes.sheet(visit), named: "lesson", by: quality.desk.press)
            },
            .get("\(address)/:broadcast/readers", .right(QualityAction.followBroadcasts)) { visit in
                try await routes.readers(visit)
            },
            shown.post("\(address)/:broadcast", write, saying: "quality.broadcasts.saved", to: one, routes.writing),
            shown.post(
                "\(address)/:broadcast/approval", send, saying: "quality.broadcasts.sent", to: one, routes.sending),
            shown.post(
                "\(address)/:broadcast/withdrawal", send, saying: "quality.broadcasts.withdrawn", to: one,
                routes.withdrawing),
            shown.post(
                "\(address)/:broadcast/receipt", read, saying: "quality.broadcasts.understood", to: one,
                routes.understanding),
        ]
    }

    private func may(_ action: QualityAction, _ visit: Visit) -> Bool {
        desk.rights.allows(action.rawValue, to: visit.actor)
    }

    /// Which list the address asks for: what waits for the reader, what was sent, and for those who write drafts.
    func view(_ visit: Visit) -> (state: Broadcast.State, unreadBy: ID<Staff>?) {
        switch visit.queryForm.value("view") {
        case "sent": (.sent, nil)
        case "draft" where works(visit): (.draft, nil)
        default: (.sent, visit.actor.staffID)
        }
    }

    private func works(_ visit: Visit) -> Bool { may(.writeBroadcast, visit) || may(.sendBroadcast, visit) }

    private func list(_ visit: Visit) async throws -> Response {
        try desk.rights.must(QualityAction.readBroadcasts, visit.actor)
        let page = BroadcastPage(words: visit.words)
        let (view, organisation) = (view(visit), visit.actor.organisationID)
        let cursor = MomentCursor<Broadcast>(visit.query("after"))
        let (found, next) = try await desk.read {
            try Broadcast.page(view.state, unreadBy: view.unreadBy, of: organisation, after: cursor, in: $0)
        }
        let name = view.state == .draft ? "draft" : view.unreadBy == nil ? "sent" : "mine"
        let tabs = Tabs(
            label: page.word("views"),
            (["mine", "sent"] + (works(visit) ? ["draft"] : [])).map { key in
                .init("\(BroadcastRoutes.address)?view=\(key)", page.word("view.\(key)"), current: key == name)
            })
        let rows = found.map { one in
            TableView.Row([
                .init(one.content.title, address: "\(BroadcastRoutes.address)/\(one.id)", note: one.number),
                .init("", state: page.state(one.state)), .init(visit.words.moment(one.sentAt ?? one.madeAt)),
            ])
        }
        return try visit.page(
            RecordPage(
                page.word("title"), tabs: tabs, lead: page.word("lead"),
                actions: may(.writeBroadcast, visit)
                    ? [ActionLink("\(BroadcastRoutes.address)/new", page.word("new"), icon: "plus-lg")] : [],
                [
                    PageSection(
                        "broadcasts",
                        table: TableView(
                            page.word("title"), columns: ["title", "state", "when"].map { page.word("column.\($0)") },
                            rows: rows),
                        empty: EmptyState(icon: "megaphone", sentence: page.word("none.\(name)")),
                        pager: Pager(
                            previous: cursor == nil ? nil : "\(BroadcastRoutes.address)?view=\(name)",
                            next: next.map { "\(BroadcastRoutes.address)?view=\(name)&after=\($0.text)" }))
                ]))
    }

    private func blank(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(QualityAction.writeBroadcast, visit.actor)
        let page = BroadcastPage(words: visit.words)
        let from = faults.isEmpty ? visit.query("from") : visit.form.value("from")
        let (origin, units) = try await desk.read { db in
            (
                try LessonOrigin.find(from, for: visit.actor, at: desk, in: db),
                try UnitTree.load(of: visit.actor.organisationID, in: db).options()
            )
        }
        let form = FormView(
            action: BroadcastRoutes.address,
            fields: page.fields(origin?.content, units: units) + (origin == nil ? [] : [.hidden("from", from)]),
            submit: page.word("save"), icon: "check-lg", cancel: ActionLink(BroadcastRoutes.address, page.word("back")))
        let title = page.word("new")
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([(BroadcastRoutes.address, page.word("title"))], here: title),
                lead: page.word("new_lead"),
                [PageSection("new", form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// The broadcast in the path; drafts are seen by those who write and approve.
    func open(_ visit: Visit, in db: any Connection) throws -> Broadcast {
        try desk.rights.must(QualityAction.readBroadcasts, visit.actor)
        let id = try visit.id("broadcast", of: Broadcast.self)
        let one = try Broadcast.find(id, of: visit.actor.organisationID, in: db)
        guard one.state != .draft || works(visit) else { throw Problem.notFound }
        return one
    }

    private func show(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        let page = BroadcastPage(words: visit.words)
        let (one, reading, tree) = try await desk.read { db in
            let one = try open(visit, in: db)
            return (
                one, try one.reading(by: visit.actor.staffID, in: db),
                try UnitTree.load(of: visit.actor.organisationID, in: db)
            )
        }
        let address = "\(BroadcastRoutes.address)/\(one.id)"
        var actions = [ActionLink(address + "/print", page.word("print"), icon: "printer")]
        if desk.press.isReady {
            actions.append(
                ActionLink(address + "/pdf", visit.words("casework.figures.pdf"), icon: "file-earmark-pdf"))
        }
        if one.state == .sent, may(.followBroadcasts, visit) {
            actions.append(ActionLink(address + "/readers", page.word("readers"), icon: "people"))
        }
        if works(visit), let source = one.source?.address {
            actions.append(ActionLink(source, page.word("source"), icon: "journal-text"))
        }
        let notices = reading.map {
            [
                Notice(
                    .good, page.word("read_at", ["at": .instant($0.at), "shift": .text(page.shift($0.shift))]))
            ]
        }
        var sections = [PageSection("content", notices: notices ?? [], facts: page.content(one.content))]
        if one.state == .sent, reading == nil {
            sections.append(
                PageSection(
                    "receipt", page.word("receipt"), lead: page.word("receipt_lead"),
                    form: FormView(
                        action: address + "/receipt", fields: page.receiptFields(one.content.question),
                        submit: page.word("understand"), icon: "check-lg")))
        }
        sections += work(one, page, tree, visit)
        if !faults.isEmpty { sections = refused(sections, visit, faults) }
        return try visit.page(
            RecordPage(
                one.content.title,
                breadcrumb: Breadcrumb([(BroadcastRoutes.address, page.word("title"))], here: one.number),
                lead: page.word("sent_to", ["who": .text(page.audience(one.content, tree))]),
                state: page.state(one.state), actions: actions, sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private func work(_ one: Broadcast, _ page: BroadcastPage, _ tree: UnitTree, _ visit: Visit) -> [PageSection] {
        let address = "\(BroadcastRoutes.address)/\(one.id)"
        var sections: [PageSection] = []
        if one.state == .draft, may(.sendBroadcast, visit) {
            sections.append(
                .approval(
                    of: one.version, isOwn: one.refusal(toSend: visit.actor) != nil, at: address,
                    submit: page.word("send"), icon: "send"
                ) { page.word($0) })
        }
        if one.state == .draft, may(.writeBroadcast, visit) {
            sections.append(
                PageSection(
                    "draft", page.word("change"),
                    form: FormView(
                        action: address,
                        fields: page.fields(one.content, units: tree.options())
                            + [.hidden("version", String(one.version))], submit: page.word("save"), icon: "check-lg"),
                    isFolded: true))
        }
        if one.state != .withdrawn, may(.sendBroadcast, visit) {
            sections.append(
                PageSection(
                    "withdrawal", page.word("withdraw"),
                    form: FormView(
                        action: address + "/withdrawal", fields: page.withdrawFields(), submit: page.word("withdraw"),
                        icon: "x-lg", isWeighty: true), isFolded: true))
        }
        return sections
    }

    /// The section whose form was sent shows what is wrong with it.
    private func refused(_ sections: [PageSection], _ visit: Visit, _ faults: [String: Message]) -> [PageSection] {
        sections.map { section in
            guard let form = section.form, form.action == visit.request.uri.path else { return section }
            return PageSection(
                section.id, section.heading, lead: section.lead, form: form.refused(visit.form, faults, visit.words))
        }
    }

    /// The lesson on paper, to hang where the shift meets.
    private func sheet(_ visit: Visit) async throws -> FiguresSheet {
        let page = BroadcastPage(words: visit.words)
        let one = try await desk.read { try open(visit, in: $0) }
        return FiguresSheet(
            title: one.content.title, [PageSection("content", facts: page.content(one.content))],
            printed: visit.words("casework.figures.printed", ["moment": .instant(visit.now)]))
    }

    /// Who was sent it; the head of a unit sees the people of the units they lead.
    func followed(_ visit: Visit, in db: any Connection) throws -> (one: Broadcast, readers: [BroadcastReader]) {
        try desk.rights.must(QualityAction.followBroadcasts, visit.actor)
        let one = try open(visit, in: db)
        guard one.state != .draft else { throw Problem.notFound }
        let seesAll = !visit.actor.roles.isDisjoint(with: QualityAction.leaders)
        let units = seesAll ? nil : try Standing.of(visit.actor, in: db).headedUnits
        return (one, try one.readers(of: units, on: visit.today, in: db))
    }

    private func readers(_ visit: Visit) async throws -> Response {
        let page = BroadcastPage(words: visit.words)
        let (one, readers) = try await desk.read { try followed(visit, in: $0) }
        let read = readers.count { $0.readAt != nil }
        return try visit.page(
            RecordPage(
                page.word("readers"),
                breadcrumb: Breadcrumb(
                    [
                        (BroadcastRoutes.address, page.word("title")),
                        ("\(BroadcastRoutes.address)/\(one.id)", one.number),
                    ], here: page.word("readers")),
                lead: page.word("readers_lead", ["read": .number(read), "of": .number(readers.count)]),
                [page.shifts(readers), page.unread(readers)]))
    }
}
