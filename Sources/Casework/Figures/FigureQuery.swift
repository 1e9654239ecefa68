import Kernel
import Platform
import Web

/// Which figures are asked for, as the address keeps it (统计查询). What is unknown is passed over.
struct FigureQuery: Sendable, Hashable {
    var period: FigurePeriod
    var filter: FigureFilter

    init(_ period: FigurePeriod) {
        self.period = period
        filter = FigureFilter()
    }

    init(_ visit: Visit) {
        period = FigurePeriod(visit.query("period")) ?? FigurePeriod(.month, holding: visit.today)
        filter = FigureFilter(
            unit: ID<OrganisationUnit>(visit.query("unit")), kind: CaseKind(rawValue: visit.query("kind")))
    }

    func address(_ path: String = "/figures", of selection: FigureSelection? = nil) -> String {
        var fields: [(name: String, value: String)] = [("period", period.description)]
        if let unit = filter.unit { fields.append(("unit", unit.text)) }
        if let kind = filter.kind { fields.append(("kind", kind.rawValue)) }
        if let selection { fields.append(("of", selection.text)) }
        return "\(path)?\(FormData.urlEncoded(fields))"
    }

    /// The months, quarters and years on offer, the latest first.
    static func periods(_ today: LocalDay) -> [FigurePeriod] {
        [(FigurePeriod.Grain.month, 13), (.quarter, 5), (.year, 3)].flatMap { grain, count in
            (0..<count).map { FigurePeriod(grain, holding: today).moved(by: -$0) }
        }
    }

    func fields(_ tree: UnitTree, _ words: Words, today: LocalDay) -> [Field] {
        func word(_ key: String) -> String { words("casework.figures.\(key)") }
        var offered = FigureQuery.periods(today)
        if !offered.contains(period) { offered.append(period) }
        return [
            .select(
                "period", word("column.period"),
                options: offered.map {
                    .init(
                        $0.description, words($0.message), group: word("grain.\($0.grain.rawValue)"),
                        selected: $0 == period)
                }
            ).width(.short),
            .select(
                "unit", word("column.unit"), options: tree.options(selected: filter.unit), blank: word("every_unit")),
            .select(
                "kind", word("column.kind"),
                options: CaseKind.allCases.map {
                    .init($0.rawValue, words("casework.kind.\($0.rawValue)"), selected: $0 == filter.kind)
                }, blank: word("every_kind")
            ).width(.short),
        ]
    }
}
