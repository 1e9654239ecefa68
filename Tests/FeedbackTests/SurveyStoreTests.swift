import App
import Casework
import Foundation
import Kernel
import Storage
import TestKit
import Testing

@testable import Feedback

@Suite struct SurveyStoreTests {
    @Test(arguments: Engine.available)
    func `everybody in service is asked once, and a drawn sample can be drawn again`(engine: Engine) async throws {
        try await FeedbackScene.run(engine) { scene in
            let survey = try await scene.open()
            let invitations = try await scene.invitations(survey)
            #expect(survey.population == World.residents.count && invitations.count == survey.population)
            #expect(Set(invitations.map(\.personID)).count == invitations.count)
            let drawn = try await scene.open(plan: SamplingPlan(.stratified, size: 5))
            #expect(try await scene.invitations(drawn).count == 5 && drawn.seed?.count == 16)
        }
    }

    @Test(arguments: Engine.available)
    func `an answer counts once for each code, and the report's figures are those of a hand`(engine: Engine)
        async throws
    {
        try await FeedbackScene.run(engine) { scene in
            let survey = try await scene.open()
            try await scene.answer(survey, "overall", [5, 5, 4, 4, 3, 2, 1])
            try await scene.answer(survey, "overall", [1, 1, 1, 1, 1, 1, 1])
            #expect(try await scene.report(survey).figures.isEmpty, "nothing is told while it runs")
            try await scene.close(survey)
            let report = try await scene.report(survey)
            #expect(report.answered == 7 && report.response == Rate(7, of: 8) && report.modes == [.paper: 7])
            let overall = try #require(report.figures.first { $0.question.code == "overall" })
            #expect(overall.n == 7 && overall.rate == Rate(5, of: 7))
            // Each answer was given by fewer than five, so none is told, nor what would give one away.
            #expect(overall.cells.allSatisfy { $0.shown == nil } && overall.strict == nil && overall.mean == nil)
            #expect(report.findings.map(\.question.code) == ["overall"])
        }
    }

    @Test func `below five answers nothing is told`() async throws {
        try await FeedbackScene.run { scene in
            let survey = try await scene.open()
            try await scene.answer(survey, "overall", [5, 5, 5, 5])
            try await scene.close(survey)
            let report = try await scene.report(survey)
            #expect(!report.isTold && report.figures.isEmpty && report.index.points == nil)
        }
    }

    @Test func `waves are compared by the code of the question`() async throws {
        try await FeedbackScene.run { scene in
            let first = try await scene.open(name: "First")
            try await scene.answer(first, "overall", [1, 1, 1, 1, 1, 1, 1, 1])
            try await scene.close(first)
            let second = try await scene.open(name: "Second")
            try await scene.answer(second, "overall", [5, 5, 5, 5, 5, 5, 5, 5])
            try await scene.close(second)
            let report = try await scene.report(second)
            let overall = try #require(report.figures.first { $0.question.code == "overall" })
            #expect(report.earlier?.survey.name == "First")
            #expect(report.comparison(overall)?.verdict == .higher)
            // Counted by hand: every answer 5, so 100 points; weighted questions were not answered.
            #expect(overall.mean == 5 && report.index.points == nil)
        }
    }

    /// Every row of every table as one text, with the table before it.
    private func rows(_ scene: FeedbackScene) async throws -> [(table: String, text: String)] {
        try await scene.database.read { db in
            let names = try db.rows("SELECT name FROM sqlite_master WHERE type = 'table'").map {
                try $0.get("name", as: String.self)
            }
            return try names.filter { !$0.hasPrefix("sqlite_") && !$0.hasPrefix("search_") }.flatMap { name in
                try db.rows(SQL(raw: "SELECT * FROM \(name)")).map { (name, $0.written) }
            }
        }
    }

    @Test func `no row of any table leads from an anonymous answer to the invitation, on paper and on the web`()
        async throws
    {
        try await FeedbackScene.run { scene in
            let survey = try await scene.open()
            let invitations = try await scene.invitations(survey)
            let clerk = try await scene.running.signedIn("kehu")
            let keyed = try await clerk.submit(
                "/surveys/\(survey.id)/keying", to: "/surveys/\(survey.id)/answers",
                [
                    "code": scene.code(invitations[0]), "mode": "paper", "q.overall": "2", "q.wish": "Warm soup",
                    "respondent": "self",
                ])
            #expect(keyed.status == .seeOther)
            let called = try await clerk.submit(
                "/surveys/\(survey.id)/invitations/\(invitations[1].id)/call", to: "/surveys/\(survey.id)/answers",
                ["code": scene.code(invitations[1]), "mode": "phone", "q.overall": "4", "respondent": "self"])
            #expect(called.status == .seeOther)
            let path = "/s/\(scene.code(invitations[2]))"
            let sent = try await scene.running.browser().submit(path, ["q.overall": "5", "respondent": "self"])
            #expect(sent.status == .seeOther)
            let all = try await rows(scene)
            let responses = all.filter { $0.table == "survey_responses" }
            #expect(responses.count == 3)
            for invitation in invitations.prefix(3) {
                for trace in [invitation.id.text, scene.code(invitation)] {
                    let where_ = Set(all.filter { $0.text.contains(trace) }.map(\.table))
                    #expect(where_.subtracting(["survey_invitations"]).isEmpty, "\(trace) stands in \(where_)")
                }
            }
            let ids = try await scene.database.read { db in
                try db.rows("SELECT id, invitation_id, answered_on, keyed_by FROM survey_responses").map { row in
                    #expect(try row.get("invitation_id", as: String?.self) == nil)
                    #expect(try row.get("answered_on", as: String?.self) == nil)
                    #expect(try row.get("keyed_by", as: String?.self) == nil)
                    return try row.get("id", as: String.self)
                }
            }
            for id in ids {
                #expect(id.prefix(13) == ids[0].prefix(13), "the ids tell the day alone")
                let tables = Set(all.filter { $0.text.contains(id) }.map(\.table))
                #expect(tables.isSubset(of: ["survey_responses", "survey_answers"]), "\(tables)")
            }
            #expect(!all.contains { $0.text.contains("Warm soup") }, "own words are sealed")
            #expect(!all.contains { $0.table == "events" && $0.text.contains("survey_answered") })
        }
    }

    @Test(arguments: Engine.available)
    func `low scores of an anonymous survey are one task at its end, and the supervisor is told`(engine: Engine)
        async throws
    {
        try await FeedbackScene.run(engine) { scene in
            let survey = try await scene.open()
            try await scene.answer(survey, "meals", [1, 2, 1, 5, 5])
            let early = try await scene.database.read { try LowScore.waiting(of: World.organisation, in: $0).scores }
            #expect(early.isEmpty, "while it runs, the day would tell of a person")
            try await scene.close(survey)
            let low = try await scene.database.read { try LowScore.waiting(of: World.organisation, in: $0).scores }
            #expect(low.map(\.question) == ["meals"])
            let browser = try await scene.running.signedIn("zhijian")
            #expect(try await browser.get("/desk").text.contains("low score in “Wave”"))
            let page = "/low-scores/\(low[0].id)"
            #expect(
                try await browser.submit(page, to: page + "/handling", ["outcome": ""]).status == .unprocessableContent)
            let done = try await browser.submit(page, to: page + "/handling", ["outcome": "The cart is heated now."])
            #expect(done.status == .seeOther)
            #expect(try await browser.get("/feedback").text.contains("No low score waits."))
        }
    }

    @Test(arguments: Engine.available)
    func `who has not answered is reminded once a day, and who has not at all`(engine: Engine) async throws {
        try await FeedbackScene.run(engine) { scene in
            let survey = try await scene.open()
            try await scene.answer(survey, "overall", [5])
            let today = LocalDay("2026-09-24")!
            func remind(_ day: LocalDay) async throws -> Int {
                try await scene.database.write { try SurveyInvitation.remind(survey, on: day, in: $0) }
            }
            #expect(try await remind(today) == 7)
            #expect(try await remind(today) == 0)
            #expect(try await remind(today.advanced(by: 1)) == 7)
            let waiting = try await scene.database.read {
                try SurveyInvitation.page(of: survey, unanswered: true, in: $0).invitations
            }
            #expect(waiting.count == 7 && waiting.allSatisfy { $0.reminders == 2 })
        }
    }

    @Test(arguments: Engine.available)
    func `awareness counts who knows one channel at least of all who were asked`(engine: Engine) async throws {
        try await FeedbackScene.run(engine) { scene in
            let survey = try await scene.open(.awareness)
            let invitations = try await scene.invitations(survey)
            let known: [Set<Int>] = [[1, 2], [1], [1, 4], [1, 2, 3], [1], []]
            try await scene.database.write { db in
                for (invitation, channels) in zip(invitations, known) {
                    let answer = SurveyAnswer(
                        respondent: .own, helper: nil, values: ["channels": channels, "trusts": [2]], texts: [:])
                    _ = try answer.take(
                        for: survey, invitation, .init(mode: .phone),
                        by: Actor(organisationID: World.organisation, kind: .visitor), at: scene.desk, in: db)
                }
            }
            try await scene.close(survey)
            let channels = try #require(try await scene.report(survey).figures.first { $0.question.code == "channels" })
            #expect(channels.rate == Rate(5, of: 6) && channels.cells.first?.shown == 5)
            #expect(channels.cells.dropFirst().allSatisfy { $0.shown == nil || $0.shown == 0 })
            let overview = try await scene.running.signedIn("zhijian").get("/feedback").text
            #expect(overview.contains("(5/6)") && overview.contains("Do people know how to complain"))
        }
    }

    @Test func `a survey closes by itself after its last day`() async throws {
        try await FeedbackScene.run { scene in
            let survey = try await scene.open()
            scene.running.clock.move(days: 11)
            try await Survey.closeEnded(at: scene.desk)
            #expect(try await scene.report(survey).survey.state == .closed)
            await #expect(throws: Problem.conflict("feedback.problem.not_open")) {
                try await scene.answer(survey, "meals", [5])
            }
        }
    }

    @Test func `a draft with days or a sample that make no sense is refused`() {
        let today = LocalDay("2026-09-24")!
        func refused(_ opens: Int, _ closes: Int, _ plan: SamplingPlan = SamplingPlan(.everybody)) -> Set<String> {
            do throws(Problem) {
                _ = try SurveyDraft(
                    kind: .annual, name: "x", plan: plan, threshold: 80, opensOn: today.advanced(by: opens),
                    closesOn: today.advanced(by: closes), today: today)
                return []
            } catch {
                if case .invalid(let faults) = error { return Set(faults.keys) }
                return ["other"]
            }
        }
        #expect(refused(0, 30).isEmpty)
        #expect(refused(2, 1) == ["closes_on"])
        #expect(refused(-9, -1) == ["closes_on"])
        #expect(refused(0, 500) == ["closes_on"])
        #expect(refused(0, 30, SamplingPlan(.random, size: 4)) == ["sample_size"])
    }
}
