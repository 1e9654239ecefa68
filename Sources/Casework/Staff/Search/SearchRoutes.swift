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
                let tree = try await cases.rulesNow(visit).categories
                switch try await search(text, SearchCursor(visit.query("after")), tree, visit, cases) {
                case .found(let id): return visit.redirect(to: "/cases/\(id)")
                case .page(let page): return try visit.page(page)
                }
            }
        ]
    }

    private static func search(
        _ text: String, _ cursor: SearchCursor?, _ tree: CategoryTree, _ visit: Visit, _ cases: CaseDesk
    ) async throws -> Answer {
        let narrowing = SearchNarrowing(visit.query)
        return try await cases.desk.read { db in
            let units = try UnitTree.load(of: visit.actor.organisationID, in: db)
            let ask = SearchPage.Asked(text: text, narrowing: narrowing, units: units.units, categories: tree)
            if text.isEmpty { return .page(SearchPage(asking: ask, visit.words)) }
            let reader = try CaseReader.of(visit.actor, in: db)
            let findings = try CaseFindings(
                text, narrowing.inMoments(of: visit.zone, units: units), after: cursor, reader: reader,
                at: cases.desk, in: db)
            if let exact = findings.exact { return .found(exact.id) }
            let tables = CaseTables(words: visit.words, organisation: visit.actor.organisationID, db: db)
            let rebuild = try SearchRebuild.newest(of: visit.actor.organisationID, in: db)
            return .page(
                try SearchPage(
                    ask, findings, isFirst: cursor == nil, isRebuilding: rebuild?.isRenewal ?? false, visit.words,
                    tables))
        }
    }
}
