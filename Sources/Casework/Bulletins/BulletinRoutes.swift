import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Bulletins (季度通报, S0-20): everybody reads and says so; one writes, another approves; who has not read is known.
enum BulletinRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        let (read, write) = (Access.right(BulletinAction.read), Access.right(BulletinAction.write))
        return [
            .get("/bulletins", read) { visit in try await list(visit, cases.desk) },
            .get("/bulletins/:bulletin", read) { visit in try await show(visit, cases.desk) },
            .get("/bulletins/:bulletin/print", read) { visit in
                try visit.page(try await sheet(visit, cases.desk).page)
            },
            .get("/bulletins/:bulletin/pdf", read) { visit in
                let (page, period) = try await sheet(visit, cases.desk)
                return try await visit.file(page, named: "bulletin-\(period)", by: cases.desk.press)
            },
            .get("/bulletins/:bulletin/readers", write) { visit in try await readers(visit, cases.desk) },
            .post("/bulletins/:bulletin/words", write) { visit in try await words(visit, cases.desk) },
            .post("/bulletins/:bulletin/approval", .right(BulletinAction.approve)) { visit in
                try await step(visit, cases.desk, .approve, saying: "published", approving(visit, cases.desk))
            },
            .post("/bulletins/:bulletin/receipt", read) { visit in
                try await step(visit, cases.desk, .read, saying: "read", acknowledging(visit, cases.desk))
            },
            .post("/bulletins/:bulletin/reminder", write) { visit in
                try await step(visit, cases.desk, .write, saying: "reminded", reminding(visit, cases.desk))
            },
        ]
    }

    private static func list(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(BulletinAction.read, visit.actor)
        let actor = visit.actor
        let (bulletins, read) = try await desk.read { db in
            (
                try Bulletin.list(of: actor.organisationID, in: db),
                try Bulletin.read(by: actor.staffID, of: actor.organisationID, in: db)
            )
        }
        func word(_ key: String) -> String { visit.words("casework.bulletin.\(key)") }
        let rows = bulletins.filter { $0.isPublished || mayWork(actor, desk) }.map { bulletin in
            let readAt = read[bulletin.id].map { visit.words.moment($0) }
            return TableView.Row([
                .init(visit.words(bulletin.period.message), address: "/bulletins/\(bulletin.id)"),
                .init(bulletin.publishedAt.map { visit.words.moment($0) } ?? word("draft_state")),
                .init(bulletin.isPublished ? readAt ?? word("unread") : ""),
            ])
        }
        return try visit.page(
            RecordPage(
                word("title"), lead: word("lead"),
                [
                    PageSection(
                        "bulletins",
                        table: TableView(
                            word("title"), columns: ["quarter", "published", "read"].map { word("column.\($0)") },
                            rows: rows),
                        empty: EmptyState(icon: "megaphone", sentence: word("none"), hint: word("none_hint")))
                ]))
    }

    /// A draft is seen by those who write and approve alone.
    static func mayWork(_ actor: Actor, _ desk: Desk) -> Bool {
        desk.rights.allows(BulletinAction.write.rawValue, to: actor)
            || desk.rights.allows(BulletinAction.approve.rawValue, to: actor)
    }

    static func open(_ visit: Visit, _ desk: Desk, in db: any Connection) throws -> Bulletin {
        let id = try visit.id("bulletin", of: Bulletin.self)
        let bulletin = try Bulletin.find(id, of: visit.actor.organisationID, in: db)
        guard bulletin.isPublished || mayWork(visit.actor, desk) else { throw Problem.notFound }
        return bulletin
    }

    static func figures(
        _ bulletin: Bulletin, _ visit: Visit, in db: any Connection
    ) throws -> [PageSection] {
        guard let version = bulletin.current else { return [] }
        let analysis = try Analysis.find(
            bulletin.period, version: version.analysisVersion, of: bulletin.organisationID, in: db)
        return FiguresSections(
            report: FiguresReport(analysis, FigureQuery(bulletin.period)), word: FigureWords(words: visit.words),
            leads: false
        ).bulletin
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(BulletinAction.read, visit.actor)
        let page = try await desk.read { db in
            let bulletin = try open(visit, desk, in: db)
            let names = try StaffMember.find(
                all: (bulletin.versions.compactMap(\.madeBy) + [bulletin.publishedBy].compactMap { $0 }),
                of: bulletin.organisationID, in: db
            ).mapValues(\.name)
            let read = try Bulletin.read(by: visit.actor.staffID, of: bulletin.organisationID, in: db)[bulletin.id]
            return BulletinPage(
                bulletin: bulletin, names: names, readAt: read, figures: try figures(bulletin, visit, in: db),
                visit: visit, rights: desk.rights, makesFiles: desk.press.isReady, faults: faults)
        }
        return try visit.page(page.record, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// The bulletin on paper, with the period it is about.
    private static func sheet(
        _ visit: Visit, _ desk: Desk
    ) async throws -> (page: FiguresSheet, period: FigurePeriod) {
        try desk.rights.must(BulletinAction.read, visit.actor)
        return try await desk.read { db in
            let bulletin = try open(visit, desk, in: db)
            let page = FiguresSheet(
                title: BulletinPage.title(bulletin, visit.words), lines: BulletinPage.paragraphs(bulletin),
                try figures(bulletin, visit, in: db),
                printed: visit.words("casework.figures.printed", ["moment": .instant(visit.now)]))
            return (page, bulletin.period)
        }
    }

    private static func readers(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(BulletinAction.write, visit.actor)
        let today = visit.today
        let (bulletin, unread, read) = try await desk.read { db in
            let bulletin = try open(visit, desk, in: db)
            return (bulletin, try bulletin.unread(on: today, in: db), try bulletin.receipts(in: db))
        }
        guard bulletin.isPublished else { throw Problem.notFound }
        func word(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> String {
            visit.words("casework.bulletin.\(key)", arguments)
        }
        let reminder = FormView(
            action: "/bulletins/\(bulletin.id)/reminder", fields: [], submit: word("remind"), icon: "bell")
        let title = BulletinPage.title(bulletin, visit.words)
        return try visit.page(
            RecordPage(
                word("readers"),
                breadcrumb: Breadcrumb(
                    [("/bulletins", word("title")), ("/bulletins/\(bulletin.id)", title)], here: word("readers")),
                lead: word("readers_lead", ["read": .number(read), "n": .number(unread.count)]),
                [
                    PageSection(
                        "unread", word("not_read"),
                        table: TableView(
                            word("not_read"), columns: [word("column.staff"), word("column.number")],
                            rows: unread.map { TableView.Row([.init($0.name), .init($0.number)]) }),
                        form: unread.isEmpty ? nil : reminder,
                        empty: EmptyState(icon: "check-circle", sentence: word("all_read")))
                ]))
    }

    private static func words(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try await visit.answering {
            try await step(visit, desk, .write, saying: "written", writing(visit, desk))
        } again: { faults in
            try await show(visit, desk, faults: faults)
        }
    }

    /// What is done with an opened bulletin.
    typealias Step = @Sendable (Bulletin, any Connection) throws -> Void

    /// Reads new words, and which version they follow.
    static func writing(_ visit: Visit, _ desk: Desk) throws -> Step {
        var reader = FormReader(visit.form)
        let text = reader.text("words", limit: Bulletin.wordsLimit, required: true)
        let seen = reader.number("version", in: 1...500, required: true)
        try reader.finish()
        let actor = visit.actor
        return { try $0.write(text, after: seen ?? 0, by: actor, at: desk, in: $1) }
    }

    static func approving(_ visit: Visit, _ desk: Desk) -> Step {
        let (actor, today) = (visit.actor, visit.today)
        return { try $0.approve(by: actor, on: today, at: desk, in: $1) }
    }

    static func acknowledging(_ visit: Visit, _ desk: Desk) -> Step {
        let actor = visit.actor
        return { try $0.acknowledge(by: actor, at: desk, in: $1) }
    }

    static func reminding(_ visit: Visit, _ desk: Desk) -> Step {
        let (actor, today) = (visit.actor, visit.today)
        return { try $0.remind(by: actor, on: today, at: desk, in: $1) }
    }

    private static func step(
        _ visit: Visit, _ desk: Desk, _ action: BulletinAction, saying flash: String, _ body: @escaping Step
    ) async throws -> Response {
        try desk.rights.must(action, visit.actor)
        let address = try await desk.once(visit) { db in
            let bulletin = try open(visit, desk, in: db)
            try body(bulletin, db)
            return "/bulletins/\(bulletin.id)"
        }
        return visit.redirect(to: address, saying: "casework.bulletin.flash.\(flash)")
    }
}
