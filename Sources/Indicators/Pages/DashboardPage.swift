import Casework
import Kernel
import Platform
import Web

/// `GET /indicators`: the indicators of a role, by dimension of quality (S2-5), each with what it is made of.
struct DashboardPage: Sendable {
    let scope: IndicatorScope
    let series: [IndicatorSeries]
    let visit: Visit

    private var word: IndicatorWords { IndicatorWords(words: visit.words) }

    func record(may: (IndicatorAction) -> Bool) -> RecordPage {
        var actions = [
            ActionLink(scope.address("\(IndicatorRoutes.address)/yearly"), word("yearly.title"), icon: "graph-up")
        ]
        if may(.readEquity) {
            actions.append(ActionLink("\(IndicatorRoutes.address)/equity", word("equity.title"), icon: "people"))
        }
        if may(.recordVolume) {
            actions.append(ActionLink(VolumeRoutes.address, word("volumes.title"), icon: "calendar3"))
        }
        return RecordPage(
            word("title"), tabs: tabs, lead: word("lead"), actions: actions,
            [head] + sections + [trend].filter { !$0.charts.isEmpty })
    }

    private var tabs: Tabs? {
        guard scope.roles.count > 1 else { return nil }
        return Tabs(
            label: word("dashboards"),
            scope.roles.map { role in
                .init(
                    "\(IndicatorRoutes.address)?role=\(role.rawValue)&period=\(scope.period)",
                    visit.words("platform.role.\(role.rawValue)"), current: role == scope.role)
            })
    }

    private var head: PageSection {
        PageSection(
            "scope", notices: scope.notices(word),
            filter: scope.filter(visit, to: IndicatorRoutes.address))
    }

    /// Twelve periods of the headline indicators; each has its table on a page of its own.
    private var trend: PageSection {
        PageSection(
            "trend", word("trend"),
            charts: series.filter(\.indicator.isHeadline).compactMap { IndicatorChart(series: $0, word: word).view },
            isFolded: true)
    }

    /// One for each dimension of quality, and one for what has none.
    private var sections: [PageSection] {
        let recorded = series.filter(\.indicator.isRecorded)
        let dimensions: [Indicator.Dimension?] = Indicator.Dimension.allCases + [nil]
        let parts = dimensions.compactMap { dimension -> PageSection? in
            let own = recorded.filter { $0.indicator.dimension == dimension }
            guard !own.isEmpty else { return nil }
            let key = dimension?.rawValue ?? "other"
            return PageSection(key, word("dimension.\(key)"), table: table(own, word("dimension.\(key)")))
        }
        let waiting = series.filter { !$0.indicator.isRecorded }
        if waiting.isEmpty { return parts.isEmpty ? [nothing] : parts }
        let rows = waiting.map { one in
            TableView.Row([
                .init(word.text(one.indicator.name)), word.cell(.notRecorded, one.indicator),
                .init(word.target(one.indicator), note: one.indicator.row),
            ])
        }
        return parts + [
            PageSection(
                "waiting", word("waiting"), lead: word("waiting_lead"),
                table: TableView(
                    word("waiting"), columns: ["indicator", "value", "target"].map { word("column.\($0)") },
                    rows: rows))
        ]
    }

    private var nothing: PageSection {
        PageSection("none", empty: EmptyState(icon: "graph-up", sentence: word("none")))
    }

    private func table(_ series: [IndicatorSeries], _ caption: String) -> TableView {
        TableView(
            caption, columns: ["indicator", "value", "target", "state", "change"].map { word("column.\($0)") },
            rows: series.map { one in
                let code = one.indicator.code
                let behind = scope.mayTrace ? scope.address("\(IndicatorRoutes.address)/\(code)/rows") : nil
                return TableView.Row([
                    .init(
                        word.text(one.indicator.name), address: scope.address("\(IndicatorRoutes.address)/\(code)")),
                    word.cell(one.now, one.indicator, address: behind),
                    .init(word.target(one.indicator), note: one.indicator.row),
                    .init("", state: word.state(one.isMet)), .init(word.change(one)),
                ])
            })
    }
}

extension IndicatorScope {
    /// Up to when what is shown is known, and of what it is.
    func notices(_ word: IndicatorWords) -> [Notice] {
        var notices: [Notice] = []
        if let caughtUpAt {
            notices.append(Notice(.info, word("as_of", ["moment": .instant(caughtUpAt)])))
        } else {
            notices.append(Notice(.warning, word("not_begun")))
        }
        if !isWhole { notices.append(Notice(.warning, word("catching_up"))) }
        if let units, units.isEmpty { notices.append(Notice(.warning, word("no_unit"))) }
        return notices
    }

    /// Choosing another period or unit.
    func filter(_ visit: Visit, to address: String) -> FilterView {
        let word = IndicatorWords(words: visit.words)
        let grains: [(FigurePeriod.Grain, Int)] = [(.month, 13), (.quarter, 5), (.year, 3)]
        var periods = grains.flatMap { grain, count in
            (0..<count).map { FigurePeriod(grain, holding: visit.today).moved(by: -$0) }
        }
        if !periods.contains(period) { periods.insert(period, at: 0) }
        var fields: [Field] = [
            .select(
                "period", word("column.period"),
                options: periods.map {
                    .init(
                        $0.description, visit.words($0.message), group: word("grain.\($0.grain.rawValue)"),
                        selected: $0 == period)
                }
            ).width(.short)
        ]
        if offered.count > 1 {
            fields.append(
                .select(
                    "unit", word("column.unit"),
                    options: offered.map { .init($0.id.text, $0.name, selected: $0.id == unit) },
                    blank: word(role == .unitHead ? "own_units" : "every_unit")
                ).width(.short))
        }
        return FilterView(
            action: address, fields: fields + [.hidden("role", role.rawValue)], submit: word("show"))
    }
}
