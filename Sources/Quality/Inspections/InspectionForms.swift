import Casework
import Kernel
import People
import Platform
import Storage
import Web

/// The questions of an inspection, and how their answers are read (检查表单).
struct InspectionForms: Sendable {
    let library: ChecklistLibrary
    let words: Words
    var units: [Field.Option] = []

    func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("quality.inspections.\(key)", gaps)
    }

    /// The lists somebody may choose from.
    func lists(keepsMystery: Bool) -> [(list: Checklist, kind: InspectionKind)] {
        library.checklists.flatMap { list in list.kinds.map { (list, $0) } }
            .filter { keepsMystery || $0.kind != .mystery }
    }

    /// The form of one list. Without a list all that any list asks, for programs.
    func fields(_ list: Checklist?, _ kind: InspectionKind?, today: LocalDay) -> [Field] {
        let items = list?.items ?? library.checklists.flatMap(\.items)
        var fields: [Field] = [
            list.map { .hidden("checklist", $0.code) } ?? .text("checklist", word("field.checklist"), required: true),
            kind.map { .hidden("kind", $0.rawValue) } ?? .text("kind", word("field.kind"), required: true),
            .select("unit", word("field.unit"), options: units, blank: word("choose"), required: true),
            .day("held_on", word("field.held_on"), value: today, required: true, latest: today),
        ]
        if kind != .mystery {
            fields.append(.text("team", word("field.team"), hint: word("team_hint"), required: kind != nil, limit: 500))
            fields.append(
                .text(
                    "participants", word("field.participants"), hint: word("participants_hint"),
                    required: kind == .residents, limit: 1000))
        }
        if kind == .mystery || kind == nil {
            fields += [
                .text("visitor", word("field.visitor"), hint: word("visitor_hint"), required: kind != nil),
                .textarea("qualification", word("field.qualification"), required: kind != nil, limit: 1000, rows: 2),
                .textarea("scenario", word("field.scenario"), required: kind != nil, limit: 4000, rows: 3),
                .text("cases", word("field.cases"), hint: word("cases_hint"), limit: 500),
            ]
        }
        for item in items {
            fields.append(
                .radio(
                    "item.\(item.code)",
                    word("item", ["text": .text(item.text.text(in: words.language)), "n": .number(item.weight)]),
                    options: Field.options(of: Inspection.Mark.self, "quality.inspections.mark", words),
                    required: list != nil))
            fields.append(.text("note.\(item.code)", word("field.note"), limit: Inspection.noteLimit))
        }
        return fields + [
            .textarea("summary", word("field.summary"), limit: Inspection.summaryLimit, rows: 3),
            .day(
                "rectify_by", word("field.rectify_by"), value: today.advanced(by: ImprovementAction.usualDays),
                required: true, earliest: today.advanced(by: 1)),
            .day("next_on", word("field.next_on"), hint: word("next_hint"), earliest: today.advanced(by: 1)),
        ]
    }

    /// Reads the form into what `record` needs; the numbers of cases are looked up in `db`.
    func draft(_ reader: inout FormReader) -> InspectionDraft? {
        let list = library[reader.text("checklist", limit: 60, required: true)]
        if list == nil { reader.fault("checklist", Message("web.form.not_listed")) }
        let kind = reader.requiredChoice("kind", as: InspectionKind.self)
        let unit = reader.requiredIdentity("unit", of: OrganisationUnit.self)
        let held = reader.day("held_on", required: true)
        let rectify = reader.day("rectify_by", required: true)
        let next = reader.day("next_on")
        let summary = reader.text("summary", limit: Inspection.summaryLimit)
        let team = reader.text("team", limit: 500, required: kind != .mystery)
        let participants = codes(&reader)
        var secret: MysterySecret?
        var numbers: [CaseNumber] = []
        if kind == .mystery {
            secret = MysterySecret(
                visitor: reader.text("visitor", required: true),
                qualification: reader.text("qualification", limit: 1000, required: true),
                scenario: reader.text("scenario", limit: 4000, required: true))
            let parts = FormReader.parts(of: reader.text("cases", limit: 500))
            numbers = parts.compactMap { CaseNumber($0) }
            if numbers.count != parts.count { reader.fault("cases", Message("quality.field.case_numbers")) }
        }
        let scores = (list?.items ?? []).compactMap { item -> Inspection.Score? in
            let mark = reader.requiredChoice("item.\(item.code)", as: Inspection.Mark.self)
            let note = reader.text("note.\(item.code)", limit: Inspection.noteLimit)
            return mark.map { Inspection.Score(item: item.code, mark: $0, note: note) }
        }
        guard let list, let kind, let unit, let held, let rectify else { return nil }
        return InspectionDraft(
            list: list, kind: kind, unit: unit, heldOn: held, team: team, participants: participants, scores: scores,
            summary: summary, rectifyBy: rectify, nextOn: next, numbers: numbers, secret: secret)
    }

    private func codes(_ reader: inout FormReader) -> [String] {
        let parts = FormReader.parts(of: reader.text("participants", limit: 1000))
        let codes = parts.compactMap { PersonCode($0)?.description }
        if codes.count != parts.count { reader.fault("participants", Message("quality.field.codes")) }
        return Array(Set(codes)).sorted()
    }
}

/// An inspection as it was filled in (检查草稿).
struct InspectionDraft: Sendable {
    let list: Checklist
    let kind: InspectionKind
    let unit: ID<OrganisationUnit>
    let heldOn: LocalDay
    let team: String
    let participants: [String]
    let scores: [Inspection.Score]
    let summary: String
    let rectifyBy: LocalDay
    let nextOn: LocalDay?
    let numbers: [CaseNumber]
    let secret: MysterySecret?

    /// Writes it down for an actor. Throws `Problem.forbidden` for whoever may not, and for one of the unit visited in
    /// secret.
    func record(by actor: Actor, at desk: Desk, in db: any Connection) throws -> Inspection {
        guard let staff = actor.staffID else { throw Problem.signedOut }
        try desk.rights.must(kind == .mystery ? QualityAction.keepMystery : .recordInspection, actor)
        let organisation = actor.organisationID
        _ = try OrganisationUnit.find(unit, of: organisation, in: db)
        if kind == .mystery {
            let standing = try Standing.of(actor, in: db)
            guard !standing.units.union(standing.headedUnits).contains(unit) else {
                throw Problem.forbidden("quality.refusal.own_unit")
            }
        }
        let found = try numbers.map { number -> ID<Case> in
            guard let found = try Case.first(number: number, of: organisation, at: desk, in: db) else {
                throw Problem.invalid("cases", Message("quality.field.case_numbers"))
            }
            return found.id
        }
        let zone = try OrganisationProfile.find(organisation, in: db).zone
        let year = db.now.day(in: zone).year
        // Mystery visits are numbered apart, so that no gap tells of one.
        let letter = kind == .mystery ? "mystery" : "inspection"
        let number = try ImprovementAction.nextNumber(letter, of: organisation, year: year, in: db)
        return try Inspection(
            id: db.newID(), organisationID: organisation,
            number: kind == .mystery ? "M\(number)" : number, kind: kind,
            checklist: list.code, unit: unit, heldOn: heldOn, inspector: staff, team: team,
            participants: participants, scores: scores, summary: summary, rectifyBy: rectifyBy, nextOn: nextOn,
            cases: found, madeAt: db.now
        ).record(secret, by: list, actor: actor, at: desk, in: db)
    }
}
