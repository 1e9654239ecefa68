import App
import Foundation
import HTTPTypes
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct SettingPageTests {
    private static let address = "/admin/rules/promises"

    /// The inputs of a page as a browser would send them back.
    private func fields(_ text: some StringProtocol, _ changes: [String: String] = [:]) -> [String: String] {
        var all: [String: String] = [:]
        for match in String(text).matches(of: /<input[^>]*>/) {
            let tag = match.output
            guard let name = tag.firstMatch(of: /name="([^"]+)"/)?.output.1 else { continue }
            if all[String(name)] == nil {
                all[String(name)] = String(tag.firstMatch(of: /value="([^"]*)"/)?.output.1 ?? "")
            }
        }
        return all.merging(changes) { $1 }
    }

    private func propose(
        _ browser: Browser, _ changes: [String: String], why: String = "Autumn"
    ) async throws -> Answer {
        let form = try await browser.get(SettingPageTests.address + "/change")
        #expect(form.status == .ok)
        let preview = try await browser.post(SettingPageTests.address + "/preview", fields(form.text, changes))
        guard preview.status == .ok else { return preview }
        let end = preview.text.range(of: "id=\"again\"")?.lowerBound ?? preview.text.endIndex
        return try await browser.post(
            SettingPageTests.address + "/proposals", fields(preview.text[..<end], ["why": why, "from": ""]))
    }

    @Test func `one person proposes after a preview, another approves, and new cases and the public page keep it`()
        async throws
    {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running) { $0.allegations[0].harm = .moderate }
            let admin = try await running.signedIn("admin")
            let form = try await admin.get(SettingPageTests.address + "/change")
            #expect(form.input("level.3.first_feedback") == "48 hours")
            let preview = try await admin.post(
                SettingPageTests.address + "/preview",
                fields(form.text, ["level.3.elder_care_decision": "9 days", "cap.elder_care_decision": "12天"]))
            #expect(preview.status == .ok)
            #expect(preview.text.contains("one would be touched"))
            #expect(preview.text.contains("C-2026-000001"))
            #expect(!preview.text.contains("The soup was cold"))
            #expect(!preview.text.contains("href=\"/cases/\(scene.id)\""), "the administrator opens no case")
            let sent = try await propose(
                admin, ["level.3.elder_care_decision": "9 days", "cap.elder_care_decision": "12 days"])
            #expect(sent.status == .seeOther, "\(CaseScene.faults(sent.text))")
            let own = try await admin.get(SettingPageTests.address)
            #expect(own.text.contains("Your proposal waits") && !own.text.contains("/approval\""))
            let chief = try await running.signedIn("yuanzhang")
            let waiting = try await chief.get(SettingPageTests.address)
            #expect(waiting.text.contains("杨帆") && waiting.text.contains("Autumn"))
            let approved = try await chief.submit(
                SettingPageTests.address, to: SettingPageTests.address + "/approval",
                ["proposal": waiting.input("proposal") ?? "", "remark": "Good"])
            #expect(approved.status == .seeOther)
            let home = try await running.browser().get("/")
            #expect(home.text.contains("14 days"))
            running.clock.move(minutes: 1)
            #expect(try await running.browser().get("/").text.contains("12 days"))
            let after = try await CaseScene.begin(running) { $0.allegations[0].harm = .moderate }
            let (first, second) = (scene.id, after.id)
            let terms = try await running.database.read { db in
                try [first, second].map { id in
                    try StoredClock.list(of: Case.subject(id), in: db)
                        .first { $0.kind.rawValue == "decision" }?.clock.promise.term.description
                }
            }
            #expect(terms == ["10d", "9d"])
            let version = try await running.signedIn("shenji").get(SettingPageTests.address + "/versions/1")
            for text in ["9 calendar days", "10 calendar days", "杨帆", "Autumn", "Good", "In force"] {
                #expect(version.text.contains(text), "\(text)")
            }
        }
    }

    @Test func `a limit beyond its cap comes back at its field with all that was typed`() async throws {
        try await withProgram { running in
            let admin = try await running.signedIn("admin", language: "zh-Hans")
            let form = try await admin.get(SettingPageTests.address + "/change")
            let answer = try await admin.post(
                SettingPageTests.address + "/preview",
                fields(form.text, ["level.3.first_feedback": "３天", "level.2.acknowledge": "很快"]))
            #expect(answer.status == .unprocessableContent)
            #expect(answer.input("level.2.acknowledge") == "很快")
            #expect(answer.text.contains("请写成数字加单位"))
            let beyond = try await admin.post(
                SettingPageTests.address + "/preview", fields(form.text, ["level.3.first_feedback": "３天"]))
            #expect(beyond.text.contains("不能超过上限 48小时"))
        }
    }

    @Test func `nobody approves their own change, and who may not propose is refused`() async throws {
        try await withProgram { running in
            let director = try await running.signedIn("zongjian")
            #expect(try await propose(director, ["level.4.acknowledge": "20 hours"]).status == .seeOther)
            let page = try await director.get(SettingPageTests.address)
            #expect(!page.text.contains("/approval\""))
            let waiting = try await running.database.read {
                try SettingProposal.open(.promises, of: App.World.organisation, in: $0)
            }
            let forced = try await director.submit(
                SettingPageTests.address, to: SettingPageTests.address + "/approval",
                ["proposal": waiting?.id.text ?? ""])
            #expect(forced.status == .forbidden)
            let again = try await propose(try await running.signedIn("admin"), ["level.4.acknowledge": "19 hours"])
            #expect(again.status == .conflict)
            for login in ["shenji", "zuzhang", "yuanzhang"] {
                let reader = try await running.signedIn(login)
                #expect(try await reader.get(SettingPageTests.address).status == .ok)
                #expect(try await reader.get(SettingPageTests.address + "/change").status == .forbidden)
            }
            #expect(try await running.signedIn("canyin").get("/admin/rules").status == .forbidden)
        }
    }

    @Test func `a rejection says why, and the proposal is kept among those that did not take effect`() async throws {
        try await withProgram { running in
            let admin = try await running.signedIn("admin")
            #expect(try await propose(admin, ["level.4.acknowledge": "20 hours"]).status == .seeOther)
            let director = try await running.signedIn("zongjian")
            let id = try await director.get(SettingPageTests.address).input("proposal") ?? ""
            let bare = try await director.submit(
                SettingPageTests.address, to: SettingPageTests.address + "/rejection", ["proposal": id])
            #expect(bare.status == .unprocessableContent)
            let told = try await director.submit(
                SettingPageTests.address, to: SettingPageTests.address + "/rejection",
                ["proposal": id, "remark": "Too slow"])
            #expect(told.status == .seeOther)
            let page = try await admin.get(SettingPageTests.address)
            #expect(page.text.contains("Too slow") && page.text.contains("Rejected"))
            #expect(try await admin.get("/desk").text.contains("was rejected"))
        }
    }

    @Test func `the page of the grading standard tells how the suggestions stood against people's word`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            try await scene.take(.grading(.init(level: .two)), by: "qiantai")
            let page = try await running.signedIn("zhijian").get("/admin/rules/grading")
            #expect(page.text.contains("1 cases were graded by people, 1 of them otherwise"))
        }
    }

    @Test func `a letter keeps the words it was written with, and the next one has the new words`() async throws {
        try await withProgram { running in
            let cases = CaseDesk(desk: running.program.desk, rules: try CaseworkData.load())
            let old = try await CaseScene.begin(running)
            try await old.tell()
            let before = try await running.signedIn("chuli").get(old.address + "/letter").text
            try await running.database.write { db in
                let proposal = try cases.propose(
                    ["opening.en": "Your voice of {day}, number {number}.", "closing.en": "Come and see us."],
                    of: .letters, from: 0, wishedFrom: nil, reason: "Warmer", by: CaseScene.actor("admin"), in: db)
                try cases.settle(proposal.id, .approved, remark: nil, by: CaseScene.actor("zongjian"), in: db)
            }
            running.clock.move(minutes: 1)
            let new = try await CaseScene.begin(running)
            try await new.tell()
            let handler = try await running.signedIn("chuli")
            #expect(try await handler.get(old.address + "/letter").text.contains("Come and see us") == false)
            #expect(before.contains("you told us about a problem"))
            let letter = try await handler.get(new.address + "/letter").text
            #expect(letter.contains("number C-2026-000002.") && letter.contains("Come and see us."))
        }
    }
}
