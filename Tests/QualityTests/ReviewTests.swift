import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Quality

@Suite struct ReviewTests {
    @Test(arguments: Engine.available)
    func `a management review gathers its inputs, freezes them and opens an action for each decision`(
        engine: Engine
    ) async throws {
        try await QualityScene.run(engine, at: "2026-12-10T09:00:00+08:00") { scene in
            for _ in 1...3 { try await scene.solved() }
            try await scene.sweep()
            let desk = scene.desk
            let chief = QualityScene.actor("yuanzhang")
            @Sendable func record(_ year: Int, due: String = "2027-03-01") async throws -> ManagementReview {
                try await scene.database.write { db in
                    let review = ManagementReview(
                        id: db.newID(), organisationID: World.organisation, year: year,
                        heldOn: LocalDay("2026-12-09")!, recordedAt: db.now,
                        recordedBy: QualityScene.staff("yuanzhang"),
                        attendees: "All heads", changes: "", conclusions: "It works", resources: "",
                        decisions: [
                            .init(text: "More lids", owner: QualityScene.staff("canyin"), dueOn: LocalDay(due)!)
                        ], inputs: try ReviewInputs.gather(year, of: World.organisation, in: db))
                    try review.record(by: chief, at: desk, in: db)
                    return review
                }
            }
            #expect(await refused { _ = try await record(2027) } == "year")
            #expect(await refused { _ = try await record(2026, due: "2026-12-10") } == "decision.1.due_on")
            let review = try await record(2026)
            #expect(review.inputs.repeatedCauses == 1)
            #expect(review.inputs.actionsOpen == 1)
            #expect(await refused { _ = try await record(2026) } == "quality.refusal.reviewed")
            #expect(try await scene.actions().contains { $0.source.kind == "review" && $0.title == "More lids" })
            for _ in 1...3 { try await scene.solved("DIN-02") }
            try await scene.sweep()
            let kept = try await scene.database.read {
                try ManagementReview.find(review.id, of: World.organisation, in: $0)
            }
            #expect(kept == review)
        }
    }

    @Test func `the leadership records the review in the browser, others are kept out`() async throws {
        try await QualityScene.run(at: "2026-12-10T09:00:00+08:00") { scene in
            let chief = try await scene.running.signedIn("yuanzhang", language: "zh-Hans")
            var fields = ["year": "2026", "held_on": "2026-12-09", "attendees": "", "conclusions": "总体有效"]
            let empty = try await chief.submit("/reviews", fields)
            #expect(empty.status == .unprocessableContent && empty.text.contains("总体有效"))
            fields["attendees"] = "各部门负责人"
            fields["decision.1.text"] = "添置保温餐车"
            fields["decision.1.owner"] = QualityScene.staff("canyin").text
            fields["decision.1.due_on"] = "2027-03-01"
            let made = try await chief.submit("/reviews", fields)
            #expect(made.status == .seeOther)
            #expect(try await chief.get(made.location).text.contains("添置保温餐车"))
            let sheet = try await chief.get(made.location + "/print")
            #expect(sheet.text.contains("总体有效") && sheet.text.contains("评审输入"))
            let nurse = try await scene.running.signedIn("hulier")
            #expect(try await nurse.get("/reviews").status == .forbidden)
        }
    }
}
