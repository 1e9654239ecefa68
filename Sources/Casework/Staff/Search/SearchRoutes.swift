import Foundation
import Kernel
import Platform
import Storage
import Web

/// Finding a case by its number, by the person served, by the complainant, or by words.
enum SearchRoutes {
    private enum Answer: Sendable {
        case page(SearchPage)
        case found(ID<Case>)
    }

    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/search", .right(CaseAction.read)) { visit in
                let text = String(visit.query("q").prefix(SearchQuery.maximumCharacters))
                    .trimmingCharacters(in: .whitespacesAndNewlines)
                if text.isEmpty { return try visit.page(SearchPage(asking: visit.words)) }
                switch try await search(text, SearchCursor(visit.query("after")), visit, cases) {
                case .found(let id): return visit.redirect(to: "/cases/\(id)")
                case .page(let page): return try visit.page(page)
                }
            }
        ]
    }

    private static func search(
        _ text: String, _ cursor: SearchCursor?, _ visit: Visit, _ cases: CaseDesk
    ) async throws -> Answer {
        try await cases.desk.read { db in
            let reader = try CaseReader.of(visit.actor, in: db)
            let findings = try CaseFindings(text, after: cursor, reader: reader, at: cases.desk, in: db)
            if let exact = findings.exact { return .found(exact.id) }
            let tables = CaseTables(words: visit.words, organisation: visit.actor.organisationID, db: db)
            return .page(try SearchPage(text, findings, isFirst: cursor == nil, visit.words, tables))
        }
    }
}
