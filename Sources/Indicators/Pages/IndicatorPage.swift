import Casework
import Kernel
import Platform
import Web

/// `GET /indicators/CODE`: what the indicator says, what it is made of, and how it went in twelve periods.
struct IndicatorPage: Sendable {
    let scope: IndicatorScope
    let series: IndicatorSeries
    let visit: Visit

    private var word: IndicatorWords { IndicatorWords(words: visit.words) }
    private var indicator: Indicator { series.indicator }
    private var address: String { "\(IndicatorRoutes.address)/\(indicator.code)" }

    var record: RecordPage {
        let name = word.text(indicator.name)
        let behind =
            scope.mayTrace && indicator.isRecorded
            ? [ActionLink(scope.address("\(address)/rows"), word("behind.title"), icon: "journal-text")] : []
        return RecordPage(
            name, breadcrumb: Breadcrumb([(scope.address(IndicatorRoutes.address), word("title"))], here: name),
            state: word.state(series.isMet), actions: behind, [now, course, definition])
    }

    private var now: PageSection {
        let cell = word.cell(series.now, indicator)
        var facts = [
            DefinitionList.Item(visit.words(scope.period.message), cell.text),
            DefinitionList.Item(word("column.target"), word.target(indicator)),
        ]
        if let note = cell.note { facts.append(.init(word("column.note"), note)) }
        if let unit = scope.unit.flatMap({ scope.tree[$0]?.name }) { facts.append(.init(word("column.unit"), unit)) }
        return PageSection(
            "now", notices: scope.notices(word), filter: scope.filter(visit, to: address),
            facts: DefinitionList(facts))
    }

    private var course: PageSection {
        guard indicator.isRecorded else {
            return PageSection("course", empty: EmptyState(icon: "graph-up", sentence: word("not_recorded")))
        }
        let rows = series.begun.reversed().map { one in
            TableView.Row([
                .init(visit.words(one.period.message)), word.cell(one.value, indicator),
                .init("", state: word.state(one.value.number.flatMap(indicator.meets))),
            ])
        }
        return PageSection(
            "course", word("course"), lead: word("course_lead"),
            charts: [IndicatorChart(series: series, word: word).view].compactMap { $0 },
            table: TableView(
                word("course"), columns: ["period", "value", "state"].map { word("column.\($0)") }, rows: rows))
    }

    private var definition: PageSection {
        var facts: [DefinitionList.Item] = [
            .init(word("definition.counts"), word.text(indicator.counts)),
            .init(word("definition.of"), word.text(indicator.of)),
            .init(word("definition.maturity"), word.text(indicator.maturity)),
            .init(word("definition.leaves_out"), word.text(indicator.leavesOut)),
            .init(word("definition.grain"), word("grains.\(indicator.grain.rawValue)")),
            .init(word("definition.better"), word("betters.\(indicator.better.rawValue)")),
        ]
        if let dimension = indicator.dimension {
            facts.append(.init(word("definition.dimension"), word("dimension.\(dimension.rawValue)")))
        }
        if let row = indicator.row { facts.append(.init(word("definition.row"), row)) }
        return PageSection("definition", word("definition.title"), facts: DefinitionList(facts))
    }
}
