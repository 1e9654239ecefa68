import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Quality

@Suite struct InspectionTests {
    static let library = Result { try ChecklistLibrary.load() }

    static func draft(
        _ code: String, _ kind: InspectionKind, unit: World.Unit = .catering, faulty: [String] = [],
        participants: [String] = [], cases: [CaseNumber] = [], note: String = "Seen cold"
    ) throws -> InspectionDraft {
        let list = try #require(try library.get()[code])
        let scores = list.items.map {
            Inspection.Score(
                item: $0.code, mark: faulty.contains($0.code) ? .none : .full,
                note: faulty.contains($0.code) ? note : "")
        }
        return InspectionDraft(
            list: list, kind: kind, unit: unit.id, heldOn: LocalDay("2026-09-02")!, team: "Our own",
            participants: participants, scores: scores, summary: "", rectifyBy: LocalDay("2026-10-01")!, nextOn: nil,
            numbers: cases,
            secret: kind == .mystery
                ? MysterySecret(visitor: "Visitor Seven", qualification: "Ten years", scenario: "Cold soup") : nil)
    }

    @discardableResult
    private func record(_ draft: InspectionDraft, by login: String, _ scene: QualityScene) async throws -> Inspection {
        let desk = scene.desk
        return try await scene.database.write {
            try draft.record(by: QualityScene.actor(login), at: desk, in: $0)
        }
    }

    @Test func `the lists of the house are whole, and a broken one is refused`() throws {
        #expect(try Self.library.get().checklists.count == 5)
        #expect(throws: ChecklistError.self) {
            try ChecklistLibrary.load(
                "checklists: [{code: a, kinds: [internal], name: {zh: 一, en: ''}, items: [{code: A, weight: 1, text: {zh: 一, en: a}}]}]"
            )
        }
        #expect(throws: (any Error).self) { try ChecklistLibrary.load("checklists: [{code: a}]") }
    }

    @Test func `a score weighs each item and leaves out what was not seen`() throws {
        let list = Checklist(
            code: "x", kinds: [.internal], name: .init("x"),
            items: [
                .init(code: "A", weight: 2, text: .init("A")), .init(code: "B", weight: 1, text: .init("B")),
                .init(code: "C", weight: 3, text: .init("C")),
            ])
        var draft = try Self.draft("service-quality", .internal)
        draft = InspectionDraft(
            list: list, kind: .internal, unit: draft.unit, heldOn: draft.heldOn, team: "", participants: [],
            scores: [
                .init(item: "A", mark: .partly, note: "x"), .init(item: "B", mark: .full, note: ""),
                .init(item: "C", mark: .notSeen, note: ""),
            ], summary: "", rectifyBy: draft.rectifyBy, nextOn: nil, numbers: [], secret: nil)
        let one = Inspection(
            id: ActionRuleTests.made(1), organisationID: ActionRuleTests.organisation, number: "1", kind: .internal,
            checklist: "x", unit: draft.unit, heldOn: draft.heldOn, inspector: ActionRuleTests.owner, team: "",
            participants: [], scores: draft.scores, summary: "", rectifyBy: draft.rectifyBy, nextOn: nil, cases: [],
            madeAt: ActionRuleTests.morning)
        #expect(one.score(by: list) == (4, 6))
        #expect(one.findings.map(\.item) == ["A"])
    }

    @Test(arguments: Engine.available)
    func `an inspection opens an action for each fault, and residents who took part are named by code`(
        engine: Engine
    ) async throws {
        try await QualityScene.run(engine) { scene in
            #expect(
                await refused {
                    _ = try await record(Self.draft("service-quality", .residents), by: "zhijian", scene)
                } == "participants")
            #expect(
                await refused {
                    _ = try await record(
                        Self.draft("service-quality", .internal, faulty: ["SQ4"], note: " "), by: "zhijian", scene)
                } == "note.SQ4")
            #expect(
                await refused { _ = try await record(Self.draft("service-quality", .internal), by: "hulier", scene) }
                    == "platform.rights.lacking")
            let one = try await record(
                Self.draft("service-quality", .residents, faulty: ["SQ4", "SQ6"], participants: ["P-000001"]),
                by: "zhijian", scene)
            let actions = try await scene.actions()
            #expect(Set(actions.map(\.source.reason)) == ["SQ4", "SQ6"])
            #expect(actions.allSatisfy { $0.source.id == one.id.text && $0.owner == QualityScene.staff("canyin") })
            #expect(actions.allSatisfy { $0.round.dueOn == LocalDay("2026-10-01") })
            #expect(try await scene.notices(of: "canyin").contains("quality.notice.inspection"))
        }
    }

    @Test(arguments: Engine.available)
    func `a mystery visit is unknown to the unit and to whoever handles its case until it is released`(
        engine: Engine
    ) async throws {
        try await QualityScene.run(engine) { scene in
            let id = try await scene.receive()
            try await scene.solve(id)
            try await scene.sweep()
            let desk = scene.desk
            let number = try await scene.database.read {
                try Case.find(id, of: World.organisation, at: desk, in: $0).number
            }
            let draft = try Self.draft("mystery-complaint", .mystery, faulty: ["MV3"], cases: [number])
            #expect(
                await refused { _ = try await record(draft, by: "zongjian", scene) } == "platform.rights.lacking")
            let visit = try await record(draft, by: "zhijian", scene)
            #expect(visit.isSecret)
            #expect(try await scene.actions().isEmpty)
            func knows(_ login: String) async throws -> Bool {
                let found = try await scene.database.read {
                    try Inspection.page(nil, reader: QualityScene.actor(login), at: desk, in: $0).inspections
                }
                let direct = await refused {
                    _ = try await scene.database.read {
                        try Inspection.find(visit.id, for: QualityScene.actor(login), at: desk, in: $0)
                    }
                }
                #expect(found.isEmpty == (direct == "notFound"))
                return !found.isEmpty
            }
            for login in ["canyin", "qiantai", "zongjian", "zhuguan", "shenji"] { #expect(try await !knows(login)) }
            for login in ["zhijian", "yuanzhang"] { #expect(try await knows(login)) }
            let counting = try await scene.database.read { try CaseFigure.first(of: id, in: $0)?.counting }
            #expect(counting == .hidden)
            try await scene.take(.note(Note(text: "A word")), on: id)
            let after = try await scene.database.read { try CaseFigure.first(of: id, in: $0)?.counting }
            #expect(after == .hidden)
            let secret = try await scene.database.read { db -> String? in
                try db.one("SELECT secret FROM inspections WHERE id = \(visit.id)").get("secret")
            }
            #expect(secret?.contains("Visitor Seven") == false)
            let list = draft.list
            try await scene.database.write {
                _ = try visit.releasing(by: list, actor: QualityScene.actor("zhijian"), at: desk, in: $0)
            }
            let twice = await refused {
                try await scene.database.write {
                    _ = try visit.releasing(by: list, actor: QualityScene.actor("yuanzhang"), at: desk, in: $0)
                }
            }
            #expect(twice == "quality.refusal.released")
            #expect(try await knows("canyin"))
            #expect(try await scene.actions().map(\.source.kind) == ["mystery_visit"])
            #expect(try await scene.notices(of: "canyin").contains("quality.notice.mystery"))
        }
    }

    @Test func `nobody of the unit visited in secret records or sees the visit, whatever their role`() async throws {
        try await QualityScene.run { scene in
            let draft = try Self.draft("mystery-phone", .mystery, unit: .quality)
            #expect(await refused { _ = try await record(draft, by: "zhijian", scene) } == "quality.refusal.own_unit")
            let visit = try await record(draft, by: "yuanzhang", scene)
            let keeper = try await scene.running.signedIn("zhijian")
            #expect(try await keeper.get("/inspections/\(visit.id)").status == .notFound)
        }
    }

    @Test func `inspections are filled in and mystery visits released in the browser, the visitor's name for few`()
        async throws
    {
        try await QualityScene.run { scene in
            let keeper = try await scene.running.signedIn("zhijian", language: "zh-Hans")
            let blank = "/inspections/new?list=mystery-phone.mystery"
            var fields = [
                "checklist": "mystery-phone", "kind": "mystery", "unit": World.Unit.catering.id.text,
                "held_on": "2026-09-02", "visitor": "七号访客", "qualification": "做过十年", "scenario": "问饭菜",
                "rectify_by": "2026-10-01", "summary": "尚可",
            ]
            for code in ["MP1", "MP2", "MP3"] { fields["item.\(code)"] = "full" }
            fields["item.MP4"] = "partly"
            let refused = try await keeper.submit(blank, to: "/inspections", fields)
            #expect(refused.status == .unprocessableContent && refused.text.contains("七号访客"))
            fields["note.MP4"] = "没有回电"
            let made = try await keeper.submit(blank, to: "/inspections", fields)
            #expect(made.status == .seeOther)
            let page = try await keeper.get(made.location)
            #expect(page.text.contains("七号访客") && page.text.contains("还没有公开"))
            let head = try await scene.running.signedIn("canyin", language: "zh-Hans")
            #expect(!(try await head.get("/inspections").text.contains("暗访：电话")))
            #expect(try await head.get(blank).status == .forbidden)
            let released = try await keeper.submit(made.location, to: "\(made.location)/release", [:])
            #expect(released.status == .seeOther)
            let shown = try await head.get(made.location)
            #expect(shown.text.contains("没有回电") && !shown.text.contains("七号访客"))
        }
    }

    @Test func `an inspection settles the duty of its unit, a mystery visit tells nobody`() async throws {
        try await QualityScene.run { scene in
            try await scene.sweep()
            @Sendable func done() async throws -> [String] {
                try await scene.database.read { db in
                    try db.rows(
                        "SELECT scope_id FROM duties WHERE rule_code = 'service_inspection' AND state = 'done'"
                    ).map { try $0.get("scope_id") }
                }
            }
            try await record(
                Self.draft("mystery-phone", .mystery, unit: .nursing), by: "zhijian", scene)
            #expect(try await done().isEmpty)
            try await record(Self.draft("service-quality", .internal), by: "zhijian", scene)
            #expect(try await done() == [World.Unit.catering.id.text])
        }
    }

    @Test func `what the residents' committee observes is a case of its own and may lead to an action`() async throws {
        try await QualityScene.run { scene in
            let id = try await scene.receive { registration in
                registration.kind = .observation
                registration.channel = .residentsCommittee
                registration.allegations = []
                registration.narrative = "The committee saw meals wait in the corridor."
            }
            let keeper = try await scene.running.signedIn("zhijian", language: "zh-Hans")
            let page = "/actions/new?from=case.\(id)"
            #expect(try await keeper.get(page).status == .ok)
            let made = try await keeper.submit(
                page, to: "/actions",
                [
                    "from": "case.\(id)", "title": "缩短走廊等候", "owner": QualityScene.staff("canyin").text,
                    "plan": "先送远的房间", "measure": "十分钟内送完", "due_on": "2026-10-01", "trigger": "inspection",
                    "check_days[]": "30",
                ])
            #expect(made.status == .seeOther)
            #expect(try await keeper.get("/cases/\(id)").text.contains("缩短走廊等候"))
        }
    }
}
