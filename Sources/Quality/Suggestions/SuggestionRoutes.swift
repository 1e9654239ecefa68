import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Suggestions in the browser (建议评审页面): the list of what waits, and one suggestion with what is done about it.
struct SuggestionRoutes: Sendable {
    typealias Move = SuggestionReview.Move

    let quality: QualityDesk
    var desk: Desk { quality.desk }

    static let moves: [Move] = [.opine, .adopt, .decline, .ask, .tell, .report]

    static func all(_ quality: QualityDesk) -> [Route] {
        let routes = SuggestionRoutes(quality: quality)
        let read = Access.right(QualityAction.readSuggestions)
        return [
            .get("/suggestions", read) { visit in try await routes.list(visit) },
            .get("/suggestions/:case", read) { visit in try await routes.show(visit) },
        ] + moves.map(routes.post)
    }

    static func noun(_ move: Move) -> String {
        switch move {
        case .ask: "study"
        case .opine: "opinion"
        case .adopt: "adoption"
        case .decline: "refusal"
        case .tell: "notice"
        case .report: "report"
        case .answer: "answer"
        }
    }

    private func post(_ move: Move) -> Route {
        let forms = PageForms(
            desk, home: { "/suggestions/\(try $0.id("case", of: Case.self))" }
        ) { try await show($0, refused: move, faults: $1) }
        return forms.post(
            "/suggestions/:case/\(SuggestionRoutes.noun(move))", .right(move.right ?? .readSuggestions),
            saying: "quality.suggestions.saved.\(move.rawValue)"
        ) { visit, _ in try await taking(move, visit) }
    }

    /// One page of reviews with their cases, as far as the reader may read them.
    func page(
        _ actor: Actor, view: SuggestionView, after cursor: MomentCursor<Case>?, in db: any Connection
    ) throws -> (items: [(review: SuggestionReview, subject: Case)], next: MomentCursor<Case>?) {
        let reader = try CaseReader.of(actor, in: db)
        let (reviews, next) = try SuggestionReview.page(
            isOpen: view != .ended, units: view == .unit ? reader.standing.headedUnits : nil, after: cursor,
            of: actor.organisationID, in: db)
        let items = try reviews.map {
            (review: $0, subject: try Case.find($0.caseID, of: actor.organisationID, at: desk, in: db))
        }.filter { item in
            let isAsked = item.review.unit.map(reader.standing.headedUnits.contains) ?? false
            let isNamed = item.subject.relations(of: reader.standing).contains(.named)
            return !isNamed && (!item.subject.isRestricted || isAsked || reader.mayRead(item.subject))
        }
        return (items, next)
    }

    private func list(_ visit: Visit) async throws -> Response {
        try desk.rights.must(QualityAction.readSuggestions, visit.actor)
        let view = SuggestionView(rawValue: visit.query("view")) ?? .open
        let cursor = MomentCursor<Case>(visit.query("after"))
        let (actor, today) = (visit.actor, visit.today)
        let first = LocalDay(year: today.year, month: 1, day: 1) ?? today
        let (items, next, adoption, units) = try await desk.read { db in
            let (items, next) = try page(actor, view: view, after: cursor, in: db)
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            return (
                items, next,
                try SuggestionReview.adoption(from: first, through: today, of: actor.organisationID, in: db), tree
            )
        }
        if cursor == nil {
            let listed = Event.Subject(kind: "suggestions", id: actor.organisationID.text)
            try await desk.write { try StaffNotice.markSeen(listed, by: actor, in: $0) }
        }
        let word = SuggestionWords(words: visit.words)
        let rows = items.map { item in
            TableView.Row([
                .init(
                    item.subject.subject, address: "/suggestions/\(item.subject.id)",
                    note: item.subject.number.description),
                .init("", state: word.state(item.review)),
                .init(word("days", ["n": .number(item.review.age(on: today, zone: visit.zone))])),
                .init(item.review.unit.flatMap { units[$0]?.name } ?? ""),
            ])
        }
        let here = "/suggestions?view=\(view.rawValue)"
        return try visit.page(
            RecordPage(
                word("title"),
                tabs: Tabs(
                    label: word("views"),
                    SuggestionView.allCases.map {
                        Tabs.Item("/suggestions?view=\($0.rawValue)", word("view.\($0.rawValue)"), current: $0 == view)
                    }), lead: word("lead"),
                [
                    PageSection(
                        "suggestions",
                        table: TableView(
                            word("title"),
                            columns: ["suggestion", "state", "age", "unit"].map { word("column.\($0)") },
                            rows: rows), empty: EmptyState(icon: "lightbulb", sentence: word("none.\(view.rawValue)")),
                        pager: Pager(
                            previous: cursor == nil ? nil : here, next: next.map { "\(here)&after=\($0.text)" })),
                    PageSection(
                        "figures", word("figures", ["year": .text(String(today.year))]),
                        facts: DefinitionList([.init(word("adoption"), word.rate(adoption))])),
                ]))
    }

    private func show(
        _ visit: Visit, refused: Move? = nil, faults: [String: Message] = [:]
    ) async throws -> Response {
        let actor = visit.actor
        let id = try visit.id("case", of: Case.self)
        let page = try await desk.read { db in
            let open = try OpenSuggestion.find(id, for: actor, at: desk, in: db)
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            let review = open.review
            let notes = review.questions + review.opinions + [review.decision].compactMap { $0 }
            let staff = notes.compactMap { ID<Staff>(String($0.by.dropFirst(6))) }
            let moves = SuggestionRoutes.moves.filter { open.may($0, actor, desk.rights) }
            return SuggestionPage(
                open: open, moves: moves,
                names: try StaffMember.names(of: Set(staff).sorted(), in: actor.organisationID, in: db),
                unit: review.unit.flatMap { tree[$0]?.name }, units: tree.options(selected: review.unit),
                staff: moves.contains(.adopt)
                    ? try ActionForms.staff(of: actor.organisationID, on: visit.today, in: db) : [],
                mayOpenCase: try CaseReader.of(actor, in: db).mayRead(open.subject), visit: visit, refused: refused,
                faults: faults)
        }
        try await desk.write { try StaffNotice.markSeen(page.open.review.subject, by: actor, in: $0) }
        return try visit.page(page.page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// Reads the answers of a move's form.
    func taking(_ move: Move, _ visit: Visit) async throws -> Deed<ID<Case>> {
        let id = try visit.id("case", of: Case.self)
        let (quality, actor) = (quality, visit.actor)
        var reader = FormReader(visit.form)
        let limit = SuggestionReview.limit
        switch move {
        case .ask:
            let unit = reader.requiredIdentity("unit", of: OrganisationUnit.self)
            let words = reader.text("words", limit: limit, required: true)
            try reader.finish()
            guard let unit else { throw Problem.notFound }
            return { db in
                try quality.ask(unit, words, of: id, by: actor, in: db)
                return id
            }
        case .opine:
            let words = reader.text("words", limit: limit, required: true)
            try reader.finish()
            return { db in
                try quality.opine(words, of: id, by: actor, in: db)
                return id
            }
        case .adopt:
            let words = reader.text("words", limit: limit, required: true)
            let (unit, owner) = (
                reader.identity("unit", of: OrganisationUnit.self), reader.identity("owner", of: Staff.self)
            )
            let day = reader.day("due_on", required: true)
            try reader.finish()
            let adoption = Adoption(words: words, unit: unit, owner: owner, dueOn: day ?? visit.today)
            return { db in
                try quality.adopt(adoption, of: id, by: actor, in: db)
                return id
            }
        case .decline:
            let reason = reader.text("reason", limit: limit, required: true)
            try reader.finish()
            return { db in
                try quality.decline(reason, of: id, by: actor, in: db)
                return id
            }
        case .tell, .report: return try speaking(move, id, visit)
        case .answer: throw Problem.notFound
        }
    }

    private func speaking(_ move: Move, _ id: ID<Case>, _ visit: Visit) throws -> Deed<ID<Case>> {
        let (quality, actor) = (quality, visit.actor)
        var reader = FormReader(visit.form)
        let answer = reader.text("answer", limit: SuggestionReview.limit, required: true)
        let at = reader.moment("happened_at", zone: visit.zone, required: true)
        let place = reader.text("place", required: true)
        let mode = reader.requiredChoice("mode", as: CommunicationMode.self)
        let isReached = reader.flag("reached")
        if let at, at > visit.now { reader.fault("happened_at", Message("casework.field.in_the_future")) }
        try reader.finish()
        guard let at, let mode else { throw Problem.notFound }
        let talk = CaseCommunication(happenedAt: at, place: place, mode: mode, matter: answer, reached: isReached)
        return { db in
            if move == .tell {
                try quality.tellProposer(answer, talk, of: id, by: actor, in: db)
            } else {
                try quality.reportImprovement(talk, of: id, by: actor, in: db)
            }
            return id
        }
    }
}

/// Which suggestions a list shows (建议清单).
enum SuggestionView: String, Sendable, CaseIterable {
    case open, unit, ended
}
