import Kernel
import Platform
import Web

/// The figures for programs (统计接口): the tables of the page, so that nothing is told here that is kept back there.
enum FiguresApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        let group = ApiGroup(name: "figures", cases: cases)
        return [show(group), behind(group), renew(group), conclude(group), issue(group)]
    }

    private static let query: [ApiOperation.Parameter] = [
        ApiGroup.parameter("period", Schema.text(limit: 10)),
        .init("unit", "platform.api.parameter.unit", Schema.id),
        .init("kind", "casework.api.parameter.kind", CaseShape.kinds),
    ]

    private static let finding = JSONShape<ToldRecord<Analysis.Finding>>([
        ("number", Schema.integer(), { .integer($0.value.number) }),
        ("finding", Schema.text(), { .text($0.value.finding) }),
        ("measure", Schema.text(), { .text($0.value.measure) }),
        ("owner", CaseShape.named, { $0.name($0.value.owner.text) }),
        ("due_on", Schema.day, { .text($0.value.dueOn.description) }),
    ])

    private static let version = Schema.object([
        "number": Schema.integer(), "made_at": Schema.moment, "reason": Schema.maybeText,
    ])

    private static func asked(_ asked: ApiReading) throws(Problem) -> FigureQuery {
        _ = try asked.read("period") { FigurePeriod($0) }
        _ = try asked.unit()
        _ = try asked.read("kind") { CaseKind(rawValue: $0) }
        return FigureQuery(asked.visit)
    }

    private static func show(_ group: ApiGroup) -> Route {
        group.get(
            "getFigures", "/figures", .right(FiguresAction.read), query: query,
            answer: Schema.object([
                "period": Schema.text(), "version": Schema.optional(Schema.integer()), "ended": Schema.flag,
                "sections": Schema.list(SectionShape.schema), "findings": Schema.list(finding.schema),
                "versions": Schema.list(version),
            ])
        ) { reading in
            let report = try FiguresReport(
                asked(reading), of: reading.organisation, zone: reading.visit.zone, in: reading.db)
            let sections = FiguresSections(report: report, word: FigureWords(words: reading.words), leads: false)
            let names = try reading.names(report.findings.map(\.owner))
            let versions: [JSON] = report.versions.map {
                [
                    "number": .integer($0.version), "made_at": .text(reading.words.stamp($0.madeAt)),
                    "reason": .optional($0.reason),
                ]
            }
            return [
                "period": .text(report.query.period.description),
                "version": report.analysis.map { .integer($0.version) } ?? .null, "ended": .flag(report.isEnded),
                "sections": .list(sections.all.map(SectionShape.json)),
                "findings": reading.list(finding, report.findings, names), "versions": .list(versions),
            ]
        }
    }

    private static func behind(_ group: ApiGroup) -> Route {
        group.get(
            "listCasesBehindFigure", "/figures/cases", .right(FiguresAction.trace),
            query: query + [ApiGroup.parameter("of", Schema.text(limit: 100))],
            answer: Schema.object(["items": Schema.list(CaseShape.line.schema), "cut": Schema.flag])
        ) { reading in
            guard let selection = FigureSelection(reading.visit.query("of")) else { throw Problem.notFound }
            let (lines, found) = try selection.lines(
                asked(reading), reading.visit, reading.cases, in: reading.db)
            return ["items": reading.lines(lines), "cut": .flag(found > FigureSelection.limit)]
        }
    }

    private static let inPath = [ApiGroup.parameter("period", Schema.text(limit: 10))]
    private static let made = Schema.object(["period": Schema.text()])

    private static func renew(_ group: ApiGroup) -> Route {
        group.post(
            "renewFigures", "/figures/:period/renewal", .right(FiguresAction.renew), path: inPath,
            questions: { JSONForm([AnalysisForms.renewalFields(FigureWords(words: $0))]) }, answer: made
        ) { visit in
            let renewed = try await FiguresRoutes.renewing(visit, group.cases)
            return { ["period": .text(try renewed($0).description)] }
        }
    }

    private static func conclude(_ group: ApiGroup) -> Route {
        group.post(
            "addFinding", "/figures/:period/findings", .right(FiguresAction.conclude), path: inPath,
            questions: { JSONForm([AnalysisForms.findingFields([], nil, FigureWords(words: $0))]) }, status: 201,
            answer: made
        ) { visit in
            let concluded = try FiguresRoutes.concluding(visit, group.cases)
            return { ["period": .text(try concluded($0).description)] }
        }
    }

    private static func issue(_ group: ApiGroup) -> Route {
        group.post(
            "issueFigures", "/figures/:period/issues", .right(FiguresAction.issue), path: inPath,
            questions: { words in
                let version = FigureWords(words: words)("column.version")
                return JSONForm([[.number("version", version, in: 1...1_000_000, required: true)]])
            }, answer: made
        ) { visit in
            let issued = try AnalysisIssueRoutes.issuing(visit, group.cases)
            return { ["period": .text(try issued($0).description)] }
        }
    }
}
