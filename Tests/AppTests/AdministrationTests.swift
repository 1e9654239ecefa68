import App
import Foundation
import HTTPTypes
import Kernel
import People
import Platform
import Storage
import TestKit
import Testing
import Web

@Suite struct AdministrationTests {
    @Test(arguments: Engine.available)
    func `a table of staff is judged first and taken over whole`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let browser = try await running.signedIn("admin")
            let template = try await browser.get("/admin/staff/import/template")
            #expect(template.text.contains("Staff number"))
            let bad = "工号,姓名,手机,部门\nE3001,李想,12,夜班组\n,,,\nE3002,,,夜班组\n"
            let refused = try await browser.upload("/admin/staff/import", file: [UInt8](bad.utf8))
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("A phone number has 5 to 15 digits"))
            #expect(refused.input("csv") == nil)
            let good = "工号,姓名,手机,部门,岗位\nE3001,李想,13800138000,夜班组,护理员\n"
            let report = try await browser.upload("/admin/staff/import", file: [UInt8](good.utf8))
            #expect(report.status == .ok)
            #expect(report.text.contains("夜班组"))
            #expect(!(try await browser.get("/admin/staff").text.contains("李想")))
            let fields = ["csrf", "once", "csv"].reduce(into: [String: String]()) { $0[$1] = report.input($1) ?? "" }
            #expect(try await browser.post("/admin/staff/import/apply", fields).status == .seeOther)
            #expect(try await browser.get("/admin/staff").text.contains("李想"))
            #expect(try await browser.upload("/admin/staff/import", file: []).status == .unprocessableContent)
        }
    }

    @Test(arguments: Engine.available)
    func `roles are granted by the security administrator alone and leave an event`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let staff = World.member("hulier")!.id
            let page = "/admin/staff/\(staff)"
            let administrator = try await running.signedIn("admin")
            #expect(
                try await administrator.submit(page, to: page + "/roles", ["role": "mediator"]).status == .forbidden)
            let security = try await running.signedIn("anquan")
            #expect(try await security.submit(page, to: page + "/roles", ["role": "mediator"]).location == page)
            #expect(try await security.submit(page, to: page + "/roles", ["role": "auditor"]).status == .seeOther)
            let combined = try await security.submit(page, to: page + "/roles", ["role": "system_administrator"])
            #expect(combined.status == .conflict)
            #expect(try await security.submit(page, to: page + "/roles/mediator/revocation", [:]).status == .seeOther)
            let kinds = try await events(of: "staff", staff.text, running)
            #expect(kinds == ["platform.role_granted", "platform.role_granted", "platform.role_revoked"])
            let text = try await security.get(page).text
            #expect(text.contains("朱宁"))
        }
    }

    @Test func `a unit is made, changed and closed, and a refused form keeps what was typed`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("admin")
            let fields = ["name": "夜班组", "kind": "team", "parent": World.Unit.nursing.id.text]
            #expect(try await browser.submit("/admin/units", fields).location == "/admin/units")
            let twice = try await browser.submit("/admin/units", fields)
            #expect(twice.status == .unprocessableContent)
            #expect(twice.text.contains("value=\"夜班组\""))
            let page = "/admin/units/\(World.Unit.nursing.id)"
            let closing = try await browser.submit(page, to: page + "/closure", ["active_to": "2026-09-30"])
            #expect(closing.status == .conflict)
        }
    }

    @Test func `the calendar is computed with its reasons, refuses nonsense and takes a ruling`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("admin")
            let answer = try await browser.get("/admin/calendars?start=2026-09-24T23:50&amount=10&unit=wd")
            #expect(answer.text.contains("Thu 15 October 2026"))
            let refused = try await browser.submit(
                "/admin/calendars", to: "/admin/calendars/years", ["calendar": "{\"year\": 2027}"])
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("2027"))
            let ruling = [
                "from": "2026-10-08", "through": "2026-10-08", "periods": "", "reason": "全院消防演练",
            ]
            #expect(
                try await browser.submit("/admin/calendars", to: "/admin/calendars/rulings", ruling).status == .seeOther
            )
            let later = try await browser.get("/admin/calendars?start=2026-09-24T23:50&amount=10&unit=wd")
            #expect(later.text.contains("the last day is Fri 16 Oct"))
            #expect(later.text.contains("全院消防演练"))
        }
    }

    @Test func `names are masked for whoever does not need them`() async throws {
        try await withProgram { running in
            let resident = World.residents[0]
            let carer = try await running.signedIn("hulier")
            let masked = try await carer.get("/people")
            #expect(masked.text.contains("王*芳"))
            #expect(!masked.text.contains(resident.name))
            #expect(!masked.text.contains("/people/\(resident.id)"))
            #expect(try await carer.get("/people/\(resident.id)").status == .forbidden)
            let relations = try await running.signedIn("kehu")
            let list = try await relations.get("/people?q=0001")
            #expect(list.text.contains(resident.name))
            #expect(try await running.signedIn("huli").get("/people/\(resident.id)").status == .ok)
            #expect(try await running.signedIn("canyin").get("/people/\(resident.id)").status == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func `what is sealed is shown once, for a purpose, and the reading is on record`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let resident = World.residents[0]
            let page = "/people/\(resident.id)"
            let browser = try await running.signedIn("kehu")
            #expect(!(try await browser.get(page).text.contains(resident.phone)))
            let without = try await browser.submit(page, to: page + "/disclosure", ["fields": "phone"])
            #expect(without.status == .unprocessableContent)
            let shown = try await browser.submit(
                page, to: page + "/disclosure",
                ["fields[]": "phone,health_notes,relative_phones", "purpose": "contact"])
            #expect(shown.text.contains(resident.phone))
            #expect(shown.text.contains("13900020001"))
            #expect(!(try await browser.get(page).text.contains(resident.phone)))
            let reads = try await events(of: "person", resident.id.text, running)
            #expect(reads == ["people.sensitive_read", "people.sensitive_read", "people.sensitive_read"])
            let desk = try await running.signedIn("qiantai")
            let refused = try await desk.submit(
                page, to: page + "/disclosure", ["fields[]": "health_notes", "purpose": "care"])
            #expect(refused.status == .forbidden)
        }
    }

    @Test func `a relative is told what was agreed, until the person takes it back`() async throws {
        try await withProgram { running in
            let resident = World.residents[0]
            let page = "/people/\(resident.id)"
            let relative = page + "/relatives/\(World.residents[0].families[0].id)"
            let browser = try await running.signedIn("kehu")
            #expect(try await browser.get(relative).text.contains("The person agreed that the family be told"))
            let withdrawal = [
                "kind": "disclosure", "decision": "withdrawn", "version": "2026-1", "decided_on": "2026-09-24",
            ]
            #expect(try await browser.submit(page, to: page + "/consents", withdrawal).status == .seeOther)
            #expect(try await browser.get(relative).text.contains("That wish holds"))
            let twice = try await browser.submit(page, to: page + "/consents", withdrawal)
            #expect(twice.status == .conflict)
        }
    }

    @Test(arguments: Engine.available)
    func `a person and a relative are recorded, and faults keep what was typed`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let browser = try await running.signedIn("kehu")
            var fields = [
                "name": "高玉珍", "sex": "female", "payer": "self_pay", "born_on": "2030-01-01",
                "service_from": "2026-09-01", "phone": "13811112222",
            ]
            let refused = try await browser.submit("/people/new", to: "/people", fields)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("value=\"高玉珍\""))
            fields["born_on"] = "1941-01-01"
            let saved = try await browser.submit("/people/new", to: "/people", fields)
            #expect(saved.status == .seeOther)
            #expect(try await browser.get("/people?q=13811112222").text.contains("高玉珍"))
            let relative = [
                "name": "高明", "relation": "child", "priority": "1", "scope[]": "status,care", "phone": "bad",
            ]
            let page = saved.location + "/relatives"
            #expect(try await browser.submit(page + "/new", to: page, relative).status == .unprocessableContent)
            let right = relative.merging(["phone": "13911112222"]) { $1 }
            let made = try await browser.submit(page + "/new", to: page, right)
            #expect(made.status == .seeOther)
            let agent = ["kind": "agent", "valid_from": "2026-09-01"]
            let lacking = try await browser.submit(made.location, to: made.location + "/authorities", agent)
            #expect(lacking.status == .unprocessableContent)
            let paper = agent.merging(["document": "power_of_attorney", "document_reference": "委-9"]) { $1 }
            #expect(
                try await browser.submit(made.location, to: made.location + "/authorities", paper).status == .seeOther)
            #expect(
                try await browser.submit(made.location, to: made.location + "/spokesperson", [:]).status == .seeOther)
            #expect(try await browser.get(made.location).text.contains("Holds a valid authorisation"))
        }
    }

    @Test func `a table of persons is judged first and taken over whole`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("yinsi")
            let bad = "姓名,出生日期\n高玉珍,2030-13-01\n"
            let refused = try await browser.upload("/people/import", file: [UInt8](bad.utf8))
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("The date cannot be read"))
            let good = "姓名,出生日期,房间\n高玉珍,1941-01-01,301\n"
            let report = try await browser.upload("/people/import", file: [UInt8](good.utf8))
            let fields = ["csrf", "once", "csv"].reduce(into: [String: String]()) { $0[$1] = report.input($1) ?? "" }
            #expect(try await browser.post("/people/import/apply", fields).status == .seeOther)
            #expect(try await browser.get("/people?status=expected").text.contains("高玉珍"))
        }
    }

    @Test func `the world is made once however often it is asked for`() async throws {
        try await withProgram { running in
            #expect(try await World.make(in: running.program))
            let staff = try await running.database.read { try $0.count("SELECT count(*) AS n FROM staff") }
            #expect(staff == World.members.count)
        }
    }

    private func events(of kind: String, _ id: String, _ running: RunningProgram) async throws -> [String] {
        let desk = running.program.desk
        return try await running.database.read { db in
            try Event.list(of: Event.Subject(kind: kind, id: id), at: desk, in: db).map(\.kind)
        }
    }

    /// Those without: nobody of the house is a regulator, and services are designed by whoever leads.
    @Test func `every role has somebody in the demonstration world`() {
        let held = Set(World.members.flatMap(\.roles)).union([.employee])
        #expect(Set(Role.allCases).subtracting(held) == [.mediator, .serviceDesigner, .regulator])
    }
}
