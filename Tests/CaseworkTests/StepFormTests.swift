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

@Suite struct StepFormTests {
    @Test(arguments: Engine.available)
    func `four people bring a case to its doubly confirmed close`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let desk = try await running.signedIn("qiantai")
            let leader = try await running.signedIn("zuzhang")
            let handler = try await running.signedIn("chuli")
            let approver = try await running.signedIn("zhuguan")
            try await scene.must(
                desk, "acknowledgement", CaseScene.talk.merging(["empathy_shown": "yes"]) { $1 })
            try await scene.must(desk, "grading", ["level": "3"])
            try await scene.must(
                leader, "assignment",
                ["handler": CaseScene.staff("chuli"), "responsible_unit": App.World.Unit.catering.id.text])
            try await scene.must(handler, "acceptance")
            let feedback = [
                "handler": CaseScene.staff("chuli"), "understood": "The soup is cold",
                "next_step": "Look at the kitchen",
                "expected_at": "2026-10-01T12:00",
            ]
            try await scene.must(handler, "feedback", CaseScene.talk.merging(feedback) { $1 })
            try await scene.must(handler, "communications", CaseScene.talk)
            try await scene.must(handler, "investigation", ["mode": "site", "summary": "The soup had 40 degrees"])
            try await scene.must(
                handler, "findings",
                [
                    "allegation": "1", "finding": "upheld", "reasons": "It was cold", "primary": "E2",
                    "contributing": "M4",
                ])
            try await scene.must(
                handler, "proposal",
                [
                    "plan": "A new trolley", "remedies[]": "R01,R10", "amount": "200", "actions.0.text": "Buy a lid",
                    "actions.0.owner": CaseScene.staff("canyin"), "actions.0.due_on": "2026-10-02",
                ])
            try await scene.must(approver, "rejection", ["reason": "Say when"])
            try await scene.must(
                handler, "proposal",
                [
                    "plan": "A new trolley by Friday", "remedies[]": "R01", "actions.0.text": "Buy a lid",
                    "actions.0.owner": CaseScene.staff("canyin"), "actions.0.due_on": "2026-10-02",
                ])
            try await scene.must(approver, "approval", ["remark": "Go on"])
            try await scene.must(
                handler, "letter-draft",
                [
                    "looked_at": "The kitchen", "points.1": "It was cold", "apology": "We are sorry",
                    "ladder[]": "internal_review,civil_affairs", "contact_person": CaseScene.staff("qiantai"),
                    "contact": "Front desk",
                ])
            let letter = try await handler.get(scene.address + "/letter").text
            #expect(letter.contains("Buy a lid") && letter.contains("We are sorry") && letter.contains("civil affairs"))
            try await scene.must(handler, "decision", CaseScene.talk.merging(["mode": "letter"]) { $1 })
            #expect(try await scene.send(handler, "answer", [:]).status == .forbidden)
            try await scene.must(
                desk, "answer",
                [
                    "given_by": "complainant", "understood": "yes", "satisfied": "yes", "respect": "5", "process": "4",
                    "result": "5", "words": "The soup is hot now",
                ])
            try await scene.must(handler, "completion", ["number": "2", "evidence": "Photo of the lid"])
            #expect(try await scene.send(handler, "confirmation", [:]).status == .forbidden)
            try await scene.must(
                try await running.signedIn("zhijian"), "confirmation",
                ["actions_seen": "Saw the lid", "guidance_given": "yes"])
            try await scene.must(desk, "closure", ["summary": "Hot again", "learning": "Check the lids"])
            let closed = try await scene.subject()
            #expect(closed.state == .closed)
            #expect(closed.closing?.disposition == .satisfied)
            #expect(closed.milestones.confirmedAt != nil)
            let page = try await desk.get(scene.address).text
            for text in ["Closed", "Hot again", "Second confirmation", "A new trolley"] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(try await desk.get(scene.address + "/actions").text.contains("Photo of the lid"))
        }
    }

    @Test(arguments: [
        ("acknowledgement", "matter"), ("feedback", "understood"), ("safety", "measure"), ("allegations", "text"),
        ("communications", "matter"),
    ])
    func `a refused form keeps what was typed and says what is wrong`(noun: String, field: String) async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let browser = try await running.signedIn("qiantai")
            let answer = try await scene.send(browser, noun, [field: field == "measure" ? "" : "My typed words"])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("hy-error"))
            #expect(field == "measure" || answer.text.contains("My typed words"))
            #expect(try await scene.subject().version == 2)
        }
    }

    @Test func `the rule's own refusals stand at the fields`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let browser = try await running.signedIn("qiantai")
            let answer = try await scene.send(browser, "acknowledgement", CaseScene.talk)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("Confirm that you showed empathy"))
            let future = CaseScene.talk.merging(["happened_at": "2026-12-24T09:00"]) { $1 }
            #expect(try await scene.send(browser, "communications", future).text.contains("cannot lie in the future"))
        }
    }

    @Test func `an action line must be finished, and lines can be added without losing a word`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            try await scene.decide()
            try await scene.take(.letter(World.letter(for: try await scene.subject())), by: "chuli")
            let other = try await CaseScene.begin(running)
            let chuli = App.World.member("chuli")!.id
            try await other.take(.grading(.init(level: .four)), by: "qiantai")
            try await other.take(.assignment(.init(handler: chuli)), by: "zuzhang")
            try await other.take(.acceptance(.init()), by: "chuli")
            try await other.take(.evidence(.init(mode: .site, summary: "Measured")), by: "chuli")
            try await other.take(.finding(.init(allegation: 1, finding: .upheld, reasons: "Cold")), by: "chuli")
            let browser = try await running.signedIn("chuli")
            let typed = ["plan": "My plan", "actions.2.text": "Third line", "remedies[]": "R03"]
            let more = try await other.send(browser, "proposal", typed.merging(["more": "yes"]) { $1 })
            #expect(more.status == .ok)
            #expect(more.text.contains("My plan") && more.text.contains("Third line"))
            #expect(more.text.contains("actions.4.text"))
            let half = try await other.send(browser, "proposal", typed)
            #expect(half.status == .unprocessableContent)
            #expect(half.text.contains("Third line"))
        }
    }

    @Test func `a double click acts once`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let browser = try await running.signedIn("qiantai")
            let fields = try await scene.filled(browser, "communications", CaseScene.talk)
            let first = try await browser.post(scene.address + "/communications", fields)
            let second = try await browser.post(scene.address + "/communications", fields)
            #expect(first.location == scene.address && second.location == scene.address)
            #expect(try await scene.subject().communications.count == 1)
        }
    }

    @Test func `the second of two people is told that the case changed and keeps their words`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let desk = try await running.signedIn("qiantai")
            let leader = try await running.signedIn("zuzhang")
            let hers = try await scene.filled(leader, "grading", ["level": "3", "reason": "My own reason"])
            try await scene.must(
                desk, "acknowledgement", CaseScene.talk.merging(["empathy_shown": "yes"]) { $1 })
            let late = try await leader.post(scene.address + "/grading", hers)
            #expect(late.status == .conflict)
            #expect(late.text.contains("Somebody else has just changed this case"))
            #expect(late.text.contains("My own reason"))
            var again = hers
            for name in ["csrf", "once", "version"] { again[name] = late.input(name) ?? "" }
            #expect(try await leader.post(scene.address + "/grading", again).status == .seeOther)
        }
    }

    @Test func `a step that is not lawful now says where the case stands`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let page = try await running.signedIn("qiantai").get(scene.address + "/closure")
            #expect(page.status == .conflict)
            #expect(page.text.contains("Registered"))
            #expect(!page.text.contains("name=\"summary\""))
        }
    }

    @Test func `a case is never offered to somebody who is complained about`() async throws {
        try await withProgram { running in
            let named = App.World.member("canyin")!
            let scene = try await CaseScene.begin(running) { $0.complainedAbout.staff = [named.id] }
            try await scene.take(.grading(.init(level: .three)), by: "qiantai")
            let browser = try await running.signedIn("zuzhang")
            #expect(!(try await browser.get(scene.address + "/assignment").text.contains(named.id.text)))
            let answer = try await scene.send(browser, "assignment", ["handler": named.id.text])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("This person is named in the case"))
        }
    }

    @Test func `time, course and end are steps like any other`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let desk = try await running.signedIn("qiantai")
            let leader = try await running.signedIn("zuzhang")
            try await scene.must(desk, "notes", ["text": "Ask the night shift"])
            try await scene.must(desk, "safety", ["measure": "Another meal was brought"])
            try await scene.must(desk, "escalation", ["role": "director", "reason": "The press is calling"])
            try await scene.must(
                desk, "allegations", ["text": "Nobody answered", "category": "CAR-07", "severity": "1", "harm": "0"])
            try await scene.must(
                desk, "classification", ["allegation": "2", "category": "ATT-03", "severity": "2", "harm": "1"])
            try await scene.must(desk, "grading", ["level": "3"])
            try await scene.must(desk, "upgrade", ["level": "2", "reason": "More than one"])
            let director = try await running.signedIn("zongjian")
            try await scene.must(director, "downgrade", ["level": "3", "reason": "It was one"])
            let notice = Dictionary(uniqueKeysWithValues: CaseScene.talk.map { ("notice." + $0.key, $0.value) })
            try await scene.must(
                director, "extension",
                notice.merging(["new_due": "2026-10-20T12:00", "reason": "The lab", "plan": "Wait for it"]) { $1 })
            #expect(try await scene.send(leader, "pause", ["reason": "force_majeure"]).status == .conflict)
            let second = try await CaseScene.begin(running)
            let number = try await second.subject().number.description
            #expect(
                try await scene.send(leader, "merger", ["into": "C-2026-000999", "reason": "Same"]).status
                    == .unprocessableContent)
            let shown = try await scene.send(leader, "merger", ["into": number, "reason": "Same soup"])
            #expect(shown.status == .ok && shown.text.contains("What happens to the terms"))
            #expect(shown.text.contains("Same soup"))
            #expect(try await scene.subject().state != .merged)
            try await scene.must(leader, "merger", ["into": number, "reason": "Same soup", "previewed": number])
            #expect(try await leader.get(second.address).text.contains("merged into this"))
            try await scene.must(leader, "separation", ["reason": "Not the same"])
            try await scene.must(
                leader, "withdrawal", ["reason": "They changed their mind", "of_own_free_will": "yes"])
            try await scene.must(desk, "reopening", ["reason": "Cold again"])
            #expect(try await scene.subject().state == .registered)
            let page = try await desk.get(scene.address).text
            #expect(page.contains("Opened it again") && page.contains("The press is calling"))
        }
    }

    @Test func `whoever refuses further contact is not made to rate`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            try await scene.tell()
            let browser = try await running.signedIn("qiantai")
            let answer = ["given_by": "complainant", "satisfied": "no", "words": "Leave me alone"]
            #expect(try await scene.send(browser, "answer", answer).status == .unprocessableContent)
            try await scene.must(browser, "answer", answer.merging(["refuses": "yes"]) { $1 })
            let subject = try await scene.subject()
            #expect(subject.isContactExhausted && !subject.isSatisfied)
            #expect(subject.confirmation.answer?.respect == 0)
        }
    }

    @Test func `an investigator without another tie lays evidence to what they found out`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            try await scene.take(.grading(.init(level: .three)), by: "qiantai")
            let version = String(try await scene.subject().version)
            let browser = try await running.signedIn("diaocha")
            let answer = try await browser.upload(
                scene.address + "/investigation", file: [UInt8]("One nurse on two floors".utf8), named: "roster.txt",
                field: "files", ["version": version, "mode": "document", "summary": "The roster shows one nurse"])
            #expect(answer.status == .seeOther)
            #expect(try await browser.get(scene.address).text.contains("roster.txt"))
            #expect(try await running.signedIn("hulier").get(scene.address + "/files").status == .forbidden)
        }
    }

    @Test func `a missing tick is told together with every missing text`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let leader = try await running.signedIn("zuzhang")
            let answer = try await scene.send(leader, "withdrawal", ["reason": ""])
            #expect(answer.status == .unprocessableContent)
            let told = answer.text.matches(of: /aria-invalid="true"/).count
            #expect(told == 2, "\(CaseScene.faults(answer.text))")
        }
    }
}
