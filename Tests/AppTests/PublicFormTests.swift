import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Casework

/// The complaint of the cold soup, as a daughter would send it.
private let minimal = [
    "kind": "CMP", "narrative": "The soup was cold three days running.", "secrecy": "open", "complainant_kind": "child",
    "name": "Lin Xiao", "phone": "13800000000",
]

private func text(_ answer: Answer, id: String) -> String? {
    let pattern = try? Regex("id=\"\(id)\">([^<]*)<")
    guard let pattern, let found = answer.text.firstMatch(of: pattern)?.output[1].substring else { return nil }
    return String(found)
}

extension [String: String] {
    /// The fields with the proof of the page they are sent from.
    fileprivate func proved(by page: Answer) -> [String: String] {
        merging(["csrf": page.input("csrf") ?? "", "once": page.input("once") ?? ""]) { own, _ in own }
    }
}

extension Browser {
    /// Sends a form of the page and goes where it leads.
    fileprivate func fill(_ page: String, to action: String? = nil, _ fields: [String: String]) async throws -> Answer {
        try await follow(try await submit(page, to: action, fields))
    }
}

extension RunningProgram {
    fileprivate func count(_ table: String) async throws -> Int {
        let organisation = World.organisation
        return try await program.database.read { db in
            switch table {
            case "cases": try db.count("SELECT count(*) AS n FROM cases WHERE organisation_id = \(organisation)")
            default: try db.count("SELECT count(*) AS n FROM attachments WHERE organisation_id = \(organisation)")
            }
        }
    }

    fileprivate var cases: CaseDesk {
        get throws { CaseDesk(desk: program.desk, rules: try CaseworkData.load()) }
    }

    fileprivate func stored(_ number: String) async throws -> Case {
        let desk = program.desk
        let number = try #require(CaseNumber(number))
        return try await program.database.read { db in
            try #require(try Case.first(number: number, of: World.organisation, at: desk, in: db))
        }
    }

    fileprivate func take(_ step: CaseStep, on id: ID<Case>, as login: String) async throws {
        let member = try #require(World.member(login))
        let actor = Actor(
            organisationID: World.organisation, kind: .staff(member.id, roles: Set(member.roles).union([.employee])))
        let cases = try cases
        try await program.database.write { db in _ = try cases.take(step, on: id, by: actor, in: db) }
    }

    /// Brings a case to the point where its letter is written and not yet sent.
    fileprivate func decide(_ id: ID<Case>) async throws {
        let handler = try #require(World.member("chuli")).id
        let lid = Proposal.Item(text: "换新的保温盖", owner: handler, dueOn: LocalDay("2026-10-01")!)
        let steps: [(CaseStep, String)] = [
            (.acknowledgement(Acknowledgement(communication: talk("已收到"), empathyShown: true)), "chuli"),
            (.grading(LevelConfirmation(level: .three, reason: nil)), "chuli"),
            (.assignment(Assignment(handler: handler)), "zuzhang"), (.acceptance(Acceptance()), "chuli"),
            (.evidence(InvestigationRecord(mode: .site, summary: "内部：换供应商")), "chuli"),
            (
                .finding(
                    FindingRecord(
                        allegation: 1, finding: .upheld, reasons: "推车保温盖坏了", causes: Causes(primary: .defect))), "chuli"
            ),
            (.proposal(Proposal(plan: "换盖子", remedies: [.writtenApology], actions: [lid])), "chuli"),
            (.approval(Approval()), "zhuguan"),
            (
                .letter(
                    DecisionLetter(
                        lookedAt: "厨房记录和推车",
                        points: [.init(allegation: 1, finding: .upheld, reasons: "推车保温盖坏了")],
                        apology: "对不起，让奶奶吃了三天凉饭。",
                        actions: [.init(number: 1, text: "换新的保温盖", dueOn: LocalDay("2026-10-01")!)],
                        ladder: [.internalReview, .civilAffairs, .hotline12345], contact: handler, contactWords: "前台")),
                "chuli"
            ),
        ]
        for (step, login) in steps { try await take(step, on: id, as: login) }
    }

    fileprivate func talk(_ matter: String, _ mode: CommunicationMode = .phone) -> CaseCommunication {
        CaseCommunication(happenedAt: clock.now, place: "Front desk", mode: mode, matter: matter)
    }
}

@Suite struct PublicFormTests {
    @Test func `the fewest answers are enough and lead to a receipt with number, PIN and due moment`() async throws {
        try await withProgram { home in
            let receipt = try await home.browser().fill("/complaints/new?kind=CMP", to: "/complaints", minimal)
            #expect(receipt.status == 200)
            #expect(text(receipt, id: "number") == "C-2026-000001")
            #expect(text(receipt, id: "pin")?.filter(\.isNumber).count == 16)
            let subject = try await home.stored("C-2026-000001")
            #expect(subject.channel == .web)
            #expect(subject.allegations.map(\.category.text) == ["MGT-99"])
            #expect(subject.accountableGroup == World.Unit.complaints.id)
            #expect(receipt.text.contains("投诉处理小组"))
        }
    }

    @Test(arguments: Engine.available)
    func `an e-mail address is a way to be reached, sealed in the store and masked in the register`(
        engine: Engine
    ) async throws {
        try await withProgram(engine) { home in
            let fields = minimal.merging(["phone": "", "email": "lin.xiao@example.org", "reply_channel": "email"]) {
                $1
            }
            #expect(try await home.browser().fill("/complaints/new", to: "/complaints", fields).status == 200)
            let subject = try await home.stored("C-2026-000001")
            #expect(subject.complainant.email == "lin.xiao@example.org")
            #expect(subject.complainant.replyChannel == .email)
            let rows = try await home.database.read { db in
                try db.rows("SELECT document FROM cases").map { try $0.get("document", as: String.self) }
                    + db.rows("SELECT facts FROM events").map { try $0.get("facts", as: String.self) }
            }
            #expect(!rows.contains { $0.contains("example.org") })
            let handler = try await home.signedIn("chuli")
            #expect(try await handler.get("/cases/\(subject.id)").text.contains("lin.xiao@example.org"))
            let register = try await home.signedIn("zuzhang").get("/cases/print").text
            #expect(!register.contains("lin.xiao@"))
        }
    }

    @Test func `who asked for confidence has their e-mail address hidden from who may not know them`() async throws {
        try await withProgram { home in
            let fields = minimal.merging(["secrecy": "confidential", "email": "lin.xiao@example.org"]) { $1 }
            #expect(try await home.browser().fill("/complaints/new", to: "/complaints", fields).status == 200)
            let subject = try await home.stored("C-2026-000001")
            let leader = try await home.signedIn("zuzhang").get("/cases/\(subject.id)")
            #expect(leader.status == .ok && !leader.text.contains("lin.xiao"))
            #expect(
                try await home.signedIn("yinsi").get("/cases/\(subject.id)").text.contains("lin.xiao@example.org"))
        }
    }

    @Test(arguments: [
        ["email": "lin.xiao"], ["email": "lin xiao@example.org"], ["email": "lin@example"], ["email": "a@b@c.org"],
        ["email": "lin@example.org,else@example.org"], ["email": String(repeating: "a", count: 190) + "@example.org"],
        ["reply_channel": "email"], ["secrecy": "anonymous", "name": "", "phone": "", "email": "lin@example.org"],
    ])
    func `an address no letter reaches is refused and stands in its field again`(change: [String: String]) async throws
    {
        try await withProgram { home in
            let answer = try await home.browser().submit(
                "/complaints/new", to: "/complaints", minimal.merging(change) { $1 })
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("email-error\""))
            if let typed = change["email"] { #expect(answer.input("email") == typed) }
            #expect(try await home.count("cases") == 0)
        }
    }

    @Test func `a complaint at ten to midnight before the holidays is promised 48 hours on and day fourteen`()
        async throws
    {
        let clock = MovableClock(at: Instant(iso8601: "2026-09-30T23:50:00+08:00")!)
        try await withProgram(clock: clock) { home in
            let receipt = try await home.browser().fill("/complaints/new", to: "/complaints", minimal)
            let subject = try await home.stored("C-2026-000001")
            #expect(subject.milestones.receivedAt == clock.now)
            let promised = receipt.text.matches(of: /<time datetime="([^"]+)"/).map { String($0.output.1) }
            #expect(promised.first == "2026-10-01T23:50:00+08:00")
            #expect(receipt.text.contains("2 October 2026"))
            #expect(receipt.text.contains("by the end of "))
        }
    }

    @Test(
        arguments: [
            ("narrative", "", "Fill"), ("narrative", "   ", ""), ("narrative", "bad\u{0}sign", ""),
            ("occurred_on", "2031-01-01", ""), ("occurred_on", "yesterday", ""), ("phone", "", ""),
            ("complainant_kind", "", ""), ("complainant_kind", "king", ""), ("secrecy", "loud", ""),
            ("secrecy", "anonymous", ""), ("topic", "weather", ""), ("name", String(repeating: "a", count: 81), ""),
            ("narrative", String(repeating: "a", count: 8001), ""), ("about", String(repeating: "b", count: 201), ""),
            ("reply_channel", "pigeon", ""), ("needs", "throne", ""),
        ])
    func `a fault is told at its field and everything typed stays`(field: String, value: String, _: String) async throws
    {
        try await withProgram { home in
            var sent = minimal
            sent["desired_remedy"] = "Warm soup, please"
            sent[field] = value
            let answer = try await home.browser().fill("/complaints/new?kind=CMP", to: "/complaints", sent)
            #expect(answer.status == 422)
            #expect(answer.text.contains("class=\"hy-error\""))
            #expect(answer.text.contains("Warm soup, please"))
            if field != "name" { #expect(answer.input("name") == "Lin Xiao") }
            if field != "narrative" { #expect(answer.text.contains("The soup was cold three days running.")) }
            #expect(try await home.count("cases") == 0)
        }
    }

    @Test func `a report is never open`() async throws {
        try await withProgram { home in
            var sent = minimal
            sent["kind"] = "RPT"
            let answer = try await home.browser().fill("/complaints/new?kind=RPT", to: "/complaints", sent)
            #expect(answer.status == 422)
            #expect(!answer.text.contains("value=\"open\""))
        }
    }

    @Test func `text that is not UTF-8, a broken form and a body too large are refused in words`() async throws {
        try await withProgram { home in
            let browser = home.browser()
            let proof = try await browser.get("/complaints/new").input("csrf") ?? ""
            let type = "application/x-www-form-urlencoded"
            for body in ["csrf=\(proof)&narrative=%FF%FE", "narrative=%4"] {
                #expect(try await browser.post("/complaints", raw: Array(body.utf8), type: type).status == 422)
            }
            let large = [UInt8](repeating: 97, count: 31 * 1_048_576)
            let answer = try await browser.post("/complaints", raw: large, type: type)
            #expect(answer.status == 413)
            #expect(answer.text.contains("30 MB"))
            #expect(try await home.count("cases") == 0)
        }
    }

    @Test func `a form whose page went stale comes back with everything typed and can be sent again`() async throws {
        try await withProgram { home in
            let browser = home.browser()
            var sent = minimal
            sent["csrf"] = "0123456789abcdef0123456789abcdef"
            sent["once"] = "0123456789abcdef0123456789abcdef"
            let answer = try await browser.post("/complaints", sent)
            #expect(answer.status == 409)
            #expect(answer.text.contains("The soup was cold three days running."))
            let again = try await browser.follow(try await browser.post("/complaints", minimal.proved(by: answer)))
            #expect(text(again, id: "number") == "C-2026-000001")
        }
    }

    @Test func `script and SQL in the words are shown as words`() async throws {
        try await withProgram { home in
            let browser = home.browser()
            var sent = minimal
            sent["narrative"] = "<script>alert(1)</script> '); DROP TABLE cases; -- {{page.pin}} \"x\" &amp;"
            _ = try await browser.fill("/complaints/new", to: "/complaints", sent)
            let page = try await browser.get("/my-case")
            #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt; &#39;); DROP TABLE cases;"))
            #expect(!page.text.contains("<script>alert"))
            #expect(page.text.contains("{{page.pin}}"))
            #expect(try await home.count("cases") == 1)
        }
    }

    @Test func `the same form sent again gives the same case and a working page`() async throws {
        try await withProgram { home in
            let browser = home.browser()
            let form = try await browser.get("/complaints/new")
            let first = try await browser.follow(try await browser.post("/complaints", minimal.proved(by: form)))
            let second = try await browser.follow(try await browser.post("/complaints", minimal.proved(by: form)))
            #expect(text(second, id: "pin") == text(first, id: "pin"))
            #expect(try await home.count("cases") == 1)
            home.clock.move(minutes: 11)
            let late = try await browser.post("/complaints", minimal.proved(by: form))
            #expect(late.location == "/follow")
        }
    }

    @Test(arguments: Engine.available)
    func `eight sendings at once give one case to all of them`(_ engine: Engine) async throws {
        try await withProgram(engine) { home in
            let browser = home.browser()
            let form = try await browser.get("/complaints/new")
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<8 { group.addTask { try await browser.post("/complaints", minimal.proved(by: form)) } }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.map(\.location) == Array(repeating: "/my-case/receipt", count: 8))
            #expect(try await home.count("cases") == 1)
            #expect(text(try await browser.get("/my-case/receipt"), id: "number") == "C-2026-000001")
        }
    }

    @Test func `an anonymous voice leaves no trace of who spoke and is answered by number and PIN`() async throws {
        try await withProgram { home in
            let browser = home.browser()
            let receipt = try await browser.fill(
                "/complaints/new?kind=RPT", to: "/complaints",
                ["kind": "RPT", "narrative": "The books are cooked.", "secrecy": "anonymous", "topic": "charges"])
            let (number, pin) = (text(receipt, id: "number") ?? "", text(receipt, id: "pin") ?? "")
            let subject = try await home.stored(number)
            #expect(!subject.complainant.isIdentified)
            #expect(subject.isRestricted)
            let later = home.browser()
            let page = try await later.fill("/follow", ["number": number.lowercased(), "pin": pin])
            #expect(page.text.contains("The books are cooked."))
            let traces = try await home.program.database.read { db in
                try db.count(
                    "SELECT count(*) AS n FROM sessions WHERE case_id = \(subject.id) AND (address <> '' OR device <> '')"
                )
            }
            #expect(traces == 0)
        }
    }

    @Test func `danger right now makes the suggested level the highest and says whom to call`() async throws {
        try await withProgram { home in
            var sent = minimal
            sent["danger"] = "yes"
            let receipt = try await home.browser().fill("/complaints/new", to: "/complaints", sent)
            #expect(try await home.stored("C-2026-000001").level.current == .one)
            #expect(receipt.text.contains("120"))
        }
    }

    @Test(arguments: ["CMP", "REQ", "INQ", "SUG", "CPL"])
    func `every kind is taken with the same few answers`(kind: String) async throws {
        try await withProgram { home in
            var sent = minimal
            sent["kind"] = kind
            let receipt = try await home.browser().fill("/complaints/new?kind=\(kind)", to: "/complaints", sent)
            #expect(receipt.status == 200)
            #expect(receipt.text.contains("hy-promise-due"))
            let subject = try await home.stored("C-2026-000001")
            #expect(subject.kind.rawValue == kind)
            if kind == "INQ" { #expect(subject.expectedReplyAt == home.clock.now.advanced(byHours: 24)) }
        }
    }

    @Test func `photos are kept with the case, other things are refused by name`() async throws {
        try await withProgram { home in
            let browser = home.browser()
            let form = try await browser.get("/complaints/new")
            func body(_ file: [UInt8], _ name: String, once: String) -> [UInt8] {
                var fields = minimal
                fields["csrf"] = form.input("csrf")
                fields["once"] = once
                var body: [UInt8] = []
                for (name, value) in fields {
                    body += Array("--edge\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
                }
                body += Array(
                    "--edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(name)\"\r\n\r\n".utf8)
                return body + file + Array("\r\n--edge--\r\n".utf8)
            }
            let type = "multipart/form-data; boundary=edge"
            let refused = try await browser.post(
                "/complaints", raw: body([0x4D, 0x5A, 0, 1], "soup.exe", once: "aaaaaaaaaaaaaaaaaaaa"), type: type)
            #expect(refused.status == 422)
            #expect(refused.text.contains("soup.exe"))
            let pdf = Array("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".utf8)
            let taken = try await browser.follow(
                try await browser.post(
                    "/complaints", raw: body(pdf, "bill.pdf", once: "bbbbbbbbbbbbbbbbbbbb"), type: type))
            #expect(taken.status == 200)
            #expect(try await home.count("attachments") == 1)
            #expect(try await browser.get("/my-case").text.contains("bill.pdf"))
        }
    }
}

@Suite struct FollowTests {
    @Test func `a wrong PIN and an unknown number are told alike, and too many tries are stopped`() async throws {
        try await withProgram { home in
            let receipt = try await home.browser().fill("/complaints/new", to: "/complaints", minimal)
            let stranger = home.browser()
            let wrong = try await stranger.fill("/follow", ["number": "C-2026-000001", "pin": "1111 1111 1111 1111"])
            let unknown = try await stranger.fill("/follow", ["number": "C-2026-999999", "pin": "1111 1111 1111 1111"])
            #expect(wrong.status == 422)
            #expect(unknown.status == 422)
            let sentence = "Case number or PIN is wrong"
            #expect(wrong.text.contains(sentence) && unknown.text.contains(sentence))
            #expect(!wrong.text.contains("1111 1111"))
            for _ in 0..<4 {
                _ = try await stranger.fill("/follow", ["number": "C-2026-000001", "pin": "2222222222222222"])
            }
            let stopped = try await stranger.fill(
                "/follow", ["number": "C-2026-000001", "pin": text(receipt, id: "pin") ?? ""])
            #expect(stopped.status == 429)
        }
    }

    @Test func `whoever opened one case sees no other, and nobody sees any without`() async throws {
        try await withProgram { home in
            let first = home.browser()
            _ = try await first.fill("/complaints/new", to: "/complaints", minimal)
            let second = home.browser()
            var other = minimal
            other["narrative"] = "My glasses are lost."
            _ = try await second.fill("/complaints/new", to: "/complaints", other)
            #expect(try await first.get("/my-case").text.contains("soup"))
            #expect(!(try await first.get("/my-case").text.contains("glasses")))
            #expect(try await second.get("/my-case").text.contains("glasses"))
            let stranger = try await home.browser().get("/my-case")
            #expect(stranger.location.hasPrefix("/follow"))
        }
    }

    @Test func `leaving closes the case on this device`() async throws {
        try await withProgram { home in
            let browser = home.browser()
            _ = try await browser.fill("/complaints/new", to: "/complaints", minimal)
            _ = try await browser.fill("/my-case", to: "/my-case/leave", [:])
            #expect(try await browser.get("/my-case").status == 303)
        }
    }

    @Test func `what is added reaches the case, what the house notes stays in the house`() async throws {
        try await withProgram { home in
            let browser = home.browser()
            _ = try await browser.fill("/complaints/new", to: "/complaints", minimal)
            let page = try await browser.fill("/my-case", to: "/my-case/notes", ["text": "Today it was cold again."])
            #expect(page.text.contains("Today it was cold again."))
            let id = try await home.stored("C-2026-000001").id
            try await home.take(.note(Note(text: "Complains often.")), on: id, as: "chuli")
            #expect(!(try await browser.get("/my-case").text.contains("Complains often.")))
            let empty = try await browser.fill("/my-case", to: "/my-case/notes", ["text": ""])
            #expect(empty.status == 422)
        }
    }

    @Test func `the page tells in plain words where the case stands, from receipt to thanks`() async throws {
        try await withProgram { home in
            let browser = home.browser()
            _ = try await browser.fill("/complaints/new", to: "/complaints", minimal)
            let id = try await home.stored("C-2026-000001").id
            func page() async throws -> String { try await browser.get("/my-case").text }
            #expect(try await page().contains("You will be contacted"))
            try await home.take(
                .acknowledgement(Acknowledgement(communication: home.talk("We have it."), empathyShown: true)), on: id,
                as: "chuli")
            #expect(try await page().contains("We have it."))
            try await home.take(.grading(LevelConfirmation(level: .four, reason: "Small")), on: id, as: "chuli")
            try await home.take(
                .settlement(
                    Settlement(
                        answer: "The trolley is heated now.", finding: .upheld,
                        communication: home.talk("Told", .letter),
                        satisfied: true)), on: id, as: "chuli")
            let asked = try await page()
            #expect(asked.contains("The trolley is heated now."))
            #expect(asked.contains("action=\"/my-case/answer\""))
            let poor = try await browser.fill("/my-case", to: "/my-case/answer", ["satisfied": "yes", "words": "Hm"])
            #expect(poor.status == 422)
            #expect(poor.text.contains("Hm"))
            let answer = [
                "understood": "yes", "respect": "5", "process": "4", "result": "5", "satisfied": "yes",
                "words": "Nothing has been solved, the soup is still cold.",
            ]
            let held = try await browser.fill("/my-case", to: "/my-case/answer", answer)
            #expect(held.text.contains("Thank you for your answer"))
            #expect(try await home.stored("C-2026-000001").confirmation.answers.count == 1)
        }
    }

    @Test func `a matter that may be taken back is, with a reason and of one's own free will`() async throws {
        try await withProgram { home in
            let browser = home.browser()
            _ = try await browser.fill("/complaints/new", to: "/complaints", minimal)
            let forced = try await browser.fill("/my-case", to: "/my-case/withdrawal", ["reason": "Never mind"])
            #expect(forced.status == 422)
            let gone = try await browser.fill(
                "/my-case", to: "/my-case/withdrawal", ["reason": "Never mind", "of_own_free_will": "yes"])
            #expect(gone.status == 200)
            #expect(try await home.stored("C-2026-000001").state == .withdrawn)
            let back = try await browser.fill("/my-case", to: "/my-case/reopening", ["reason": "Cold again"])
            #expect(back.status == 200)
            #expect(try await home.stored("C-2026-000001").state == .registered)
        }
    }

    @Test
    func
        `the decision is read, printed, answered and reviewed by whoever complained, and not a word before it is told`()
        async throws
    {
        try await withProgram { home in
            let browser = home.browser(language: "zh-Hans")
            var sent = minimal
            sent["narrative"] = "连着三天晚饭都是凉的，奶奶牙口不好，吃不下去。"
            _ = try await browser.fill("/complaints/new", to: "/complaints", sent)
            let id = try await home.stored("C-2026-000001").id
            try await home.decide(id)
            #expect(!(try await browser.get("/my-case").text.contains("推车保温盖")))
            #expect(try await browser.get("/my-case/letter").status == .notFound)
            try await home.take(.notice(DecisionNotice(communication: home.talk("书面告知", .letter))), on: id, as: "chuli")
            let told = try await browser.get("/my-case")
            for words in ["推车保温盖坏了", "成立", "对不起", "换新的保温盖", "12345", "action=\"/my-case/answer\""] {
                #expect(told.text.contains(words), "\(words)")
            }
            #expect(!told.text.contains("内部：换供应商"))
            let letter = try await browser.get("/my-case/letter")
            #expect(letter.text.contains("处理结果告知书"))
            let answered = try await browser.fill(
                "/my-case", to: "/my-case/answer",
                ["understood": "yes", "respect": "4", "process": "3", "result": "3", "satisfied": "partly"])
            #expect(answered.text.contains("谢谢您的回答"))
            if let folder = ProcessInfo.processInfo.environment["RENDER_TO"] {
                for (name, page) in [("told", told), ("letter", letter), ("answered", answered)] {
                    try page.text.write(toFile: "\(folder)/\(name).html", atomically: true, encoding: .utf8)
                }
            }
            let reviewed = try await browser.fill("/my-case", to: "/my-case/review", ["reason": "盖子又坏了"])
            #expect(reviewed.status == .ok)
            #expect(try await home.stored("C-2026-000001").state == .internalReview)
        }
    }

    @Test func `files that are too large leave what was typed and say how much is allowed`() async throws {
        try await withProgram { running in
            let browser = running.browser()
            let large = [UInt8](repeating: 0, count: IntakeRoutes.bodyLimit + 1)
            let answer = try await browser.upload(
                "/complaints/new?kind=CMP", to: "/complaints", file: large, named: "a.jpg", field: "files", minimal)
            #expect(answer.status == .contentTooLarge)
            #expect(answer.text.contains("30 MB"))
            #expect(answer.text.contains("The soup was cold three days running."))
            #expect(answer.input("name") == "Lin Xiao")
            #expect(try await running.count("cases") == 0)
        }
    }

    @Test func `text that cannot be read brings the form back with the field named`() async throws {
        try await withProgram { running in
            let browser = running.browser()
            let page = try await browser.get("/complaints/new?kind=CMP")
            var fields = minimal.proved(by: page)
            fields["narrative"] = nil
            var body = [UInt8](FormData.urlEncoded(fields.map { (name: $0.key, value: $0.value) }).utf8)
            body += "&narrative=The+soup+%FF+was+cold".utf8
            let answer = try await browser.post("/complaints", raw: body, type: "application/x-www-form-urlencoded")
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("The soup \u{FFFD} was cold"))
            #expect(answer.text.contains("href=\"#f-narrative\""))
            #expect(try await running.count("cases") == 0)
        }
    }
}
