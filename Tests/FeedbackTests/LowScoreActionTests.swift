import App
import Foundation
import Kernel
import Platform
import Quality
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Feedback

/// Low scores become actions by a press or by the rule of the house.
@Suite struct LowScoreActionTests {
    private func actions(_ scene: FeedbackScene, of survey: Survey) async throws -> [ImprovementAction] {
        try await scene.database.read {
            try ImprovementAction.led(by: survey.subject, of: World.organisation, in: $0)
        }
    }

    @Test(arguments: Engine.available)
    func `one press takes a low score into an action, and the score is settled by it`(engine: Engine) async throws {
        try await FeedbackScene.run(engine) { scene in
            let survey = try await scene.open()
            try await scene.answer(survey, "meals", [1, 2, 1, 5, 5])
            try await scene.close(survey)
            #expect(try await actions(scene, of: survey).isEmpty, "only a person decides")
            let score = try #require(
                try await scene.database.read { try LowScore.waiting(of: World.organisation, in: $0).scores }.first)
            let path = "/actions/from/low_score/\(score.id)"
            let browser = try await scene.running.signedIn("zhijian")
            let taken = try await browser.submit("/low-scores/\(score.id)", to: path, [:])
            #expect(taken.status == .seeOther && taken.location.hasPrefix("/actions/"))
            #expect(try await actions(scene, of: survey).count == 1)
            #expect(try await browser.get("/feedback").text.contains("No low score waits."))
            #expect(try await browser.submit("/actions/new", to: path, [:]).status == .notFound)
            let other = try await scene.running.signedIn("huli")
            #expect(try await other.submit("/actions/new", to: path, [:]).status == .forbidden)
        }
    }

    @Test func `by its rule a low score opens an action by itself, once`() async throws {
        try await FeedbackScene.run { scene in
            let keeper = try await scene.running.signedIn("zhijian")
            #expect(try await keeper.submit("/actions/rules", ["low_scores": "1"]).status == .seeOther)
            let survey = try await scene.open()
            try await scene.answer(survey, "meals", [1, 2, 1, 5, 5])
            try await scene.close(survey)
            #expect(try await actions(scene, of: survey).count == 1)
            #expect(try await keeper.get("/feedback").text.contains("No low score waits."))
            #expect(try await scene.running.signedIn("huli").submit("/actions/rules", [:]).status == .forbidden)
        }
    }
}
