import Deadlines
import Kernel
import Platform
import Storage
import Web

/// `GET /duties/:duty`: what, whose, by when and why then, what may be done next, what happened.
struct DutyPage: Sendable {
    let duty: Duty
    let rule: DutyRule
    let names: DutyNames
    let reading: Reading?
    let reasons: [Message]
    let events: [Event]
    let authors: [ID<Staff>: String]
    let files: [Attachment]
    let relations: Set<Relation>
    let colleagues: [StaffMember]
    let visit: Visit
    let duties: DutyDesk
    let faults: [String: Message]

    private var rights: Rights { duties.desk.rights }
    private var words: Words { visit.words }
    private var address: String { "/duties/\(duty.id)" }
    private func word(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> String {
        words("duties.page.\(key)", arguments)
    }

    static func load(
        _ id: ID<Duty>, _ visit: Visit, faults: [String: Message], at duties: DutyDesk, in db: any Connection
    ) throws -> DutyPage {
        let actor = visit.actor
        let duty = try Duty.find(id, of: actor.organisationID, in: db)
        let names = try DutyNames(of: [duty], for: actor, at: duties, in: db)
        guard let rule = names.rule(duty) else { throw Problem.notFound }
        let stored = try StoredClock.list(of: duty.subject, in: db).first
        let calendar = try duties.calendar(of: duty, in: db)
        let events = try Event.list(of: duty.subject, at: duties.desk, in: db)
        let named = events.flatMap { event -> [ID<Staff>] in
            let facts = try? event.decode(DutyFacts.self)
            return [StaffSignature.staff(event.actor), facts?.to.flatMap { ID($0) }, facts?.from.flatMap { ID($0) }]
                .compactMap { $0 }
        }
        let relations = try duties.relations(of: actor, to: duty, in: db)
        let mayOffer =
            duties.desk.rights.allows(DutyAction.handOver.rawValue, to: actor, as: relations) && duty.state == .open
        return DutyPage(
            duty: duty, rule: rule, names: names,
            reading: stored?.clock.reading(at: db.now, in: calendar),
            reasons: Reasons(duty: duty, rule: rule, calendar: calendar).messages
                + (rule.rhythm.isOfCalendar ? [] : stored?.clock.explanation(at: db.now, in: calendar) ?? []),
            events: events, authors: try StaffMember.names(of: Set(named).sorted(), in: actor.organisationID, in: db),
            files: try Attachment.list(of: Duty.subjectKind, duty.id.text, actor.organisationID, in: db),
            relations: relations, colleagues: mayOffer ? try colleagues(visit, in: db) : [], visit: visit,
            duties: duties, faults: faults)
    }

    private static func colleagues(_ visit: Visit, in db: any Connection) throws -> [StaffMember] {
        try StaffMember.page(
            of: visit.actor.organisationID, .init(employedOn: visit.today), after: nil, limit: 200, in: db
        ).staff
    }

    func may(_ step: DutyStep) -> Bool {
        rights.allows(step.action.rawValue, to: visit.actor, as: relations)
            && duty.refusal(of: step, by: visit.actor, today: visit.today) == nil
    }

    var record: RecordPage {
        let title = names.name(duty, words)
        return RecordPage(
            title, breadcrumb: Breadcrumb([("/duties", words("duties.title"))], here: title),
            lead: rule.why.text(words.language),
            state: names.state(duty, at: visit.now, today: visit.today, words),
            actions: place.map { [ActionLink($0, word("go"), icon: "arrow-right")] } ?? [],
            [PageSection("facts", notices: notices, facts: facts)]
                + [PageSection("why", word("why_then"), lines: reasons.map { words($0) })] + steps + [history])
    }

    /// What was written about one resident is for those who work on it and those who lead.
    private var maySeeNotes: Bool {
        duties.maySeeNotes(of: duty, visit.actor, as: relations)
    }

    private var place: String? {
        rule.address(in: duty.period)
    }

    private var notices: [Notice] {
        var notices: [Notice] = []
        if duty.isLate(at: visit.now) {
            notices.append(Notice(.warning, word(duty.state == .done ? "was_late" : "is_late")))
        }
        if reading?.isProvisional == true { notices.append(Notice(.info, word("provisional"))) }
        if let waiver = duty.waiver, duty.state == .open {
            let asker = StaffSignature.staff(waiver.by).flatMap { authors[$0] } ?? ""
            notices.append(
                Notice(.info, word("waiver_waits", ["name": .text(asker), "kind": kind(waiver.kind)])))
        }
        if let offered = duty.offeredTo {
            notices.append(Notice(.info, word("offered", ["name": .text(names.staff[offered] ?? "")])))
        }
        return notices
    }

    private func kind(_ kind: WaiverKind) -> Message.Argument {
        .message(Message("duties.waiver_kind.\(kind.rawValue)"))
    }

    private var facts: DefinitionList {
        var items: [DefinitionList.Item] = [
            .init(word("period"), words(duty.period.message)),
            .init(
                words("duties.column.scope"), names.scope(duty, words),
                address: duty.scope.kind == .resident ? "/people/\(duty.scope.id)" : nil),
            .init(words("duties.column.holder"), names.holder(duty.holder, words)),
            .init(words("duties.column.due"), words.due(duty.dueAt)),
            .init(
                word("rule"),
                word(
                    "rule_text",
                    [
                        "every": .message(rule.rhythm.message), "due": .message(rule.due.message(rule.rhythm)),
                        "n": .number(duty.ruleNumber),
                    ]), address: "/duties/rules/\(duty.code.rawValue)"),
            .init(
                word("basis"),
                words("duties.basis.\(rule.basis.rawValue)", ["rows": .text(rule.rows.joined(separator: ", "))])),
            .init(word("evidence"), words(evidence)),
        ]
        if let absent = duty.absentID {
            items.append(.init(word("for_absent"), names.staff[absent] ?? ""))
        }
        if let endedAt = duty.endedAt { items.append(.init(word("ended"), words.moment(endedAt))) }
        if maySeeNotes { items += files.map { .init(word("file"), $0.name, address: "\(address)/files/\($0.id)") } }
        return DefinitionList(items)
    }

    private var evidence: Message {
        switch rule.evidence {
        case .note, .file: Message("duties.evidence.\(rule.evidence.text)")
        case .register: Message("duties.evidence.register")
        case .event: Message("duties.evidence.event")
        }
    }

    private var history: PageSection {
        let rows = events.reversed().map { event in
            let who = StaffSignature.staff(event.actor).flatMap { authors[$0] } ?? words("duties.by_system")
            let sentence = DutySentence(event: event, names: authors)
            return TableView.Row([
                .init(words.moment(event.happenedAt)), .init(who),
                .init(
                    words(sentence.message),
                    note: maySeeNotes ? sentence.note : sentence.note.map { _ in word("hidden_note") }),
            ])
        }
        return PageSection(
            "history", word("history"),
            table: TableView(
                word("history"), columns: ["when", "who", "event"].map { words("duties.column.\($0)") }, rows: rows),
            empty: EmptyState(icon: "clock", sentence: word("no_history")))
    }
}

extension DutyPage {
    /// The forms of the lawful steps, the likeliest first.
    private var steps: [PageSection] {
        var sections: [PageSection] = []
        for step in [
            DutyStep.acceptance, .decline, .approval, .rejection, .completion, .claim, .offer, .waiver, .reopening,
        ] where may(step) {
            let form = FormView(
                action: "\(address)/\(step.rawValue)", fields: DutyPage.fields(step, rule, colleagues, words),
                submit: words("duties.step.\(step.rawValue).submit"), isWeighty: step == .approval || step == .waiver)
            let isTyped = visit.request.uri.path.hasSuffix("/\(step.rawValue)")
            sections.append(
                PageSection(
                    step.rawValue, words("duties.step.\(step.rawValue).title"),
                    lead: words("duties.step.\(step.rawValue).lead"),
                    form: faults.isEmpty || !isTyped ? form : form.refused(visit.form, faults, words),
                    isFolded: [.offer, .waiver, .reopening].contains(step)))
        }
        return sections
    }

    /// What a step asks, on the page and for programs.
    static func fields(
        _ step: DutyStep, _ rule: DutyRule?, _ colleagues: [StaffMember], _ words: Words
    ) -> [Field] {
        func note(required: Bool) -> Field {
            .textarea(
                "note", words("duties.step.\(step.rawValue).note"), required: required, limit: Duty.noteLimit, rows: 3)
        }
        switch step {
        case .completion:
            let files = Field.file(
                "files", words("duties.step.completion.files"), multiple: true,
                hint: words("duties.step.completion.files_hint"), required: rule?.evidence == .file)
            return [note(required: true), files]
        case .claim, .acceptance, .approval: return []
        case .decline, .rejection, .reopening: return [note(required: true)]
        case .offer:
            let options = colleagues.map { Field.Option($0.id.text, $0.name, hint: $0.number) }
            return [
                .select("to", words("duties.step.offer.to"), options: options, blank: "", required: true),
                note(required: false),
            ]
        case .waiver:
            return [
                .radio(
                    "kind", words("duties.step.waiver.kind"),
                    options: Field.options(of: WaiverKind.self, "duties.waiver_kind", words), required: true),
                note(required: true),
            ]
        }
    }
}

/// Why a duty is due when it is, in sentences a person can check with a calendar (截止说明).
struct Reasons {
    let duty: Duty
    let rule: DutyRule
    let calendar: WorkCalendar

    var messages: [Message] {
        guard rule.rhythm.isOfCalendar else { return [] }
        var told = [
            Message(
                "duties.reason.period",
                [
                    "period": .message(duty.period.message), "from": .day(duty.period.first),
                    "until": .day(duty.period.last),
                ]),
            Message(
                "duties.reason.due",
                ["due": .message(rule.due.message(rule.rhythm)), "day": .day(duty.nominalDueOn)]),
        ]
        let isRest = !calendar.isWorking(duty.nominalDueOn)
        if duty.nominalDueOn != duty.dueOn {
            let key = rule.rest == .earlier ? "moved_earlier" : "moved_later"
            told.append(
                Message("duties.reason.\(key)", ["from": .day(duty.nominalDueOn), "day": .day(duty.dueOn)]))
        } else if isRest {
            told.append(Message("duties.reason.rest_stays", ["day": .day(duty.dueOn)]))
        }
        if duty.scope.kind == .resident, rule.minimumDays > 1 {
            told.append(Message("duties.reason.minimum_days", ["n": .number(rule.minimumDays)]))
        }
        return told
    }
}

/// An event of a duty as a sentence.
struct DutySentence {
    let event: Event
    let names: [ID<Staff>: String]

    private var facts: DutyFacts { (try? event.decode(DutyFacts.self)) ?? DutyFacts() }

    var note: String? {
        let parts = [facts.note] + (facts.files ?? []).map { $0 }
        let told = parts.compactMap { $0 }
        return told.isEmpty ? nil : told.joined(separator: " · ")
    }

    var message: Message {
        let facts = facts
        var gaps: [String: Message.Argument] = [
            "to": name(facts.to), "from": name(facts.from),
            "kind": facts.kind.map { .message(Message("duties.waiver_kind.\($0)")) } ?? .text(""),
            "role": facts.role.map { .message(Message("platform.role.\($0)")) } ?? .text(""),
        ]
        if let day = facts.day { gaps["day"] = .day(day) }
        let key = event.kind.split(separator: ".").last.map(String.init) ?? event.kind
        let isByRecord = key == "completed" && facts.evidence != nil
        return Message("duties.event.\(isByRecord ? "completed_elsewhere" : key)", gaps)
    }

    private func name(_ text: String?) -> Message.Argument {
        guard let text else { return .text("") }
        switch DutyHolder(key: text) {
        case .staff(let id): return .text(names[id] ?? "")
        case .desk(let role): return .message(Message("platform.role.\(role.rawValue)"))
        case nil: return .text("")
        }
    }
}
