import App
import Foundation
import Kernel
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Feedback
@testable import Platform

@Suite struct CaseRatingTests {
    /// The step as the case would tell of it.
    private func event(_ step: CaseStep, of id: ID<Case>, by author: Author) throws -> Event {
        let fact = CaseFact(at: Instant(milliseconds: 0), by: author, step: step, state: .registered)
        return Event(
            organisationID: World.organisation, subject: .init(kind: "case", id: id.text), sequence: 2,
            kind: "casework.x",
            actor: "complainant", happenedAt: fact.at, recordedAt: fact.at, facts: try JSONText.of(fact), priorHash: "",
            hash: "")
    }

    @Test(arguments: Engine.available)
    func `what a complainant says of their case is counted once, and whoever received it cannot open it`(
        engine: Engine
    ) async throws {
        try await FeedbackScene.run(engine) { scene in
            let desk = try await scene.running.signedIn("qiantai")
            let saved = try await desk.submit(
                "/cases/new", to: "/cases",
                [
                    "channel": "phone", "kind": "CMP", "received_at": "2026-09-24T07:30", "narrative": "Cold soup.",
                    "complainant_kind": "child", "name": "Lin Xiao", "phone": "13900020099", "secrecy": "open",
                    "blocks": "1", "allegations.0.category": "DIN-01", "allegations.0.harm": "0",
                    "allegations.0.severity": "1", "do": "save",
                ])
            #expect(saved.status == .seeOther)
            let id: ID<Case> = try await scene.database.read { try $0.one("SELECT id FROM cases").get("id") }
            let survey = try await scene.open(.postCase)
            let closing = try event(.closure(Closure(summary: "done")), of: id, by: .system)
            let answer = ComplainantAnswer(understood: true, respect: 2, process: 4, result: 5, satisfied: .partly)
            let answered = try event(.answer(answer), of: id, by: .complainant)
            try await scene.database.write { db in
                for event in [closing, answered, answered] {
                    try CaseRatings.follow(event, in: db, at: scene.desk)
                }
            }
            let report = try await scene.report(survey)
            #expect(report.answered == 1 && report.response == Rate(1, of: 1) && report.modes == [.web: 1])
            let low = try await scene.database.read { try LowScore.waiting(of: World.organisation, in: $0).scores }
            #expect(low.map(\.question) == ["respect"] && low.first?.caseID == id)
            let invitation = try #require(try await scene.invitations(survey).first)
            let call = "/surveys/\(survey.id)/invitations/\(invitation.id)/call"
            #expect(try await desk.get(call).status == .forbidden, "the first receiver is rated")
            #expect(try await desk.get("/surveys/\(survey.id)/keying").status == .forbidden)
            #expect(try await scene.running.signedIn("kehu").get(call).status == .ok)
        }
    }
}
