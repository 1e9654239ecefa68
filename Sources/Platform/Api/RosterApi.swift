import Hummingbird
import Kernel
import Storage
import Web

/// Who is on duty, who is away, and whom to call, for programs (值班与通讯接口).
enum RosterApi {
    static func all(_ desk: Desk) -> [Route] {
        let area = ProgramArea(
            desk, about: "platform.api.operation", group: "roster", reading: .readDirectory,
            writing: .writeAdministration)
        return shifts(area) + absences(area) + contacts(area)
    }

    private static let shift = JSONShape<(shift: DutyShift, words: Words)>([
        ("id", Schema.id, { .text($0.shift.id.text) }), ("staff", Schema.id, { .text($0.shift.staffID.text) }),
        ("unit", Schema.optional(Schema.id), { .optional($0.shift.unitID?.text) }),
        ("post", Schema.text(), { .text($0.shift.post) }),
        ("from", Schema.moment, { .text($0.words.stamp($0.shift.span.from)) }),
        ("until", Schema.moment, { .text($0.words.stamp($0.shift.span.until)) }),
    ])

    private static func shifts(_ area: ProgramArea) -> [Route] {
        let edit = Access.right(PlatformAction.editRoster)
        return [
            area.read(
                "/roster/shifts", .right(PlatformAction.readRoster), "listShifts", query: [.after],
                answer: Schema.page(shift.schema)
            ) { visit, desk in
                try desk.rights.must(PlatformAction.readRoster, visit.actor)
                let (organisation, words) = (visit.actor.organisationID, visit.words)
                let cursor = try visit.cursor(of: DutyShift.self)
                let page = try await desk.read { try DutyShift.page(of: organisation, after: cursor, in: $0) }
                return [
                    "items": .list(page.shifts.map { shift.json(($0, words)) }), "next": .optional(page.next?.text),
                ]
            },
            area.change(
                "/roster/shifts", edit, "enterShift", asks: { RosterPage.shiftFields($0) }, creates: true,
                RosterRoutes.add),
            area.change("/roster/shifts/:shift/removal", edit, "removeShift", RosterRoutes.remove),
        ]
    }

    /// `reason` is told to whom the page tells it.
    private static func absences(_ area: ProgramArea) -> [Route] {
        let own = Access.right(PlatformAction.enterOwnAbsence)
        let reason = Schema.text(choices: Absence.Reason.allCases.map(\.rawValue))
        let absence = JSONShape<(absence: Absence, reason: Absence.Reason?, words: Words)>([
            ("id", Schema.id, { .text($0.absence.id.text) }),
            ("staff", Schema.id, { .text($0.absence.staffID.text) }),
            ("deputy", Schema.optional(Schema.id), { .optional($0.absence.deputyID?.text) }),
            ("reason", Schema.optional(reason), { .optional($0.reason?.rawValue) }),
            ("from", Schema.moment, { .text($0.words.stamp($0.absence.span.from)) }),
            ("until", Schema.moment, { .text($0.words.stamp($0.absence.span.until)) }),
        ])
        return [
            area.read(
                "/roster/absences", .right(PlatformAction.readRoster), "listAbsences", query: [.after],
                answer: Schema.page(absence.schema)
            ) { visit, desk in
                try desk.rights.must(PlatformAction.readRoster, visit.actor)
                let (actor, words) = (visit.actor, visit.words)
                let mayEdit = desk.rights.allows(PlatformAction.editRoster.rawValue, to: actor)
                let cursor = try visit.cursor(of: Absence.self)
                let page = try await desk.read { db in
                    try Absence.page(of: actor.organisationID, after: cursor, in: db)
                }
                let items = page.absences.map {
                    absence.json(($0, $0.shownReason(to: actor, mayEdit: mayEdit), words))
                }
                return ["items": .list(items), "next": .optional(page.next?.text)]
            },
            area.change(
                "/roster/absences", own, "enterAbsence",
                asks: { RosterPage.absenceFields($0) + [.text("staff", $0("platform.roster.column.who"), limit: 36)] },
                creates: true, AbsenceRoutes.enter),
            area.change("/roster/absences/:absence/end", own, "endAbsence", AbsenceRoutes.end),
        ]
    }

    private static let urgent = JSONShape<EmergencyContact>([
        ("id", Schema.id, { .text($0.id.text) }), ("name", Schema.text(), { .text($0.name) }),
        ("phone", Schema.text(), { .text($0.phone) }), ("hours", Schema.text(), { .text($0.hours) }),
        ("note", Schema.text(), { .text($0.note) }),
    ])

    private static let contact = JSONShape<UnitContact>([
        ("unit", Schema.id, { .text($0.unitID.text) }), ("contact", Schema.id, { .text($0.contactID.text) }),
        ("phone", Schema.text(), { .text($0.phone) }),
        ("deputy", Schema.optional(Schema.id), { .optional($0.deputyID?.text) }),
        ("deputy_phone", Schema.text(), { .text($0.deputyPhone) }),
        ("after_hours", Schema.text(), { .text($0.afterHours) }),
    ])

    private static func contacts(_ area: ProgramArea) -> [Route] {
        let edit = Access.right(PlatformAction.editDirectory)
        let answer = Schema.object(["emergency": Schema.list(urgent.schema), "units": Schema.list(contact.schema)])
        return [
            area.read("/contacts", .right(PlatformAction.readDirectory), "listContacts", answer: answer) {
                visit, desk in
                try desk.rights.must(PlatformAction.readDirectory, visit.actor)
                let organisation = visit.actor.organisationID
                let (emergency, units) = try await desk.read { db in
                    (
                        try EmergencyContact.list(of: organisation, in: db),
                        try UnitContact.list(of: organisation, in: db)
                    )
                }
                return [
                    "emergency": .list(emergency.map { urgent.json($0) }),
                    "units": .list(units.values.sorted { $0.unitID < $1.unitID }.map { contact.json($0) }),
                ]
            },
            area.change(
                "/contacts/emergency", edit, "addEmergencyContact", asks: { DirectoryRoutes.emergencyFields($0) },
                creates: true, DirectoryRoutes.add),
            area.change("/contacts/emergency/:contact/removal", edit, "removeEmergencyContact", DirectoryRoutes.remove),
            area.change(
                "/contacts/units/:unit", edit, "changeUnitContact", asks: { DirectoryRoutes.unitFields($0) },
                DirectoryRoutes.change),
        ]
    }
}
