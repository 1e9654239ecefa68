import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The figures of complaint handling (投诉统计分析, S0-19, S4-8, S4-10): on the screen, on paper, as a spreadsheet, with
/// the cases behind each number for those who may read them.
enum FiguresRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        let access = Access.right(FiguresAction.read)
        let forms = PageForms(cases.desk, home: { _ in "/figures" }) {
            try await show($0, cases, period: try AnalysisIssueRoutes.period($0), faults: $1)
        }
        return [
            .get("/figures", access) { visit in try await show(visit, cases) },
            .get("/figures/print", access) { visit in
                let sections = try await sections(visit, cases, leads: false, .stale)
                return try visit.page(FiguresSheet(sections, visit))
            },
            .get("/figures/pdf", access) { visit in
                let sections = try await sections(visit, cases, leads: false, .stale)
                return try await visit.file(
                    FiguresSheet(sections, visit), named: "figures-\(sections.report.query.period)",
                    by: cases.desk.press)
            },
            .get("/figures/export", access) { visit in
                let sections = try await sections(visit, cases, leads: false, .stale)
                let name = "figures-\(sections.report.query.period).csv"
                return visit.download(CSV.write(FiguresSheet(sections, visit).records), named: name)
            },
            .get("/figures/cases", .right(FiguresAction.trace)) { visit in try await behind(visit, cases) },
            forms.post(
                "/figures/:period/renewal", .right(FiguresAction.renew), saying: "casework.figures.flash.renewed",
                to: { "/figures?period=\($1)" }
            ) { visit, _ in try await renewing(visit, cases) },
            forms.post(
                "/figures/:period/findings", .right(FiguresAction.conclude),
                saying: "casework.figures.flash.concluded", to: { "/figures?period=\($1)#findings" }
            ) { visit, _ in try concluding(visit, cases) },
            forms.post(
                "/figures/:period/issues", .right(FiguresAction.issue), saying: "casework.figures.flash.issued",
                to: { "/figures?period=\($1)#issue" }
            ) { visit, _ in try AnalysisIssueRoutes.issuing(visit, cases) },
        ] + AnalysisIssueRoutes.all(cases)
    }

    private static func sections(
        _ visit: Visit, _ cases: CaseDesk, period: FigurePeriod? = nil, leads: Bool, _ freshness: Freshness = .current
    ) async throws -> FiguresSections {
        try cases.desk.rights.must(FiguresAction.read, visit.actor)
        var query = FigureQuery(visit)
        if let period { query.period = period }
        let (asked, organisation, zone) = (query, visit.actor.organisationID, visit.zone)
        let report = try await cases.desk.read(freshness) { db in
            try FiguresReport(asked, of: organisation, zone: zone, in: db)
        }
        return FiguresSections(report: report, word: FigureWords(words: visit.words), leads: leads)
    }

    private static func show(
        _ visit: Visit, _ cases: CaseDesk, period: FigurePeriod? = nil, faults: [String: Message] = [:]
    ) async throws -> Response {
        let rights = cases.desk.rights
        let mayRead = rights.allows(FiguresAction.trace.rawValue, to: visit.actor)
        let sections = try await sections(visit, cases, period: period, leads: mayRead)
        let (report, word) = (sections.report, sections.word)
        let query = report.query
        let filter = FilterView(
            action: "/figures", fields: query.fields(report.tree, visit.words, today: visit.today),
            submit: word("apply"))
        var parts = [PageSection("filter", filter: filter)] + sections.all
        if report.isEnded {
            let forms = AnalysisForms(report: report, word: word, visit: visit, faults: faults)
            if query.filter.isEmpty {
                parts.append(
                    forms.issue(
                        mayIssue: rights.allows(FiguresAction.issue.rawValue, to: visit.actor),
                        makesFiles: cases.desk.press.isReady))
            }
            parts.append(
                forms.findings(mayWrite: rights.allows(FiguresAction.conclude.rawValue, to: visit.actor)))
            parts.append(forms.versions(mayRenew: rights.allows(FiguresAction.renew.rawValue, to: visit.actor)))
        }
        return try visit.page(
            RecordPage(
                word("heading", ["period": .message(query.period.message)]), lead: word("lead"),
                actions: [
                    ActionLink(query.address("/figures/print"), word("print"), icon: "printer"),
                    cases.desk.press.isReady
                        ? ActionLink(query.address("/figures/pdf"), word("pdf"), icon: "file-earmark-pdf") : nil,
                    ActionLink(query.address("/figures/export"), word("export"), icon: "download"),
                ].compactMap { $0 }, hasContents: true, parts), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func behind(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(FiguresAction.trace, visit.actor)
        guard let selection = FigureSelection(visit.query("of")) else { throw Problem.notFound }
        let (query, word) = (FigureQuery(visit), FigureWords(words: visit.words))
        let (lines, found) = try await cases.desk.read { try selection.lines(query, visit, cases, in: $0) }
        let rows = lines.map { line in
            TableView.Row([
                .init(line.gist(visit.words), address: "/cases/\(line.id)", note: line.number),
                .init(line.level.map { visit.words($0.message) } ?? ""), .init(visit.words(line.state.key)),
                .init(visit.words.moment(line.receivedAt)),
            ])
        }
        let lead = word(
            found > FigureSelection.limit ? "behind_cut" : "behind_lead",
            ["period": .message(query.period.message), "n": .number(FigureSelection.limit)])
        return try visit.page(
            RecordPage(
                word("behind"),
                breadcrumb: Breadcrumb([(query.address(), word("title"))], here: word("behind")), lead: lead,
                [
                    PageSection(
                        "cases",
                        table: TableView(
                            word("behind"),
                            columns: ["case", "level", "state", "received"].map { word("column.\($0)") },
                            rows: rows), empty: EmptyState(icon: "journal-text", sentence: word("behind_none")))
                ]))
    }

    /// Reads why the figures of the period in the path are to be made anew.
    static func renewing(_ visit: Visit, _ cases: CaseDesk) async throws -> Deed<FigurePeriod> {
        let (period, actor) = (try AnalysisIssueRoutes.period(visit), visit.actor)
        try cases.desk.rights.must(FiguresAction.renew, actor)
        var reader = FormReader(visit.form)
        let reason = reader.text("reason", limit: 1000, required: true)
        try reader.finish()
        let counted = try await cases.desk.read { db in
            try Analysis.count(period, profile: OrganisationProfile.find(actor.organisationID, in: db), in: db)
        }
        return { db in
            try Analysis.freeze(counted, reason: reason, by: actor, at: cases.desk, in: db)
            return period
        }
    }

    /// Reads what the figures of the period in the path show, and what is done about it.
    static func concluding(_ visit: Visit, _ cases: CaseDesk) throws -> Deed<FigurePeriod> {
        let (period, actor) = (try AnalysisIssueRoutes.period(visit), visit.actor)
        try cases.desk.rights.must(FiguresAction.conclude, actor)
        var reader = FormReader(visit.form)
        let finding = reader.text("finding", limit: 4000, required: true)
        let measure = reader.text("measure", limit: 4000, required: true)
        let owner = reader.requiredIdentity("owner", of: Staff.self)
        let dueOn = reader.day("due_on", required: true)
        try reader.finish()
        guard let owner, let dueOn else { throw Problem.notFound }
        return { db in
            guard try Analysis.latest(period, of: actor.organisationID, in: db) != nil else {
                throw Problem.conflict("casework.figures.refusal.not_made")
            }
            try Analysis.Finding.add(
                finding, measure: measure, owner: owner, dueOn: dueOn, to: period, by: actor, at: cases.desk, in: db)
            return period
        }
    }
}
