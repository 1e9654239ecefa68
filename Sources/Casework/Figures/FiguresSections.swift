import Kernel
import Platform
import Web

/// The parts of a page of figures (统计表): the same for screen, paper and spreadsheet, so that they cannot differ.
struct FiguresSections: Sendable {
    let report: FiguresReport
    let word: FigureWords
    /// Whether the reader may open cases; without it no number leads anywhere.
    let leads: Bool

    private var figures: Figures { report.told.figures }
    private var words: Words { word.words }

    var all: [PageSection] {
        if report.told.isRefused { return [refused] }
        if figures.received == 0 {
            return [overview, PageSection("none", empty: nothing)] + [trend].filter { $0.table != nil }
        }
        return [overview, limits, levels, targets, times, outcomes, categories, causes, stays, trend]
    }

    /// Why a narrowed view tells nothing.
    private var refused: PageSection {
        let isTwice = report.query.filter.unit != nil && report.query.filter.kind != nil
        return PageSection(
            "overview", empty: EmptyState(icon: "shield-lock", sentence: word(isTwice ? "narrowed_twice" : "closed")))
    }

    /// The places of a list that may not be told.
    private func held(_ list: String, _ keys: [String]) -> Set<Int> {
        Set(keys.indices.filter { report.told.hidden.contains("\(list).\(keys[$0])") })
    }

    /// What everybody is told in a bulletin: nothing by level, and no single case to be found in it.
    var bulletin: [PageSection] { [limits, times, outcomes, categories, causes] }

    private func address(_ selection: FigureSelection) -> String? {
        leads ? report.query.address("/figures/cases", of: selection) : nil
    }

    /// How the numbers below were made, and what is not in them.
    private var overview: PageSection {
        func item(_ key: String, _ text: String, _ selection: FigureSelection? = nil) -> DefinitionList.Item {
            .init(word(key), text, address: selection.flatMap(address))
        }
        let origin =
            report.analysis.map {
                word("frozen", ["version": .number($0.version), "moment": .instant($0.madeAt)])
            } ?? word(report.isEnded ? "live_ended" : "live", ["moment": .due(figures.asOf)])
        let keys = ResponseLevel.allCases.map { String($0.rawValue) } + [""]
        let levels = Disclosure(keys.map { figures.levels[$0] ?? 0 }, hiding: held("level", keys))
        let named = ResponseLevel.allCases.enumerated().map { place, level in
            word(
                "level_count",
                ["level": .message(level.message), "n": .text(word.shown(levels.shown[place]))])
        }
        return PageSection(
            "overview", notices: [Notice(.info, origin)],
            facts: DefinitionList([
                item("received", levels.total.map(String.init) ?? word("below"), .received),
                item("by_level", named.joined(separator: word("separator"))),
                item("left_out", word.count(figures.leftOut)),
                item("withdrawn", word.count(figures.withdrawn)),
                item("reopened", word.count(figures.reopened)),
            ]))
    }

    private var limits: PageSection {
        PageSection(
            "limits", word("limits"), lead: word("limits_lead"),
            table: promiseTable(word("limits"), figures.promises.filter(\.isCap)), empty: nothing)
    }

    private var levels: PageSection {
        let lines = figures.promises.filter { !$0.isCap }
        let kept = lines.filter { !$0.promised.isTooSmall }
        return section(
            "levels", word("levels_lead"), promiseTable(word("levels"), kept), leftOut: lines.count - kept.count)
    }

    /// A section whose lines that would tell nothing are left out; how many that were stands in its lead.
    private func section(
        _ id: String, _ lead: String, _ table: TableView, charts: [ChartView] = [], leftOut: Int
    ) -> PageSection {
        let dropped = word("dropped", ["n": .number(leftOut)])
        return PageSection(
            id, word(id), lead: leftOut == 0 || table.rows.isEmpty ? lead : lead + word("sentence_gap") + dropped,
            charts: charts, table: table,
            empty: leftOut == 0 ? nothing : EmptyState(icon: "graph-up", sentence: dropped))
    }

    private func promiseTable(_ caption: String, _ lines: [Figures.PromiseLine]) -> TableView {
        TableView(
            caption,
            columns: ["promise", "promised", "extended", "paused", "still", "immature", "ended"].map {
                word("column.\($0)")
            },
            rows: lines.map { line in
                func selection(_ outcome: FigureClock.Outcome) -> String? {
                    address(.promise(outcome, line.kind, isCap: line.isCap, level: line.level))
                }
                let isSecond = line.isCap && line.kind == .decision
                let name = words("casework.clock.\(line.kind.rawValue)")
                return TableView.Row([
                    .init(
                        line.isCap ? word(isSecond ? "cap_decision" : "cap_feedback") : name,
                        note: line.level.map { words($0.message) }),
                    word.rate(
                        line.promised.rate,
                        address: line.promised.rate.met < line.promised.rate.of ? selection(.late) : nil,
                        more: lateWords(line.promised.rate)),
                    word.rate(line.extended.rate), word.rate(line.paused.rate),
                    .init(
                        word.still(line.still, of: line.run),
                        note: line.pausedCases > 0
                            ? word("paused_cases", ["n": .text(word.count(line.pausedCases))]) : nil),
                    .init(
                        word.count(line.promised.immature),
                        address: line.promised.immature > 0 ? selection(.immature) : nil),
                    .init(word.count(line.promised.ended)),
                ])
            })
    }

    /// How many were late, which is what one looks for; the rate beside it tells no less.
    private func lateWords(_ rate: Rate) -> String? {
        rate.isTooSmall ? nil : word("late", ["n": .number(rate.of - rate.met)])
    }

    private var targets: PageSection {
        let kept = figures.targets.filter { !$0.promised.isTooSmall }
        let rows = kept.map { line in
            TableView.Row([
                .init(words(line.category.message), note: words(line.level.message)),
                word.rate(line.promised.rate), word.rate(line.paused.rate),
                .init(word.still(line.still, of: line.run)), .init(word.count(line.promised.immature)),
            ])
        }
        return section(
            "targets", word("targets_lead"),
            TableView(
                word("targets"),
                columns: ["category", "promised", "paused", "still", "immature"].map { word("column.\($0)") },
                rows: rows), leftOut: figures.targets.count - kept.count)
    }

    private var times: PageSection {
        let rows = [("feedback", figures.feedback), ("resolution", figures.resolution)].map { key, spread in
            TableView.Row([
                .init(word("time.\(key)")), .init(word.length(spread, spread.median)),
                .init(word.length(spread, spread.p90)), .init(word.count(spread.n)), .init(word.count(spread.open)),
            ])
        }
        return PageSection(
            "times", word("times"), lead: word("times_lead"),
            table: TableView(
                word("times"), columns: ["time", "median", "p_ninety", "n", "open"].map { word("column.\($0)") },
                rows: rows))
    }

    private var outcomes: PageSection {
        let count = figures.satisfaction
        func row(_ key: String, _ cell: TableView.Cell, _ excluded: String) -> TableView.Row {
            TableView.Row([.init(word("outcome.\(key)")), cell, .init(excluded)])
        }
        let unconfirmed = TableView.Cell(
            word.count(count.unconfirmed), address: count.unconfirmed > 0 ? address(.unconfirmed) : nil)
        return PageSection(
            "outcomes", word("outcomes"), lead: word("outcomes_lead"),
            table: TableView(
                word("outcomes"), columns: ["indicator", "value", "excluded"].map { word("column.\($0)") },
                rows: [
                    row(
                        "first_contact", word.rate(figures.firstContact.rate),
                        word("excluded.first_contact", ["n": .text(word.count(figures.firstContact.immature))])),
                    row("updates", word.rate(figures.updates), word("excluded.updates")),
                    row(
                        "satisfied", word.rate(count.rate),
                        word("excluded.satisfied", ["n": .text(word.count(count.anonymous))])),
                    row("response", word.rate(count.response), word("excluded.response")),
                    row("unconfirmed", unconfirmed, word("excluded.unconfirmed")),
                ]))
    }

    private var categories: PageSection {
        pareto("categories", "category", figures.categories) { code in
            CategoryCode(code).map { (words($0.message), .category($0)) } ?? (code, .received)
        }
    }

    private var causes: PageSection {
        pareto("causes", "cause", figures.causes) { code in
            (words("casework.cause.\(code)"), RootCause(rawValue: code).map { .cause($0) } ?? .received)
        }
    }

    /// Counts in order, the most frequent first, with what they add up to; as far as none is hidden.
    private func pareto(
        _ id: String, _ list: String, _ counts: [String: Int], name: (String) -> (String, FigureSelection)
    ) -> PageSection {
        let lines = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let disclosed = Disclosure(lines.map(\.value), hiding: held(list, lines.map(\.key)))
        var sum = 0
        var isOpen = true
        var drawn: [(name: String, count: String, share: Double, sum: Double?)] = []
        let rows = zip(lines, disclosed.shown).compactMap { line, shown -> TableView.Row? in
            let (text, selection) = name(line.key)
            isOpen = isOpen && shown != nil
            sum += line.value
            guard let shown else { return nil }
            let total = disclosed.total.flatMap { isOpen ? $0 : nil }
            let part = disclosed.total.map { Double(shown) / Double($0) }
            let reached = total.map { Double(sum) / Double($0) }
            if let part { drawn.append((text, String(shown), part, reached)) }
            return TableView.Row([
                .init(text), .init(word.shown(shown), address: address(selection)),
                .init(
                    part.map(word.percent) ?? word("not_shown"),
                    meter: part.map { .init(Int(($0 * 100).rounded())) }),
                .init(reached.map(word.percent) ?? word("not_shown")),
            ])
        }
        let summary = drawn.first.map { most in
            word(
                "chart.pareto",
                ["title": .text(word(id)), "name": .text(most.name), "part": .text(word.percent(most.share))])
        }
        return section(
            id, word("\(id)_lead", ["n": .text(disclosed.total.map(String.init) ?? word("hidden"))]),
            TableView(word(id), columns: ["name", "n", "part", "sum"].map { word("column.\($0)") }, rows: rows),
            charts: [ChartView.pareto(drawn, summary: summary ?? "")].compactMap { $0 },
            leftOut: lines.count - rows.count)
    }

    private var stays: PageSection {
        let whole = figures.stays.reduce(0) { $0 + $1.total }
        let kept = figures.stays.filter { !$0.spread.isTooSmall }
        let rows = kept.sorted { $0.total > $1.total }.map { line in
            let part = whole > 0 ? Double(line.total) / Double(whole) : nil
            return TableView.Row([
                .init(words(line.state.key)), .init(word.length(line.spread, line.spread.median)),
                .init(word.length(line.spread, line.spread.p90)),
                .init(
                    part.map(word.percent) ?? word("too_few"), meter: part.map { .init(Int(($0 * 100).rounded())) }),
                .init(word.count(line.spread.n)),
            ])
        }
        return section(
            "stays", word("stays_lead"),
            TableView(
                word("stays"), columns: ["state", "median", "p_ninety", "part", "n"].map { word("column.\($0)") },
                rows: rows), leftOut: figures.stays.count - kept.count)
    }

    private var trend: PageSection {
        let most = report.trend.map(\.told.figures.received).max() ?? 0
        let months = Array(report.trend.drop { $0.told.figures.received == 0 })
        let rows = months.map { month in
            let figures = month.told.figures
            let limits = figures.promises.filter(\.isCap)
            func rate(_ kind: ClockKind) -> TableView.Cell {
                word.rate(limits.first { $0.kind == kind }?.promised.rate ?? Rate())
            }
            let count = figures.received
            return TableView.Row([
                .init(words(month.period.message)),
                .init(
                    month.told.isRefused ? word("hidden") : word.count(count),
                    meter: most > 0 && !Disclosure.isSmall(count) ? .init(count * 100 / most) : nil),
                rate(.firstFeedback), rate(.decision),
                .init(word.length(figures.resolution, figures.resolution.median)),
            ])
        }
        return PageSection(
            "trend", word("trend"), lead: word("trend_lead"),
            charts: FiguresTrend(months: months, word: word).charts,
            table: TableView(
                word("trend"),
                columns: ["period", "received", "cap_feedback", "cap_decision", "median"].map { word("column.\($0)") },
                rows: rows), empty: nothing)
    }

    private var nothing: EmptyState { EmptyState(icon: "graph-up", sentence: word("nothing")) }
}
