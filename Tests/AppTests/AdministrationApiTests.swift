import App
import HTTPTypes
import Kernel
import Platform
import TestKit
import Testing
import Web

@Suite struct AdministrationApiTests {
    /// The fields an answer finds fault with.
    private func faults(_ answer: Answer) -> [String] {
        (answer.json["faults"]?.items ?? []).compactMap { $0["field"]?.string }
    }

    @Test func `an employee is recorded, given a unit and an account, and leaves, all by program`() async throws {
        try await withProgram { running in
            let admin = try await running.token("admin")
            let body: JSON = [
                "name": "Programmed Person", "number": "9901", "phone": "13900010001", "employed_from": "2026-01-05",
                "on_duty": true,
            ]
            let made = try await running.ask(.post, "/staff", token: admin, body: body, key: "staff-new-1")
            #expect(made.status == .created)
            let id = try #require(made.json["id"]?.string)
            let again = try await running.ask(.post, "/staff", token: admin, body: body, key: "staff-new-1")
            #expect(again.json["id"]?.string == id)
            let unit = try await running.ask(
                .post, "/units", token: admin, body: ["name": "North wing", "kind": "department"], key: "unit-new-1")
            let unitID = try #require(unit.json["id"]?.string)
            let joined = try await running.ask(
                .post, "/staff/\(id)/units", token: admin,
                body: ["unit": .text(unitID), "from": "2027-01-01"], key: "staff-join-1")
            #expect(joined.status == .ok, "\(joined.text)")
            let opened = try await running.ask(
                .post, "/staff/\(id)/account", token: admin, body: ["login": "programmed"], key: "staff-door-1")
            #expect(opened.status == .created && opened.json["secret"]?.string?.isEmpty == false)
            let shown = try await running.ask(.get, "/staff/\(id)", token: admin)
            #expect(shown.json["phone"] == "13900010001")
            #expect(shown.json["account"]?["login"] == "programmed")
            #expect(shown.json["units"]?.items.first?["unit"]?.string == unitID)
            let wrong = try await running.ask(.post, "/staff", token: admin, body: ["name": "X"], key: "staff-new-2")
            #expect(wrong.status == .unprocessableContent && faults(wrong).contains("number"))
        }
    }

    @Test func `a program does not administer without the right or without the scope`() async throws {
        try await withProgram { running in
            let nurse = try await running.token("hulier")
            let narrow = try await running.token("admin", scopes: ["admin:read", "directory:read"])
            let body: JSON = ["name": "North wing", "kind": "department"]
            for (token, key) in [(nurse, "unit-no-1"), (narrow, "unit-no-2")] {
                let refused = try await running.ask(.post, "/units", token: token, body: body, key: key)
                #expect(refused.status == .forbidden)
            }
            #expect(try await running.ask(.get, "/security-events", token: nurse).status == .forbidden)
            #expect(try await running.ask(.get, "/posts", token: narrow).status == .ok)
            #expect(try await running.ask(.get, "/contacts", token: nurse).status == .ok)
        }
    }

    @Test func `one's own absence is entered and ended by program, and its reason stays among those who may know`()
        async throws
    {
        try await withProgram { running in
            let nurse = try await running.token("hulier")
            let from = running.clock.now
            let words = { (moment: Instant) in JSON.text(moment.iso8601(in: .shanghai)) }
            let made = try await running.ask(
                .post, "/roster/absences", token: nurse,
                body: [
                    "from": words(from), "until": words(from.advanced(byHours: 48)), "reason": "sick",
                ], key: "absence-1")
            #expect(made.status == .created, "\(made.text)")
            let id = try #require(made.json["id"]?.string)
            let own = try await running.ask(.get, "/roster/absences", token: nurse)
            #expect(own.json["items"]?.items.first?["reason"] == "sick")
            let other = try await running.ask(.get, "/roster/absences", token: running.token("chuli"))
            #expect(other.json["items"]?.items.first?["reason"] == .null)
            let foreign = try await running.ask(
                .post, "/roster/absences/\(id)/end", token: running.token("chuli"), key: "absence-2")
            #expect(foreign.status == .forbidden)
            let ended = try await running.ask(.post, "/roster/absences/\(id)/end", token: nurse, key: "absence-3")
            #expect(ended.status == .ok)
        }
    }

    @Test func `a person served is recorded with a relative and a consent, and what is sealed asks for a purpose`()
        async throws
    {
        try await withProgram { running in
            let desk = try await running.token("kehu")
            let made = try await running.ask(
                .post, "/persons", token: desk,
                body: [
                    "name": "Programmed Resident", "sex": "female", "payer": "self_pay", "phone": "13900020002",
                    "service_from": "2026-01-05",
                ], key: "person-1")
            #expect(made.status == .created, "\(made.text)")
            let id = try #require(made.json["id"]?.string)
            let relative = try await running.ask(
                .post, "/persons/\(id)/relatives", token: desk,
                body: ["name": "Child of hers", "relation": "child", "priority": 1, "scope": ["status"]],
                key: "relative-1")
            #expect(relative.status == .created, "\(relative.text)")
            let listed = try await running.ask(.get, "/persons/\(id)/relatives", token: desk)
            #expect(listed.json["items"]?.items.first?["scope"] == ["status"])
            let consent: JSON = [
                "kind": "service", "decision": "given", "version": "1", "decided_on": "2026-01-05",
            ]
            let agreed = try await running.ask(
                .post, "/persons/\(id)/consents", token: desk, body: consent, key: "consent-1")
            #expect(agreed.status == .created, "\(agreed.text)")
            let blind = try await running.ask(
                .post, "/persons/\(id)/disclosure", token: desk, body: ["fields": ["phone"]], key: "sealed-1")
            #expect(blind.status == .unprocessableContent && faults(blind) == ["purpose"])
            let opened = try await running.ask(
                .post, "/persons/\(id)/disclosure", token: desk, body: ["fields": ["phone"], "purpose": "contact"],
                key: "sealed-2")
            #expect(opened.json["items"]?.items.first?["text"] == "13900020002", "\(opened.text)")
            let nurse = try await running.token("hulier")
            for path in ["", "/relatives", "/consents"] {
                #expect(try await running.ask(.get, "/persons/\(id)\(path)", token: nurse).status == .forbidden)
            }
            let refused = try await running.ask(
                .post, "/persons/\(id)/consents", token: nurse, body: consent, key: "consent-2")
            #expect(refused.status == .forbidden)
        }
    }
}
