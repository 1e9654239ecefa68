import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Feedback

/// The named world with a survey in it (调查场景).
struct FeedbackScene: Sendable {
    let running: RunningProgram

    var desk: Desk { running.program.desk }
    var database: any Database { running.database }

    static func run(
        _ engine: Engine = .sqlite, _ body: @escaping @Sendable (FeedbackScene) async throws -> Void
    ) async throws {
        let clock = MovableClock(at: Instant(iso8601: "2026-09-24T08:00:00+08:00")!)
        try await withProgram(engine, clock: clock) { try await body(FeedbackScene(running: $0)) }
    }

    func actor(_ login: String) throws -> Actor {
        let member = try #require(World.member(login))
        return Actor(
            organisationID: World.organisation, kind: .staff(member.id, roles: Set(member.roles).union([.employee])))
    }

    var banks: QuestionBanks {
        get throws { try QuestionBanks.load(FeedbackFolder.named("Data/banks.yaml")) }
    }

    /// A survey that runs from today.
    func open(
        _ kind: SurveyKind = .annual, name: String = "Wave", ratedUnit: ID<OrganisationUnit>? = nil,
        plan: SamplingPlan = SamplingPlan(.everybody)
    ) async throws -> Survey {
        let (desk, actor) = (desk, try actor("zhijian"))
        let bank = try #require(try banks[kind])
        return try await database.write { db in
            let today = db.now.day(in: .shanghai)
            let draft = try SurveyDraft(
                kind: kind, name: name, plan: plan, threshold: bank.threshold, ratedUnit: ratedUnit, opensOn: today,
                closesOn: today.advanced(by: 10), today: today)
            let id = try draft.make(bank, by: actor, at: desk, in: db)
            try Survey.find(id, of: World.organisation, in: db).open(bank, by: actor, at: desk, in: db)
            return try Survey.find(id, of: World.organisation, in: db)
        }
    }

    func close(_ survey: Survey) async throws {
        let (desk, actor) = (desk, try actor("zhijian"))
        try await database.write { db in
            try Survey.find(survey.id, of: World.organisation, in: db).close(by: actor, at: desk, in: db)
        }
    }

    func invitations(_ survey: Survey) async throws -> [SurveyInvitation] {
        try await database.read { try SurveyInvitation.page(of: survey, in: $0).invitations }
    }

    func code(_ invitation: SurveyInvitation) -> String { SurveyCode.invitation(invitation.id, at: desk).text }

    /// One answer for each of the values, to the invitations in their order.
    func answer(_ survey: Survey, _ question: String, _ values: [Int], mode: AnswerMode = .paper) async throws {
        let desk = desk
        let invitations = try await invitations(survey)
        try await database.write { db in
            for (invitation, value) in zip(invitations, values) {
                let answer = SurveyAnswer(respondent: .own, helper: nil, values: [question: [value]], texts: [:])
                _ = try answer.take(
                    for: survey, invitation, .init(mode: mode),
                    by: Actor(organisationID: World.organisation, kind: .visitor), at: desk, in: db)
            }
        }
    }

    func report(_ survey: Survey) async throws -> SurveyReport {
        let desk = desk
        return try await database.read { db in
            try SurveyReport(Survey.find(survey.id, of: World.organisation, in: db), at: desk, in: db)
        }
    }
}
