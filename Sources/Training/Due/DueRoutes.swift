import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Who lacks what (应训名单), and how many are trained (培训统计).
enum DueRoutes {
    static let pageSize = 50
    /// The most courses a line names; the rest stand on the person's page.
    private static let shownCourses = 2

    static func all(_ training: TrainingDesk) -> [Route] {
        [
            .get("/training/due", .signedIn) { visit in try await list(visit, training) },
            .get("/training/figures", .right(TrainingAction.readFigures)) { visit in
                try await figures(visit, training)
            },
        ]
    }

    /// A line: somebody and what they lack.
    struct Line: Sendable {
        let trainee: Trainee
        let lacking: [TrainingNeed]
    }

    /// Everybody of the reader's reach who lacks something, by name, or only they themselves where they head no unit and
    /// keep no training; of one unit with all below it when it is named. Throws `Problem.forbidden` for a unit beyond
    /// their reach.
    static func lines(
        of actor: Actor, unit: ID<OrganisationUnit>?, isOverdueOnly: Bool, on day: LocalDay, _ training: TrainingDesk,
        in db: any Connection
    ) throws -> (lines: [Line], reach: TrainingReach, tree: UnitTree, versions: [String: CourseVersion]) {
        let reach = TrainingReach(actor, try training.facts(actor, on: day, in: db), training)
        let tree = try UnitTree.load(of: actor.organisationID, in: db)
        var circle: Trainee.Circle = reach.units.map { .units($0) } ?? .everybody
        if !reach.readsDue, let staff = actor.staffID { circle = .one(staff) }
        if let unit {
            guard reach.units?.contains(unit) ?? true, tree[unit] != nil else {
                throw Problem.forbidden("platform.rights.lacking")
            }
            circle = .units(tree.below(unit).union([unit]))
        }
        let courses = try training.shelf.all(of: actor.organisationID, on: day, in: db)
        let trainees = try Trainee.load(circle, of: actor.organisationID, on: day, in: db)
        let lines = trainees.map { trainee in
            Line(
                trainee: trainee,
                lacking: DueRule.needs(of: trainee, courses: courses, on: day, by: training.shelf.rules)
                    .filter { isOverdueOnly ? $0.state == .overdue : !$0.state.isMet })
        }
        let versions = Dictionary(courses.map { ($0.course.code, $0) }, uniquingKeysWith: { first, _ in first })
        return (lines.filter { !$0.lacking.isEmpty }, reach, tree, versions)
    }

    private static func list(_ visit: Visit, _ training: TrainingDesk) async throws -> Response {
        let (actor, today) = (visit.actor, visit.today)
        let unit = ID<OrganisationUnit>(visit.query("unit"))
        let isOverdueOnly = visit.query("only") == "overdue"
        let (lines, reach, tree, versions) = try await training.desk.read {
            try DueRoutes.lines(of: actor, unit: unit, isOverdueOnly: isOverdueOnly, on: today, training, in: $0)
        }
        let word = TrainingWords(words: visit.words)
        let rules = training.shelf.rules
        let lead = word("due.lead", ["grace": .number(rules.graceDays), "back": .number(rules.returnDays)])
        let from = max(Int(visit.query("from")) ?? 0, 0)
        let rows = lines.dropFirst(from).prefix(pageSize).map { row($0, tree, versions, word) }
        let here = "/training/due?unit=\(unit?.text ?? "")&only=\(isOverdueOnly ? "overdue" : "")"
        let hidden = Set(tree.units.map(\.id)).subtracting(reach.units ?? Set(tree.units.map(\.id)))
        return try visit.page(
            RecordPage(
                word("due.title"), tabs: word.tabs("/training/due", reach), lead: lead,
                [
                    PageSection(
                        "filter",
                        filter: FilterView(
                            action: "/training/due",
                            fields: [
                                .select(
                                    "unit", word("column.unit"), options: tree.options(selected: unit, without: hidden),
                                    blank: word("due.all_units")),
                                .select(
                                    "only", word("column.state"),
                                    options: [
                                        .init("overdue", word("due.only_overdue"), selected: isOverdueOnly)
                                    ], blank: word("due.all_states")),
                            ], submit: word("due.filter"))),
                    PageSection(
                        "due", lead: word("due.count", ["n": .number(lines.count)]),
                        table: TableView(
                            word("due.title"),
                            columns: ["name", "unit", "lacking", "by"].map { word("column.\($0)") },
                            rows: rows),
                        empty: EmptyState(icon: "check-circle", sentence: word("due.none")),
                        pager: Pager(
                            previous: from == 0 ? nil : "\(here)&from=\(max(from - pageSize, 0))",
                            next: from + pageSize < lines.count ? "\(here)&from=\(from + pageSize)" : nil)),
                ]))
    }

    private static func row(
        _ line: Line, _ tree: UnitTree, _ versions: [String: CourseVersion], _ word: TrainingWords
    ) -> TableView.Row {
        let units = line.trainee.units.compactMap { tree[$0]?.name }
        let first = word.names(line.lacking.prefix(shownCourses).map(\.course), versions)
        let lacking =
            line.lacking.count > shownCourses
            ? word("due.more", ["first": .text(first), "n": .number(line.lacking.count)]) : first
        let dueOn = line.lacking.compactMap(\.dueOn).min()
        let isOverdue = line.lacking.contains { $0.state == .overdue }
        return TableView.Row([
            .init(line.trainee.name, address: "/training/people/\(line.trainee.staffID)"),
            .init(units.joined(separator: word.words("web.format.list_separator"))),
            .init(lacking),
            .init(
                dueOn.map { word("due.by", ["day": .day($0)]) } ?? "",
                note: line.lacking.contains(where: \.isAway) ? word("due.away") : nil,
                state: isOverdue ? StateBadge(word("due.state.overdue"), icon: "exclamation-triangle") : nil),
        ])
    }

    /// The quarter asked for, or the one it is.
    static func period(_ visit: Visit) -> ClosedRange<LocalDay> {
        let asked = LocalDay(visit.query("quarter")) ?? visit.today
        let end = min(asked, visit.today).endOfQuarter
        return end.advanced(by: 1).advanced(byMonths: -3)...end
    }

    /// The most units the page tells of.
    private static let mostUnits = 60

    private struct UnitFigures: Sendable {
        let name: String
        let depth: Int
        let figures: TrainingFigures

        func row(_ word: TrainingWords) -> TableView.Row {
            let shares = [figures.coverage, figures.people, figures.passes, figures.attendance]
            let cells = shares.map { share in
                TableView.Cell(word.share(share), meter: share.tenths.map { MeterView($0 / 10) })
            }
            return TableView.Row([.init(name, depth: depth)] + cells + [.init(String(figures.sessions))])
        }
    }

    private static func figures(_ visit: Visit, _ training: TrainingDesk) async throws -> Response {
        let (actor, period) = (visit.actor, period(visit))
        try training.desk.rights.must(TrainingAction.readFigures, actor)
        let (all, units, reach) = try await training.desk.read(.stale) {
            db -> (TrainingFigures, [UnitFigures], TrainingReach) in
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            let standing = tree.ordered().filter { $0.unit.activeTo == nil && $0.unit.kind != .group }.prefix(mostUnits)
            let units = try standing.map { unit, depth in
                let figures = try TrainingFigures.load(
                    period, unit: unit.id, of: actor.organisationID, at: training.shelf, in: db)
                return UnitFigures(name: unit.name, depth: depth, figures: figures)
            }
            return (
                try TrainingFigures.load(period, of: actor.organisationID, at: training.shelf, in: db), units,
                TrainingReach(actor, try training.facts(actor, on: visit.today, in: db), training)
            )
        }
        let word = TrainingWords(words: visit.words)
        let house = UnitFigures(name: word("figures.house"), depth: 0, figures: all)
        let columns = ["unit", "coverage", "people", "passes", "attendance", "sessions"].map { word("column.\($0)") }
        let (before, after) = (period.lowerBound.advanced(by: -1), period.upperBound.advanced(by: 1))
        return try visit.page(
            RecordPage(
                word("figures.title"), tabs: word.tabs("/training/figures", reach), lead: word("figures.lead"),
                actions: [ActionLink("/training/figures?quarter=\(before)", word("figures.before"), icon: "arrow-left")]
                    + (after > visit.today
                        ? []
                        : [ActionLink("/training/figures?quarter=\(after)", word("figures.after"), icon: "arrow-right")]),
                [
                    PageSection(
                        "figures",
                        word("figures.period", ["from": .day(period.lowerBound), "until": .day(period.upperBound)]),
                        table: TableView(
                            word("figures.title"), columns: columns, rows: ([house] + units).map { $0.row(word) }))
                ]))
    }
}
