import Casework
import Hummingbird
import Kernel
import NIOCore
import Platform
import Storage
import Web

/// Actions in the browser (改进措施页面, S0-8, S2-19, S4-50).
struct ActionRoutes: Sendable {
    let quality: QualityDesk
    var desk: Desk { quality.desk }

    static let filesLimit = 40 * 1_048_576
    static let moves: [ActionMove] = [.plan, .assign, .complete, .verify, .giveBack, .check, .cancel]

    static func all(_ quality: QualityDesk) -> [Route] {
        let routes = ActionRoutes(quality: quality)
        let read = Access.right(QualityAction.readActions)
        let new = PageForms(quality.desk, home: { _ in "/actions" }) { try await routes.blank($0, faults: $1) }
        return [
            .get("/actions", read) { visit in try await routes.list(visit) },
            .get("/actions/new", .right(QualityAction.openAction)) { visit in try await routes.blank(visit) },
            new.post(
                "/actions", .right(QualityAction.openAction), saying: "quality.actions.opened",
                to: { "/actions/\($1.id)" }, routes.opening),
            .get("/actions/:action", read) { visit in try await routes.show(visit) },
            .get("/actions/:action/files/:attachment", read) { visit in try await routes.file(visit) },
        ] + moves.map(routes.post)
    }

    private func post(_ move: ActionMove) -> Route {
        let forms = PageForms(
            desk, home: { "/actions/\(try $0.id("action", of: ImprovementAction.self))" }
        ) { try await show($0, refused: move, faults: $1) }
        return forms.post(
            "/actions/:action/\(ActionPage.noun(move))", .right(move.right ?? .readActions),
            bodyLimit: move == .complete ? ActionRoutes.filesLimit : 512 * 1024,
            saying: "quality.actions.saved.\(move.rawValue)"
        ) { visit, _ in try await taking(move, visit) }
    }

    private func list(_ visit: Visit) async throws -> Response {
        let actor = visit.actor
        let seesAll = desk.rights.allows(QualityAction.readActions.rawValue, to: actor)
        let asked = ActionView(rawValue: visit.query("view")) ?? .mine
        let view = seesAll || asked == .ended ? asked : .mine
        let unit = ID<OrganisationUnit>(visit.query("unit"))
        let cursor = MomentCursor<ImprovementAction>(visit.query("after"))
        let page = try await desk.read { db in
            let list = try ActionList.page(view, unit: unit, after: cursor, reader: actor, at: desk, in: db)
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            let today = visit.today
            let first = LocalDay(year: today.year, month: 1, day: 1) ?? today
            return ActionListPage(
                view: view, list: list,
                figures: seesAll
                    ? try ActionFigures.load(from: first, through: today, of: actor.organisationID, on: today, in: db)
                    : nil,
                lessons: try CaseLesson.waiting(of: actor.organisationID, in: db),
                own: try ActionList.own(actor, in: db),
                word: ActionWords(
                    words: visit.words,
                    names: try StaffMember.names(
                        of: Set(list.actions.map(\.owner)).sorted(), in: actor.organisationID, in: db),
                    units: names(tree)), visit: visit, unit: unit, units: tree.options(selected: unit),
                seesAll: seesAll, mayOpen: desk.rights.allows(QualityAction.openAction.rawValue, to: actor),
                mayAnswer: desk.rights.allows(QualityAction.answerLesson.rawValue, to: actor), isFirst: cursor == nil)
        }
        return try visit.page(page.page)
    }

    func names(_ tree: UnitTree) -> [ID<OrganisationUnit>: String] {
        Dictionary(tree.units.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    /// Opens the action in the path for its reader. Throws `Problem.forbidden` unless they may see it.
    func open(_ visit: Visit, in db: any Connection) throws -> (ImprovementAction, Set<Relation>) {
        let id = try visit.id("action", of: ImprovementAction.self)
        let action = try ImprovementAction.find(id, of: visit.actor.organisationID, in: db)
        let relations = try action.relations(of: visit.actor, at: desk, in: db)
        try desk.rights.must(QualityAction.readActions, visit.actor, as: relations)
        return (action, relations)
    }

    private func show(
        _ visit: Visit, refused: ActionMove? = nil, faults: [String: Message] = [:]
    ) async throws -> Response {
        let actor = visit.actor
        let (page, isTold) = try await desk.read { db in
            let (action, relations) = try open(visit, in: db)
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            let moves = ActionRoutes.moves.filter {
                isOffered($0, action, actor, relations, today: visit.today, visit.zone)
            }
            let staff =
                moves.contains(.assign)
                ? try ActionForms.staff(of: actor.organisationID, on: visit.today, in: db) : []
            let page = ActionPage(
                action: action,
                word: ActionWords(
                    words: visit.words,
                    names: try StaffMember.names(
                        of: ActionWords.mentioned(action).sorted(), in: actor.organisationID, in: db),
                    units: names(tree)),
                forms: ActionForms(tree: quality.cases.rules.categories, words: visit.words, staff: staff),
                moves: moves,
                files: try Attachment.list(of: action.subject.kind, action.id.text, actor.organisationID, in: db),
                mayOpenSource: try mayOpenSource(action, actor, in: db),
                maySend: desk.rights.allows(QualityAction.writeBroadcast.rawValue, to: actor), visit: visit,
                refused: refused,
                faults: faults)
            let unread = try StaffNotice.unread(of: actor, limit: 100, in: db)
            return (page, unread.contains { $0.subject == action.subject })
        }
        if isTold { try await desk.write { try StaffNotice.markSeen(page.action.subject, by: actor, in: $0) } }
        return try visit.page(page.page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// What comes from a case links to it only for who may read the case.
    private func mayOpenSource(_ action: ImprovementAction, _ actor: Actor, in db: any Connection) throws -> Bool {
        guard let origin = try action.origin(at: desk, in: db) else { return true }
        return try CaseReader.of(actor, in: db).mayRead(origin)
    }

    private func isOffered(
        _ move: ActionMove, _ action: ImprovementAction, _ actor: Actor, _ relations: Set<Relation>,
        today: LocalDay, _ zone: Zone
    ) -> Bool {
        guard let right = move.right, move.next(from: action.state) != nil,
            desk.rights.allows(right.rawValue, to: actor, as: relations),
            !(move.isForAnother && action.isOwn(actor.staffID))
        else { return false }
        switch move {
        case .complete: return !action.round.plan.isEmpty && !action.round.measure.isEmpty
        case .check:
            return action.trigger.kind != .cases && action.nextCheckDay(in: zone).map { $0 <= today } ?? false
        case .plan, .assign, .verify, .giveBack, .cancel, .link: return true
        }
    }

    /// Reads the answers of a move's form. Files go to the store before the transaction that names them.
    func taking(_ move: ActionMove, _ visit: Visit) async throws -> Deed<ImprovementAction> {
        let (desk, actor, today) = (desk, visit.actor, visit.today)
        let (action, relations) = try await desk.read { try open(visit, in: $0) }
        try desk.rights.must(move.right ?? .readActions, actor, as: relations)
        var reader = FormReader(visit.form)
        let seen = reader.number("version", in: 1...1_000_000)
        let forms = ActionForms(tree: quality.cases.rules.categories, words: visit.words)
        let step = forms.step(move, &reader, of: action, today: today)
        try reader.finish()
        guard let step else { throw Problem.invalid("form", Message("web.form.broken")) }
        let files = move == .complete ? try await stored(visit) : []
        return { db in
            let after = try ImprovementAction.take(step, on: action.id, seen: seen, by: actor, at: desk, in: db)
            for (file, digest) in files {
                try Attachment(
                    id: db.newID(), file, digest: digest, subjectKind: after.subject.kind, subjectID: after.id.text,
                    by: actor, at: db.now
                ).record(in: db)
            }
            return after
        }
    }

    private func stored(_ visit: Visit) async throws -> [(CheckedFile, ContentDigest)] {
        let checked = try CheckedFile.list(
            visit.form.files("files").filter { !$0.bytes.isEmpty }.map { ($0.name, $0.bytes) })
        guard !checked.isEmpty else { return [] }
        let keys = try await desk.keyring(of: visit.actor.organisationID)
        return try checked.map { ($0, try desk.files.put($0.bytes, with: keys)) }
    }

    private func file(_ visit: Visit) async throws -> Response {
        let wanted = try visit.id("attachment", of: Attachment.self)
        let organisation = visit.actor.organisationID
        let attachment = try await desk.read { db in
            let (action, _) = try open(visit, in: db)
            let found = try Attachment.find(wanted, organisation, in: db)
            guard found.subjectKind == action.subject.kind, found.subjectID == action.id.text else {
                throw Problem.notFound
            }
            return found
        }
        let bytes = try desk.files.read(attachment.digest, with: try await desk.keyring(of: organisation))
        var response = Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        for (name, value) in attachment.headers().fields { response.headers[headerName(name)] = value }
        return response
    }
}
