import App
import Foundation
import HTTPTypes
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Casework

/// The interface for programs, asked over HTTP by people of the named world.
@Suite struct ApiTests {
    private static let note: JSON = ["text": "Called the daughter back."]

    @Test(arguments: Engine.available)
    func `a program reads a case and takes a step as its holder could on the page`(_ engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let token = try await running.token("qiantai")
            let whole = try await running.ask(.get, scene.address, token: token)
            #expect(whole.status == .ok)
            #expect(whole.json["complainant"]?["phone"] == "13900020001")
            #expect(whole.json["steps"]?.items.contains("acknowledgement") == true)
            let page = try await running.database.read { [cases = scene.cases, id = scene.id] in
                try cases.open(id, for: CaseScene.actor("qiantai"), in: $0)
            }
            #expect(whole.json["steps"] == .texts(CaseShape.steps(page.lawful)))
            #expect(whole.json["first_receiver"]?["name"] == .text(App.World.member("qiantai")!.name))
            #expect(whole.json["group"]?["name"]?.string?.isEmpty == false)
            #expect(whole.json["person_served"]?["id"] == .text(App.World.residents[0].id.text))
            let taken = try await running.ask(
                .post, "\(scene.address)/notes", token: token, body: ApiTests.note, key: "first-note")
            #expect(taken.status == .ok)
            #expect(taken.json["version"] == 3)
            let events = try await running.ask(.get, "\(scene.address)/events", token: token)
            #expect(events.json["items"]?.items.last?["kind"] == "casework.add_note")
            let clocks = try await running.ask(.get, "\(scene.address)/clocks", token: token)
            #expect(clocks.json["items"]?.items.allSatisfy { $0["explanation"]?.items.isEmpty == false } == true)
        }
    }

    @Test(arguments: Engine.available)
    func `a case is registered with the faults and the results of the intake page`(_ engine: Engine) async throws {
        try await withProgram(engine) { running in
            let token = try await running.token("hulier")
            let empty = try await running.ask(.post, "/cases", token: token, body: [:], key: "register-1")
            #expect(empty.status == .unprocessableContent)
            let fields = (empty.json["faults"]?.items ?? []).compactMap { $0["field"]?.string }
            #expect(Set(fields).isSuperset(of: ["kind", "channel", "narrative", "secrecy", "complainant_kind"]))
            let body: JSON = [
                "kind": "CMP", "channel": "phone", "secrecy": "open", "received_at": "2026-09-24T00:30:00Z",
                "complainant_kind": "child", "phone": "13900020001", "narrative": "The soup was cold.",
                "person": .text(App.World.residents[0].id.text),
                "allegations": [["category": "DIN-01", "harm": 1, "severity": 1]],
            ]
            let made = try await running.ask(.post, "/cases", token: token, body: body, key: "register-2")
            #expect(made.status == .created)
            let id = try #require(made.json["id"]?.string)
            let shown = try await running.ask(.get, "/cases/\(id)", token: token)
            #expect(shown.json["milestones"]?["received_at"] == "2026-09-24T08:30:00+08:00")
            #expect(shown.json["person_served"]?["id"] == .text(App.World.residents[0].id.text))
        }
    }

    @Test(arguments: Engine.available)
    func `the same request again gets the first answer and is done once`(_ engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let (one, other) = (try await running.token("qiantai"), try await running.token("zuzhang"))
            let path = "\(scene.address)/notes"
            let first = try await running.ask(.post, path, token: one, body: ApiTests.note, key: "same-key-1")
            let again = try await running.ask(.post, path, token: one, body: ApiTests.note, key: "same-key-1")
            #expect(again.text == first.text)
            #expect(try await scene.subject().version == 3)
            let changed = try await running.ask(
                .post, path, token: one, body: ["text": "Something else."], key: "same-key-1")
            #expect(changed.status == .unprocessableContent)
            #expect(changed.json["faults"]?.items.first?["code"] == "web.api.other_body")
            let others = try await running.ask(.post, path, token: other, body: ApiTests.note, key: "same-key-1")
            #expect(others.status == .ok)
            #expect(try await scene.subject().version == 4)
            let keyless = try await running.ask(.post, path, token: one, body: ApiTests.note)
            #expect(keyless.json["faults"]?.items.first?["field"] == "Idempotency-Key")
            let kept = try await running.database.read { db in
                try db.rows("SELECT answer FROM once_keys WHERE path LIKE 'POST /api/%'").map {
                    try $0.get("answer", as: String.self)
                }
            }
            #expect(kept.count == 2 && kept.allSatisfy { $0.hasPrefix("v1.") })
        }
    }

    @Test func `a step asks for the version that was read and refuses one that is old`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let token = try await running.token("qiantai")
            let body: JSON = ["level": 4, "version": 1]
            let old = try await running.ask(
                .post, "\(scene.address)/grading", token: token, body: body, key: "grading-1")
            #expect(old.status == .conflict)
            #expect(old.json["code"] == "casework.refusal.changed_meanwhile")
            let now = try await running.ask(
                .post, "\(scene.address)/grading", token: token, body: ["level": 4, "version": 2], key: "grading-1")
            #expect(now.status == .ok && now.json["level"] == 4)
        }
    }

    @Test func `whoever is complained about is refused the case and leaves the trace a page would leave`()
        async throws
    {
        try await withProgram { running in
            let named = App.World.member("zhuguan")!.id
            let scene = try await CaseScene.begin(running) { $0.complainedAbout.staff = [named] }
            let token = try await running.token("zhuguan")
            for path in ["", "/events", "/clocks", "/steps"] {
                let answer = try await running.ask(.get, scene.address + path, token: token)
                #expect(answer.status == .forbidden)
                #expect(answer.json["code"] == "platform.rights.conflict_of_interest")
            }
            let taken = try await running.ask(
                .post, "\(scene.address)/notes", token: token, body: ApiTests.note, key: "note-of-named")
            #expect(taken.status == .forbidden)
            #expect(try await scene.events("case_access").count == 5)
            let list = try await running.ask(.get, "/cases", token: token)
            #expect(!list.text.contains(scene.id.text))
        }
    }

    @Test func `the complainant of a confidential case is told to none but those who see it on the page`()
        async throws
    {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running) { $0.secrecy = .confidential }
            let seen = try await running.ask(.get, scene.address, token: try await running.token("qiantai"))
            #expect(seen.json["complainant"]?["name"] == "Lin Xiao")
            let hidden = try await running.ask(.get, scene.address, token: try await running.token("yuanzhang"))
            #expect(hidden.status == .ok)
            #expect(hidden.json["complainant"] == .null)
            #expect(!hidden.text.contains("13900020001"))
            #expect(try await scene.events("case_access").count == 2)
        }
    }

    @Test func `problems are told by RFC 9457 in the language that was asked for`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let token = try await running.token("qiantai")
            let body: JSON = ["text": 5, "sudo": true]
            for (language, title) in [("en", "Something needs correcting"), ("zh-CN", "有内容需要更正")] {
                let answer = try await running.ask(
                    .post, "\(scene.address)/notes", token: token, body: body, key: "problem-1", language: language)
                #expect(answer.status == .unprocessableContent)
                #expect(answer.headers[.contentType] == "application/problem+json")
                #expect(answer.json["status"] == 422)
                #expect(answer.json["request_id"]?.string?.count == 12)
                if language == "en" { #expect(answer.json["title"] == .text(title)) }
                let faults = Dictionary(
                    (answer.json["faults"]?.items ?? []).map { ($0["field"]?.string ?? "", $0["code"]?.string ?? "") },
                    uniquingKeysWith: { $1 })
                #expect(faults == ["text": "web.api.wrong_type", "sudo": "web.api.unknown_field"])
            }
            let missing = try await running.ask(.get, "/cases/\(App.World.organisation)", token: token)
            #expect(missing.status == .notFound)
            let nowhere = try await running.ask(.get, "/nowhere", token: token)
            #expect(nowhere.json["code"] == "web.api.not_found")
            let typed = try await running.ask(
                .post, "\(scene.address)/notes", token: token, body: ApiTests.note, key: "problem-2",
                headers: [.contentType: "text/plain"])
            #expect(typed.status == .unsupportedMediaType)
            let large: JSON = ["text": .text(String(repeating: "a", count: 600 * 1024))]
            let answer = try await running.ask(
                .post, "\(scene.address)/notes", token: token, body: large, key: "problem-3")
            #expect(answer.status == .contentTooLarge)
            let page = try await running.ask(.get, "/cases?limit=101", token: token)
            #expect(page.json["faults"]?.items.first?["field"] == "limit")
            let filter = try await running.ask(.get, "/cases?kind=XXX", token: token)
            #expect(filter.json["faults"]?.items.first?["field"] == "kind")
        }
    }

    @Test func `pages of the register follow one another without gap or repetition`() async throws {
        try await withProgram { running in
            for _ in 0..<5 {
                running.clock.move(minutes: 1)
                _ = try await CaseScene.begin(running)
            }
            let token = try await running.token("zuzhang")
            var (seen, next): ([String], String?) = ([], "")
            while let cursor = next {
                let after = cursor.isEmpty ? "" : "&after=\(cursor)"
                let page = try await running.ask(.get, "/cases?limit=2\(after)", token: token)
                seen += (page.json["items"]?.items ?? []).compactMap { $0["number"]?.string }
                next = page.json["next"]?.string
            }
            #expect(seen.count == 5 && Set(seen).count == 5 && seen == seen.sorted(by: >))
        }
    }

    @Test(arguments: Engine.available)
    func `open cases come by what falls due next, page by page, narrowed by state and level only`(
        _ engine: Engine
    ) async throws {
        try await withProgram(engine) { running in
            for _ in 0..<5 {
                running.clock.move(minutes: 1)
                _ = try await CaseScene.begin(running)
            }
            let token = try await running.token("zuzhang")
            var (dues, next): ([String], String?) = ([], "")
            while let cursor = next {
                let after = cursor.isEmpty ? "" : "&after=\(cursor)"
                let page = try await running.ask(.get, "/cases?order=due&limit=2\(after)", token: token)
                dues += (page.json["items"]?.items ?? []).compactMap { $0["next_due_at"]?.string }
                next = page.json["next"]?.string
            }
            #expect(dues.count == 5 && dues == dues.sorted())
            let refused = try await running.ask(.get, "/cases?order=due&kind=CMP", token: token)
            #expect(refused.json["faults"]?.items.first?["field"] == "kind")
        }
    }

    @Test(arguments: Engine.available)
    func `number and PIN become a token for that one case and for nothing else`(_ engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let other = try await CaseScene.begin(running)
            let pin = scene.cases.pin(of: scene.id, round: 1).digits
            let number = try await scene.subject().number.description
            let wrong = try await running.ask(
                .post, "/my-case/token", body: ["number": .text(number), "pin": "0000000000000000"])
            #expect(wrong.json["faults"]?.items.first?["field"] == "pin")
            let entered = try await running.ask(
                .post, "/my-case/token", body: ["number": .text(number), "pin": .text(pin)])
            #expect(entered.status == .created)
            let token = try #require(entered.json["token"]?.string)
            let mine = try await running.ask(.get, "/my-case", token: token)
            #expect(mine.json["number"] == .text(number))
            #expect(mine.json["steps"]?.items.contains("notes") == true)
            let note = try await running.ask(
                .post, "/my-case/notes", token: token, body: ["text": "It is cold again."], key: "my-note-1")
            #expect(note.status == .ok)
            #expect(try await scene.subject().version == 3)
            let early = try await running.ask(
                .post, "/my-case/review", token: token, body: ["reason": "No."], key: "my-review-1")
            #expect(early.status == .conflict)
            let staffs = try await running.ask(.get, other.address, token: token)
            #expect(staffs.status == .unauthorized)
        }
    }

    @Test(arguments: Engine.available)
    func `many who add to one case at once are all heard`(_ engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let token = try await running.token("qiantai")
            let many = 16
            let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<many {
                    group.addTask {
                        try await running.ask(
                            .post, "\(scene.address)/notes", token: token, body: ["text": .text("Note \(number)")],
                            key: "one-of-many-\(number)"
                        ).status.code
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers == Array(repeating: 200, count: many))
            let same = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<many {
                    group.addTask {
                        try await running.ask(
                            .post, "\(scene.address)/notes", token: token, body: ["text": "Once more"],
                            key: "one-for-all"
                        ).text
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(same.count == 1)
            let notes = try await scene.events().filter { $0.kind == "casework.add_note" }
            #expect(notes.count == many + 1)
        }
    }

    @Test func `persons are told as far as the holder's rights go`() async throws {
        try await withProgram { running in
            let masked = try await running.ask(.get, "/persons?limit=1", token: try await running.token("chuli"))
            #expect(masked.json["items"]?.items.first?["name"]?.string?.contains("*") == true)
            let whole = try await running.ask(.get, "/persons?limit=1", token: try await running.token("qiantai"))
            #expect(whole.json["items"]?.items.first?["name"]?.string?.contains("*") == false)
            let narrow = try await running.token("qiantai", scopes: ["cases:read"])
            let scoped = try await running.ask(.get, "/persons", token: narrow)
            #expect(scoped.status == .forbidden)
            #expect(scoped.json["code"] == "web.api.scope")
        }
    }

    @Test func `a deadline is answered with its reasons`() async throws {
        try await withProgram { running in
            let token = try await running.token("hulier")
            let answer = try await running.ask(
                .get, "/deadline?start=2026-09-24T23:50%2B08:00&term=10wd", token: token)
            #expect(answer.json["last_day"] == "2026-10-15")
            let wrong = try await running.ask(.get, "/deadline?start=soon&term=10wd", token: token)
            #expect(wrong.status == .unprocessableContent)
        }
    }
}
