import Casework
import Foundation
import Kernel
import Platform
import Web

/// The report of a wave as it stands on the page, on paper and in the file: one making for all three.
struct SurveyReportSections {
    let report: SurveyReport
    let words: Words
    private let figure: FigureWords
    private let ask: QuestionFields

    init(_ report: SurveyReport, _ words: Words) {
        self.report = report
        self.words = words
        figure = FigureWords(words: words)
        ask = QuestionFields(words: words)
    }

    private func word(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> String {
        words("feedback.report.\(key)", arguments)
    }

    private func title(_ question: Question) -> String { question.text.told(in: words.language) }

    var all: [PageSection] {
        switch report.survey.state {
        case .draft: return []
        case .open: return [participation]
        case .closed:
            guard report.isTold else {
                return [participation, PageSection("too-few", notices: [Notice(.warning, word("too_few"))])]
            }
            return [participation, index, findings, questions, byUnit, distribution, comments, method].compactMap { $0 }
        }
    }

    /// Who answered and by which way. While the survey is open only how many: the rest comes with the report.
    private var participation: PageSection {
        var facts = [DefinitionList.Item(word("answered"), "n = \(report.answered)")]
        if let response = report.response {
            let cell = figure.rate(response)
            facts.append(.init(word("response"), [cell.text, cell.note].compactMap { $0 }.joined(separator: " · ")))
        }
        guard report.isTold else {
            return PageSection("participation", word("participation"), facts: DefinitionList(facts))
        }
        var notices: [Notice] = []
        if report.staffHelped > 0 {
            notices.append(Notice(.warning, word("staff_helped", ["n": .text(figure.count(report.staffHelped))])))
        }
        let modes = AnswerMode.allCases.map { (words("feedback.mode.\($0.rawValue)"), report.modes[$0] ?? 0) }
        let people = Respondent.allCases.map {
            (words("feedback.respondent.\($0.rawValue)"), report.respondents[$0] ?? 0)
        }
        let rows = [(word("by_mode"), modes), (word("by_respondent"), people)].flatMap { group, parts in
            zip(parts, Disclosure(parts.map(\.1)).shown).map { part, shown in
                TableView.Row([.init(part.0), .init(group), .init(figure.shown(shown))])
            }
        }
        return PageSection(
            "participation", word("participation"), notices: notices, facts: DefinitionList(facts),
            table: TableView(
                word("participation"), columns: ["part", "group", "count"].map { word("column.\($0)") }, rows: rows))
    }

    private var index: PageSection? {
        var facts: [DefinitionList.Item] = []
        if let points = report.toldIndex {
            facts.append(.init(word("index"), word("index_of", ["points": .text(number(points))])))
            if let before = report.earlier, let points = before.index.points {
                facts.append(.init(word("index_before", ["name": .text(before.survey.name)]), number(points)))
            }
        }
        for figures in report.figures {
            guard let score = figures.score else { continue }
            facts.append(.init(word("nps"), number(score)))
        }
        for figures in report.figures where figures.question.kind == .effort {
            guard let mean = figures.mean else { continue }
            facts.append(.init(word("ces"), word("ces_of", ["mean": .text(number(mean, digits: 2))])))
        }
        guard !facts.isEmpty else { return nil }
        let partial = report.index.isPartial ? [Notice(.info, word("index_partial"))] : []
        return PageSection("index", word("index_heading"), notices: partial, facts: DefinitionList(facts))
    }

    /// Below the threshold, and the best and the weakest (strengths and gaps, S4-49).
    private var findings: PageSection? {
        let rated = report.figures.compactMap { figures in figures.rate?.share.map { (figures, $0) } }
            .sorted { $0.1 > $1.1 }
        guard !rated.isEmpty else { return nil }
        let below = report.findings
        func line(_ key: String, _ figures: QuestionFigures) -> String {
            word(
                key,
                [
                    "question": .text(title(figures.question)),
                    "rate": .text(figures.rate.map { figure.rate($0).text } ?? ""),
                ])
        }
        var lines = below.map { line("needs_action", $0) }
        if rated.count >= 4 {
            lines += rated.prefix(2).map { line("strong", $0.0) } + rated.suffix(2).map { line("weak", $0.0) }
        }
        let threshold: [String: Message.Argument] = ["percent": .number(report.survey.threshold)]
        let notice =
            below.isEmpty
            ? Notice(.good, word("no_findings", threshold)) : Notice(.warning, word("has_findings", threshold))
        return PageSection("findings", word("findings"), notices: [notice], lines: lines)
    }

    private var questions: PageSection {
        let hasEarlier = report.earlier != nil
        let rows = report.figures.map { figures -> TableView.Row in
            var cells: [TableView.Cell] = [.init(title(figures.question)), .init(figure.count(figures.n))]
            if figures.isTooSmall {
                cells += [.init(word("too_few_here")), .init("")]
            } else {
                cells.append(
                    figures.rate.map { figure.rate($0) }
                        ?? .init(figures.score.map { word("nps_of", ["points": .text(number($0))]) } ?? ""))
                let beside = figures.question.kind == .satisfaction
                cells.append(
                    figures.strict.map { figure.rate($0) } ?? .init(beside ? figure.shown(nil) : ""))
            }
            cells.append(.init(figures.mean.flatMap(figures.question.points).map { number($0) } ?? ""))
            if hasEarlier { cells.append(.init(comparison(figures))) }
            return TableView.Row(cells)
        }
        let columns =
            ["question", "n", "rate", "strict", "points"].map { word("column.\($0)") }
            + (hasEarlier ? [word("column.compared")] : [])
        let lead = report.earlier.map { word("compared_with", ["name": .text($0.survey.name)]) }
        return PageSection(
            "questions", word("questions"), lead: lead,
            table: TableView(word("questions"), columns: columns, rows: rows))
    }

    /// A line for each unit and question; none where fewer than two units may be told.
    private var byUnit: PageSection? {
        let lines = report.units.lines
        guard lines.count > 1 else { return nil }
        let rows = lines.flatMap { line in
            let rated = report.survey.questions.filter { line.rates[$0.code] != nil }
            return rated.map { question in
                TableView.Row([
                    .init(report.tree[line.unit]?.name ?? "", note: "n = \(line.answered)"), .init(title(question)),
                    line.rates[question.code].map { figure.rate($0) } ?? .init(""),
                ])
            }
        }
        return PageSection(
            "units", word("by_unit"), lead: word(report.units.isPartial ? "by_unit_partial" : "by_unit_lead"),
            table: TableView(
                word("by_unit"), columns: ["unit", "question", "rate"].map { word("column.\($0)") }, rows: rows))
    }

    private func comparison(_ figures: QuestionFigures) -> String {
        guard let comparison = report.comparison(figures) else { return word("not_asked_before") }
        guard let difference = comparison.difference, let interval = comparison.interval else {
            return word("verdict.too_few")
        }
        return word(
            "verdict.\(comparison.verdict.rawValue)",
            [
                "points": .text(signed(difference)), "low": .text(signed(interval.lowerBound)),
                "high": .text(signed(interval.upperBound)),
            ])
    }

    private var distribution: PageSection {
        let rows = report.figures.filter { !$0.cells.isEmpty }.flatMap { figures in
            figures.cells.map { cell in
                TableView.Row([
                    .init(title(figures.question)), .init(name(cell, of: figures.question)),
                    .init(
                        figure.shown(cell.shown),
                        meter: cell.shown.map { .init(figures.n == 0 ? 0 : $0 * 100 / figures.n) }),
                ])
            }
        }
        return PageSection(
            "distribution", word("distribution"),
            table: TableView(
                word("distribution"), columns: ["question", "answer", "count"].map { word("column.\($0)") }, rows: rows)
        )
    }

    private func name(_ cell: QuestionFigures.Cell, of question: Question) -> String {
        guard cell.values.count > 1, let low = cell.values.min(), let high = cell.values.max() else {
            return cell.values.first.map { ask.option(question, $0) } ?? ""
        }
        return "\(low)–\(high)"
    }

    private var comments: PageSection? {
        guard !report.comments.isEmpty || report.waitingComments > 0 else { return nil }
        let lines = report.comments.compactMap { comment in
            comment.released.map { text in
                let question = report.survey.question(comment.question).map(title) ?? ""
                return word("comment", ["question": .text(question), "text": .text(text)])
            }
        }
        let waiting =
            report.waitingComments > 0
            ? [Notice(.info, word("comments_waiting", ["n": .number(report.waitingComments)]))] : []
        return PageSection("comments", word("comments"), lead: word("comments_lead"), notices: waiting, lines: lines)
    }

    /// How the figures were made, so that nobody needs to guess.
    private var method: PageSection {
        var lines = ["method.wilson", "method.basically", "method.hidden", "method.modes"].map { word($0) }
        if let seed = report.survey.seed { lines.append(word("method.seed", ["seed": .text(seed)])) }
        return PageSection("method", word("method.title"), lines: lines)
    }

    private func number(_ value: Double, digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }

    private func signed(_ share: Double) -> String { String(format: "%+.1f", share * 100) }
}

/// The report on paper (打印版).
struct SurveyReportSheet: Page {
    static let template = "feedback/report-print"

    let title: String
    let lead: String?
    let lines: [String]
    let sections: [PageSection]
    let printed: String

    init(_ report: SurveyReport, _ visit: Visit) {
        title = report.survey.name
        lead = visit.words("feedback.kind.\(report.survey.kind.rawValue)")
        lines = [SurveyPage.days(report.survey, visit.words)]
        let made = SurveyReportSections(report, visit.words).all
        sections = made
        printed = visit.words("feedback.report.printed", ["at": .instant(visit.now)])
    }

    /// The same for a spreadsheet.
    var records: [[String]] {
        [[title], lines]
            + sections.flatMap { section -> [[String]] in
                var records: [[String]] = [[], [section.heading ?? ""]]
                records += section.notices.map { [$0.text] } + section.lines.map { [$0] }
                records += section.facts?.items.map { [$0.term, $0.text] } ?? []
                if let table = section.table {
                    records.append(table.columns)
                    records += table.rows.map { row in
                        row.cells.map { [$0.text, $0.note].compactMap { $0 }.joined(separator: " · ") }
                    }
                }
                return records
            }
    }
}
