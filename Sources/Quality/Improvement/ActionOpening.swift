import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// What an action is opened from (措施由来), as the address names it: `case.ID`, or nothing.
struct ActionOccasion: Sendable {
    let source: Event.Subject
    /// The case, when the opener may read it.
    let origin: Case?

    /// Throws `Problem.forbidden` for a case the actor may not read, and `Problem.notFound` for what does not exist.
    static func find(_ text: String, for actor: Actor, at desk: Desk, in db: any Connection) throws -> ActionOccasion? {
        guard text.hasPrefix("case."), let id = ID<Case>(String(text.dropFirst(5))) else { return nil }
        let subject = try Case.find(id, of: actor.organisationID, at: desk, in: db)
        let relations = subject.relations(of: try Standing.of(actor, in: db))
        try desk.rights.must(subject.readingAction, actor, as: relations)
        return ActionOccasion(source: Event.Subject(kind: "case", id: id.text), origin: subject)
    }

    /// What the case tells already. Of a restricted case only what was found, never its words.
    func draft(_ words: Words, in db: any Connection) throws -> ActionDraft {
        guard let origin else { return ActionDraft(title: "", reason: "own") }
        let upheld = origin.allegations.first { $0.finding?.callsForApology ?? false } ?? origin.allegations.first
        let category = upheld?.category
        let unit = upheld.flatMap { CauseSighting.unit(of: $0, in: origin) }
        let title = origin.isRestricted ? category.map { words($0.message) } ?? "" : origin.subject
        let learning = origin.isRestricted ? "" : origin.closing?.learning ?? ""
        var trigger = ActionTrigger.inspection
        if let unit, let category {
            trigger = .cases(CaseCount(key: CauseKey(unit: unit, what: category.text), before: 0))
        }
        return ActionDraft(
            title: String(title.prefix(ImprovementAction.titleLimit)), reason: "action",
            cause: ActionCause(category: category, root: upheld?.causes?.primary, words: learning), unit: unit,
            trigger: trigger, address: "/cases/\(origin.id)")
    }
}

extension ActionRoutes {
    func blank(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(QualityAction.openAction, visit.actor)
        let from = faults.isEmpty ? visit.query("from") : visit.form.value("from")
        let actor = visit.actor
        let form = try await desk.read { db in
            let occasion = try ActionOccasion.find(from, for: actor, at: desk, in: db)
            let draft = try occasion?.draft(visit.words, in: db) ?? ActionDraft(title: "", reason: "own")
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            let forms = ActionForms(
                tree: quality.cases.rules.categories, words: visit.words,
                staff: try ActionForms.staff(of: actor.organisationID, on: visit.today, in: db),
                units: tree.options())
            return FormView(
                action: "/actions",
                fields: forms.opening(draft, today: visit.today) + (occasion == nil ? [] : [.hidden("from", from)]),
                submit: visit.words("quality.actions.open"), icon: "check-lg",
                cancel: ActionLink("/actions", visit.words("quality.actions.cancel_form")))
        }
        let title = visit.words("quality.actions.new")
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([("/actions", visit.words("quality.actions.title"))], here: title),
                lead: visit.words("quality.actions.new_lead"),
                [
                    PageSection(
                        "new", form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))
                ]), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// Reads the form that opens one, from a case or by itself.
    @Sendable func opening(_ visit: Visit, _ desk: Desk) async throws -> Deed<ImprovementAction> {
        try desk.rights.must(QualityAction.openAction, visit.actor)
        let actor = visit.actor
        var reader = FormReader(visit.form)
        let from = reader.text("from", limit: 100)
        let forms = ActionForms(tree: quality.cases.rules.categories, words: visit.words)
        let draft = forms.draft(&reader, reason: from.isEmpty ? "own" : "action")
        try reader.finish()
        return { db in
            var draft = draft
            let occasion = try ActionOccasion.find(from, for: actor, at: desk, in: db)
            draft.address = occasion?.origin.map { "/cases/\($0.id)" }
            if case .cases(let count) = draft.trigger {
                let past = db.now.advanced(byHours: -count.days * 24)
                let before = try CauseSighting.count(
                    count.key, received: past..<db.now, of: actor.organisationID, in: db)
                draft.trigger = .cases(
                    CaseCount(key: count.key, before: before, days: count.days, allowed: count.allowed))
            }
            let own = db.newID() as ID<ImprovementAction>
            let source = occasion?.source ?? Event.Subject(kind: "own", id: own.text)
            let id = try ImprovementAction.open(draft, source: source, by: actor, at: desk, in: db)
            if let origin = occasion?.origin { try CaseLesson.answered(origin.id, by: actor, in: db) }
            return try ImprovementAction.find(id, of: actor.organisationID, in: db)
        }
    }
}
