import Kernel
import Platform
import Web

/// Figures on paper (统计表打印), and the same lines for a spreadsheet.
package struct FiguresSheet: Page {
    package static let template = "casework/figures-print"

    package let title: String
    let lead: String?
    let lines: [String]
    let sections: [PageSection]
    let printed: String

    init(_ sections: FiguresSections, _ visit: Visit) {
        let word = sections.word
        title = word("heading", ["period": .message(sections.report.query.period.message)])
        lead = FiguresSheet.filter(sections)
        lines = []
        self.sections = sections.all
        printed = word("printed", ["moment": .instant(visit.now)])
    }

    package init(title: String, lines: [String] = [], _ sections: [PageSection], printed: String) {
        self.title = title
        lead = nil
        self.lines = lines
        self.sections = sections
        self.printed = printed
    }

    private static func filter(_ sections: FiguresSections) -> String {
        let (filter, word) = (sections.report.query.filter, sections.word)
        let unit = filter.unit.flatMap { sections.report.tree[$0]?.name } ?? word("every_unit")
        let kind = filter.kind.map { word.words("casework.kind.\($0.rawValue)") } ?? word("every_kind")
        return word("filtered", ["unit": .text(unit), "kind": .text(kind)])
    }

    /// Each part: its heading, what it counts, its columns, its lines.
    var records: [[String]] {
        var records = [[title], [lead ?? ""], [printed]]
        for section in sections {
            records.append([])
            if let heading = section.heading { records.append([heading]) }
            if let lead = section.lead { records.append([lead]) }
            records += section.notices.map { [$0.text] }
            records += section.facts?.items.map { [$0.term, $0.text] } ?? []
            guard let table = section.table else { continue }
            records.append(table.columns)
            records += table.rows.map { row in
                row.cells.map { [$0.text, $0.note].compactMap { $0 }.joined(separator: " ") }
            }
        }
        return records
    }
}
