import Casework
import Kernel
import Platform
import Storage
import Web

/// Management reviews for programs (管理评审接口).
enum ReviewApi {
    static func all(_ quality: QualityDesk) -> [Route] {
        let area = ProgramArea(
            quality.desk, about: "quality.api.operation", group: "improvement", reading: .readCases,
            writing: .writeCases)
        let read = Access.right(QualityAction.readReviews)
        let routes = ReviewRoutes(quality: quality)
        return [
            area.read(
                "/reviews", read, "listReviews", answer: Schema.object(["items": Schema.list(shape.schema)])
            ) { visit, desk in
                try desk.rights.must(QualityAction.readReviews, visit.actor)
                let found = try await desk.read { try ManagementReview.list(of: visit.actor.organisationID, in: $0) }
                return ["items": .list(found.map { shape.json($0) })]
            },
            area.read("/reviews/:review", read, "getReview", answer: shape.schema) { visit, desk in
                try desk.rights.must(QualityAction.readReviews, visit.actor)
                let id = try visit.id("review", of: ManagementReview.self)
                return shape.json(
                    try await desk.read { try ManagementReview.find(id, of: visit.actor.organisationID, in: $0) })
            },
            area.change(
                "/reviews", .right(QualityAction.recordReview), "recordReview",
                asks: {
                    ReviewPage(words: $0).fields(year: 2026, today: LocalDay(daysSince1970: 20_000), staff: [])
                }, creates: true
            ) { visit, desk in
                let deed = try await routes.recording(visit, desk)
                return { Done(try deed($0).id) }
            },
        ]
    }

    private static let shape = JSONShape<ManagementReview>([
        ("id", Schema.id, { .text($0.id.text) }), ("year", Schema.integer(), { .integer($0.year) }),
        ("held_on", Schema.day, { .text($0.heldOn.description) }),
        ("attendees", Schema.text(), { .text($0.attendees) }), ("changes", Schema.text(), { .text($0.changes) }),
        ("conclusions", Schema.text(), { .text($0.conclusions) }),
        ("resources", Schema.text(), { .text($0.resources) }),
        ("decisions", Schema.list(Schema.text()), { .texts($0.decisions.map(\.text)) }),
    ])
}
