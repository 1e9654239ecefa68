import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// Taking over units and employees from a table (人员导入).
enum StaffImportRoutes {
    private static let address = "/admin/staff/import"

    static func all(_ desk: Desk) -> [Route] {
        let access = Access.right(PlatformAction.importStaff)
        return [
            .get(address, access) { visit in
                try desk.rights.must(PlatformAction.importStaff, visit.actor)
                return try visit.page(importPage(visit.words).choose(visit))
            },
            .get(address + "/template", access) { visit in
                let names = StaffImport.Column.allCases.map {
                    visit.words("platform.organisation.import.column.\($0.rawValue)")
                }
                return visit.download(CSV.write([names]), named: "staff.csv")
            },
            .post(address, access, bodyLimit: ImportPage.uploadLimit) { visit in try await check(visit, desk) },
            .post(address + "/apply", access, bodyLimit: ImportPage.applyLimit) { visit in
                try await apply(visit, desk)
            },
        ]
    }

    private static func importPage(_ words: Words) -> ImportPage {
        ImportPage(
            address: address, title: words("platform.admin.import.staff"),
            lead: words("platform.admin.import.staff_lead"),
            above: ("/admin/staff", words("platform.admin.staff.title")))
    }

    private static func check(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.importStaff, visit.actor)
        let page = importPage(visit.words)
        return try await visit.answering {
            let bytes = try ImportPage.uploaded(visit)
            let (headings, actor) = (StaffImport.Headings(desk.catalogue), visit.actor)
            let report = try await desk.read { db in
                try StaffImport.check(csv: bytes, headings: headings, of: actor.organisationID, in: db)
            }
            return try visit.page(
                page.report(worded(report, visit.words), of: bytes, visit),
                status: report.mayBeApplied ? .ok : .unprocessableContent)
        } again: { faults in
            try visit.page(page.choose(visit, faults: faults), status: .unprocessableContent)
        }
    }

    private static func worded(_ report: StaffImport.Report, _ words: Words) -> ImportPage.Report {
        let key = report.mayBeApplied ? "platform.admin.import.ready" : "platform.admin.import.refused"
        let additions =
            report.newUnits.map { path in
                words("platform.admin.import.new_unit", ["name": .text(path.joined(separator: " / "))])
            } + report.newPosts.map { words("platform.admin.import.new_post", ["name": .text($0)]) }
        return ImportPage.Report(
            summary: words(
                key,
                [
                    "creates": .number(report.creates), "updates": .number(report.updates),
                    "n": .number(report.faults.count),
                ]), faults: report.faults.map { ($0.line, "", words($0.message)) }, additions: additions,
            mayBeApplied: report.mayBeApplied)
    }

    private static func apply(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.importStaff, visit.actor)
        let bytes = try ImportPage.carried(visit)
        let (headings, actor, today) = (StaffImport.Headings(desk.catalogue), visit.actor, visit.today)
        let address = try await desk.once(visit) { db in
            let report = try StaffImport.apply(csv: bytes, headings: headings, by: actor, today: today, in: db) {
                phone, staff in
                try StaffMember.sealedPhone(phone, of: staff, actor.organisationID, desk, in: db)
            }
            try Event.record(
                "platform.staff_imported", of: Event.Subject(kind: "organisation", id: actor.organisationID.text),
                by: actor, facts: ["created": report.creates, "updated": report.updates], at: desk, in: db)
            return "/admin/staff"
        }
        return visit.redirect(to: address, saying: "platform.admin.import.done")
    }
}
