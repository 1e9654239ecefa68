import Hummingbird
import Kernel
import People
import Platform
import Storage
import Web

/// Cases for programs (个案接口): the register, one case, what happened, its clocks, searching, notices.
enum CasesApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            list(cases), RegistrationApi.route(cases), show(cases), events(cases), clocks(cases), search(cases),
            notices(cases),
        ] + StepsApi.all(cases) + RulesApi.all(cases) + ComplainantApi.all(cases)
    }

    static func operation(
        _ name: String, query: [ApiOperation.Parameter] = [], answer: JSON
    ) -> ApiOperation {
        ApiOperation(
            name, "cases", "casework.api.operation.\(name)", scope: Scope.readCases.rawValue, query: query,
            answer: answer)
    }

    private static let conditions: [ApiOperation.Parameter] = [
        .init("kind", "casework.api.parameter.kind", CaseShape.kinds),
        .init("state", "casework.api.parameter.state", CaseShape.states),
        .init("level", "casework.api.parameter.level", Schema.integer(1...4)),
        .init("open", "casework.api.parameter.open", Schema.text(choices: ["open", "done"])),
        .init("order", "casework.api.parameter.order", Schema.text(choices: Order.allCases.map(\.rawValue))),
        .init("from", "platform.api.parameter.from", Schema.day),
        .init("until", "platform.api.parameter.through", Schema.day),
    ]

    /// How a list of cases is ordered: newest first, or open ones by what falls due next.
    private enum Order: String, CaseIterable, Sendable {
        case received, due
    }

    private static func list(_ cases: CaseDesk) -> Route {
        let declared = operation(
            "listCases", query: conditions + [.limit, .after], answer: Schema.page(CaseShape.line.schema))
        return .api(.get, "/cases", .signedIn, declared) { visit in
            guard RegisterRoutes.mayRead(visit.actor, cases) else {
                throw Problem.forbidden("platform.rights.lacking")
            }
            let (actor, words) = (visit.actor, visit.words)
            let filter = try filter(visit).inMoments(of: visit.zone)
            let (cursor, limit) = (try cursor(visit), try visit.pageLimit())
            let isByDue = Order(rawValue: visit.queryForm.value("order")) == .due
            let found = try await cases.desk.read { db in
                let reader = try CaseReader.of(actor, in: db)
                return isByDue
                    ? try CaseList.open(
                        .board(state: filter.state, level: filter.level?.rawValue, due: nil), after: cursor,
                        limit: limit, reader: reader, at: cases.desk, in: db)
                    : try CaseList.register(
                        filter, restricted: RegisterRoutes.seesRestricted(actor, cases), after: cursor, limit: limit,
                        reader: reader, at: cases.desk, in: db)
            }
            return .json(page: found.lines.map { ($0, words) }, next: found.next?.text, as: CaseShape.line)
        }
    }

    /// The filter of the address; unlike a page's, a wrong one is told.
    private static func filter(_ visit: Visit) throws(Problem) -> RegisterFilter {
        var reader = FormReader(visit.queryForm)
        checkFilter(&reader)
        try reader.finish()
        return RegisterFilter(reader.form.value)
    }

    private static func checkFilter(_ reader: inout FormReader) {
        _ = reader.choice("kind", as: CaseKind.self)
        _ = reader.choice("state", as: CaseState.self)
        _ = reader.number("level", in: 1...4)
        if !["", "open", "done"].contains(reader.form.value("open")) {
            reader.fault("open", Message("web.form.not_listed"))
        }
        // By due time only what can still fall due is listed, and by state and level alone.
        if reader.choice("order", as: Order.self) == .due {
            for name in ["kind", "open", "from", "until"] where !reader.form.value(name).isEmpty {
                reader.fault(name, Message("casework.api.not_by_due"))
            }
        }
        _ = reader.day("from")
        _ = reader.day("until")
    }

    /// The same for a search.
    private static func narrowing(_ visit: Visit) throws(Problem) -> (text: String, SearchNarrowing) {
        var reader = FormReader(visit.queryForm)
        let text = reader.text("q", limit: SearchQuery.maximumCharacters, required: true)
        checkFilter(&reader)
        _ = reader.identity("unit", of: OrganisationUnit.self)
        let narrowing = SearchNarrowing(reader.form.value)
        if narrowing.category == nil, !reader.form.value("category").isEmpty {
            reader.fault("category", Message("web.form.not_listed"))
        }
        try reader.finish()
        return (text, narrowing)
    }

    private static func cursor(_ visit: Visit) throws(Problem) -> MomentCursor<Case>? {
        let text = visit.queryForm.value("after")
        if text.isEmpty { return nil }
        guard let cursor = MomentCursor<Case>(text) else { throw .invalid("after", Message("web.form.not_listed")) }
        return cursor
    }

    private static func show(_ cases: CaseDesk) -> Route {
        let declared = operation("getCase", answer: CaseShape.whole.schema)
        return .api(.get, "/cases/:case", .right(CaseAction.read), declared) { visit in
            let words = visit.words
            let told = try await CasePages(cases: cases).admitting(visit) { db, admitted in
                try CaseTold.load(admitted, words, at: cases, in: db)
            }
            return .json(told, as: CaseShape.whole)
        }
    }

    private static func events(_ cases: CaseDesk) -> Route {
        let event = Schema.object([
            "sequence": Schema.integer(), "kind": Schema.text(), "recorded_at": Schema.moment,
            "by": Schema.optional(Schema.text()), "sentence": Schema.optional(Schema.text()),
            "details": Schema.list(Schema.text()), "internal": Schema.flag,
        ])
        let after = ApiOperation.Parameter("after", "platform.api.parameter.after", Schema.integer(0...1_000_000_000))
        let declared = operation("listEvents", query: [.limit, after], answer: Schema.page(event))
        return .api(.get, "/cases/:case/events", .right(CaseAction.read), declared) { visit in
            let (words, limit) = (visit.words, try visit.pageLimit())
            var reader = FormReader(visit.queryForm)
            let after = reader.number("after", in: 0...1_000_000_000) ?? 0
            try reader.finish()
            return try await CasePages(cases: cases).reading(visit) { db, open in
                let found = try Event.list(
                    of: open.subject.eventSubject, after: after, limit: limit + 1, at: cases.desk, in: db)
                let facts = found.filter(open.shows).compactMap(\.caseFact)
                let mentioned = facts.reduce(into: open.subject.staffMentioned) { $0.formUnion($1.staffMentioned) }
                let tree = try UnitTree.load(of: open.actor.organisationID, in: db)
                let told = FactSentence(
                    words: words,
                    names: try StaffMember.find(all: mentioned.sorted(), of: open.actor.organisationID, in: db)
                        .mapValues(\.name),
                    units: Dictionary(tree.units.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 }))
                return .json([
                    "items": .list(found.prefix(limit).filter(open.shows).map { tell($0, told) }),
                    "next": found.count > limit ? .text(String(found[limit - 1].sequence)) : .null,
                ])
            }
        }
    }

    private static func tell(_ event: Event, _ told: FactSentence) -> JSON {
        let entry = event.caseFact.map { told.entry($0) }
        return [
            "sequence": .integer(event.sequence), "kind": .text(event.kind),
            "recorded_at": .text(told.words.stamp(event.recordedAt)), "by": .optional(entry?.who),
            "sentence": .optional(entry?.sentence), "details": .texts(entry?.details ?? []),
            "internal": .flag(entry?.isInternal ?? true),
        ]
    }

    private static func clocks(_ cases: CaseDesk) -> Route {
        let declared = operation(
            "listClocks", answer: Schema.object(["items": Schema.list(CaseShape.clock.schema)]))
        return .api(.get, "/cases/:case/clocks", .right(CaseAction.read), declared) { visit in
            let words = visit.words
            let clocks = try await CasePages(cases: cases).reading(visit) { _, open in open.clocks }
            return .json(["items": .list(clocks.map { CaseShape.clock.json(($0, words)) })])
        }
    }

    private static func search(_ cases: CaseDesk) -> Route {
        let q = ApiOperation.Parameter(
            "q", "platform.api.parameter.q", Schema.text(limit: SearchQuery.maximumCharacters))
        let own: [ApiOperation.Parameter] = [
            .init("unit", "casework.api.parameter.search_unit", Schema.id),
            .init("category", "casework.api.parameter.search_category", Schema.text(limit: 6)), .after,
        ]
        let item = Schema.object(["case": CaseShape.line.schema, "excerpt": Schema.optional(Schema.text())])
        let declared = operation("searchCases", query: [q] + conditions + own, answer: Schema.page(item))
        return .api(.get, "/search", .right(CaseAction.read), declared) { visit in
            let (text, narrowing) = try narrowing(visit)
            let (actor, words, zone) = (visit.actor, visit.words, visit.zone)
            let after = visit.queryForm.value("after")
            let cursor = SearchCursor(after)
            if cursor == nil, !after.isEmpty { throw Problem.invalid("after", Message("web.form.not_listed")) }
            return try await cases.desk.read { db in
                let reader = try CaseReader.of(actor, in: db)
                let units = try UnitTree.load(of: actor.organisationID, in: db)
                let found = try CaseFindings(
                    text, narrowing.inMoments(of: zone, units: units), after: cursor, reader: reader, at: cases.desk,
                    in: db)
                let lines =
                    [found.exact].compactMap { $0 } + found.persons.flatMap(\.cases.lines)
                    + found.complainant.lines
                var seen: Set<ID<Case>> = []
                let whole: [JSON] = lines.filter { seen.insert($0.id).inserted }.map {
                    ["case": CaseShape.line.json(($0, words)), "excerpt": .null]
                }
                let worded: [JSON] = found.words.found.filter { seen.insert($0.line.id).inserted }.map {
                    [
                        "case": CaseShape.line.json(($0.line, words)),
                        "excerpt": .optional($0.excerpt.isEmpty ? nil : $0.excerpt.map(\.text).joined()),
                    ]
                }
                return .json(["items": .list(whole + worded), "next": .optional(found.words.next?.text)])
            }
        }
    }

    private static func notices(_ cases: CaseDesk) -> Route {
        let item = Schema.object([
            "id": Schema.id, "made_at": Schema.moment, "text": Schema.text(), "subject_kind": Schema.text(),
            "subject_id": Schema.text(),
        ])
        let declared = operation("listNotices", answer: Schema.object(["items": Schema.list(item)]))
        return .api(.get, "/notices", .signedIn, declared) { visit in
            let (actor, words) = (visit.actor, visit.words)
            let notices = try await cases.desk.read { try StaffNotice.unread(of: actor, limit: 100, in: $0) }
            let items: [JSON] = notices.map {
                [
                    "id": .text($0.id.text), "made_at": .text(words.stamp($0.madeAt)), "text": .text(words($0.message)),
                    "subject_kind": .text($0.subject.kind), "subject_id": .text($0.subject.id),
                ]
            }
            return .json(["items": .list(items)])
        }
    }
}
