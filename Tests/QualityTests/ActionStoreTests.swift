import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Quality

@Suite struct ActionStoreTests {
    @Test(arguments: Engine.available)
    func `a cause seen three times in a quarter opens one action for the unit's head, once`(engine: Engine) async throws
    {
        try await QualityScene.run(engine) { scene in
            for _ in 1...2 { try await scene.solved() }
            try await scene.sweep()
            #expect(try await scene.actions().isEmpty)
            try await scene.solved()
            try await scene.sweep()
            let action = try #require(try await scene.actions().first)
            #expect(action.owner == QualityScene.staff("canyin"))
            #expect(action.unit == World.Unit.catering.id)
            #expect(action.cause.category == CategoryCode("DIN-01"))
            #expect(action.round.dueOn == LocalDay("2026-10-03"))
            #expect(try await scene.notices(of: "canyin").contains("quality.notice.assigned"))
            try await scene.solved()
            try await scene.sweep()
            let all = try await scene.actions()
            #expect(all.map(\.id) == [action.id])
            #expect(all.first?.linked.isEmpty == true)
            let clocks = try await scene.database.read { try StoredClock.list(of: action.subject, in: $0) }
            #expect(clocks.map(\.kind.rawValue) == ["improvement_due"])
        }
    }

    @Test func `cases of another quarter, duplicates, observations and what was withdrawn do not count`() async throws {
        try await QualityScene.run(at: "2026-09-28T09:00:00+08:00") { scene in
            try await scene.solved()
            try await scene.solved()
            let hidden = try await scene.receive { $0 = Registration(hiding: $0) }
            try await scene.solve(hidden)
            let early = try await scene.receive()
            try await scene.take(.withdrawal(Withdrawal(reason: "Well again", ofOwnFreeWill: true)), on: early)
            try await scene.sweep()
            scene.running.clock.move(days: 5)
            try await scene.solved()
            try await scene.sweep()
            #expect(try await scene.actions().isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `an effect counted in cases fails by itself when the cause comes again, and reopens the action`(
        engine: Engine
    ) async throws {
        try await QualityScene.run(engine) { scene in
            for _ in 1...3 { try await scene.solved() }
            try await scene.sweep()
            let id = try #require(try await scene.actions().first?.id)
            try await scene.move(
                .plan(plan: "Lids", measure: "Hot", cause: ActionCause(words: "No lids")), id, by: "canyin")
            try await scene.move(.complete(words: "Bought"), id, by: "canyin")
            #expect(try await scene.notices(of: "zhijian").contains("quality.notice.to_verify"))
            try await scene.move(.verify(words: "Seen"), id, by: "zhijian")
            scene.running.clock.move(days: 31)
            try await scene.sweep()
            let passed = try #require(try await scene.actions().first)
            #expect(passed.state == .awaitingEffect)
            #expect(passed.round.checks.map(\.isPassed) == [true])
            try await scene.solved()
            scene.running.clock.move(days: 30)
            try await scene.sweep()
            let reopened = try #require(try await scene.actions().first)
            #expect(reopened.state == .open)
            #expect(reopened.rounds.count == 2)
            #expect(reopened.rounds[0].checks.map(\.isPassed) == [true, false])
            #expect(reopened.rounds[0].checks.last?.by == "system")
            #expect(try await scene.notices(of: "canyin").contains("quality.notice.reopened"))
            let desk = scene.desk
            let events = try await scene.database.read { try Event.list(of: reopened.subject, at: desk, in: $0) }
            #expect(
                events.map(\.kind) == [
                    "quality.action_opened", "quality.action_plan", "quality.action_complete", "quality.action_verify",
                    "quality.action_check", "quality.action_check",
                ])
            let figures = try await scene.database.read {
                try ActionFigures.load(
                    from: LocalDay("2026-01-01")!, through: LocalDay("2026-12-31")!, of: World.organisation,
                    on: LocalDay("2026-11-10")!, in: $0)
            }
            #expect(figures.onTime == Rate(1, of: 1))
            #expect(figures.effective == Rate(0, of: 1))
        }
    }

    @Test(arguments: Engine.available)
    func `the same occasion opens one action, and an open one of the same cause is given instead`(
        engine: Engine
    ) async throws {
        try await QualityScene.run(engine) { scene in
            let key = CauseKey(unit: World.Unit.catering.id, what: "DIN-01")
            var draft = ActionDraft(
                title: "Hot soup", reason: "low_score", unit: key.unit, trigger: .cases(CaseCount(key: key, before: 3)))
            let survey = Event.Subject(kind: "survey", id: "wave-1")
            let first = try await scene.open(draft, source: survey, by: "zhijian")
            #expect(try await scene.open(draft, source: survey, by: "zhijian") == first)
            let meeting = Event.Subject(kind: "meeting", id: "m-1")
            draft.reason = "resolution"
            #expect(try await scene.open(draft, source: meeting, by: "zongjian") == first)
            let action = try #require(try await scene.actions().first)
            #expect(action.linked.map(\.kind) == ["meeting"])
            draft.trigger = .inspection
            draft.reason = "another"
            #expect(try await scene.open(draft, source: meeting, by: "zongjian") != first)
        }
    }

    @Test(arguments: Engine.available)
    func `two who open one for the same cause at once get the same action`(engine: Engine) async throws {
        try await QualityScene.run(engine) { scene in
            let key = CauseKey(unit: World.Unit.catering.id, what: "DIN-01")
            let draft = ActionDraft(
                title: "Hot soup", reason: "x", unit: key.unit, trigger: .cases(CaseCount(key: key, before: 3)))
            async let one = scene.open(draft, source: Event.Subject(kind: "survey", id: "1"), by: "zhijian")
            async let two = scene.open(draft, source: Event.Subject(kind: "meeting", id: "2"), by: "zongjian")
            let (left, right) = try await (one, two)
            #expect(left == right)
            #expect(try await scene.actions().count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `of two who change an action from the same version the second is told`(engine: Engine) async throws {
        try await QualityScene.run(engine) { scene in
            let draft = ActionDraft(
                title: "Hot soup", reason: "x", plan: "Lids", measure: "Hot", owner: QualityScene.staff("canyin"))
            let id = try await scene.open(draft, source: Event.Subject(kind: "own", id: "1"), by: "zhijian")
            let desk = scene.desk
            @Sendable func change(_ plan: String, _ login: String) async -> String? {
                await refused {
                    _ = try await scene.database.write {
                        try ImprovementAction.take(
                            .plan(plan: plan, measure: "Hot", cause: ActionCause()), on: id, seen: 1,
                            by: QualityScene.actor(login), at: desk, in: $0)
                    }
                }
            }
            async let one = change("A", "canyin")
            async let two = change("B", "zhijian")
            let answers = await [one, two]
            #expect(answers.filter { $0 == nil }.count == 1)
            #expect(answers.compactMap { $0 } == ["quality.refusal.changed_meanwhile"])
        }
    }

    @Test func `who is named in the case sees no action of it, owns none and takes no step`() async throws {
        try await QualityScene.run { scene in
            let cook = QualityScene.staff("canyin")
            let id = try await scene.receive { $0.complainedAbout = ComplainedAbout(staff: [cook]) }
            let source = Event.Subject(kind: "case", id: id.text)
            var draft = ActionDraft(
                title: "Manners", reason: "action", plan: "Talk", measure: "Calm", owner: cook,
                unit: World.Unit.catering.id)
            #expect(await refused { _ = try await scene.open(draft, source: source, by: "zhijian") } == "owner")
            draft.owner = nil
            let action = try await scene.open(draft, source: source, by: "zhijian")
            #expect(try await scene.actions().first?.owner != cook)
            #expect(try await scene.actions(.open, as: "canyin").isEmpty)
            #expect(
                await refused {
                    _ = try await scene.move(.plan(plan: "x", measure: "y", cause: ActionCause()), action, by: "canyin")
                }
                    == "platform.rights.conflict_of_interest")
            #expect(
                await refused {
                    _ = try await scene.move(
                        .assign(owner: cook, dueOn: LocalDay("2026-10-20")!, reason: "x"), action, by: "zongjian")
                } == "owner")
        }
    }

    @Test func `an employee without the right sees the own actions alone and verifies none`() async throws {
        try await QualityScene.run { scene in
            let mine = try await scene.open(
                ActionDraft(
                    title: "Mine", reason: "a", plan: "P", measure: "M", owner: QualityScene.staff("hulier")),
                source: Event.Subject(kind: "own", id: "1"), by: "zhijian")
            _ = try await scene.open(
                ActionDraft(title: "Other", reason: "b", owner: QualityScene.staff("canyin")),
                source: Event.Subject(kind: "own", id: "2"), by: "zhijian")
            #expect(try await scene.actions(.open, as: "hulier").map(\.id) == [mine])
            try await scene.move(.complete(words: "Done"), mine, by: "hulier")
            #expect(
                await refused { _ = try await scene.move(.verify(words: "x"), mine, by: "hulier") }
                    == "platform.rights.lacking")
            #expect(
                await refused { _ = try await scene.move(.verify(words: "x"), mine, by: "qiantai") }
                    == "platform.rights.lacking")
        }
    }

    @Test func `a late action is told to the owner, then to the head, then above`() async throws {
        try await QualityScene.run { scene in
            let id = try await scene.open(
                ActionDraft(
                    title: "Late", reason: "a", plan: "P", measure: "M", owner: QualityScene.staff("chuli"),
                    unit: World.Unit.complaints.id, dueOn: LocalDay("2026-09-13")),
                source: Event.Subject(kind: "own", id: "1"), by: "zhijian")
            scene.running.clock.move(days: 8)
            try await scene.sweep()
            #expect(try await scene.notices(of: "chuli") == ["quality.notice.improvement_due_ahead"])
            scene.running.clock.move(days: 4)
            try await scene.sweep()
            #expect(try await scene.notices(of: "zuzhang").contains("quality.notice.improvement_due_late"))
            scene.running.clock.move(days: 8)
            try await scene.sweep()
            #expect(try await scene.notices(of: "zongjian").contains("quality.notice.improvement_due_late"))
            #expect(try await scene.actions(.overdue).map(\.id) == [id])
        }
    }

    @Test(arguments: Engine.available)
    func `closing a case asks whether anything must change, and the answer is kept once`(engine: Engine) async throws {
        try await QualityScene.run(engine) { scene in
            let first = try await scene.solved()
            let second = try await scene.solved("DIN-02")
            try await scene.sweep()
            #expect(try await scene.notices(of: "qiantai").filter { $0 == "quality.notice.lesson" }.count == 2)
            let desk = scene.desk
            let clerk = QualityScene.actor("qiantai")
            try await scene.database.write {
                try CaseLesson.decline(first, reason: "A single slip", by: clerk, at: desk, in: $0)
            }
            let again = await refused {
                try await scene.database.write {
                    try CaseLesson.decline(first, reason: "Again", by: clerk, at: desk, in: $0)
                }
            }
            #expect(again == "quality.refusal.answered")
            let waiting = try await scene.database.read { try CaseLesson.page(of: World.organisation, in: $0).lessons }
            #expect(waiting.map(\.caseID) == [second])
        }
    }
}

extension Registration {
    /// The same as a mystery visitor's.
    fileprivate init(hiding other: Registration) {
        self.init(
            id: other.id, organisationID: other.organisationID, number: other.number, zone: other.zone,
            kind: other.kind, channel: .thirdPartyVisitor, secrecy: other.secrecy, complainant: other.complainant,
            receivedAt: other.receivedAt, accountableGroup: other.accountableGroup, narrative: other.narrative,
            complainedAbout: other.complainedAbout, allegations: other.allegations)
    }
}
