import App
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct KnowledgeTests {
    private func article(
        _ number: UInt8, _ question: String, _ answer: String, keywords: String = "", until: String? = nil,
        retired: Bool = false
    ) -> Article {
        Article(
            id: World.made(number), version: 1, question: question, answer: answer, keywords: keywords,
            validUntil: until.flatMap { LocalDay($0) }, owner: World.boss, isRetired: retired, madeAt: World.thursday)
    }

    private let today = LocalDay("2026-05-21")!

    @Test func `the closest three come first, in Chinese as in English`() {
        let articles = [
            article(41, "探视时间是几点", "每天九点到十七点都可以来看望老人。", keywords: "看望 会客"),
            article(42, "怎样办理入住", "带身份证和体检报告到前台。"),
            article(43, "停车收费吗", "院内停车免费。"),
            article(44, "When may I visit?", "Every day from nine to five.", keywords: "visiting hours"),
        ]
        let asked = Article.matching("请问周末的探视时间是什么时候，可以带孩子吗", among: articles, on: today)
        #expect(asked.map(\.id) == [articles[0].id])
        #expect(
            Article.matching("What are the visiting hours?", among: articles, on: today).map(\.id) == [articles[3].id])
        #expect(Article.matching("谢谢", among: articles, on: today).isEmpty)
    }

    @Test func `what has expired or was retired is not offered`() {
        let question = "探视时间是几点"
        let articles = [
            article(41, question, "x", until: "2026-05-20"), article(42, question, "x", until: "2026-05-21"),
            article(43, question, "x", retired: true),
        ]
        #expect(Article.matching(question, among: articles, on: today).map(\.id) == [articles[1].id])
        #expect(Article.matching(question, among: Array(repeating: articles[1], count: 9), on: today).count == 3)
    }

    @Test(arguments: Engine.available)
    func `an article is written, found, used in an answer, and the case keeps its version`(engine: Engine) async throws
    {
        let start = Instant(iso8601: "2026-09-24T09:00:00+08:00")!
        try await withProgram(engine, clock: MovableClock(at: start)) { running in
            let scene = try await CaseScene.begin(running) { registration in
                registration.kind = .inquiry
                registration.narrative = "What are the visiting hours at the weekend?"
                registration.allegations = []
                registration.expectedReplyAt = start.advanced(byHours: 4)
            }
            let desk = try await running.signedIn("qiantai")
            #expect(try await desk.get("/knowledge").text.contains("There are no articles yet"))
            let fields = [
                "question": "When may I visit?", "answer": "Every day from nine to five.",
                "keywords": "visiting hours weekend", "owner": CaseScene.staff("qiantai"),
            ]
            #expect(try await desk.submit("/knowledge", ["question": "x"]).status == .unprocessableContent)
            let past = try await desk.submit("/knowledge", fields.merging(["valid_until": "2026-09-01"]) { $1 })
            #expect(past.status == .unprocessableContent)
            let added = try await desk.submit("/knowledge", fields)
            #expect(added.status == .seeOther)
            let id = String(added.location.dropFirst("/knowledge/".count))
            _ = try await desk.submit(
                "/knowledge/\(id)", fields.merging(["answer": "Every day from eight to six."]) { $1 })
            let page = try await desk.get("/knowledge/\(id)")
            #expect(
                page.text.contains("eight to six") && page.text.contains("Version 1")
                    && page.text.contains("nine to five"))
            #expect(try await desk.get("/knowledge?q=visiting+hours").text.contains("When may I visit?"))
            #expect(try await desk.get("/knowledge?q=parking").text.contains("Nothing comes close"))
            let case1 = try await desk.get(scene.address)
            #expect(case1.text.contains("This may be the answer"))
            let form = try await desk.get("\(scene.address)/settlement?point=\(id)")
            #expect(form.text.contains("Every day from eight to six."))
            try await scene.must(
                desk, "settlement",
                CaseScene.talk.merging(["answer": "Every day from eight to six.", "article": id, "satisfied": "yes"]) {
                    $1
                })
            let used = try #require(try await scene.subject().decision.settlement?.article)
            #expect(used.version == 2 && used.id.text == id)
            #expect(try await desk.get(scene.address).text.contains("version 2"))
            let nurse = try await running.signedIn("hulier")
            #expect(try await nurse.get("/knowledge").status == .ok)
            #expect(try await nurse.post("/knowledge", fields).status == .forbidden)
            _ = try await desk.submit("/knowledge/\(id)", to: "/knowledge/\(id)/retirement", [:])
            #expect(try await desk.get("/knowledge/\(id)").text.contains("Retired"))
        }
    }
}
