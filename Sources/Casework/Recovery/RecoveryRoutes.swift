import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The library of recovery strategies with what they came to (服务补救工具包, S4-42 and S4-44).
enum RecoveryRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        let edit = Access.right(RecoveryAction.edit)
        let forms = PageForms(cases.desk, home: { _ in "/recovery" }) { try await list($0, cases, faults: $1) }
        return [
            .get("/recovery", .right(RecoveryAction.read)) { visit in try await list(visit, cases) },
            forms.post("/recovery", edit, saying: "casework.recovery.added", to: { "/recovery/\($1)" }) { visit, _ in
                try adding(visit, cases)
            },
            .get("/recovery/:strategy", .right(RecoveryAction.read)) { visit in try await show(visit, cases) },
            forms.post("/recovery/:strategy/retirement", edit, saying: "casework.recovery.retired") { visit, _ in
                try retiring(visit, cases)
            },
        ]
    }

    private static func list(
        _ visit: Visit, _ cases: CaseDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try cases.desk.rights.must(RecoveryAction.read, visit.actor)
        let organisation = visit.actor.organisationID
        let mayEdit = cases.desk.rights.allows(RecoveryAction.edit.rawValue, to: visit.actor)
        let (kept, scores) = try await cases.desk.read { db in
            (
                try cases.rules.recovery.kept(of: organisation, in: db),
                try RecoveryScore.list(of: organisation, in: db)
            )
        }
        let page = RecoveryPage(tree: cases.rules.categories, words: visit.words)
        var sections = [
            PageSection(
                "strategies",
                table: page.table(kept.filter { $0.retiredAt == nil }, scores, page.word("title")),
                empty: EmptyState(icon: "life-preserver", sentence: page.word("none")))
        ]
        let retired = kept.filter { $0.retiredAt != nil }
        if !retired.isEmpty {
            sections.append(
                PageSection(
                    "retired", page.word("retired_ones"), table: page.table(retired, scores, page.word("retired_ones")),
                    isFolded: true))
        }
        if mayEdit {
            sections.append(
                PageSection(
                    "add", page.word("add"), form: page.form(nil, visit.form, faults), isFolded: true))
        }
        return try visit.page(
            RecordPage(page.word("title"), lead: page.word("lead"), sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func show(
        _ visit: Visit, _ cases: CaseDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try cases.desk.rights.must(RecoveryAction.read, visit.actor)
        let mayEdit = cases.desk.rights.allows(RecoveryAction.edit.rawValue, to: visit.actor)
        let (one, score) = try await cases.desk.read { try find(visit, cases, in: $0) }
        let page = RecoveryPage(tree: cases.rules.categories, words: visit.words)
        return try visit.page(
            page.page(one, score, mayEdit: mayEdit, visit.form, faults),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// The strategy in the path with what it came to. Throws `Problem.notFound`.
    static func find(
        _ visit: Visit, _ cases: CaseDesk, in db: any Connection
    ) throws -> (kept: KeptStrategy, score: RecoveryScore?) {
        let (organisation, code) = (visit.actor.organisationID, visit.parameters.get("strategy") ?? "")
        let kept = try cases.rules.recovery.kept(of: organisation, in: db)
        guard let one = kept.first(where: { $0.strategy.code == code }) else { throw Problem.notFound }
        return (one, try RecoveryScore.list(of: organisation, in: db)[code])
    }

    /// Reads a new strategy, or with `code` a new version of one; gives its code.
    static func adding(_ visit: Visit, _ cases: CaseDesk) throws -> Deed<String> {
        let (actor, rules, desk) = (visit.actor, cases.rules, cases.desk)
        try desk.rights.must(RecoveryAction.edit, actor)
        var reader = FormReader(visit.form)
        let strategy = RecoveryPage(tree: rules.categories, words: visit.words).read(&reader)
        try reader.finish()
        let checked = try strategy.checked(rules.categories)
        return { db in
            var named = checked
            if named.code.isEmpty { named.code = "own-\(db.newID() as ID<Case>)" }
            if !named.code.hasPrefix("own-") {
                let known = try rules.recovery.kept(of: actor.organisationID, in: db)
                guard known.contains(where: { $0.strategy.code == named.code }) else { throw Problem.notFound }
            }
            try rules.recovery.add(named, by: actor, at: desk, in: db)
            return named.code
        }
    }

    /// Takes the strategy in the path out of use; gives its code.
    static func retiring(_ visit: Visit, _ cases: CaseDesk) throws -> Deed<String> {
        let (actor, rules, desk) = (visit.actor, cases.rules, cases.desk)
        try desk.rights.must(RecoveryAction.edit, actor)
        return { db in
            let one = try find(visit, cases, in: db).kept
            guard one.retiredAt == nil else { throw Problem.conflict("casework.refusal.retired_already") }
            try rules.recovery.add(one.strategy, retired: true, by: actor, at: desk, in: db)
            return one.strategy.code
        }
    }
}
