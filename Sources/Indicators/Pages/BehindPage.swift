import Casework
import Kernel
import Platform
import Web

/// `GET /indicators/CODE/rows`: the records a value is made of, a page at a time.
struct BehindPage: Sendable {
    let found: IndicatorRoutes.Behind
    let visit: Visit

    private var word: IndicatorWords { IndicatorWords(words: visit.words) }
    private var address: String { "\(IndicatorRoutes.address)/\(found.indicator.code)" }

    var record: RecordPage {
        let (name, scope) = (word.text(found.indicator.name), found.scope)
        let chosen = found.outcome.map { [("outcome", $0.rawValue)] } ?? []
        let here = scope.address("\(address)/rows", chosen)
        return RecordPage(
            word("behind.title"),
            breadcrumb: Breadcrumb(
                [(scope.address(IndicatorRoutes.address), word("title")), (scope.address(address), name)],
                here: word("behind.title")),
            tabs: tabs,
            lead: word(
                "behind.lead",
                [
                    "period": .message(scope.period.message),
                    "value": .text(word.cell(found.value, found.indicator).text),
                ]),
            [
                PageSection(
                    "rows", notices: scope.notices(word), filter: scope.filter(visit, to: "\(address)/rows"),
                    table: table,
                    empty: EmptyState(
                        icon: "journal-text",
                        sentence: word(found.indicator.isRecorded ? "behind.none" : "not_recorded")),
                    pager: Pager(
                        previous: visit.query("after").isEmpty ? nil : here,
                        next: found.next.map { scope.address("\(address)/rows", chosen + [("after", $0.text)]) }))
            ])
    }

    private var tabs: Tabs? {
        guard let shape = found.indicator.measures.first?.shape, shape == .share || shape == .standing else {
            return nil
        }
        let outcomes: [IndicatorRow.Outcome?] = [nil, .met, .unmet, .immature]
        return Tabs(
            label: word("behind.title"),
            outcomes.map { outcome in
                .init(
                    found.scope.address(
                        "\(address)/rows", outcome.map { [("outcome", $0.rawValue)] } ?? []),
                    word("outcome.\(outcome?.rawValue ?? "all")"), current: outcome == found.outcome)
            })
    }

    private var table: TableView {
        TableView(
            word("behind.title"),
            columns: ["record", "assigned", "matures", "outcome", "unit"].map { word("column.\($0)") },
            rows: found.rows.map { row in
                let name = found.names[row]
                return TableView.Row([
                    .init(name?.text ?? word("behind.not_yours"), address: name?.address, note: name?.note),
                    .init(visit.words.moment(row.line.assignedAt)), .init(visit.words.moment(row.line.maturesAt)),
                    .init("", state: badge(row)), .init(row.line.unit.flatMap { found.scope.tree[$0]?.name } ?? ""),
                ])
            })
    }

    private func badge(_ row: IndicatorRow) -> StateBadge {
        let tone: StateBadge.Tone =
            switch row.outcome {
            case .met: .done
            case .unmet: .open
            case .immature, .counted: .waiting
            }
        return StateBadge(word("outcome.\(row.outcome.rawValue)"), tone: tone)
    }
}
