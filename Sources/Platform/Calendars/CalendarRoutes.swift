import Deadlines
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// The working calendar: published years, own rulings, and a calculator to check a due time by hand (S0-15, S0-16).
enum CalendarRoutes {
    private static let address = "/admin/calendars"

    /// The most bytes of a published year.
    static let yearLimit = 2 * 1024 * 1024

    static func all(_ desk: Desk) -> [Route] {
        let access = Access.right(PlatformAction.editCalendar)
        let forms = PageForms(desk, home: { _ in address }) { try await show($0, desk, faults: $1) }
        return [
            .get(address, access) { visit in
                try desk.rights.must(PlatformAction.editCalendar, visit.actor)
                return try await show(visit, desk)
            },
            forms.post(
                address + "/years", access, bodyLimit: yearLimit, saying: "platform.admin.calendar.imported",
                importYear),
            forms.post(address + "/rulings", access, saying: "platform.admin.calendar.recorded", rule),
        ]
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let actor = visit.actor
        let (calendar, rulings, names) = try await desk.read { db in
            let rulings = try OrganisationCalendar.list(actor.organisationID, in: db)
            let signers = rulings.compactMap { ID<Staff>(String($0.recordedBy.dropFirst(6))) }
            let staff = try StaffMember.find(all: signers, of: actor.organisationID, in: db)
            let names = Dictionary(uniqueKeysWithValues: staff.map { ("staff:\($0.key)", $0.value.name) })
            return (try OrganisationCalendar.load(actor.organisationID, in: db), rulings, names)
        }
        let (answer, refusal) = ask(visit, calendar)
        let page = CalendarPage(calendar: calendar, rulings: rulings, names: names, mayEdit: true)
        return try visit.page(
            page.page(visit, answer: answer, question: question(visit), refusal: refusal, faults: faults),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// What the calculator is asked in the address: start, amount, whether a last day moves off rest days.
    private static func ask(_ visit: Visit, _ calendar: WorkCalendar) -> (CalendarPage.Answer?, String?) {
        guard !visit.query("amount").isEmpty || !visit.query("start").isEmpty else { return (nil, nil) }
        let fields = ["start", "amount", "unit", "roll"].map { (name: $0, value: visit.query($0)) }
        var form = FormReader(FormData(Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) })))
        let start = form.moment("start", zone: visit.zone, required: true)
        let unit = Term.Unit(rawValue: visit.query("unit")) ?? .workingDays
        let amount = form.number("amount", in: 1...unit.limit, required: true)
        if let fault = form.faults.sorted(by: { $0.key < $1.key }).first?.value { return (nil, visit.words(fault)) }
        guard let start, let amount, let term = Term(amount, unit) else { return (nil, nil) }
        let promise = Promise(kind: "question", term: term, rollsOverRestDays: visit.query("roll") == "yes")
        let due = promise.due(from: start, in: calendar)
        let explanation = Explanation(of: promise, from: start, due: due, in: calendar)
        let lastDay = visit.words.day(due.lastDay)
        let text = visit.words(
            "platform.admin.calendar.due", ["due": .instant(due.at), "day": .text(lastDay)])
        return (
            CalendarPage.Answer(
                due: text, explanation: visit.words(explanation.sentence), isProvisional: due.isProvisional), nil
        )
    }

    private static func question(_ visit: Visit) -> FilterView {
        let words = visit.words
        let zone = visit.zone
        let (day, minute) = visit.now.local(in: zone)
        let now = "\(day)T\(twoDigits(minute / 60)):\(twoDigits(minute % 60))"
        let fields = ["start", "amount", "unit", "roll"].reduce(into: [String: String]()) { $0[$1] = visit.query($1) }
        let start = (fields["start"] ?? "").isEmpty ? now : fields["start"] ?? now
        let asked = FormData(fields.merging(["start": start]) { _, new in new })
        let isAsked = !visit.query("amount").isEmpty
        let unit = Term.Unit(rawValue: visit.query("unit")) ?? .workingDays
        let units = Term.Unit.allCases.map {
            Field.Option($0.rawValue, words("platform.admin.calendar.unit.\($0)"), selected: $0 == unit)
        }
        let questions: [Field] = [
            Field.moment("start", words("platform.admin.calendar.start"), zone: zone, required: true).filled(
                from: asked),
            .number(
                "amount", words("platform.admin.calendar.amount"), value: isAsked ? Int(visit.query("amount")) : 10,
                in: 1...99_999, required: true),
            .select("unit", words("platform.admin.calendar.counted"), options: units, required: true),
            .checkbox("roll", words("platform.admin.calendar.roll"), checked: visit.query("roll") == "yes"),
        ]
        return FilterView(action: address, fields: questions, submit: words("platform.admin.calendar.compute"))
    }

    static func importYear(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editCalendar, visit.actor)
        let actor = visit.actor
        let pasted = visit.form.value("calendar").trimmingCharacters(in: .whitespacesAndNewlines)
        let file = visit.form.files("file").first.map { String(decoding: $0.bytes, as: UTF8.self) }
        let json = pasted.isEmpty ? file ?? "" : pasted
        guard !json.isEmpty else {
            throw Problem.invalid("calendar", Message("platform.admin.calendar.nothing"))
        }
        return { db in
            try OrganisationCalendar.importYear(json, by: actor, at: desk, in: db)
            return Done(actor.organisationID)
        }
    }

    static func rule(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editCalendar, visit.actor)
        let actor = visit.actor
        var reader = FormReader(visit.form)
        let from = reader.day("from", required: true)
        let through = reader.day("through", required: true)
        let texts = FormReader.parts(of: reader.text("periods", limit: 100))
        let periods = texts.compactMap { WorkPeriod($0.precomposedStringWithCompatibilityMapping) }
        if periods.count != texts.count { reader.fault("periods", Message("platform.admin.calendar.bad_periods")) }
        let reason = reader.text("reason", limit: 300, required: true)
        try reader.finish()
        guard let from, let through else { throw Problem.notFound }
        let ruling = try DayOverride(from: from, through: through, periods: periods, recordedAt: visit.now)
        return { db in
            try OrganisationCalendar.record(ruling, reason: reason, by: actor, at: desk, in: db)
            return Done(actor.organisationID)
        }
    }
}
