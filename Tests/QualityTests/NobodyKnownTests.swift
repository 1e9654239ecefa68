import App
import Foundation
import Kernel
import People
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Quality

/// Nothing that all may read tells of a person: names, telephones and rooms are fed in and looked for in every output.
@Suite struct NobodyKnownTests {
    @Test(arguments: [
        ("call 139 0002-0001 now", PersonTraces.Kind.phone), ("打电话１３９０００２０００１", .phone), ("021-66081234", .phone),
        ("身份证310101194205080011", .identity), ("mail wang@home.cn", .mail), ("见P-000123", .code), ("302室的老人", .room),
        ("住 3 号床", .room), ("302-1床", .room), ("in Room 302", .room), ("王奶奶说", .title), ("Mrs Smith said", .title),
    ])
    func `what tells of a person by its form is found`(text: String, kind: PersonTraces.Kind) {
        #expect(PersonTraces.byForm(in: text)?.kind == kind)
    }

    @Test(arguments: [
        "2026年第三季度共收到 120 件，按时率 95.2%", "从 2026-07-01 到 2026-09-30", "GB/T 35796-2017", "拨打 12345",
        "共有120床", "任何先来的人", "Within 24 hours, 3 of 302 cases", "每天7:30和18:00",
    ])
    func `figures, days and standards are nobody`(text: String) {
        #expect(PersonTraces.byForm(in: text) == nil)
    }

    @Test func `no name hides behind its neighbours`() {
        let possible = PersonTraces.possibleNames(in: "请护理员王秀芳和Lin  Xiao一起去。")
        #expect(possible.isSuperset(of: ["王秀芳", "秀芳"]) && possible.contains { $0.hasPrefix("Lin") })
        #expect(PersonTraces.numbers(in: Array("139-0002 0001")).contains("13900020001"))
    }

    /// Residents, relatives, complainants, employees, telephones and rooms of the world.
    private static var values: Set<String> {
        let told: Set<String> = ["Lin Xiao", "李明", "李静", "13900020001", "13900020002", "101室", "101-1", "王阿姨"]
        return told.union(World.residents.prefix(4).map(\.name)).union(World.members.prefix(4).map(\.name))
    }

    /// What a text is refused with as part of a knowledge case, as a lesson, or as a finding of an analysis.
    private func known(_ text: String, _ scene: QualityScene) async -> String? {
        let (desk, keeper) = (scene.desk, QualityScene.actor("zhijian"))
        return await refused {
            try await scene.database.write { db in
                _ = try KnowledgeCase.write(
                    KnowledgeCaseTests.content(situation: text), by: keeper, at: desk, in: db)
            }
        }
    }

    private func lesson(_ text: String, _ scene: QualityScene) async -> String? {
        let (desk, keeper) = (scene.desk, QualityScene.actor("zhijian"))
        return await refused {
            try await scene.database.write { db in
                _ = try Broadcast.draft(BroadcastTests.content(text), from: nil, by: keeper, at: desk, in: db)
            }
        }
    }

    private func finding(_ text: String, _ scene: QualityScene) async -> String? {
        let (desk, keeper) = (scene.desk, QualityScene.actor("zhijian"))
        return await refused {
            try await scene.database.write { db in
                try Analysis.Finding.add(
                    text, measure: "Warm plates", owner: QualityScene.staff("canyin"), dueOn: LocalDay("2026-10-01")!,
                    to: FigurePeriod("2026-09")!, by: keeper, at: desk, in: db)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a text with a name, a telephone or a room is refused wherever all may read it`(engine: Engine) async throws {
        try await QualityScene.run(engine) { scene in
            _ = try await scene.receive()
            for value in Self.values.sorted() {
                let answer = await known("汤送到时已经凉了，\(value)很不高兴。", scene)
                #expect(answer == "situation", "\(value)")
            }
            for value in ["王秀芳", "李明", "周敏", "Lin Xiao", "13900020001", "101室"] {
                let answers = [await lesson("Ask \(value).", scene), await finding("见\(value)", scene)]
                #expect(answers == ["todo", "finding"], "\(value)")
            }
        }
    }

    @Test func `nothing fed into cases comes out of any bulletin, analysis, lesson or knowledge case`() async throws {
        try await QualityScene.run(at: "2026-09-28T09:00:00+08:00") { scene in
            let desk = scene.desk
            for _ in 0..<6 {
                _ = try await scene.receive { registration in
                    registration.narrative = "住101室的王秀芳说：吕梅把汤端凉了，电话13900020001。"
                    registration.personServed = World.residents[0].id
                }
            }
            scene.running.clock.move(hours: 24 * 4)
            try await scene.sweep()
            let bulletin = try #require(
                try await scene.database.read { try Bulletin.list(of: World.organisation, in: $0) }.first)
            let (writer, keeper) = (QualityScene.actor("zuzhang"), QualityScene.actor("zhijian"))
            let thanks = await refused {
                try await scene.database.write {
                    try bulletin.write("感谢王秀芳的提醒。", after: 1, by: keeper, at: desk, in: $0)
                }
            }
            #expect(thanks == "words")
            let (known, lesson) = try await scene.database.write { db in
                try bulletin.write("汤要热着送到。", after: 1, by: keeper, at: desk, in: db)
                try Bulletin.find(bulletin.id, of: World.organisation, in: db).approve(
                    by: QualityScene.actor("zongjian"), on: LocalDay("2026-10-02")!, at: desk, in: db)
                let known = try KnowledgeCase.write(KnowledgeCaseTests.content(), by: writer, at: desk, in: db)
                try known.publish(by: keeper, at: desk, in: db)
                let draft = try Broadcast.draft(
                    BroadcastTests.content(), from: nil, by: QualityScene.actor("huli"), at: desk, in: db)
                return (known, try draft.send(by: keeper, at: desk, in: db))
            }
            let browser = try await scene.running.signedIn("chuli", language: "zh-Hans")
            let head = try await scene.running.signedIn("zhijian", language: "zh-Hans")
            let token = try await scene.running.token("zhijian")
            let pages = [
                "/bulletins/\(bulletin.id)", "/bulletins/\(bulletin.id)/print", "/knowledge/cases/\(known.id)",
                "/knowledge/cases/\(known.id)/print", "/broadcasts/\(lesson.id)", "/broadcasts/\(lesson.id)/print",
            ]
            var outputs: [(String, String)] = []
            for page in pages { outputs.append((page, try await browser.get(page).text)) }
            // The page itself has a form with the employees who may own a measure; what is read by others is the sheet.
            let analysis = "/figures/print?period=2026-Q3"
            outputs.append((analysis, try await head.get(analysis).text))
            for path in [
                "/bulletins/\(bulletin.id)", "/knowledge/cases/\(known.id)", "/broadcasts/\(lesson.id)",
                "/figures?period=2026-Q3",
            ] {
                outputs.append(("api " + path, try await scene.running.ask(.get, path, token: token).text))
            }
            // Those who work on the papers sign in their own pages; those who are spoken of never stand in one.
            let spoken = ["王秀芳", "李明", "吕梅", "Lin Xiao", "13900020001", "101室", "凉了"]
            for (page, text) in outputs {
                #expect(text.count > 100, "\(page)")
                for value in spoken {
                    let isTold = text.contains(value)
                    #expect(!isTold, "\(value) stands in \(page)")
                }
            }
        }
    }
}
