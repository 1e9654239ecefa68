import Casework
import Kernel
import Platform
import Storage
import Web

/// The questions of an action's forms, and how their answers are read (措施表单). Pages and programs ask the same.
struct ActionForms: Sendable {
    let tree: CategoryTree
    let words: Words
    var staff: [Field.Option] = []
    var units: [Field.Option] = []

    func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("quality.actions.\(key)", gaps)
    }

    /// Everybody employed, by name; at most 1,000.
    static func staff(
        of organisation: ID<Organisation>, on today: LocalDay, in db: any Connection
    ) throws -> [Field.Option] {
        var (found, cursor): ([Field.Option], StaffMember.Cursor?) = ([], nil)
        for _ in 0..<5 {
            let page = try StaffMember.page(
                of: organisation, StaffMember.Filter(employedOn: today), after: cursor, limit: 200, in: db)
            found += page.staff.map { Field.Option($0.id.text, $0.name) }
            guard let next = page.next else { break }
            cursor = next
        }
        return found
    }

    /// The form that opens one, with what the occasion tells already.
    func opening(_ draft: ActionDraft, today: LocalDay) -> [Field] {
        var allowed = 0
        if case .cases(let count) = draft.trigger { allowed = count.allowed }
        return [
            .text(
                "title", word("field.title"), value: draft.title, required: true, limit: ImprovementAction.titleLimit),
            category(draft.cause.category), root(draft.cause.root),
            .textarea("cause", word("field.cause"), value: draft.cause.words, rows: 3),
            .select("unit", word("field.unit"), options: chosen(units, draft.unit?.text), blank: word("none_chosen")),
            .select(
                "owner", word("field.owner"), options: chosen(staff, draft.owner?.text),
                blank: word("owner_by_itself"), hint: word("owner_hint")),
        ] + plan(draft.plan, draft.measure, isNeeded: false) + [
            .day(
                "due_on", word("field.due_on"), value: draft.dueOn ?? today.advanced(by: ImprovementAction.usualDays),
                required: true, earliest: today.advanced(by: 1)),
            .radio(
                "trigger", word("field.trigger"),
                options: ActionTrigger.Kind.allCases.map {
                    .init(
                        $0.rawValue, word("trigger.\($0.rawValue)"), hint: word("trigger_hint.\($0.rawValue)"),
                        selected: $0 == draft.trigger.kind)
                }, required: true),
            .number("allowed", word("field.allowed"), value: allowed, in: 0...100, hint: word("allowed_hint")),
            .text("figure_name", word("field.figure_name"), hint: word("figure_hint")),
            .text("figure_before", word("field.figure_before"), limit: 20, inputmode: "decimal").width(.short),
            .text("figure_target", word("field.figure_target"), limit: 20, inputmode: "decimal").width(.short),
            .checkboxes(
                "check_days", word("field.check_days"),
                options: ImprovementAction.checkChoices.map {
                    .init(String($0), word("after_days", ["n": .number($0)]), selected: draft.checkDays.contains($0))
                }, required: true),
        ]
    }

    /// The fields of a move of an action; none that nobody makes by hand.
    func fields(_ move: ActionMove, _ action: ImprovementAction?) -> [Field] {
        let limit = ImprovementAction.textLimit
        switch move {
        case .plan:
            return [category(action?.cause.category), root(action?.cause.root)] + [
                .textarea("cause", word("field.cause"), value: action?.cause.words ?? "", rows: 3)
            ] + plan(action?.round.plan ?? "", action?.round.measure ?? "", isNeeded: true)
        case .assign:
            return [
                .select("owner", word("field.owner"), options: chosen(staff, action?.owner.text), required: true),
                .day("due_on", word("field.due_on"), value: action?.round.dueOn, required: true),
                .textarea("reason", word("field.reason"), required: true, limit: 1000, rows: 2),
            ]
        case .complete:
            return [
                .textarea(
                    "words", word("field.done"), hint: word("done_hint"), required: true, limit: limit, rows: 4),
                .file("files", word("field.evidence"), multiple: true, hint: word("evidence_hint")),
            ]
        case .verify:
            return [
                .textarea("words", word("field.verified"), hint: word("verified_hint"), required: true, limit: limit)
            ]
        case .giveBack, .cancel:
            return [.textarea("reason", word("field.reason"), required: true, limit: 1000, rows: 2)]
        case .check: return effect(action)
        case .link: return []
        }
    }

    private func effect(_ action: ImprovementAction?) -> [Field] {
        var fields: [Field] = []
        let kind = action?.trigger.kind
        if kind == nil || kind == .value {
            fields.append(
                .text(
                    "value", word("field.value"), required: kind == .value, limit: 20, inputmode: "decimal"
                ).width(.short))
        }
        if kind == nil || kind == .inspection {
            fields.append(
                .radio(
                    "passed", word("field.passed"),
                    options: [.init("yes", word("passed.yes")), .init("no", word("passed.no"))],
                    required: kind == .inspection))
        }
        return fields + [
            .textarea(
                "words", word("field.seen"), hint: word("seen_hint"), required: true,
                limit: ImprovementAction.textLimit)
        ]
    }

    private func plan(_ plan: String, _ measure: String, isNeeded: Bool) -> [Field] {
        [
            .textarea(
                "plan", word("field.plan"), value: plan, hint: word("plan_hint"), required: isNeeded,
                limit: ImprovementAction.textLimit),
            .textarea(
                "measure", word("field.measure"), value: measure, hint: word("measure_hint"), required: isNeeded,
                limit: ImprovementAction.textLimit, rows: 2),
        ]
    }

    private func category(_ selected: CategoryCode?) -> Field {
        let options = tree.groups.flatMap { group in
            tree.offered(in: group, keeping: selected).map { category in
                Field.Option(
                    category.code.text, words(category.code.message),
                    group: words("casework.category_group.\(group)"), selected: category.code == selected)
            }
        }
        return .select("category", word("field.category"), options: options, blank: word("none_chosen"))
    }

    private func root(_ selected: RootCause?) -> Field {
        .select(
            "root", word("field.root"),
            options: RootCause.allCases.map {
                .init($0.rawValue, words("casework.cause.\($0.rawValue)"), selected: $0 == selected)
            }, blank: word("none_chosen"))
    }

    private func chosen(_ options: [Field.Option], _ value: String?) -> [Field.Option] {
        options.map { option in
            var option = option
            option.selected = option.value == value
            return option
        }
    }

    /// Reads the form that opens one. `count` gives how often a cause was seen before.
    func draft(_ reader: inout FormReader, reason: String) -> ActionDraft {
        let title = reader.text("title", limit: ImprovementAction.titleLimit, required: true)
        let cause = cause(&reader)
        let unit = reader.identity("unit", of: OrganisationUnit.self)
        let owner = reader.identity("owner", of: Staff.self)
        let plan = reader.text("plan", limit: ImprovementAction.textLimit)
        let measure = reader.text("measure", limit: ImprovementAction.textLimit)
        let dueOn = reader.day("due_on", required: true)
        let days = reader.form.values("check_days").compactMap { Int($0) }
        let isKnown = Set(days).isSubset(of: ImprovementAction.checkChoices)
        if days.isEmpty || !isKnown { reader.fault("check_days", Message("quality.field.check_days")) }
        return ActionDraft(
            title: title, reason: reason, cause: cause, plan: plan, measure: measure, owner: owner, unit: unit,
            dueOn: dueOn, trigger: trigger(&reader, unit, cause), checkDays: Set(days).sorted())
    }

    private func trigger(
        _ reader: inout FormReader, _ unit: ID<OrganisationUnit>?, _ cause: ActionCause
    ) -> ActionTrigger {
        switch reader.requiredChoice("trigger", as: ActionTrigger.Kind.self) {
        case nil, .inspection: return .inspection
        case .cases:
            let allowed = reader.number("allowed", in: 0...100) ?? 0
            guard let unit, let what = cause.category?.text ?? cause.root?.rawValue else {
                reader.fault(unit == nil ? "unit" : "category", Message("quality.field.cause_needed"))
                return .inspection
            }
            return .cases(CaseCount(key: CauseKey(unit: unit, what: what), before: 0, allowed: allowed))
        case .value:
            let name = reader.text("figure_name", required: true)
            let (before, target) = (number("figure_before", &reader), number("figure_target", &reader))
            guard let before, let target else { return .inspection }
            return .value(MeasuredValue(name: name, before: before, target: target))
        }
    }

    private func number(_ name: String, _ reader: inout FormReader) -> Double? {
        let text = reader.text(name, limit: 20, required: true)
        if text.isEmpty { return nil }
        if let number = Double(text), number.isFinite, abs(number) < 1e12 { return number }
        reader.fault(name, Message("quality.field.number"))
        return nil
    }

    private func cause(_ reader: inout FormReader) -> ActionCause {
        let category = reader.text("category", limit: 6)
        let code = CategoryCode(category)
        if !category.isEmpty, code.flatMap({ tree[$0] }) == nil {
            reader.fault("category", Message("web.form.not_listed"))
        }
        let root = reader.choice("root", as: RootCause.self)
        return ActionCause(
            category: code, root: root, words: reader.text("cause", limit: ImprovementAction.textLimit))
    }

    /// Reads the form of a move. `kind` is what the action is judged by, `again` the day a failed effect gives it.
    func step(
        _ move: ActionMove, _ reader: inout FormReader, of action: ImprovementAction, today: LocalDay
    ) -> ActionStep? {
        let limit = ImprovementAction.textLimit
        switch move {
        case .plan:
            let cause = cause(&reader)
            return .plan(
                plan: reader.text("plan", limit: limit, required: true),
                measure: reader.text("measure", limit: limit, required: true), cause: cause)
        case .assign:
            let (owner, day) = (reader.requiredIdentity("owner", of: Staff.self), reader.day("due_on", required: true))
            let reason = reader.text("reason", limit: 1000, required: true)
            guard let owner, let day else { return nil }
            return .assign(owner: owner, dueOn: day, reason: reason)
        case .complete: return .complete(words: reader.text("words", limit: limit, required: true))
        case .verify: return .verify(words: reader.text("words", limit: limit, required: true))
        case .giveBack: return .giveBack(reason: reader.text("reason", limit: 1000, required: true))
        case .cancel: return .cancel(reason: reader.text("reason", limit: 1000, required: true))
        case .check:
            let words = reader.text("words", limit: limit, required: true)
            guard let result = result(&reader, action, words) else { return nil }
            return .check(result, again: today.advanced(by: ImprovementAction.usualDays))
        case .link: return nil
        }
    }

    private func result(
        _ reader: inout FormReader, _ action: ImprovementAction, _ words: String
    ) -> EffectResult? {
        switch action.trigger {
        case .cases:
            reader.fault("form", Message("quality.refusal.counted"))
            return nil
        case .value(let measured):
            guard let value = number("value", &reader) else { return nil }
            return EffectResult(value: value, isPassed: measured.isReached(by: value), words: words)
        case .inspection:
            let passed = reader.text("passed", limit: 3, required: true)
            guard passed == "yes" || passed == "no" else {
                reader.fault("passed", Message("web.form.choose"))
                return nil
            }
            return EffectResult(isPassed: passed == "yes", words: words)
        }
    }
}
