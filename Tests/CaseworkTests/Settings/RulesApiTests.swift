import App
import Foundation
import HTTPTypes
import Kernel
import Platform
import TestKit
import Testing
import Web

@testable import Casework

/// Settings asked and changed by programs, and what they change for everybody else.
@Suite struct RulesApiTests {
    private func propose(
        _ running: RunningProgram, _ subject: String, _ changes: JSON, base: Int = 0, by login: String = "admin"
    ) async throws -> Answer {
        try await running.ask(
            .post, "/rules/\(subject)/proposals", token: try await running.token(login),
            body: ["base": .integer(base), "why": "Ours", "changes": changes], key: "propose-\(subject)-\(base)")
    }

    /// Proposed by one program, approved by another, and a minute gone by.
    private func settle(_ running: RunningProgram, _ subject: String, _ changes: JSON, base: Int = 0) async throws {
        let made = try await propose(running, subject, changes, base: base)
        #expect(made.status == .created, "\(made.text)")
        let approved = try await running.ask(
            .post, "/rules/\(subject)/approval", token: try await running.token("yuanzhang"),
            body: ["proposal": made.json["id"] ?? .null], key: "approve-\(subject)-\(base)")
        #expect(approved.status == .ok, "\(approved.text)")
        running.clock.move(minutes: 1)
    }

    @Test(arguments: Engine.available)
    func `rules are read as of a moment, proposed by one program and approved by another`(_ engine: Engine)
        async throws
    {
        try await withProgram(engine) { running in
            let start = running.clock.now
            let admin = try await running.token("admin")
            let list = try await running.ask(.get, "/rules", token: admin)
            #expect(list.json["items"]?.items.count == SettingSubject.allCases.count)
            try await settle(running, "promises", ["level.3.first_feedback": "36h"])
            func feedback(_ query: String) async throws -> JSON? {
                let answer = try await running.ask(.get, "/rules/promises\(query)", token: admin)
                return answer.json["lines"]?.items.first { $0["key"] == "level.3.first_feedback" }?["value"]
            }
            #expect(try await feedback("") == "36h")
            let stamp = start.iso8601(in: .shanghai).replacing("+", with: "%2B")
            #expect(try await feedback("?at=\(stamp)") == "48h")
            let versions = try await running.ask(.get, "/rules/promises/versions", token: admin)
            #expect(versions.json["items"]?.items.first?["number"] == 1)
        }
    }

    @Test func `a program is refused what its holder is refused on the page`() async throws {
        try await withProgram { running in
            let beyond = try await propose(running, "promises", ["level.3.first_feedback": "3d", "nothing": "1"])
            #expect(beyond.status == .unprocessableContent && beyond.text.contains("unknown_line"))
            #expect(
                try await propose(running, "promises", ["level.3.first_feedback": "36h"], by: "shenji").status
                    == .forbidden)
            let made = try await propose(running, "promises", ["level.3.first_feedback": "36h"], by: "zongjian")
            let director = try await running.token("zongjian")
            let own = try await running.ask(
                .post, "/rules/promises/approval", token: director, body: ["proposal": made.json["id"] ?? .null],
                key: "approve-own")
            #expect(own.status == .forbidden)
            let chief = try await running.token("yuanzhang")
            let bare = try await running.ask(
                .post, "/rules/promises/rejection", token: chief, body: ["proposal": made.json["id"] ?? .null],
                key: "reject-bare")
            #expect(bare.status == .unprocessableContent)
            let other = try await running.ask(
                .post, "/rules/letters/approval", token: chief, body: ["proposal": made.json["id"] ?? .null],
                key: "approve-other")
            #expect(other.status == .notFound)
            let back = try await running.ask(
                .post, "/rules/promises/withdrawal", token: director, body: ["proposal": made.json["id"] ?? .null],
                key: "withdraw-own")
            #expect(back.json["state"] == "withdrawn")
            let narrow = try await running.token("admin", scopes: ["cases:read"])
            #expect(try await running.ask(.get, "/rules", token: narrow).status == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func `what is registered by a program goes to the unit the rules name, and lies in the inbox where none fits`(
        _ engine: Engine
    ) async throws {
        try await withProgram(engine) { running in
            let (group, kitchen) = (App.World.Unit.complaints.id.text, App.World.Unit.catering.id.text)
            let token = try await running.token("qiantai")
            func register(_ key: String, _ more: [String: JSON] = [:]) async throws -> Case {
                let body: [String: JSON] = [
                    "kind": "CMP", "channel": "12345", "secrecy": "open", "complainant_kind": "child",
                    "received_at": "2026-09-24T00:30:00Z", "phone": "13900020001", "narrative": "The soup was cold.",
                    "allegations": [["category": "DIN-01", "harm": 1, "severity": 1]],
                ]
                let made = try await running.ask(
                    .post, "/cases", token: token, body: .object(body.merging(more) { $1 }), key: key)
                #expect(made.status == .created, "\(made.text)")
                let id: ID<Case> = try #require(ID(made.json["id"]?.string ?? ""))
                let desk = running.program.desk
                return try await running.database.read {
                    try Case.find(id, of: App.World.organisation, at: desk, in: $0)
                }
            }
            #expect(try await register("register-before").route == nil)
            try await settle(running, "routes", ["1.type": "DIN", "1.group": .text(group), "1.unit": .text(kitchen)])
            let routed = try await register("register-routed")
            #expect(routed.responsibleUnit?.text == kitchen && routed.holder.groupID?.text == group)
            let chef = try #require(routed.route?.staff)
            let login = try #require(App.World.members.first { $0.id == chef }?.login)
            #expect(try await running.signedIn(login).get("/desk").text.contains(routed.number.description))
            let named = try await register("register-named", ["about_staff": [.text(chef.text)]])
            #expect(named.responsibleUnit == nil && named.route?.staff == nil)
            #expect(try await register("register-other", ["allegations": [["category": "ATT-01"]]]).route == nil)
        }
    }

    @Test func `a page shows the organisation's own names once they are in force, and offers what is in force`()
        async throws
    {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            try await settle(
                running, "categories",
                [
                    "DIN-01.name.en": "Food that went cold", "DIN-02.retired": "yes",
                    "DIN-80.name.en": "Meals upstairs",
                    "DIN-80.name.zh-Hans": "送餐", "DIN-80.rollup": "Q", "DIN-80.about.en": "Brought to the room",
                ])
            let browser = try await running.signedIn("qiantai")
            #expect(try await browser.get(scene.address).text.contains("Food that went cold"))
            let form = try await browser.get("\(scene.address)/allegations").text
            #expect(form.contains("Meals upstairs — Brought to the room"))
            #expect(!form.contains("value=\"DIN-02\""))
            #expect(try await browser.get("/cases/new").text.contains("Food that went cold"))
            let list = try await running.signedIn("admin").get("/admin/rules/categories").text
            #expect(list.contains("Retired") && list.contains("Meals upstairs"))
        }
    }

    @Test func `the document of the interface leaves open what each house has its own of`() async throws {
        try await withProgram { running in
            let document = try await running.ask(.get, "/openapi.json").json
            func schema(_ path: String) -> JSON? {
                document["paths"]?[path]?["post"]?["requestBody"]?["content"]?["application/json"]?["schema"]?[
                    "properties"]
            }
            #expect(schema("/cases/{case}/return")?["reason"]?["enum"] == nil)
            #expect(schema("/cases/{case}/allegations")?["category"]?["enum"] == nil)
            #expect(schema("/cases/{case}/pause")?["reason"]?["enum"]?.items.count == 4)
        }
    }

    @Test func `a case no machine took in has its route proposed with the reason`() async throws {
        try await withProgram { running in
            let kitchen = App.World.Unit.catering.id.text
            try await settle(running, "routes", ["1.type": "DIN", "1.unit": .text(kitchen)])
            let scene = try await CaseScene.begin(running)
            try await scene.take(.grading(.init(level: .three)), by: "qiantai")
            #expect(try await scene.subject().route == nil)
            let form = try await running.signedIn("zuzhang").get("\(scene.address)/assignment").text
            #expect(form.contains("Routing rule 1 (version 1)"))
            #expect(form.contains("value=\"\(kitchen)\" selected"))
        }
    }

    @Test func `everybody reads the chart of who does what, and the list of posts leads to it`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("canyin")
            let page = try await browser.get("/flow")
            #expect(page.status == .ok && !page.text.contains("casework.flow."))
            for id in ["way", "hand-overs", "posts", "role-director"] {
                #expect(page.text.contains("id=\"\(id)\""), "\(id)")
            }
            #expect(try await running.signedIn("admin").get("/admin/posts").text.contains("href=\"/flow\""))
        }
    }
}
