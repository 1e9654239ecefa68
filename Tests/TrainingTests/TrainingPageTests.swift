import App
import Foundation
import HTTPTypes
import Kernel
import Platform
import TestKit
import Testing

@testable import Training

@Suite struct TrainingPageTests {
    @Test func `a person's record is read by them, their head and who looks after training, by no colleague`()
        async throws
    {
        try await TrainingScene.run { scene in
            let nurse = "/training/people/\(try scene.staff("hulier"))"
            for (login, status) in [
                ("hulier", HTTPResponse.Status.ok), ("huli", .ok), ("renshi", .ok), ("zhijian", .ok),
                ("qiantai", .forbidden), ("canyin", .forbidden), ("yuanzhang", .forbidden), ("shenji", .forbidden),
            ] {
                let browser = try await scene.running.signedIn(login)
                #expect(try await browser.get(nurse).status == status, "\(login)")
            }
            let carer = try await scene.running.signedIn("hulier")
            #expect(try await carer.get("/training").text.contains("Receiving a complaint"))
            let own = try await carer.get("/training/due").text
            #expect(own.contains("吕梅") && !own.contains("周敏"), "whoever heads nobody reads themselves")
            #expect(try await carer.get("/training/due?unit=\(World.Unit.catering.id)").status == .forbidden)
            #expect(try await carer.get("/training/figures").status == .forbidden)
            #expect(try await carer.get("/training/courses/emergencies/paper").status == .forbidden)
            #expect(try await carer.get("/training/courses/emergencies/change").status == .forbidden)
            let course = try await carer.get("/training/courses/emergencies").text
            #expect(!course.contains("Save, report") && !course.contains("Do not lift"), "the answers are not told")
        }
    }

    @Test func `a head's list holds the people of their units alone`() async throws {
        try await TrainingScene.run { scene in
            let head = try await scene.running.signedIn("huli")
            let list = try await head.get("/training/due").text
            #expect(list.contains("吕梅") && !list.contains("周敏"))
            let unit = World.Unit.catering.id
            #expect(try await head.get("/training/due?unit=\(unit)").status == .forbidden)
            let all = try await scene.running.signedIn("renshi").get("/training/due").text
            #expect(all.contains("吕梅") && all.contains("周敏"))
        }
    }

    @Test func `a quiz asks for every answer, keeps what was chosen, and tells reasons when it is in`() async throws {
        try await TrainingScene.run { scene in
            let carer = try await scene.running.signedIn("hulier")
            let begun = try await carer.submit(
                "/training/courses/emergencies", to: "/training/courses/emergencies/quizzes", [:])
            #expect(begun.status == .seeOther)
            let quiz = begun.location
            #expect(!(try await carer.get(quiz).text.contains("Lifting blindly")))
            let half = try await carer.submit(quiz, to: "\(quiz)/answers", ["q.1": "2", "q.2": "1"])
            #expect(half.status == .unprocessableContent && half.text.contains("This one has no answer yet"))
            #expect(half.text.matches(of: /name="q\.1"[^>]*value="2"[^>]*checked/).count == 1)
            let all = Dictionary(uniqueKeysWithValues: (1...5).map { ("q.\($0)", "1") })
            let sent = try await carer.submit(quiz, to: "\(quiz)/answers", all)
            #expect(sent.status == .seeOther)
            #expect(try await carer.get(quiz).text.contains("Lifting blindly"))
            let other = try await scene.running.signedIn("huli")
            #expect(try await other.get(quiz).status == .notFound)
        }
    }

    @Test func `a course typed with faults comes back whole with what is wrong in which line`() async throws {
        try await TrainingScene.run { scene in
            let clerk = try await scene.running.signedIn("renshi")
            var course = [
                "code": "night-calls", "name": "夜间呼叫", "about": "夜里呼叫怎么办", "tags": "communication",
                "roles": "employee", "validity_months": "12", "minutes": "45", "pass_percent": "80",
                "questions": "? 有人呼叫\n+ 马上去\n= 承诺五分钟",
            ]
            let refused = try await clerk.submit("/training/courses/new", to: "/training/courses", course)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("the question on line 1 lacks") && refused.text.contains("承诺五分钟"))
            course["questions"] = "? 有人呼叫\n+ 马上去\n- 等一等\n= 承诺五分钟"
            let saved = try await clerk.submit("/training/courses/new", to: "/training/courses", course)
            #expect(saved.location == "/training/courses/night-calls")
            let again = try await clerk.submit("/training/courses/new", to: "/training/courses", course)
            #expect(again.text.contains("Another course has this code"))
            #expect(try await scene.needs("hulier")["night-calls"]?.state == .due)
        }
    }

    @Test func `who teaches keys the sheet, who heads units plans for their own, and others see no names`()
        async throws
    {
        try await TrainingScene.run { scene in
            let session = try await scene.session(trainer: "huli", asked: ["hulier"])
            let address = "/training/sessions/\(session.id)"
            let (head, nurse) = (try await scene.running.signedIn("huli"), try await scene.running.signedIn("hulier"))
            #expect(try await head.get("\(address)/sheet").status == .ok)
            #expect(try await head.get("\(address)/print").text.contains("吕梅"))
            let seen = try await nurse.get(address)
            #expect(seen.status == .ok && !seen.text.contains("id=\"people\""))
            #expect(try await nurse.get("\(address)/sheet").status == .forbidden)
            #expect(try await nurse.get("\(address)/print").status == .forbidden)
            let field = TrainingSession.field(try scene.staff("hulier"))
            let keyed = try await head.submit(
                "\(address)/sheet", to: "\(address)/attendance", [field: "attended", "version": "1"])
            #expect(keyed.status == .seeOther)
            let stale = try await head.submit(
                "\(address)/sheet", to: "\(address)/attendance", [field: "missed", "version": "1"])
            #expect(stale.status == .unprocessableContent && stale.text.contains("Somebody has just changed"))
            let plan = [
                "courses": "emergencies", "starts_at": "2026-09-30T14:00", "minutes": "60", "place": "Hall",
                "external": "Red Cross", "unit": World.Unit.catering.id.text,
            ]
            let beyond = try await head.submit("/training/sessions/new", to: "/training/sessions", plan)
            #expect(beyond.status == .forbidden)
            let own = try await head.submit(
                "/training/sessions/new", to: "/training/sessions",
                plan.merging(["unit": World.Unit.secondFloor.id.text]) { $1 })
            #expect(own.status == .seeOther)
        }
    }
}
