import App
import Casework
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Feedback

/// What staff overheard (S0-32), reminders, and the task low scores open.
@Suite struct HeardTests {
    @Test(arguments: Engine.available)
    func `a carer tells in three answers, a clerk makes a case of it, and the carer reads so`(engine: Engine)
        async throws
    {
        try await FeedbackScene.run(engine) { scene in
            let carer = try await scene.running.signedIn("hulier")
            let empty = try await carer.submit("/heard", ["text": "", "kind": "CMP", "heard_on": "2026-09-24"])
            #expect(empty.status == .unprocessableContent)
            for (text, kind) in [("The soup was cold", "CMP"), ("Open the garden earlier", "SUG")] {
                let told = try await carer.submit(
                    "/heard", ["text": text, "kind": kind, "heard_on": "2026-09-23"])
                #expect(told.status == .seeOther)
            }
            let clerk = try await scene.running.signedIn("qiantai")
            #expect(try await clerk.get("/desk").text.contains("wrote down something they heard"))
            let list = try await clerk.get("/heard").text
            let ids = list.matches(of: /href="\/heard\/([0-9a-f-]{36})"/).map { String($0.1) }
            #expect(ids.count == 2)
            let made = try await clerk.submit("/heard/\(ids[1])", to: "/heard/\(ids[1])/case", [:])
            #expect(made.location.hasPrefix("/cases/new?draft="))
            let form = try await clerk.follow(made).text
            #expect(form.contains("Open the garden earlier"))
            let answer = ["outcome": "The trolley is heated now."]
            #expect(
                try await clerk.submit("/heard/\(ids[0])", to: "/heard/\(ids[0])/answer", answer).status == .seeOther)
            #expect(
                try await clerk.submit("/heard", to: "/heard/\(ids[0])/answer", answer).status == .conflict)
            #expect(try await carer.get("/heard/\(ids[0])").text.contains("The trolley is heated now."))
            #expect(try await carer.submit("/heard", to: "/heard/\(ids[1])/answer", answer).status == .forbidden)
            let stranger = try await scene.running.signedIn("canyin")
            #expect(try await stranger.get("/heard/\(ids[0])").status == .notFound)
            let counts = try await scene.database.read { db in
                try HeardCount.list(
                    of: World.organisation, heard: LocalDay("2026-09-01")!...LocalDay("2026-09-24")!, in: db)
            }
            #expect(counts == [HeardCount(unit: World.Unit.secondFloor.id, told: 2, cases: 0)])
            #expect(try await ChainCheck.run(on: scene.database).faults.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `reminders go out once a round to who holds the wave, never to those rated, and never for an answer`(
        engine: Engine
    ) async throws {
        try await FeedbackScene.run(engine) { scene in
            let survey = try await scene.open()
            try await scene.answer(survey, "overall", [5, 4, 3])
            func notices(_ login: String) async throws -> Int {
                let actor = try scene.actor(login)
                return try await scene.database.read { db in
                    try StaffNotice.unread(of: actor, in: db).count { $0.subject == survey.subject }
                }
            }
            try await SurveyReminder.sendDue(at: scene.desk)
            #expect(try await notices("kehu") == 0)
            scene.running.clock.move(days: 5)
            for _ in 0..<3 { try await SurveyReminder.sendDue(at: scene.desk) }
            #expect(try await notices("kehu") == 1)
            let waiting = try await scene.invitations(survey)
            #expect(waiting.map(\.reminders) == waiting.map { $0.isUsed ? 0 : 1 })
            scene.running.clock.move(days: 3)
            try await SurveyReminder.sendDue(at: scene.desk)
            #expect(try await scene.invitations(survey).map(\.reminders).max() == 2)
            let rated = try await scene.open(name: "Rated", ratedUnit: World.Unit.customers.id)
            scene.running.clock.move(days: 6)
            try await SurveyReminder.sendDue(at: scene.desk)
            let told = try await scene.database.read { db in
                try StaffNotice.unread(of: scene.actor("kehu"), in: db).count { $0.subject == rated.subject }
            }
            #expect(told == 0, "who is rated is not asked to remind")
        }
    }

    @Test(arguments: Engine.available)
    func `low scores open one duty that ends with the last of them`(engine: Engine) async throws {
        try await FeedbackScene.run(engine) { scene in
            _ = try await Sweep.run(at: scene.desk)
            let survey = try await scene.open()
            try await scene.answer(survey, "meals", [1, 2, 1, 5, 5])
            try await scene.answer(survey, "overall", [1, 2, 1, 5, 5])
            try await scene.close(survey)
            func states() async throws -> [String] {
                try await scene.database.read { db in
                    try db.rows("SELECT state FROM duties WHERE rule_code = 'low_score_check'").map {
                        try $0.get("state")
                    }
                }
            }
            #expect(try await states() == ["open"])
            let low = try await scene.database.read { try LowScore.waiting(of: World.organisation, in: $0).scores }
            let (desk, actor) = (scene.desk, try scene.actor("zhijian"))
            for score in low {
                #expect(try await states() == ["open"])
                try await scene.database.write { db in
                    try LowScore.handle(score.id, saying: "The cart is heated now.", by: actor, at: desk, in: db)
                }
            }
            #expect(try await states() == ["done"])
        }
    }
}
