import Kernel
import People
import Platform
import Storage
import Web

/// `GET /search`: what was found, sorted by what it was found by.
struct SearchPage: Page {
    static let template = "casework/lists/search"

    let title: String
    let field: Field
    let sections: [ListSection]
    let hits: [Hit]
    let hasHits: Bool
    let hitsHeading: String
    let pager: Pager?
    let empty: EmptyState?

    /// A case found by words, with the place where they stand.
    struct Hit: Sendable {
        let row: CaseRow
        let segments: [HighlightSegment]
        let subject: [HighlightSegment]
    }

    /// Before anything is typed.
    init(asking words: Words) {
        title = words("casework.case_search.title")
        field = SearchPage.field("", words)
        sections = []
        hits = []
        hasHits = false
        hitsHeading = ""
        pager = nil
        empty = EmptyState(
            icon: "search", sentence: words("casework.case_search.ask"), hint: words("casework.case_search.ask_hint"))
    }

    init(_ text: String, _ findings: CaseFindings, isFirst: Bool, _ words: Words, _ tables: CaseTables) throws {
        title = words("casework.case_search.title_for", ["text": .text(text)])
        field = SearchPage.field(text, words)
        sections = try SearchPage.sections(findings, words, tables)
        let rows = try tables.rows(findings.words.found.map(\.line))
        let query = SearchQuery(text)
        hits = zip(rows, findings.words.found).map { row, found in
            Hit(row: row, segments: found.excerpt, subject: highlight(row.subject, query))
        }
        hasHits = !hits.isEmpty
        hitsHeading = words("casework.case_search.by_words")
        let address = "/search?\(FormData.urlEncoded([("q", text)]))"
        let next = findings.words.next.map { "\(address)&after=\($0.text)" }
        pager = next == nil && isFirst ? nil : Pager(previous: isFirst ? nil : address, next: next)
        empty =
            findings.isEmpty && next == nil
            ? EmptyState(
                icon: "search", sentence: words("casework.case_search.none"),
                hint: words("casework.case_search.none_hint")) : nil
    }

    private static func field(_ text: String, _ words: Words) -> Field {
        .text(
            "q", words("casework.case_search.label"), value: text, hint: words("casework.case_search.hint"),
            required: true, type: .search, autocomplete: "off")
    }

    private static func sections(
        _ findings: CaseFindings, _ words: Words, _ tables: CaseTables
    ) throws -> [ListSection] {
        var sections: [ListSection] = []
        for (index, (entry, cases)) in findings.persons.enumerated() where !cases.lines.isEmpty {
            let heading = words(
                "casework.case_search.by_person", ["name": .text(entry.name), "code": .text(entry.code.description)])
            sections.append(
                ListSection(
                    "person-\(index)", heading, hint: entry.placeWords(words), count: SearchPage.count(cases),
                    table: CaseTable(heading, try tables.rows(cases.lines), showsHolder: true, showsReceived: true)))
        }
        if !findings.complainant.lines.isEmpty {
            let heading = words("casework.case_search.by_complainant")
            sections.append(
                ListSection(
                    "complainant", heading, count: SearchPage.count(findings.complainant),
                    table: CaseTable(
                        heading, try tables.rows(findings.complainant.lines), showsHolder: true, showsReceived: true)))
        }
        return sections
    }

    private static func count(_ page: CaseLines) -> String { "\(page.lines.count)" + (page.next == nil ? "" : "+") }
}

extension PersonEntry {
    /// Room and bed in words; `nil` for somebody served at home.
    func placeWords(_ words: Words) -> String? {
        guard !place.room.isEmpty else { return nil }
        let gaps: [String: Message.Argument] = ["room": .text(place.room), "bed": .text(place.bed)]
        return words(place.bed.isEmpty ? "casework.case_search.room" : "casework.case_search.room_bed", gaps)
    }
}
