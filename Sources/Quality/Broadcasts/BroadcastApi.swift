import Casework
import Kernel
import Platform
import Web

/// Lessons for programs (经验教训通报接口).
enum BroadcastApi {
    static func all(_ quality: QualityDesk) -> [Route] {
        let area = ProgramArea(
            quality.desk, about: "quality.api.operation", group: "improvement", reading: .readCases,
            writing: .writeCases)
        let routes = BroadcastRoutes(quality: quality)
        let (write, send) = (Access.right(QualityAction.writeBroadcast), Access.right(QualityAction.sendBroadcast))
        let one = "\(BroadcastRoutes.address)/:broadcast"
        let version: @Sendable (Words) -> Field = {
            .number("version", $0("quality.api.parameter.version"), in: 1...1_000_000, required: true)
        }
        return [
            list(area, routes), show(area, routes), readers(area, routes),
            change(
                area, BroadcastRoutes.address, write, "writeBroadcast", creates: true, routes.writing,
                asks: {
                    BroadcastPage(words: $0).fields(nil, units: [])
                        + [.text("from", $0("quality.api.parameter.from"), limit: 60)]
                }),
            change(
                area, one, write, "changeBroadcast", routes.writing,
                asks: { BroadcastPage(words: $0).fields(nil, units: []) + [version($0)] }),
            change(area, "\(one)/approval", send, "sendBroadcast", routes.sending, asks: { [version($0)] }),
            change(
                area, "\(one)/withdrawal", send, "withdrawBroadcast", routes.withdrawing,
                asks: { BroadcastPage(words: $0).withdrawFields() }),
            change(
                area, "\(one)/receipt", .right(QualityAction.readBroadcasts), "understandBroadcast",
                routes.understanding,
                asks: { words in
                    BroadcastPage(words: words).receiptFields(nil)
                        + [.text("answer", words("quality.broadcasts.field.answer"), limit: 200)]
                }),
        ]
    }

    private static func change(
        _ area: ProgramArea, _ path: String, _ access: Access, _ name: String, creates: Bool = false,
        _ maker: @escaping DeedMaker<Broadcast>, asks: @escaping @Sendable (Words) -> [Field]
    ) -> Route {
        area.change(path, access, name, asks: asks, creates: creates) { visit, desk in
            let deed = try await maker(visit, desk)
            return { Done(try deed($0).id) }
        }
    }

    private static let shape = JSONShape<(one: Broadcast, words: Words)>([
        ("id", Schema.id, { .text($0.one.id.text) }), ("number", Schema.text(), { .text($0.one.number) }),
        (
            "state", Schema.text(choices: Broadcast.State.allCases.map(\.rawValue)), { .text($0.one.state.rawValue) }
        ),
        ("title", Schema.text(), { .text($0.one.content.title) }),
        ("happened", Schema.text(), { .text($0.one.content.happened) }),
        ("learnt", Schema.text(), { .text($0.one.content.learnt) }),
        ("todo", Schema.text(), { .text($0.one.content.todo) }),
        ("question", Schema.optional(Schema.text()), { .optional($0.one.content.question?.text) }),
        ("answers", Schema.list(Schema.text()), { .texts($0.one.content.question?.answers ?? []) }),
        ("units", Schema.list(Schema.id), { .texts($0.one.content.units.map(\.text)) }),
        ("roles", Schema.list(Schema.text()), { .texts($0.one.content.roles.map(\.rawValue)) }),
        ("days", Schema.integer(), { .integer($0.one.content.days) }),
        (
            "sent_at", Schema.optional(Schema.moment),
            { told in .optional(told.one.sentAt.map { told.words.stamp($0) }) }
        ),
        ("version", Schema.integer(), { .integer($0.one.version) }),
    ])

    private static func list(_ area: ProgramArea, _ routes: BroadcastRoutes) -> Route {
        area.read(
            BroadcastRoutes.address, .right(QualityAction.readBroadcasts), "listBroadcasts",
            query: [
                .init("view", "quality.api.parameter.view", Schema.text(choices: ["mine", "sent", "draft"])), .after,
            ], answer: Schema.page(shape.schema)
        ) { visit, desk in
            try desk.rights.must(QualityAction.readBroadcasts, visit.actor)
            let view = routes.view(visit)
            let cursor: MomentCursor<Broadcast>? = try visit.cursor()
            let (found, next) = try await desk.read {
                try Broadcast.page(
                    view.state, unreadBy: view.unreadBy, of: visit.actor.organisationID, after: cursor, in: $0)
            }
            return [
                "items": .list(found.map { shape.json(($0, visit.words)) }), "next": .optional(next?.text),
            ]
        }
    }

    private static func show(_ area: ProgramArea, _ routes: BroadcastRoutes) -> Route {
        area.read(
            "\(BroadcastRoutes.address)/:broadcast", .right(QualityAction.readBroadcasts), "getBroadcast",
            answer: shape.schema
        ) { visit, desk in
            shape.json((try await desk.read { try routes.open(visit, in: $0) }, visit.words))
        }
    }

    private static let reader = JSONShape<(reader: BroadcastReader, words: Words)>([
        ("staff", Schema.id, { .text($0.reader.staffID.text) }), ("name", Schema.text(), { .text($0.reader.name) }),
        (
            "read_at", Schema.optional(Schema.moment),
            { told in .optional(told.reader.readAt.map { told.words.stamp($0) }) }
        ),
        ("shift", Schema.optional(Schema.text()), { .optional($0.reader.shift?.text) }),
        ("wrong_answers", Schema.integer(), { .integer($0.reader.attempts) }),
    ])

    private static func readers(_ area: ProgramArea, _ routes: BroadcastRoutes) -> Route {
        area.read(
            "\(BroadcastRoutes.address)/:broadcast/readers", .right(QualityAction.followBroadcasts),
            "listBroadcastReaders", answer: Schema.object(["items": Schema.list(reader.schema, limit: 5000)])
        ) { visit, desk in
            let readers = try await desk.read { try routes.followed(visit, in: $0).readers }
            return ["items": .list(readers.map { reader.json(($0, visit.words)) })]
        }
    }
}
