import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The start of this area (服务承诺), and what stands behind the kept rates: their cases, and the misses.
enum KeptRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let trace = Access.right(CommitmentAction.trace)
        return [
            .get("/commitments", .right(CommitmentAction.read)) { visit in try await overview(visit, desk) },
            .get(StandardRoutes.address + "/:standard/measures", trace) { visit in try await measures(visit, desk) },
            .get("/commitments/misses", trace) { visit in try await misses(visit, desk) },
        ]
    }

    static func period(_ visit: Visit) -> FigurePeriod {
        FigurePeriod(visit.query("period")) ?? FigurePeriod(.quarter, holding: visit.today)
    }

    /// What the start shows.
    struct Overview: Sendable {
        let period: FigurePeriod
        let rates: KeptRates
        let letter: CommitmentLetter?
        let lines: [LetterCoverage]
        let tree: UnitTree
        let unread: Int
        let wanting: Int
    }

    static func load(_ visit: Visit, _ desk: Desk) async throws -> Overview {
        try desk.rights.must(CommitmentAction.read, visit.actor)
        let (actor, today, zone, period) = (visit.actor, visit.today, visit.zone, period(visit))
        return try await desk.read { db in
            let letter = try LetterBook.load(of: actor.organisationID, in: db).current(at: db.now)
            return Overview(
                period: period,
                rates: try KeptRates.load(
                    period.moments(in: zone), months: period.months, on: today, in: zone,
                    of: actor.organisationID, in: db),
                letter: letter,
                lines: try LetterCoverage.byUnit(
                    of: actor.organisationID, current: letter?.version, on: today, in: db),
                tree: try UnitTree.load(of: actor.organisationID, in: db),
                unread: try actor.staffID.map {
                    try StandardReading.unread(by: $0, of: actor.organisationID, in: db).count
                } ?? 0,
                wanting: try CommitmentMiss.wantingAction(of: actor.organisationID, limit: 500, in: db).count)
        }
    }

    private static func overview(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let found = try await load(visit, desk)
        return try visit.page(OverviewPage(found: found, visit: visit, rights: desk.rights).record)
    }

    /// The cases of one page of rows as far as the reader may open them, and how each was judged.
    static func cases(
        _ ids: [ID<Case>], _ visit: Visit, _ desk: Desk, in db: any Connection
    ) throws -> [ID<Case>: CaseLine] {
        let lines = try CaseList.list(ids, reader: try CaseReader.of(visit.actor, in: db), at: desk, in: db)
        return Dictionary(lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    struct Behind: Sendable {
        let standard: ServiceStandard
        let rate: Rate
        let rows: [PromiseMeasure]
        let next: MomentCursor<Case>?
        let cases: [ID<Case>: CaseLine]
        let outcome: FigureClock.Outcome?
        let period: FigurePeriod
    }

    static func behind(_ visit: Visit, _ desk: Desk) async throws -> Behind {
        try desk.rights.must(CommitmentAction.trace, visit.actor)
        let (organisation, zone, period) = (visit.actor.organisationID, visit.zone, period(visit))
        let id = try visit.id("standard", of: ServiceStandard.self)
        let asked = FigureClock.Outcome(rawValue: visit.query("outcome"))
        let outcome = asked == .onTime || asked == .late ? asked : nil
        let cursor = MomentCursor<Case>(visit.query("after"))
        return try await desk.read { db in
            let standard = try ServiceStandard.find(id, of: organisation, in: db)
            let moments = period.moments(in: zone)
            let (rows, next) = try PromiseMeasure.page(
                of: standard.code, in: moments, outcome: outcome, after: cursor, of: organisation, in: db)
            return Behind(
                standard: standard,
                rate: try PromiseMeasure.rates(in: moments, of: organisation, in: db)[standard.code] ?? Rate(),
                rows: rows, next: next, cases: try cases(rows.map(\.caseID), visit, desk, in: db), outcome: outcome,
                period: period)
        }
    }

    private static func measures(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let found = try await behind(visit, desk)
        let (word, words) = (CommitmentWords(words: visit.words), visit.words)
        let here = "\(StandardRoutes.address)/\(found.standard.id)/measures?period=\(found.period)"
        let rows = found.rows.map { row in
            let line = found.cases[row.caseID]
            return TableView.Row([
                .init(line?.number ?? word("kept.not_yours"), address: line.map { "/cases/\($0.id)" }),
                .init(words.moment(row.startedAt)), .init(words.moment(row.dueAt)),
                .init(row.metAt.map { words.moment($0) } ?? ""),
                .init("", state: outcome(row.outcome(asOf: visit.now), word)),
            ])
        }
        let tabs = Tabs(
            label: word("kept.behind"),
            [(nil, "all"), (FigureClock.Outcome.onTime, "kept"), (.late, "missed")].map { outcome, key in
                .init(
                    here + (outcome.map { "&outcome=\($0.rawValue)" } ?? ""), word("kept.tab.\(key)"),
                    current: outcome == found.outcome)
            })
        let name = word.text(found.standard.terms.name)
        let chosen = found.outcome.map { "&outcome=\($0.rawValue)" } ?? ""
        return try visit.page(
            RecordPage(
                word("kept.behind"),
                breadcrumb: Breadcrumb(
                    [("/commitments", word("title")), ("\(StandardRoutes.address)/\(found.standard.id)", name)],
                    here: word("kept.behind")), tabs: tabs,
                lead: words(found.period.message) + " · " + word.rate(found.rate) + " · " + word("kept.as_promised"),
                [
                    PageSection(
                        "measures", filter: filter(visit, found.period, to: here),
                        table: TableView(
                            word("kept.behind"),
                            columns: ["case", "started", "due", "met", "judged"].map { word("column.\($0)") },
                            rows: rows),
                        empty: EmptyState(icon: "check2-all", sentence: word("kept.no_rows")),
                        pager: Pager(
                            previous: visit.query("after").isEmpty ? nil : here + chosen,
                            next: found.next.map { "\(here)\(chosen)&after=\($0.text)" }))
                ]))
    }

    static func outcome(_ outcome: FigureClock.Outcome, _ word: CommitmentWords) -> StateBadge {
        let isKept = outcome == .onTime
        return StateBadge(
            word("kept.outcome.\(outcome.rawValue)"), tone: isKept ? .done : .open,
            icon: isKept ? "check-lg" : "exclamation-triangle")
    }

    /// Choosing another quarter or month; `address` is where it leads.
    static func filter(_ visit: Visit, _ period: FigurePeriod, to address: String) -> FilterView {
        let word = CommitmentWords(words: visit.words)
        let grains: [FigurePeriod.Grain] = [.quarter, .month, .year]
        let options = grains.flatMap { grain in
            (0..<(grain == .month ? 6 : grain == .quarter ? 4 : 2)).map { back in
                FigurePeriod(grain, holding: visit.today).moved(by: -back)
            }
        }
        let known = options.contains(period) ? options : [period] + options
        return FilterView(
            action: String(address.prefix { $0 != "?" }),
            fields: [
                .select(
                    "period", word("kept.period"),
                    options: known.map { .init($0.description, visit.words($0.message), selected: $0 == period) })
            ], submit: word("kept.show"))
    }

    private static func misses(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let found = try await missed(visit, desk)
        let (word, words) = (CommitmentWords(words: visit.words), visit.words)
        let rows = found.misses.map { miss in
            let line = found.cases[miss.caseID]
            return TableView.Row([
                .init(line?.number ?? word("kept.not_yours"), address: line.map { "/cases/\($0.id)" }),
                .init(
                    found.names[miss.standardID].map { word.text($0) } ?? miss.code,
                    address: "\(StandardRoutes.address)/\(miss.standardID)"),
                .init(words.moment(miss.dueAt)), .init(words.moment(miss.noticedAt)),
                MissSection.cell(miss, mayOpen: line != nil, visit, desk),
            ])
        }
        return try visit.page(
            RecordPage(
                word("misses.title"),
                breadcrumb: Breadcrumb([("/commitments", word("title"))], here: word("misses.title")),
                lead: word("misses.lead"),
                [
                    PageSection(
                        "misses",
                        table: TableView(
                            word("misses.title"),
                            columns: ["case", "standard", "due", "noticed", "action"].map { word("column.\($0)") },
                            rows: rows), empty: EmptyState(icon: "check2-all", sentence: word("misses.none")),
                        pager: Pager(
                            previous: visit.query("after").isEmpty ? nil : "/commitments/misses",
                            next: found.next.map { "/commitments/misses?after=\($0.text)" }))
                ]))
    }

    struct Missed: Sendable {
        let misses: [CommitmentMiss]
        let next: MomentCursor<CommitmentMiss>?
        let cases: [ID<Case>: CaseLine]
        let names: [ID<ServiceStandard>: Bilingual]
    }

    static func missed(_ visit: Visit, _ desk: Desk) async throws -> Missed {
        try desk.rights.must(CommitmentAction.trace, visit.actor)
        let organisation = visit.actor.organisationID
        let cursor = MomentCursor<CommitmentMiss>(visit.query("after"))
        return try await desk.read { db in
            let (misses, next) = try CommitmentMiss.page(of: organisation, after: cursor, in: db)
            let book = try StandardBook.load(of: organisation, in: db)
            return Missed(
                misses: misses, next: next, cases: try cases(misses.map(\.caseID), visit, desk, in: db),
                names: Dictionary(
                    book.versions.map { ($0.id, $0.terms.name) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
