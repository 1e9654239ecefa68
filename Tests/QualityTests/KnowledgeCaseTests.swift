import App
import Duties
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Quality

@Suite struct KnowledgeCaseTests {
    static func content(_ title: String = "Cold soup put right", situation: String = "Soup arrived cold.")
        -> KnowledgeCase.Content
    {
        KnowledgeCase.Content(
            outcome: .failure, title: title, category: CategoryCode("DIN-01")!, situation: situation,
            course: "It was reheated.", result: "The family was content.", policies: "GB/T 35796",
            experience: "Warm the plates.")
    }

    @Test(arguments: Engine.available)
    func `a knowledge case is read in the version another approved, and is suggested on similar cases`(
        engine: Engine
    ) async throws {
        try await QualityScene.run(engine) { scene in
            let desk = scene.desk
            let (author, keeper) = (QualityScene.actor("zuzhang"), QualityScene.actor("zhijian"))
            let id = try await scene.receive()
            let draft = try await scene.database.write {
                try KnowledgeCase.write(Self.content(), from: id, by: author, at: desk, in: $0)
            }
            #expect(
                await refused { try await scene.database.write { try draft.publish(by: author, at: desk, in: $0) } }
                    == "casework.knowledge_case.refusal.own_words")
            let reader = try await scene.running.signedIn("zuzhang", language: "zh-Hans")
            #expect(try await !reader.get("/cases/\(id)").text.contains("Cold soup put right"))
            try await scene.database.write { try draft.publish(by: keeper, at: desk, in: $0) }
            #expect(try await reader.get("/cases/\(id)").text.contains("Cold soup put right"))
            let next = try await scene.database.write {
                try KnowledgeCase.write(Self.content("Second telling"), as: draft.id, by: author, at: desk, in: $0)
            }
            let nurse = try await scene.running.signedIn("hulier")
            #expect(try await nurse.get("/knowledge/cases/\(draft.id)").text.contains("Cold soup put right"))
            try await scene.database.write { try next.publish(by: keeper, at: desk, in: $0) }
            #expect(try await nurse.get("/knowledge/cases/\(draft.id)").text.contains("Second telling"))
            let states = try await scene.database.read {
                try KnowledgeCase.versions(of: draft.id, World.organisation, in: $0).map(\.state)
            }
            #expect(states == [.published, .replaced])
            #expect(try await ChainCheck.run(on: scene.database).faults.isEmpty)
        }
    }

    @Test func `colleagues comment, an expert in a capacity, and the library is reviewed on its duty`() async throws {
        try await QualityScene.run { scene in
            try await scene.sweep()
            let writer = try await scene.running.signedIn("zuzhang", language: "zh-Hans")
            var fields = [
                "outcome": "success", "title": "热汤", "category": "DIN-01", "situation": "汤凉了。", "course": "换了热汤。",
                "result": "家属满意。", "experience": "先换再解释。",
            ]
            fields["result"] = "周敏道了歉。"
            let named = try await writer.submit("/knowledge/cases/new", to: "/knowledge/cases", fields)
            #expect(named.status == .unprocessableContent && named.text.contains("本院员工的姓名"))
            fields["result"] = "家属满意。"
            let made = try await writer.submit("/knowledge/cases/new", to: "/knowledge/cases", fields)
            #expect(made.status == .seeOther)
            let page = made.location
            let keeper = try await scene.running.signedIn("zhijian", language: "zh-Hans")
            #expect(try await keeper.submit(page, to: page + "/approval", ["version": "1"]).status == .seeOther)
            let nurse = try await scene.running.signedIn("hulier", language: "zh-Hans")
            let plain = try await nurse.submit(page, to: page + "/comments", ["words": "夜班也照做。"])
            #expect(plain.status == .seeOther)
            let posing = try await nurse.submit(
                page, to: page + "/comments", ["words": "我是专家。", "expert": "yes", "capacity": "法律顾问"])
            #expect(posing.status == .forbidden)
            let expert = try await keeper.submit(
                page, to: page + "/comments", ["words": "符合规范。", "expert": "yes", "capacity": "法律顾问"])
            #expect(expert.status == .seeOther)
            #expect(try await nurse.get(page).text.contains("专家点评（法律顾问）"))
            let reviewed = try await keeper.submit(
                "/knowledge/cases", to: "/knowledge/cases/reviews", ["words": "通读了全部案例。"])
            #expect(reviewed.status == .seeOther)
            let done = try await scene.database.read { db in
                try db.count("SELECT count(*) AS n FROM duties WHERE rule_code = 'knowledge_review' AND state = 'done'")
            }
            #expect(done == 1)
        }
    }
}
