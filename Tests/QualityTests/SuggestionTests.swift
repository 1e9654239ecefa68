import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Quality

@Suite struct SuggestionTests {
    private func suggest(_ scene: QualityScene) async throws -> ID<Case> {
        let id = try await scene.receive { registration in
            let other = registration
            registration = Registration(
                id: other.id, organisationID: other.organisationID, number: other.number, zone: other.zone,
                kind: .suggestion, channel: .suggestionBox, secrecy: .open, complainant: other.complainant,
                receivedAt: other.receivedAt, accountableGroup: other.accountableGroup,
                narrative: "Put a bench by the pond.")
        }
        try await scene.sweep()
        return id
    }

    private func review(_ id: ID<Case>, _ scene: QualityScene) async throws -> SuggestionReview {
        try await scene.database.read { try SuggestionReview.find(id, of: World.organisation, in: $0) }
    }

    @Test func `the table of every state and every move of a suggestion is as approved`() throws {
        var lines: [String] = []
        for state in SuggestionReview.State.allCases {
            lines.append(state.rawValue)
            for move in SuggestionReview.Move.allCases {
                lines.append("  \(move.rawValue): \(SuggestionReview.next(move, from: state)?.rawValue ?? "—")")
            }
        }
        try expectApproved(lines.joined(separator: "\n") + "\n", "suggestion-moves.txt")
    }

    @Test(arguments: Engine.available)
    func `a suggestion is studied, adopted with an action, and its proposer is told by the case's answer`(
        engine: Engine
    ) async throws {
        try await QualityScene.run(engine) { scene in
            let id = try await suggest(scene)
            #expect(try await review(id, scene).state == .waiting)
            #expect(try await scene.notices(of: "zhijian").contains("quality.notice.suggestions"))
            let quality = QualityDesk(cases: scene.cases)
            let (keeper, head) = (QualityScene.actor("zhijian"), QualityScene.actor("canyin"))
            try await scene.database.write { db in
                try quality.ask(World.Unit.catering.id, "Can it be done?", of: id, by: keeper, in: db)
            }
            #expect(try await scene.notices(of: "canyin") == ["quality.notice.suggestion_study"])
            let stranger = await refused {
                try await scene.database.write {
                    try quality.opine("Yes", of: id, by: QualityScene.actor("huli"), in: $0)
                }
            }
            #expect(stranger == "platform.rights.lacking")
            try await scene.database.write { try quality.opine("Yes, in May", of: id, by: head, in: $0) }
            let adoption = Adoption(words: "A bench", unit: nil, owner: nil, dueOn: LocalDay("2026-10-10")!)
            try await scene.database.write { try quality.adopt(adoption, of: id, by: keeper, in: $0) }
            let adopted = try await review(id, scene)
            #expect(adopted.state == .adopted)
            let action = try #require(try await scene.actions().first)
            #expect(action.id == adopted.action && action.owner == QualityScene.staff("canyin"))
            let twice = await refused {
                try await scene.database.write { try quality.adopt(adoption, of: id, by: keeper, in: $0) }
            }
            #expect(twice == "quality.refusal.suggestion_state")
            #expect(
                await refused { try await scene.take(.closure(Closure(summary: "x", learning: nil)), on: id) } != nil)
            let missed = CaseCommunication(
                happenedAt: scene.running.clock.now, place: "Hall", mode: .phone, matter: "Bench", reached: false)
            let clerk = QualityScene.actor("qiantai")
            #expect(
                await refused {
                    try await scene.database.write {
                        try quality.tellProposer("We build it", missed, of: id, by: clerk, in: $0)
                    }
                } == "reached")
            var talk = missed
            talk.reached = true
            let told = talk
            try await scene.database.write {
                try quality.tellProposer("We build it", told, of: id, by: clerk, in: $0)
            }
            try await scene.sweep()
            #expect(try await review(id, scene).state == .told)
            try await scene.take(.closure(Closure(summary: "Bench", learning: nil)), on: id)
            try await scene.move(.plan(plan: "Bench", measure: "Stands", cause: ActionCause()), action.id, by: "canyin")
            try await scene.move(.complete(words: "Built"), action.id, by: "canyin")
            try await scene.move(.verify(words: "Sat on it"), action.id, by: "zhijian")
            #expect(try await scene.notices(of: "qiantai").contains("quality.notice.suggestion_made"))
            try await scene.database.write { try quality.reportImprovement(told, of: id, by: clerk, in: $0) }
            #expect(try await review(id, scene).reportedAt != nil)
            let year = try await scene.database.read {
                try SuggestionReview.adoption(
                    from: LocalDay("2026-01-01")!, through: LocalDay("2026-12-31")!, of: World.organisation, in: $0)
            }
            #expect(year == Rate(1, of: 1))
        }
    }

    @Test(arguments: Engine.available)
    func `a suggestion answered on the spot still waits for a decision, and declining needs a reason`(
        engine: Engine
    ) async throws {
        try await QualityScene.run(engine) { scene in
            let id = try await suggest(scene)
            let talk = CaseCommunication(
                happenedAt: scene.running.clock.now, place: "Hall", mode: .inPerson, matter: "Bench", reached: true)
            try await scene.take(
                .settlement(Settlement(answer: "Thanks", communication: talk, satisfied: true)), on: id)
            try await scene.sweep()
            #expect(try await review(id, scene).state == .answered)
            let quality = QualityDesk(cases: scene.cases)
            let keeper = QualityScene.actor("zhijian")
            #expect(
                await refused {
                    try await scene.database.write { try quality.decline(" ", of: id, by: keeper, in: $0) }
                } == "reason")
            try await scene.database.write { try quality.decline("The pond is deep", of: id, by: keeper, in: $0) }
            try await scene.sweep()
            #expect(try await review(id, scene).state == .declined)
            try await scene.database.write {
                try quality.tellProposer("Sorry", talk, of: id, by: QualityScene.actor("qiantai"), in: $0)
            }
            #expect(try await review(id, scene).state == .told)
        }
    }

    @Test func `suggestions are listed, decided and told in the browser`() async throws {
        try await QualityScene.run { scene in
            let id = try await suggest(scene)
            let keeper = try await scene.running.signedIn("zhijian", language: "zh-Hans")
            #expect(try await keeper.get("/suggestions").text.contains("Put a bench"))
            let address = "/suggestions/\(id)"
            let empty = try await keeper.submit(address, to: "\(address)/refusal", ["reason": ""])
            #expect(empty.status == .unprocessableContent)
            let fields = ["words": "做一张长椅", "due_on": "2026-10-10", "unit": World.Unit.logistics.id.text]
            #expect(try await keeper.submit(address, to: "\(address)/adoption", fields).status == .seeOther)
            let clerk = try await scene.running.signedIn("qiantai", language: "zh-Hans")
            let page = try await clerk.get(address)
            #expect(page.text.contains("做一张长椅") && page.text.contains("还没有告诉提建议的人"))
            let told = try await clerk.submit(
                address, to: "\(address)/notice",
                [
                    "answer": "会做", "happened_at": "2026-09-03T09:00", "place": "前台", "mode": "in_person",
                    "reached": "yes",
                ])
            #expect(told.status == .seeOther)
            #expect(try await clerk.get("/suggestions?view=ended").text.contains("Put a bench"))
        }
    }
}
