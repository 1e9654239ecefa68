import Kernel
import Platform
import Storage
import Web

/// Inspections for programs (评价检查接口).
enum InspectionApi {
    static func all(_ routes: InspectionRoutes) -> [Route] {
        let area = ProgramArea(
            routes.desk, about: "quality.api.operation", group: "improvement", reading: .readCases,
            writing: .writeCases)
        let read = Access.right(QualityAction.readInspections)
        return [
            area.read(
                "/inspections", read, "listInspections",
                query: [
                    .init(
                        "kind", "quality.api.parameter.kind",
                        Schema.text(choices: InspectionKind.allCases.map(\.rawValue))), .after,
                ], answer: Schema.page(shape.schema)
            ) { visit, desk in
                try desk.rights.must(QualityAction.readInspections, visit.actor)
                let kind = InspectionKind(rawValue: visit.queryForm.value("kind"))
                let cursor: MomentCursor<Inspection>? = try visit.cursor()
                let (found, next) = try await desk.read {
                    try Inspection.page(kind, after: cursor, reader: visit.actor, at: desk, in: $0)
                }
                return [
                    "items": .list(found.map { shape.json(($0, routes.library, visit.words)) }),
                    "next": .optional(next?.text),
                ]
            },
            area.read("/inspections/:inspection", read, "getInspection", answer: shape.schema) { visit, desk in
                try desk.rights.must(QualityAction.readInspections, visit.actor)
                let id = try visit.id("inspection", of: Inspection.self)
                let one = try await desk.read { try Inspection.find(id, for: visit.actor, at: desk, in: $0) }
                return shape.json((one, routes.library, visit.words))
            },
            area.change(
                "/inspections", .right(QualityAction.recordInspection), "recordInspection",
                asks: { routes.forms($0).fields(nil, nil, today: LocalDay(daysSince1970: 0)) }, creates: true
            ) { visit, desk in
                let deed = try await routes.recording(visit, desk)
                return { Done(try deed($0).id) }
            },
            area.change(
                "/inspections/:inspection/release", .right(QualityAction.keepMystery), "releaseInspection"
            ) { visit, desk in
                let deed = try await routes.releasing(visit, desk)
                return { Done(try deed($0).id) }
            },
        ]
    }

    private static let shape = JSONShape<(one: Inspection, library: ChecklistLibrary, words: Words)>([
        ("id", Schema.id, { .text($0.one.id.text) }), ("number", Schema.text(), { .text($0.one.number) }),
        ("kind", Schema.text(choices: InspectionKind.allCases.map(\.rawValue)), { .text($0.one.kind.rawValue) }),
        ("checklist", Schema.text(), { .text($0.one.checklist) }), ("unit", Schema.id, { .text($0.one.unit.text) }),
        ("held_on", Schema.day, { .text($0.one.heldOn.description) }),
        (
            "points", Schema.integer(),
            { told in .integer(told.library[told.one.checklist].map { told.one.score(by: $0).reached } ?? 0) }
        ),
        (
            "points_possible", Schema.integer(),
            { told in .integer(told.library[told.one.checklist].map { told.one.score(by: $0).of } ?? 0) }
        ),
        ("findings", Schema.list(Schema.text()), { .texts($0.one.findings.map(\.note)) }),
        ("participants", Schema.list(Schema.text()), { .texts($0.one.participants) }),
        ("released", Schema.flag, { .flag($0.one.isReleased) }),
    ])
}
