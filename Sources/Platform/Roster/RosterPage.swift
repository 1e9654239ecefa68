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

    /// Why somebody is away is told to themselves and to those who keep the roster.
    private func reason(_ absence: Absence) -> String {
        mayEdit || absence.staffID == visit.actor.staffID ? word("reason.\(absence.reason.rawValue)") : word("away")
    }

    func shiftForm(_ staff: [StaffMember], _ faults: [String: Message]) -> FormView {
        let form = FormView(
            action: "/roster/shifts",
            fields: [
                Field.select(
                    "staff", word("column.who"), options: options(staff), blank: word("choose"), required: true
                ).width(.medium),
                Field.select("unit", word("unit"), options: tree.options(), blank: word("whole_house")).width(.medium),
                Field.text("post", word("post"), hint: word("post_hint"), limit: 100).width(.medium),
                .moment("from", word("column.from"), zone: visit.zone, required: true),
                .moment("until", word("column.until"), zone: visit.zone, required: true),
            ], submit: word("add"), icon: "plus-lg")
        return faults.isEmpty ? form : form.refused(visit.form, faults, words)
    }

    func absenceForm(_ staff: [StaffMember], _ faults: [String: Message]) -> FormView {
        let who = Field.select(
            "staff", word("column.who"), options: options(staff, selected: visit.actor.staffID), required: true
        ).width(.medium)
        let form = FormView(
            action: "/roster/absences",
            fields: (mayEdit ? [who] : []) + [
                .moment("from", word("column.from"), value: visit.now, zone: visit.zone, required: true),
                .moment("until", word("column.until"), zone: visit.zone, hint: word("until_hint"), required: true),
                .radio(
                    "reason", word("column.reason"),
                    options: Field.options(of: Absence.Reason.self, "platform.roster.reason", words), required: true),
                Field.select(
                    "deputy", word("column.deputy"),
                    options: options(staff.filter { mayEdit || $0.id != visit.actor.staffID }),
                    blank: word("no_deputy"), hint: word("deputy_hint")
                ).width(.medium),
            ], submit: word("enter"), icon: "check-lg")
        return faults.isEmpty ? form : form.refused(visit.form, faults, words)
    }

    private func options(_ staff: [StaffMember], selected: ID<Staff>? = nil) -> [Field.Option] {
        staff.map { .init($0.id.text, "\($0.name) · \($0.number)", selected: $0.id == selected) }
    }
}
