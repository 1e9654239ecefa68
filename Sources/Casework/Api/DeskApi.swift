import Kernel
import Platform
import Web

/// What waits for the asker (我的工作台接口): desk, inbox, approvals, board and saved views, as their pages show them.
enum DeskApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        let group = ApiGroup(name: "desk", cases: cases)
        return [
            desk(group), received(group), errands(group), seen(group), inbox(group), approvals(group), board(group),
        ] + ViewsApi.all(group)
    }

    private static let lines = Schema.list(CaseShape.line.schema)
    private static let page = Schema.page(CaseShape.line.schema)

    static let errand = JSONShape<ToldRecord<Errand>>([
        ("case", Schema.id, { .text($0.value.line.id.text) }),
        ("number", Schema.text(), { .text($0.value.line.number) }),
        ("kind", Schema.text(choices: ["part", "task"]), { .text($0.value.isPart ? "part" : "task") }),
        ("point", Schema.integer(), { .integer($0.value.number) }),
        ("text", Schema.text(), { .text(ErrandLine($0.value, $0.words, at: $0.now).text) }),
        ("due_at", Schema.moment, { $0.moment($0.value.dueAt) }),
    ])

    private static func desk(_ group: ApiGroup) -> Route {
        let answer = Schema.object([
            "open": Schema.integer(), "due_today": Schema.integer(), "overdue": Schema.integer(), "items": lines,
            "next": Schema.maybeText, "offered": lines, "received": lines, "approvals": lines,
            "confirmations": lines, "disputed": lines, "errands": Schema.list(errand.schema),
            "notes": Schema.list(WatchApi.note.schema),
        ])
        return group.get("getDesk", "/desk", .signedIn, query: [.after], answer: answer) { asked in
            let desk = try MyDesk(
                of: asked.reader(), after: asked.cursor(), at: asked.cases, in: asked.db)
            let names = try asked.names(desk.notes.flatMap(WatchApi.people))
            return [
                "open": .integer(desk.counts.open), "due_today": .integer(desk.counts.dueToday),
                "overdue": .integer(desk.counts.overdue), "items": asked.lines(desk.held.lines),
                "next": .optional(desk.held.next?.text), "offered": asked.lines(desk.offered),
                "received": asked.lines(desk.receivedElsewhere.lines),
                "approvals": asked.lines(desk.waiting.approvals.lines),
                "confirmations": asked.lines(desk.waiting.confirmations.lines),
                "disputed": asked.lines(desk.disputed), "errands": asked.list(errand, desk.errands),
                "notes": asked.list(WatchApi.note, desk.notes, names),
            ]
        }
    }

    private static func received(_ group: ApiGroup) -> Route {
        group.get(
            "listReceived", "/desk/received", .signedIn, query: [.limit, .after], answer: page
        ) { asked in
            let reader = try asked.reader()
            return asked.page(
                try CaseList.open(
                    .receivedBy(reader.standing.staffID), after: asked.cursor(), limit: asked.visit.pageLimit(),
                    reader: reader, at: asked.desk, in: asked.db))
        }
    }

    private static func errands(_ group: ApiGroup) -> Route {
        group.get(
            "listErrands", "/desk/errands", .signedIn, query: [.limit, .after], answer: Schema.page(errand.schema)
        ) { asked in
            let (errands, next) = try Errand.list(
                after: asked.teamCursor(), limit: asked.visit.pageLimit(), reader: asked.reader(), at: asked.desk,
                in: asked.db)
            return ["items": asked.list(errand, errands), "next": .optional(next?.text)]
        }
    }

    private static func seen(_ group: ApiGroup) -> Route {
        group.post(
            "markSeen", "/desk/seen", .signedIn,
            questions: { words in
                func label(_ key: String) -> String { words("casework.lists_api.parameter.\(key)") }
                return JSONForm([
                    [
                        .text("kind", label("subject_kind"), required: true, limit: 40),
                        .text("subject", label("subject_id"), required: true, limit: 100),
                    ]
                ])
            }, answer: Schema.object(["seen": Schema.flag])
        ) { visit in
            var reader = FormReader(visit.form)
            let (kind, id) = (
                reader.text("kind", limit: 40, required: true), reader.text("subject", limit: 100, required: true)
            )
            try reader.finish()
            return { db in
                try StaffNotice.markSeen(.init(kind: kind, id: id), by: visit.actor, in: db)
                return ["seen": true]
            }
        }
    }

    private static let levels = Schema.integer(1...4)

    private static func inbox(_ group: ApiGroup) -> Route {
        group.get(
            "listInbox", "/inbox", .right(CaseAction.decline), isHeld: false,
            query: [
                .init("kind", "casework.api.parameter.kind", CaseShape.kinds),
                .init("level", "casework.api.parameter.level", levels), .limit, .after,
            ], answer: page
        ) { asked in
            _ = try asked.read("kind") { CaseKind(rawValue: $0) }
            _ = try asked.read("level") { Int($0).flatMap(ResponseLevel.init) }
            let reader = try asked.reader()
            return asked.page(
                try CaseList.open(
                    InboxFilter(asked.visit.query).place(of: reader), after: asked.cursor(),
                    limit: asked.visit.pageLimit(), reader: reader, at: asked.desk, in: asked.db))
        }
    }

    private static func approvals(_ group: ApiGroup) -> Route {
        group.get(
            "listApprovals", "/approvals", .signedIn,
            query: ["approval", "confirmation"].map { ApiGroup.parameter($0, Schema.text(limit: 200)) } + [.limit],
            answer: Schema.object(["approvals": page, "confirmations": page])
        ) { asked in
            let waiting = try WaitingCases(
                for: asked.reader(), afterApproval: asked.cursor("approval"),
                afterConfirmation: asked.cursor("confirmation"), limit: asked.visit.pageLimit(), at: asked.desk,
                in: asked.db)
            return ["approvals": asked.page(waiting.approvals), "confirmations": asked.page(waiting.confirmations)]
        }
    }

    private static let count = JSONShape<BoardCount>([
        ("state", CaseShape.states, { .text($0.state.rawValue) }),
        ("level", Schema.integer(0...4), { .integer($0.level) }),
        ("clock", Schema.text(choices: BoardClock.allCases.map(\.rawValue)), { .text($0.clock.rawValue) }),
        ("n", Schema.integer(), { .integer($0.number) }),
    ])

    private static func board(_ group: ApiGroup) -> Route {
        group.get(
            "getBoard", "/board", .right(CaseAction.read), isHeld: false,
            query: [
                .init("state", "casework.api.parameter.state", CaseShape.states),
                ApiGroup.parameter("board_level", Schema.integer(0...4)).named("level"),
                ApiGroup.parameter("clock", Schema.text(choices: BoardClock.allCases.map(\.rawValue))), .after,
            ],
            answer: Schema.object([
                "counts": Schema.list(count.schema), "items": lines, "next": Schema.maybeText,
            ])
        ) { asked in
            _ = try asked.read("state") { CaseState(rawValue: $0) }
            _ = try asked.read("level") { Int($0).flatMap { (0...4).contains($0) ? $0 : nil } }
            _ = try asked.read("clock") { BoardClock(rawValue: $0) }
            let board = try Board.load(
                BoardFilter(asked.visit.query), after: asked.cursor(), reader: asked.reader(), zone: asked.visit.zone,
                at: asked.desk, in: asked.db)
            return [
                "counts": .list(board.counts.map { count.json($0) }), "items": asked.lines(board.lines.lines),
                "next": .optional(board.lines.next?.text),
            ]
        }
    }
}

extension ApiOperation.Parameter {
    /// The same explained by another sentence than its name would have.
    func named(_ name: String) -> ApiOperation.Parameter { .init(name, about, schema) }
}
