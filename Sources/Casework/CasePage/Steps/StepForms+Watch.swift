import Kernel
import Platform
import Web

extension StepForms {
    /// Supervision, emergencies, whom a case is about, and the answer to the complainant of a merged case.
    static let watchForms: [StepForm] = [
        supervision, supervisionAnswer, supervisionAcceptance, supervisionReturn, emergency, emergencyDecision,
        emergencyReport, attribution, ownLetter, ownNotice,
    ]

    private static func chosen(_ reader: inout FormReader) -> Int? {
        if reader.form.value("number").isEmpty { reader.fault("number", Message("web.form.choose")) }
        return reader.number("number", in: 1...100_000)
    }

    private static func notes(_ ask: StepAsk, _ isAsked: (SupervisionNote) -> Bool) -> Field {
        let asked = Int(ask.form.value("number")) ?? Int(ask.form.value("point"))
        let notes = ask.subject.watch.notes.filter(isAsked)
        return .radio(
            "number", ask.word("note"),
            options: notes.map { note in
                let answer = note.answer.map { ask.words("casework.watch.answered", ["text": .text($0)]) }
                let due = ask.words("casework.case_page.by", ["at": .due(note.dueAt)])
                return .init(
                    String(note.number), note.wanted, hint: answer ?? due,
                    selected: note.number == asked || notes.count == 1)
            }, required: true)
    }

    private static func days(_ ask: StepAsk) -> Field {
        .number(
            "working_days", ask.word("working_days"), value: ask.open.rules.watch.noteWorkingDays,
            in: NewSupervision.days, hint: ask.hint("working_days"), required: true)
    }

    private static let supervision = StepForm(
        "supervision", .supervise, isAdditive: true, leadsTo: "#watch",
        fields: { ask in [ask.text("wanted", rows: 4, hint: ask.hint("wanted")), days(ask)] },
        read: { reader, _ in
            let wanted = reader.long("wanted")
            let days = reader.number("working_days", in: NewSupervision.days, required: true)
            return days.map { .supervision(NewSupervision(wanted: wanted, workingDays: $0)) }
        })

    private static let supervisionAnswer = StepForm(
        "supervision-answer", .answerSupervision, isAdditive: true, leadsTo: "#watch",
        fields: { ask in
            [notes(ask) { $0.awaitsAnswer }, ask.text("note_answer", rows: 5, hint: ask.hint("note_answer"))]
        },
        read: { reader, _ in
            let number = chosen(&reader)
            let answer = reader.long("note_answer")
            return number.map { .supervisionAnswer(SupervisionAnswer(number: $0, answer: answer)) }
        })

    private static let supervisionAcceptance = StepForm(
        "supervision-acceptance", .acceptSupervision, isAdditive: true, leadsTo: "#watch",
        fields: { ask in
            [notes(ask) { $0.awaitsAcceptance }, .textarea("note_remark", ask.word("note_remark"), rows: 2)]
        },
        read: { reader, _ in
            let number = chosen(&reader)
            let remark = reader.optionalText("note_remark", limit: 4000)
            return number.map { .supervisionAcceptance(SupervisionAcceptance(number: $0, remark: remark)) }
        })

    private static let supervisionReturn = StepForm(
        "supervision-return", .returnSupervision, isAdditive: true, leadsTo: "#watch",
        fields: { ask in
            [notes(ask) { $0.awaitsAcceptance && $0.sentBack == nil }, ask.text("reason", rows: 3), days(ask)]
        },
        read: { reader, _ in
            let number = chosen(&reader)
            let reason = reader.long("reason")
            let days = reader.number("working_days", in: NewSupervision.days, required: true)
            guard let number, let days else { return nil }
            return .supervisionReturn(SupervisionReturn(number: number, reason: reason, workingDays: days))
        })

    private static let emergency = StepForm(
        "emergency", .declareEmergency, isWeighty: true, leadsTo: "#watch",
        fields: { ask in
            [
                ask.text("situation", rows: 4, hint: ask.hint("situation")),
                .checkboxes(
                    "members", ask.word("members"),
                    options: ask.staff.map { .init($0.id.text, $0.label(ask.words)) }, hint: ask.hint("members"),
                    required: true),
            ]
        },
        read: { reader, _ in
            let situation = reader.long("situation")
            let members = reader.form.values("members").compactMap { ID<Staff>($0) }
            if members.isEmpty { reader.fault("members", Message("casework.field.choose_members")) }
            return .emergency(EmergencyDeclaration(situation: situation, members: Set(members)))
        })

    private static let emergencyDecision = StepForm(
        "emergency-decisions", .decideInEmergency, isAdditive: true, leadsTo: "#watch",
        fields: { ask in [ask.text("decided", rows: 5, hint: ask.hint("decided"))] },
        read: { reader, _ in .emergencyDecision(EmergencyDecision(decided: reader.long("decided"))) })

    private static let emergencyReport = StepForm(
        "emergency-report", .reportEmergency, leadsTo: "#watch",
        fields: { ask in
            let acts = ask.subject.watch.emergency?.acts.map(\.decided).joined(separator: "\n") ?? ""
            return [
                ask.text("done", value: acts, limit: 10_000, rows: 6, hint: ask.hint("done")), ask.text("why", rows: 4),
            ]
        },
        read: { reader, _ in
            let done = reader.long("done", limit: 10_000)
            return .emergencyReport(EmergencyReport(done: done, why: reader.long("why")))
        })

    private static let attribution = StepForm(
        "complained-about", .correctAbout, isWeighty: true,
        fields: { ask in
            var fields: [Field] = []
            let about = ask.subject.complainedAbout
            let staff = about.staff.sorted().map {
                Field.Option("staff:\($0)", ask.open.namedStaff[$0] ?? "", selected: true)
            }
            let units = about.units.sorted().map { id in
                Field.Option("unit:\(id)", ask.units.first { $0.id == id }?.name ?? "", selected: true)
            }
            if !staff.isEmpty || !units.isEmpty {
                fields.append(.checkboxes("keep", ask.word("keep"), options: staff + units, hint: ask.hint("keep")))
            }
            return fields + [
                ask.employee("add_staff", required: false),
                Field.select(
                    "add_unit", ask.word("add_unit"),
                    options: ask.units.filter { !about.units.contains($0.id) }.map { .init($0.id.text, $0.name) },
                    blank: ask.word("choose")
                ).width(.medium),
                ask.text("reason", rows: 3),
            ]
        },
        read: { reader, ask in
            let about = ask.subject.complainedAbout
            let kept = Set(reader.form.values("keep"))
            var staff = about.staff.filter { kept.contains("staff:\($0)") }
            var units = about.units.filter { kept.contains("unit:\($0)") }
            if let added = reader.identity("add_staff", of: Staff.self) { staff.insert(added) }
            if let added = reader.identity("add_unit", of: OrganisationUnit.self) { units.insert(added) }
            let reason = reader.long("reason")
            return .attribution(Attribution(staff: staff, units: units, reason: reason))
        })

    private static let ownLetter = StepForm(
        "own-letter", .writeOwnLetter,
        fields: { ask in OwnLetterDraft(ask).fields },
        read: { reader, ask in OwnLetterDraft.read(&reader, ask).map { .ownLetter(OwnLetter(letter: $0)) } })

    private static let ownNotice = StepForm(
        "own-notice", .tellOwn, isWeighty: true,
        fields: { ask in ask.communication(about: .told, parties: [.complainant, .representative]) },
        read: { reader, ask in
            reader.communication(ask).map { .ownNotice(OwnNotice(communication: $0)) }
        })
}

/// The letter to the complainant of a merged case as it is drafted (并案告知书): a finding on each of their own points.
struct OwnLetterDraft {
    let ask: StepAsk

    init(_ ask: StepAsk) { self.ask = ask }

    var fields: [Field] {
        let old = ask.subject.decision.letter
        var fields = [
            ask.text("looked_at", value: old?.lookedAt ?? "", limit: 10_000, rows: 5, hint: ask.hint("own_looked_at"))
        ]
        for allegation in ask.subject.allegations {
            let gaps: [String: Message.Argument] = [
                "number": .number(allegation.number), "text": .text(allegation.text),
            ]
            fields.append(
                .radio(
                    "findings.\(allegation.number)", ask.words("casework.step_field.own_finding", gaps),
                    options: ask.options(Finding.allCases, "finding", selected: allegation.finding), required: true))
            fields.append(
                .textarea(
                    "points.\(allegation.number)", ask.words("casework.step_field.own_reasons", gaps),
                    value: allegation.reasons ?? "", required: true, rows: 3))
        }
        let ladder = old?.ladder ?? AppealRoute.ladder(for: ask.subject, organisation: ask.open.profile.kind)
        return fields + [
            .textarea(
                "apology", ask.word("apology"), value: old?.apology ?? "", hint: ask.hint("own_apology"), rows: 2),
            .checkboxes(
                "ladder", ask.word("ladder"),
                options: AppealRoute.allCases.map { route in
                    .init(
                        route.rawValue, ask.words("casework.appeal.\(route.rawValue)"),
                        selected: ladder.contains(route))
                }, hint: ask.hint("ladder"), required: true),
            ask.employee(
                "contact_person", selected: old?.contact ?? ask.subject.firstReceiver ?? ask.subject.handler),
            Field.text(
                "contact", ask.word("contact"), value: old?.contactWords ?? ask.open.profile.phone,
                hint: ask.hint("contact"), required: true, limit: 400),
        ]
    }

    static func read(_ reader: inout FormReader, _ ask: StepAsk) -> DecisionLetter? {
        let looked = reader.long("looked_at", limit: 10_000)
        var points: [DecisionLetter.Point] = []
        for allegation in ask.subject.allegations {
            let finding = reader.requiredChoice("findings.\(allegation.number)", as: Finding.self)
            let reasons = reader.long("points.\(allegation.number)")
            if let finding {
                points.append(.init(allegation: allegation.number, finding: finding, reasons: reasons))
            }
        }
        let apology = reader.optionalText("apology", limit: 4000)
        let ladder = reader.form.values("ladder").compactMap(AppealRoute.init(rawValue:))
        if !ladder.contains(where: \.isOutside) || !ladder.contains(.internalReview) {
            reader.fault("ladder", Message("casework.field.letter_ladder"))
        }
        let contact = reader.requiredIdentity("contact_person", of: Staff.self)
        let words = reader.text("contact", limit: 400, required: true)
        guard let contact else { return nil }
        return DecisionLetter(
            lookedAt: looked, points: points, apology: apology, actions: [], ladder: ladder, contact: contact,
            contactWords: words)
    }
}
