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
    let filters: [Field]
    let isNarrowed: Bool
    /// Closed once something was looked for: what it is narrowed by stands below it.
    let isFilterOpen: Bool
    let chips: [ActionLink]
    let clear: ActionLink?
    let notices: [Notice]
    let sections: [ListSection]
    let hits: [Hit]
    let hasHits: Bool
    let hitsHeading: String
    let pager: Pager?
    let empty: EmptyState?

    /// What somebody looks for, and what they may choose from.
    struct Asked: Sendable {
        let text: String
        let narrowing: SearchNarrowing
        let units: [OrganisationUnit]
        let categories: CategoryTree
    }

    /// A case found by words, with the place where they stand.
    struct Hit: Sendable {
        let row: CaseRow
        let segments: [HighlightSegment]
        let hasSegments: Bool
        let subject: [HighlightSegment]
    }

    /// Before anything is typed.
    init(asking ask: Asked, _ words: Words) {
        title = words("casework.case_search.title")
        field = SearchPage.field("", words)
        filters = ask.narrowing.fields(words, ask.units, ask.categories)
        isNarrowed = !ask.narrowing.isEmpty
        isFilterOpen = isNarrowed
        chips = []
        clear = nil
        notices = []
        sections = []
        hits = []
        hasHits = false
        hitsHeading = ""
        pager = nil
        empty = EmptyState(
            icon: "search", sentence: words("casework.case_search.ask"), hint: words("casework.case_search.ask_hint"))
    }

    init(
        _ ask: Asked, _ findings: CaseFindings, isFirst: Bool, isRebuilding: Bool, _ words: Words, _ tables: CaseTables
    ) throws {
        func word(_ key: String) -> String { words("casework.case_search.\(key)") }
        let (text, narrowing) = (ask.text, ask.narrowing)
        title = words("casework.case_search.title_for", ["text": .text(text)])
        field = SearchPage.field(text, words)
        filters = narrowing.fields(words, ask.units, ask.categories)
        isNarrowed = !narrowing.isEmpty
        isFilterOpen = false
        chips = narrowing.chips(text, words, ask.units)
        clear =
            narrowing.isEmpty
            ? nil : ActionLink(SearchNarrowing().address(text), words("casework.lists.register.clear"))
        sections = try SearchPage.sections(findings, words, tables)
        let rows = try tables.rows(findings.words.found.map(\.line))
        let query = SearchQuery(text)
        hits = zip(rows, findings.words.found).map { row, found in
            Hit(
                row: row, segments: found.excerpt, hasSegments: !found.excerpt.isEmpty,
                subject: highlight(row.subject, query))
        }
        hasHits = !hits.isEmpty
        hitsHeading = word("by_words")
        let next = findings.words.next
        pager =
            next == nil && isFirst
            ? nil
            : Pager(
                previous: isFirst ? nil : narrowing.address(text),
                next: next.map { narrowing.address(text, after: $0) })
        notices =
            (isRebuilding ? [Notice(.info, word("rebuilding"))] : [])
            + (next != nil && hits.isEmpty ? [Notice(.info, word("go_on"))] : [])
        empty = findings.isEmpty && next == nil ? SearchPage.nothing(isNarrowed: isNarrowed, clear, words) : nil
    }

    private static func nothing(isNarrowed: Bool, _ clear: ActionLink?, _ words: Words) -> EmptyState {
        func word(_ key: String) -> String { words("casework.case_search.\(key)") }
        return isNarrowed
            ? EmptyState(icon: "funnel", sentence: word("none"), hint: word("none_narrowed"), action: clear)
            : EmptyState(icon: "search", sentence: word("none"), hint: word("none_hint"))
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
