import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Casework

@Suite struct TogetherPageTests {
    private func register(_ running: RunningProgram, _ more: [String: String] = [:]) async throws -> String {
        let usual = [
            "channel": "phone", "kind": "CMP", "received_at": "2026-09-24T08:30", "narrative": "The soup came cold.",
            "complainant_kind": "child", "name": "Lin Xiao", "phone": "13900020099", "secrecy": "open", "blocks": "1",
            "allegations.0.category": "DIN-01", "allegations.0.harm": "0", "allegations.0.severity": "1", "do": "save",
            "alike_seen": "yes",
        ]
        let answer = try await running.signedIn("chuli").submit(
            "/cases/new", to: "/cases", usual.merging(more) { $1 })
        #expect(answer.status == .seeOther)
        return String(answer.location.dropLast("/received".count))
    }

    private func draft(
        _ browser: Browser, _ form: String, _ key: String, _ text: String, revision: Int = 1,
        version: String = "1"
    ) async throws -> Int {
        let page = try await browser.get("/account")
        return try await browser.post(
            "/drafts",
            [
                "csrf": page.input("csrf") ?? "", "form": form, "key": key, "revision": "\(revision)",
                "fields": FormData.urlEncoded([("text", text), ("csrf", "secret"), ("version", version)]),
            ]
        ).status.code
    }

    private func notes(_ running: RunningProgram) async throws -> Int {
        try await running.database.read {
            try $0.count("SELECT count(*) AS n FROM events WHERE kind = 'casework.add_note'")
        }
    }

    @Test(arguments: Engine.available)
    func `an old draft never overwrites or resends, as freescout#2873 did`(_ engine: Engine) async throws {
        try await withProgram(engine) { running in
            let address = try await register(running)
            let form = String(address.dropFirst()) + "/notes"
            let (own, colleague) = (try await running.signedIn("chuli"), try await running.signedIn("zuzhang"))
            let page = try await own.get("/\(form)")
            let key = try #require(page.input("draft"))
            #expect(try await draft(own, form, key, "The old words", revision: 1) == 204)
            #expect(try await draft(own, form, key, "The new words", revision: 3) == 204)
            #expect(try await draft(own, form, key, "The old words, late", revision: 2) == 409)
            // A colleague gives up a draft of the same key while it is sent: it is theirs, not ours.
            let theirs = try await colleague.get("/\(form)")
            #expect(!theirs.text.contains("The new words") && !theirs.text.contains("?draft="))
            _ = try await colleague.post(
                "/drafts/discard", ["csrf": theirs.input("csrf") ?? "", "form": form, "key": key])
            #expect(try await own.get("/\(form)?draft=\(key)").text.contains("The new words"))
            let fields = [
                "csrf": page.input("csrf") ?? "", "once": page.input("once") ?? "",
                "version": page.input("version") ?? "", "draft": key, "text": "What was sent",
            ]
            #expect(try await own.post("/\(form)", fields).status == .seeOther)
            #expect(try await own.post("/\(form)", fields).status == .seeOther)
            #expect(try await notes(running) == 1)
            #expect(try await draft(own, form, key, "The old words, from the closing page", revision: 9) == 409)
            let after = try await own.get("/\(form)?draft=\(key)")
            #expect(!after.text.contains("The new words") && !after.text.contains("The old words"))
            let shown = try await own.get(address)
            #expect(shown.text.contains("What was sent") && !shown.text.contains("The new words"))
        }
    }

    @Test(arguments: Engine.available)
    func `what was typed is offered when the form opens again, sealed in the store, and forgotten in time`(
        _ engine: Engine
    ) async throws {
        try await withProgram(engine) { running in
            let browser = try await running.signedIn("qiantai")
            let key = try #require(try await browser.get("/cases/new").input("draft"))
            let page = try await browser.get("/account")
            let fields = FormData.urlEncoded([("narrative", "Half a sentence"), ("channel", "phone")])
            let sent = [
                "csrf": page.input("csrf") ?? "", "form": "cases/new", "key": key, "revision": "1", "fields": fields,
            ]
            #expect(try await browser.post("/drafts", sent).status == .noContent)
            let stored = try await running.database.read {
                try $0.one("SELECT content FROM form_drafts").get("content", as: String.self)
            }
            #expect(stored.hasPrefix("v1.") && !stored.contains("sentence"))
            let again = try await browser.get("/cases/new")
            #expect(again.text.contains("?draft=\(key)") && !again.text.contains("Half a sentence"))
            let restored = try await browser.get("/cases/new?draft=\(key)")
            #expect(restored.text.contains("Half a sentence"))
            #expect(restored.input("draft") == key)
            let long = sent.merging(["key": "0123456789abcdef", "fields": String(repeating: "a=b&", count: 20_000)]) {
                $1
            }
            #expect(try await browser.post("/drafts", long).status == .unprocessableContent)
            running.clock.move(days: 15)
            let late = try await running.signedIn("qiantai")
            #expect(try await !late.get("/cases/new").text.contains("?draft=\(key)"))
        }
    }

    @Test func `a draft taken up again tells who changed what since it was begun and loses no word`() async throws {
        try await withProgram { running in
            let address = try await register(running)
            let form = String(address.dropFirst()) + "/notes"
            let (own, colleague) = (try await running.signedIn("chuli"), try await running.signedIn("zuzhang"))
            let page = try await own.get("/\(form)")
            let (key, version) = (try #require(page.input("draft")), try #require(page.input("version")))
            #expect(try await draft(own, form, key, "Half a sent", version: version) == 204)
            let unchanged = try await own.get("/\(form)?draft=\(key)")
            #expect(!unchanged.text.contains("has changed since you began"))
            running.clock.move(minutes: 20)
            _ = try await colleague.submit("/\(form)", ["text": "I rang her"])
            let again = try await own.get("/\(form)?draft=\(key)")
            #expect(again.text.contains("Half a sent"), "nothing typed is lost")
            #expect(again.text.contains("has changed since you began this draft"))
            let member = try #require(World.member("zuzhang")?.name)
            #expect(again.text.contains(member) && again.text.contains("09:20"))
            #expect(again.input("version") != version, "it is sent against the case as it stands")
            // Saved again from there it was begun at the new state.
            let later = try #require(again.input("version"))
            #expect(try await draft(own, form, key, "Half a sentence", revision: 2, version: later) == 204)
            #expect(try await !own.get("/\(form)?draft=\(key)").text.contains("has changed since you began"))
        }
    }

    @Test func `a step form that was too large comes back with what was typed and nothing of it is kept`() async throws
    {
        try await withProgram { running in
            let address = try await register(running)
            let own = try await running.signedIn("qiantai")
            let page = try await own.get(address + "/communications")
            var fields = ["place": "Front desk", "matter": "The soup", "mode": "phone"]
            for name in ["csrf", "once", "version"] { fields[name] = page.input(name) }
            let body = FormData.urlEncoded(fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) })
            let padding = "&zz=" + String(repeating: "a", count: 600 * 1024)
            let answer = try await own.post(
                address + "/communications", raw: Array((body + padding).utf8),
                type: "application/x-www-form-urlencoded")
            #expect(answer.status == .contentTooLarge)
            #expect(answer.text.contains("The soup") && answer.input("place") == "Front desk")
            let told = try await running.database.read {
                try $0.count("SELECT count(*) AS n FROM events WHERE kind = 'casework.record_communication'")
            }
            #expect(told == 0)
        }
    }

    @Test func `an employee keeps so many drafts and the oldest go first`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            for number in 100..<(105 + FormDraft.perPerson) {
                running.clock.move(milliseconds: 1000)
                #expect(try await draft(browser, "cases/new", "0123456789abcd\(number)", "Words") == 204)
            }
            let kept = try await running.database.read {
                try $0.rows("SELECT draft_key FROM form_drafts ORDER BY draft_key").map {
                    try $0.get("draft_key", as: String.self)
                }
            }
            #expect(kept.count == FormDraft.perPerson)
            #expect(kept.first == "0123456789abcd105")
        }
    }

    @Test(arguments: Engine.available)
    func `several cases are assigned one by one, each told, and a second sending changes nothing`(
        _ engine: Engine
    ) async throws {
        try await withProgram(engine) { running in
            let first = try await register(running)
            let second = try await register(running)
            let boss = try await running.signedIn("zhuguan")
            try await grade(first, running)
            let query = [first, second].map { "case=" + $0.dropFirst("/cases/".count) }.joined(separator: "&")
            let page = try await boss.get("/bulk-assignment?\(query)")
            #expect(page.status == .ok && page.text.contains("Cannot be assigned now"))
            let ids = [first, second].map { String($0.dropFirst("/cases/".count)) }
            let fields = [
                "csrf": page.input("csrf") ?? "", "once": page.input("once") ?? "",
                "case[]": ids.joined(separator: ","),
                "handler": World.member("chuli")!.id.text,
            ]
            for _ in 0..<2 {
                let answer = try await boss.post("/bulk-assignment", fields)
                #expect(answer.text.contains("1 assigned, 1 not."))
            }
            let assigned = try await running.database.read {
                try $0.count("SELECT count(*) AS n FROM events WHERE kind = 'casework.assign'")
            }
            #expect(assigned == 1)
            let many = (0..<51).map { "case=\(World.id(5000 + $0) as ID<Case>)" }.joined(separator: "&")
            #expect(try await boss.get("/bulk-assignment?\(many)").status == .unprocessableContent)
        }
    }

    /// Brings a case to where it can be assigned.
    private func grade(_ address: String, _ running: RunningProgram) async throws {
        let id = try #require(ID<Case>(String(address.dropFirst("/cases/".count))))
        let (cases, now) = (CaseDesk(desk: running.program.desk, rules: try CaseworkData.load()), running.clock.now)
        let member = World.member("chuli")!.id
        let actor = Actor(
            organisationID: World.organisation, kind: .staff(member, roles: [.employee, .complaintHandler]))
        try await running.database.write { db in
            let talk = CaseCommunication(happenedAt: now, place: "Desk", mode: .phone, matter: "Soup", reached: true)
            try cases.take(.acknowledgement(.init(communication: talk, empathyShown: true)), on: id, by: actor, in: db)
            let level = try Case.find(id, of: World.organisation, at: cases.desk, in: db).level.current ?? .three
            try cases.take(.grading(.init(level: level)), on: id, by: actor, in: db)
        }
    }

    @Test func `the stream of the board ends at sign-out, and who may not read a case gets no stream of it`()
        async throws
    {
        try await withProgram { running in
            let address = try await register(running, ["secrecy": "confidential"])
            let outsider = try await running.signedIn("hulier")
            #expect(try await outsider.get("\(address)/live").status == .forbidden)
            let csrf = try await outsider.get("/account").input("csrf") ?? ""
            #expect(try await outsider.post("\(address)/typing", ["csrf": csrf]).status == .forbidden)
            let watcher = try await running.signedIn("zuzhang")
            let proof = try await watcher.get("/account").input("csrf") ?? ""
            async let heard = watcher.listen("/board/live")
            while running.program.desk.live.isIdle { await Task.yield() }
            try await watcher.post("/sign-out", ["csrf": proof])
            let text = try await heard
            #expect(text.headers[.contentType] == "text/event-stream; charset=utf-8")
            #expect(text.text.contains("event: end"))
            #expect(!text.text.contains("soup"))
            #expect(running.program.desk.live.isIdle)
        }
    }

    @Test func `the page of a case tells who else is there, by name alone`() async throws {
        try await withProgram { running in
            let address = try await register(running)
            let watcher = try await running.signedIn("zuzhang")
            let proof = try await watcher.get("/account").input("csrf") ?? ""
            async let heard = watcher.listen("\(address)/live")
            while running.program.desk.live.isIdle { await Task.yield() }
            let picture = try await running.signedIn("chuli").get("\(address)/live")
            #expect(picture.text.contains("event: version"))
            try await watcher.post("/sign-out", ["csrf": proof])
            #expect(try await heard.text.contains("event: people"))
        }
    }

    @Test func `the board shows what one may read, narrowed by its address, and works as a plain page`() async throws {
        try await withProgram { running in
            _ = try await register(running)
            let secret = try await register(running, ["secrecy": "confidential", "narrative": "A secret matter"])
            let leader = try await running.signedIn("zuzhang").get("/board")
            #expect(leader.text.contains(secret))
            let outsider = try await running.signedIn("diaocha").get("/board")
            #expect(outsider.status == .ok && !outsider.text.contains(secret) && !outsider.text.contains("A secret"))
            #expect(try await running.signedIn("zuzhang").get("/board?clock=late").text.contains("No case fits."))
            #expect(leader.text.contains("Refresh"))
        }
    }

    @Test func `a view is saved from a filtered list and leads back to it`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("zuzhang")
            let saved = try await browser.submit(
                "/cases?level=1&evil=x", to: "/views",
                ["view_name": "Grave ones", "list": "register", "query": "level=1&evil=x"])
            #expect(saved.location == "/cases?level=1")
            #expect(try await browser.get("/cases").text.contains("Grave ones"))
            let empty = try await browser.submit(
                "/cases", to: "/views", ["view_name": "", "list": "inbox", "query": ""])
            #expect(empty.status == .unprocessableContent)
        }
    }

    @Test func `the case file lists its pieces with what proves them, and taking it out is recorded`() async throws {
        try await withProgram { running in
            let address = try await register(running)
            let browser = try await running.signedIn("chuli")
            _ = try await browser.upload(
                "\(address)/files", file: Array("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".utf8),
                named: "menu.pdf", field: "files")
            let file = try await browser.get("\(address)/case-file")
            #expect(file.status == .ok)
            #expect(file.text.contains("menu.pdf") && file.text.contains("The soup came cold."))
            #expect(file.text.contains(/[0-9a-f]{64}/))
            let recorded = try await running.database.read {
                try $0.count("SELECT count(*) AS n FROM events WHERE kind = 'casework.case_file_printed'")
            }
            #expect(recorded == 1)
            #expect(try await running.signedIn("hulier").get("\(address)/case-file").status == .forbidden)
        }
    }

    @Test func `shortcuts name only places the reader may go to, and can be turned off`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("hulier")
            let before = try await browser.get("/desk").text
            #expect(before.contains("data-go=\"d\"") && !before.contains("data-go=\"r\""))
            try await browser.submit("/desk", to: "/preferences", ["shortcuts": "off", "return": "/desk"])
            let after = try await browser.get("/desk").text
            #expect(!after.contains("data-go=") && !after.contains("keys.js"))
            #expect(after.contains("Turn keyboard shortcuts on"))
        }
    }
}
