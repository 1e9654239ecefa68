import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The analysis of an ended period as one approved it: on the screen, on paper and as a file, always the same (S0-19).
enum AnalysisIssueRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        let access = Access.right(FiguresAction.read)
        return [
            .get("/figures/:period/issues/:version", access) { visit in
                try visit.page(try await sheet(visit, cases.desk))
            },
            .get("/figures/:period/issues/:version/pdf", access) { visit in
                let page = try await sheet(visit, cases.desk)
                return try await visit.file(
                    page, named: "analysis-\(try period(visit))", by: cases.desk.press)
            },
        ]
    }

    static func period(_ visit: Visit) throws(Problem) -> FigurePeriod {
        guard let period = FigurePeriod(visit.parameters.get("period") ?? "") else { throw .notFound }
        return period
    }

    private static func sheet(_ visit: Visit, _ desk: Desk) async throws -> FiguresSheet {
        try desk.rights.must(FiguresAction.read, visit.actor)
        let (period, organisation) = (try period(visit), visit.actor.organisationID)
        guard let version = Int(visit.parameters.get("version") ?? "") else { throw Problem.notFound }
        let (issue, report) = try await desk.read { db in
            guard
                let issue = try AnalysisIssue.list(period, of: organisation, in: db).first(where: {
                    $0.version == version
                })
            else { throw Problem.notFound }
            return (issue, try FiguresReport(issue, of: organisation, in: db))
        }
        let word = FigureWords(words: visit.words)
        let approved = word(
            "issued_line",
            [
                "version": .number(issue.version), "name": .text(report.names[issue.issuedBy] ?? ""),
                "moment": .instant(issue.issuedAt),
            ])
        return FiguresSheet(
            title: word("analysis", ["period": .message(period.message)]), lines: [approved],
            AnalysisForms(report: report, word: word, visit: visit, faults: [:]).concluded
                + FiguresSections(report: report, word: word, leads: false).all,
            printed: word("printed", ["moment": .instant(visit.now)]))
    }

    /// Reads the approval of the version that was seen.
    static func issuing(_ visit: Visit, _ cases: CaseDesk) throws -> Deed<FigurePeriod> {
        try cases.desk.rights.must(FiguresAction.issue, visit.actor)
        let (period, actor) = (try period(visit), visit.actor)
        var reader = FormReader(visit.form)
        let seen = reader.number("version", in: 1...1_000_000, required: true)
        try reader.finish()
        guard let seen else { throw Problem.notFound }
        return { db in
            try AnalysisIssue.issue(period, seen: seen, by: actor, at: cases.desk, in: db)
            return period
        }
    }
}
