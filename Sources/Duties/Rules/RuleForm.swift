import Deadlines
import Kernel
import Platform
import Web

/// The form by which a rule is changed (规则表单): shown with what it would mean before it is announced.
struct RuleForm: Sendable {
    static let basicPoints = ["end", "after_days", "after_working_days", "day", "weekday", "before_festival", "within"]

    static let ownerRoles = Role.allCases.filter { $0 != .employee && $0 != .regulator && $0 != .auditor }

    /// What is typed, as the fields of the form have it. A rule that is `new` also says for what it is owed and what
    /// shows it done; afterwards both stay.
    static func fields(
        _ rule: DutyRule, isNew: Bool = false, from: LocalDay?, choices: [LocalDay], _ staff: [StaffMember],
        _ words: Words
    ) -> [Field] {
        func word(_ key: String) -> String { words("duties.rule.field.\(key)") }
        let point = Point(rule.due)
        let rhythms = rule.rhythm.isOfCalendar ? Rhythm.ofCalendar : [rule.rhythm]
        let owners =
            ownerRoles.map {
                Field.Option($0.rawValue, words("platform.role.\($0.rawValue)"), selected: rule.owner == .role($0))
            }
            + [Field.Option("head_of_unit", word("head_of_unit"), selected: rule.owner == .unitHead)]
            + staff.map { Field.Option("person \($0.id)", $0.name, selected: rule.owner == .person($0.id)) }
        var fields: [Field] =
            isNew
            ? naming(rule, isNew: true, words) + created(rule, words)
            : [
                .select(
                    "on", word("on"),
                    options: ["on", "off"].map {
                        Field.Option($0, words("duties.rule.state.\($0)"), selected: ($0 == "on") == rule.isOn)
                    })
            ]
        fields += [
            .select(
                "every", word("every"),
                options: rhythms.map { Field.Option($0.text, words($0.message), selected: $0 == rule.rhythm) }),
            .select(
                "point", word("point"),
                options: basicPoints.filter { ($0 == "within") != rule.rhythm.isOfCalendar }.map {
                    Field.Option($0, words("duties.rule.point.\($0)"), selected: $0 == point.name)
                }, hint: word("point_hint")),
            .number("amount", word("amount"), value: point.amount, in: 0...366, hint: word("amount_hint")),
        ]
        if rule.rhythm.isOfCalendar {
            fields += [
                .number("month", word("month"), value: point.month, in: 1...12, hint: word("month_hint")),
                .select(
                    "weekday", word("weekday"),
                    options: Weekday.allCases.map {
                        Field.Option($0.rawValue, words("web.weekday.\($0.rawValue)"), selected: $0 == point.weekday)
                    }, blank: word("no_weekday")),
            ]
        } else {
            fields.append(
                .select(
                    "unit", word("unit"),
                    options: Term.Unit.allCases.map {
                        Field.Option($0.rawValue, words("duties.rule.unit.\($0.rawValue)"), selected: $0 == point.unit)
                    }))
        }
        fields += [
            .select(
                "rest", word("rest"),
                options: Field.options(of: RestDays.self, "duties.rest", words, selected: rule.rest)),
            .select("owner", word("owner"), options: owners),
            .text(
                "reminders", word("reminders"), value: rule.reminders.map(String.init).joined(separator: ", "),
                hint: word("reminders_hint"), limit: 40),
            .checkbox("last_working_day", word("last_working_day"), checked: rule.remindsOnLastWorkingDay),
        ]
        if rule.scope == .resident || isNew {
            fields.append(
                .number(
                    "minimum_days", word("minimum_days"), value: rule.minimumDays, in: 1...366,
                    hint: isNew ? word("minimum_days_hint") : nil, required: !isNew))
        }
        fields += LadderFields.fields(rule, words) + (isNew ? [] : naming(rule, isNew: false, words))
        fields.append(
            .select(
                "valid_from", word("valid_from"),
                options: choices.map { Field.Option($0.description, words.day($0), selected: $0 == from) },
                hint: word(isNew ? "first_period_hint" : "valid_from_hint")))
        return fields
    }

    /// A house that writes its own rule may leave the English out; the Chinese then stands in both.
    private static func naming(_ rule: DutyRule, isNew: Bool, _ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("duties.rule.field.\(key)") }
        return [
            .text("name_zh", word("name_zh"), value: rule.name.chinese, required: true, limit: 100),
            .text("name_en", word("name_en"), value: rule.name.english, required: !isNew, limit: 100),
            .textarea("why_zh", word("why_zh"), value: rule.why.chinese, required: true, limit: 500, rows: 2),
            .textarea("why_en", word("why_en"), value: rule.why.english, required: !isNew, limit: 500, rows: 2),
        ]
    }

    private static func created(_ rule: DutyRule, _ words: Words) -> [Field] {
        [
            .select(
                "scope", words("duties.column.scope"),
                options: DutyScopeKind.allCases.reversed().map {
                    Field.Option($0.rawValue, words("duties.scope.each_\($0.rawValue)"), selected: $0 == rule.scope)
                }),
            .select(
                "evidence", words("duties.page.evidence"),
                options: [DutyEvidence.note, .file].map {
                    Field.Option($0.text, words("duties.evidence.\($0.text)"), selected: $0 == rule.evidence)
                }),
        ]
    }

    /// What a house begins a rule of its own with: monthly, for the whole house, told of when it is late.
    static func blank(
        _ code: DutyCode, scope: DutyScopeKind = .organisation, evidence: DutyEvidence = .note
    ) -> DutyRule {
        DutyRule(
            code: code, name: BilingualText(chinese: "", english: ""), why: BilingualText(chinese: "", english: ""),
            basis: .house, rhythm: .monthly, due: .endOfPeriod, owner: .role(.qualitySupervisor), scope: scope,
            evidence: evidence, minimumDays: scope == .resident ? 15 : 1, reminders: [7],
            ladder: [LadderStep(level: 1, role: Role.supervisor.rawValue, timing: .percent(100))])
    }

    /// The new rule as typed. Without a day it holds from the first of the periods it may begin with.
    static func read(
        _ form: FormData, new code: DutyCode, today: LocalDay, calendar: WorkCalendar
    ) throws(Problem) -> (rule: DutyRule, from: LocalDay) {
        var reader = FormReader(form)
        let scope = reader.requiredChoice("scope", as: DutyScopeKind.self) ?? .organisation
        let evidence = DutyEvidence(reader.text("evidence", limit: 20))
        if evidence != .note, evidence != .file { reader.fault("evidence", Message("web.form.not_listed")) }
        let base = blank(code, scope: scope, evidence: evidence ?? .note)
        let first = Rhythm(form.value("every"))?.beginnings(after: today).first
        var (found, faults): ((rule: DutyRule, from: LocalDay)?, [String: Message]) = (nil, reader.faults)
        var told = form
        for part in ["name", "why"] where form.value("\(part)_en").isEmpty {
            told = told.replacing("\(part)_en", with: form.value("\(part)_zh"))
        }
        do { found = try read(told, on: base, default: first) } catch .invalid(let more) {
            faults.merge(more) { one, _ in one }
        }
        guard faults.isEmpty, let found else { throw .invalid(faults) }
        let choices = beginnings(of: found.rule, today: today, calendar: calendar)
        return (found.rule, choices.contains(found.from) ? found.from : choices.first ?? found.from)
    }

    /// The period that runs, if a rule made today can still be kept in it, and those to come.
    static func beginnings(of rule: DutyRule, today: LocalDay, calendar: WorkCalendar) -> [LocalDay] {
        let start = RuleHistory.start(rule, today: today) {
            rule.due.day(in: $0, rest: rule.rest, calendar: calendar)?.day
        }
        let coming = rule.rhythm.beginnings(after: today)
        return coming.contains(start) ? coming : [start] + coming
    }

    /// The rule as typed, on top of the one in force, and from when. Throws `Problem.invalid` by field.
    static func read(_ form: FormData, on rule: DutyRule, default first: LocalDay?) throws(Problem) -> (
        rule: DutyRule, from: LocalDay
    ) {
        var reader = FormReader(form)
        var changed = rule
        changed.isOn = reader.text("on", limit: 3) != "off"
        if let rhythm = Rhythm(reader.text("every", limit: 120)), rhythm.isOfCalendar || rhythm == rule.rhythm {
            changed.rhythm = rhythm
        } else {
            reader.fault("every", Message("web.form.not_listed"))
        }
        changed.rest = reader.requiredChoice("rest", as: RestDays.self) ?? rule.rest
        if let owner = DutyOwner(reader.text("owner", limit: 60)) {
            changed.owner = owner
        } else {
            reader.fault("owner", Message("web.form.not_listed"))
        }
        let amount = reader.number("amount", in: 0...366)
        let month = reader.number("month", in: 1...12) ?? 1
        let weekday = reader.choice("weekday", as: Weekday.self)
        let unit = reader.choice("unit", as: Term.Unit.self) ?? .hours
        if let due = due(reader.text("point", limit: 30), amount, month, weekday, unit), due.fits(changed.rhythm) {
            changed.due = due
        } else {
            reader.fault("point", Message("duties.fault.due"))
        }
        let reminders = FormReader.parts(of: reader.text("reminders", limit: 40)).map { Int($0) }
        if reminders.contains(nil) { reader.fault("reminders", Message("duties.fault.reminders")) }
        changed.reminders = reminders.compactMap { $0 }
        changed.remindsOnLastWorkingDay = reader.flag("last_working_day")
        if rule.scope == .resident {
            changed.minimumDays = reader.number("minimum_days", in: 1...366, required: true) ?? 1
        }
        LadderFields.read(into: &changed, &reader)
        changed.name = BilingualText(
            chinese: reader.text("name_zh", limit: 100, required: true),
            english: reader.text("name_en", limit: 100, required: true))
        changed.why = BilingualText(
            chinese: reader.text("why_zh", limit: 500, required: true),
            english: reader.text("why_en", limit: 500, required: true))
        let from = reader.day("valid_from") ?? first
        if from == nil { reader.fault("valid_from", Message("web.form.choose")) }
        try reader.finish()
        try changed.check()
        guard let from else { throw .notFound }
        return (changed, from)
    }

    private static func due(
        _ point: String, _ amount: Int?, _ month: Int, _ weekday: Weekday?, _ unit: Term.Unit
    ) -> DuePoint? {
        switch point {
        case "end": .endOfPeriod
        case "after_days": amount.flatMap { Term($0, .naturalDays) }.map { .afterPeriod($0) }
        case "after_working_days": amount.flatMap { Term($0, .workingDays) }.map { .afterPeriod($0) }
        case "day": amount.flatMap { (1...31).contains($0) ? .dayOfPeriod(month: month, day: $0) : nil }
        case "weekday": weekday.map { .weekday($0) }
        case "before_festival": amount.flatMap { (0...20).contains($0) ? .beforeFestival(days: $0) : nil }
        case "within": amount.flatMap { Term($0, unit) }.map { .within($0) }
        default: nil
        }
    }

    /// The parts of a due point as separate answers.
    private struct Point {
        var name: String
        var amount: Int?
        var month: Int?
        var weekday: Weekday?
        var unit: Term.Unit?

        init(_ due: DuePoint) {
            switch due {
            case .endOfPeriod: name = "end"
            case .afterPeriod(let term):
                name = term.unit == .workingDays ? "after_working_days" : "after_days"
                amount = term.amount
            case .dayOfPeriod(let month, let day): (name, amount, self.month) = ("day", day, month)
            case .weekday(let day): (name, weekday) = ("weekday", day)
            case .beforeFestival(let days): (name, amount) = ("before_festival", days)
            case .within(let term): (name, amount, unit) = ("within", term.amount, term.unit)
            }
        }
    }
}
