import Kernel
import Web

/// What the roster and the list of absences show to one reader.
struct RosterPage {
    let shifts: [DutyShift]
    let absences: [Absence]
    let names: [ID<Staff>: StaffMember]
    let tree: UnitTree
    let mayEdit: Bool
    let visit: Visit

    private var words: Words { visit.words }

    private func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("platform.roster.\(key)", gaps)
    }

    /// The two pages of one matter.
    func tabs(isRoster: Bool) -> Tabs {
        Tabs(
            label: word("nav"),
            [
                .init("/roster", word("title"), current: isRoster),
                .init("/roster/absences", word("absences"), current: !isRoster),
            ])
    }

    func name(_ staff: ID<Staff>) -> String { names[staff]?.name ?? "" }

    private func place(_ shift: DutyShift) -> String {
        let unit = shift.unitID.flatMap { tree[$0]?.name } ?? word("whole_house")
        return shift.post.isEmpty ? unit : word("place", ["unit": .text(unit), "post": .text(shift.post)])
    }

    /// Shifts as a list; a shift of somebody who is away says so.
    func table(_ shifts: [DutyShift], _ caption: String) -> TableView {
        let rows = shifts.map { shift in
            let isAway = absences.contains { $0.staffID == shift.staffID && $0.span.overlaps(shift.span) }
            let isNow = shift.span.contains(visit.now)
            let state =
                isAway
                ? StateBadge(word("away"), tone: .open, icon: "exclamation-triangle")
                : isNow ? StateBadge(word("now"), tone: .done, icon: "check-circle") : nil
            let remove = ButtonView(
                "/roster/shifts/\(shift.id)/removal", word("remove"),
                about: word("remove_about", ["name": .text(name(shift.staffID)), "at": .instant(shift.span.from)]),
                isWeighty: true)
            return TableView.Row(
                [
                    .init(place(shift)), .init(name(shift.staffID), state: state), .init(words.moment(shift.span.from)),
                    .init(words.moment(shift.span.until)),
                ] + (mayEdit ? [.init("", button: remove)] : []))
        }
        let columns = ["duty", "who", "from", "until"] + (mayEdit ? ["step"] : [])
        return TableView(caption, columns: columns.map { word("column.\($0)") }, rows: rows)
    }

    /// Absences as a list; one's own, and all for those who keep the roster, can be ended.
    func absenceTable() -> TableView {
        let rows = absences.map { absence in
            let isNow = absence.span.contains(visit.now)
            let mayEnd = mayEdit || absence.staffID == visit.actor.staffID
            let end = ButtonView(
                "/roster/absences/\(absence.id)/end", word(isNow ? "back" : "cancel"),
                about: word("end_about", ["name": .text(name(absence.staffID)), "at": .instant(absence.span.from)]))
            return TableView.Row([
                .init(name(absence.staffID), state: isNow ? StateBadge(word("away"), tone: .waiting) : nil),
                .init(reason(absence)), .init(words.moment(absence.span.from)), .init(words.moment(absence.span.until)),
                .init(absence.deputyID.map(name) ?? word("no_deputy")), .init("", button: mayEnd ? end : nil),
            ])
        }
        return TableView(
            word("absences"),
            columns: ["who", "reason", "from", "until", "deputy", "step"].map { word("column.\($0)") }, rows: rows)
    }

    private func reason(_ absence: Absence) -> String {
        absence.shownReason(to: visit.actor, mayEdit: mayEdit).map { word("reason.\($0.rawValue)") } ?? word("away")
    }

    func shiftForm(_ staff: [StaffMember], _ faults: [String: Message]) -> FormView {
        let form = FormView(
            action: "/roster/shifts",
            fields: RosterPage.shiftFields(staff: options(staff), units: tree.options(), words), submit: word("add"),
            icon: "plus-lg")
        return faults.isEmpty ? form : form.refused(visit.form, faults, words)
    }

    static func shiftFields(
        staff: [Field.Option] = [], units: [Field.Option] = [], _ words: Words
    ) -> [Field] {
        func word(_ key: String) -> String { words("platform.roster.\(key)") }
        return [
            .select("staff", word("column.who"), options: staff, blank: word("choose"), required: true).width(.medium),
            .select("unit", word("unit"), options: units, blank: word("whole_house")).width(.medium),
            .text("post", word("post"), hint: word("post_hint"), limit: 100).width(.medium),
            .moment("from", word("column.from"), zone: words.zone, required: true),
            .moment("until", word("column.until"), zone: words.zone, required: true),
        ]
    }

    func absenceForm(_ staff: [StaffMember], _ faults: [String: Message]) -> FormView {
        let who = Field.select(
            "staff", word("column.who"), options: options(staff, selected: visit.actor.staffID), required: true
        ).width(.medium)
        let deputies = options(staff.filter { mayEdit || $0.id != visit.actor.staffID })
        let form = FormView(
            action: "/roster/absences",
            fields: (mayEdit ? [who] : []) + RosterPage.absenceFields(deputies: deputies, now: visit.now, words),
            submit: word("enter"), icon: "check-lg")
        return faults.isEmpty ? form : form.refused(visit.form, faults, words)
    }

    static func absenceFields(
        deputies: [Field.Option] = [], now: Instant? = nil, _ words: Words
    ) -> [Field] {
        func word(_ key: String) -> String { words("platform.roster.\(key)") }
        return [
            .moment("from", word("column.from"), value: now, zone: words.zone, required: true),
            .moment("until", word("column.until"), zone: words.zone, hint: word("until_hint"), required: true),
            .radio(
                "reason", word("column.reason"),
                options: Field.options(of: Absence.Reason.self, "platform.roster.reason", words), required: true),
            .select(
                "deputy", word("column.deputy"), options: deputies, blank: word("no_deputy"), hint: word("deputy_hint")
            ).width(.medium),
        ]
    }

    private func options(_ staff: [StaffMember], selected: ID<Staff>? = nil) -> [Field.Option] {
        staff.map { .init($0.id.text, "\($0.name) · \($0.number)", selected: $0.id == selected) }
    }
}

extension Absence {
    /// Why somebody is away, for themselves and for those who keep the roster; `nil` for anybody else.
    func shownReason(to actor: Actor, mayEdit: Bool) -> Reason? {
        mayEdit || staffID == actor.staffID ? reason : nil
    }
}
