import App
import Foundation
import HTTPTypes
import Kernel
import Platform
import TestKit
import Testing
import Web

@testable import Casework

/// Commands of the lists by programs: read by the reader of the page, done once for a key.
@Suite struct ListsCommandsApiTests {
    private static func article(_ answer: String) -> JSON {
        [
            "question": "When may one visit?", "answer": .text(answer), "keywords": "visiting hours",
            "owner": .text(App.World.member("zhijian")!.id.text),
        ]
    }

    @Test func `an article is written, revised and retired with the faults of its page`() async throws {
        try await withProgram { running in
            let token = try await running.token("zhijian")
            let other = try await running.token("hulier")
            let refused = try await running.ask(
                .post, "/knowledge", token: other, body: Self.article("Always."), key: "article-0")
            #expect(refused.status == .forbidden)
            let empty = try await running.ask(.post, "/knowledge", token: token, body: [:], key: "article-1")
            let fields = Set((empty.json["faults"]?.items ?? []).compactMap { $0["field"]?.string })
            #expect(fields.isSuperset(of: ["question", "answer", "owner"]))
            let made = try await running.ask(
                .post, "/knowledge", token: token, body: Self.article("Always."), key: "article-1")
            #expect(made.status == .created, "\(made.text)")
            let again = try await running.ask(
                .post, "/knowledge", token: token, body: Self.article("Always."), key: "article-1")
            #expect(again.text == made.text)
            let id = try #require(made.json["id"]?.string)
            let next = try await running.ask(
                .post, "/knowledge/\(id)", token: token, body: Self.article("From nine to five."), key: "article-2")
            #expect(next.json["version"] == 2)
            let page = try await running.signedIn("hulier").get("/knowledge/\(id)")
            #expect(page.text.contains("From nine to five.") && page.text.contains("Always."))
            let told = try await running.ask(.get, "/knowledge/\(id)", token: other)
            #expect(told.json["versions"]?.items.count == 2)
            #expect(
                try await running.ask(.get, "/knowledge?q=visiting%20hours", token: other).json["items"]?.items.count
                    == 1)
            let gone = try await running.ask(
                .post, "/knowledge/\(id)/retirement", token: token, key: "article-3")
            #expect(gone.json["retired"] == true)
            let twice = try await running.ask(
                .post, "/knowledge/\(id)/retirement", token: token, key: "article-4")
            #expect(twice.status == .conflict)
        }
    }

    @Test func `a strategy is added and retired, the fund planned, a meeting recorded`() async throws {
        try await withProgram { running in
            let (director, quality) = (try await running.token("zongjian"), try await running.token("zhijian"))
            let strategy: JSON = [
                "name": "Cold food", "steps": "Say: We are sorry.\nBring a warm meal.", "not_when": "Harm was done.",
                "levels": ["4"],
            ]
            let added = try await running.ask(.post, "/recovery", token: quality, body: strategy, key: "strategy-1")
            #expect(added.status == .created, "\(added.text)")
            let code = try #require(added.json["code"]?.string)
            let told = try await running.ask(.get, "/recovery/\(code)", token: quality)
            #expect(told.json["steps"]?.items.map { $0["kind"] } == ["say", "act"])
            #expect(told.json["effect_tenths"] == .null)
            let gone = try await running.ask(
                .post, "/recovery/\(code)/retirement", token: quality, key: "strategy-2")
            #expect(gone.status == .ok)
            let refused = try await running.ask(
                .post, "/fund", token: quality, body: ["budget": "5000", "reserve_percent": 10], key: "fund-plan-1")
            #expect(refused.status == .forbidden)
            let planned = try await running.ask(
                .post, "/fund", token: director, body: ["budget": "5000", "reserve_percent": 10], key: "fund-plan-1")
            #expect(planned.json["reserve_fen"] == 50_000, "\(planned.text)")
            let fund = try await running.ask(.get, "/fund", token: quality)
            #expect(fund.json["fund"]?["balance_fen"] == 50_000)
            #expect(fund.json["entries"]?["items"]?.items.first?["kind"] == "allocation")
            let coordinator = try #require(App.World.members.first { $0.roles.contains(.coordinator) })
            let token = try await running.token(coordinator.login)
            let bare = try await running.ask(.post, "/coordination/meetings", token: token, body: [:], key: "meeting-1")
            #expect(bare.status == .unprocessableContent)
            let minutes: JSON = [
                "held_at": "2020-01-02T09:00:00+08:00", "attendees": "All", "decisions": "Soup is served hot.",
            ]
            let held = try await running.ask(
                .post, "/coordination/meetings", token: token, body: minutes, key: "meeting-1")
            #expect(held.status == .created, "\(held.text)")
            let meetings = try await running.ask(.get, "/coordination", token: quality)
            #expect(meetings.json["items"]?.items.first?["decisions"] == "Soup is served hot.")
        }
    }

    @Test func `several cases are assigned by themselves, once for a key`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let token = try await running.token("zuzhang")
            let body: JSON = [
                "handler": .text(App.World.member("chuli")!.id.text),
                "case": [.text(scene.id.text), .text((App.World.id(999_999) as ID<Case>).text)],
            ]
            let empty = try await running.ask(.post, "/bulk-assignment", token: token, body: [:], key: "bulk-0001")
            #expect(empty.status == .unprocessableContent)
            let first = try await running.ask(.post, "/bulk-assignment", token: token, body: body, key: "bulk-0002")
            let again = try await running.ask(.post, "/bulk-assignment", token: token, body: body, key: "bulk-0002")
            #expect(first.status == .ok && again.text == first.text)
            #expect(first.json["items"]?.items.map { $0["case"] } == body["case"]?.items)
            #expect(first.json["items"]?.items.last?["done"] == false)
            let other = try await running.token("hulier")
            let refused = try await running.ask(.post, "/bulk-assignment", token: other, body: body, key: "bulk-0003")
            #expect(refused.status == .forbidden)
        }
    }

    @Test func `a view is kept, renamed and deleted by its owner alone`() async throws {
        try await withProgram { running in
            let (own, other) = (try await running.token("qiantai"), try await running.token("zuzhang"))
            let body: JSON = ["view_name": "Grave ones", "list": "inbox", "query": "level=1"]
            let made = try await running.ask(.post, "/views", token: own, body: body, key: "view-0001")
            #expect(made.status == .created && made.json["query"] == "level=1", "\(made.text)")
            let id = try #require(made.json["id"]?.string)
            let name: JSON = ["view_name": "Gravest"]
            let foreign = try await running.ask(.post, "/views/\(id)", token: other, body: name, key: "view-0002")
            #expect(foreign.status == .notFound)
            let renamed = try await running.ask(.post, "/views/\(id)", token: own, body: name, key: "view-0003")
            #expect(renamed.status == .ok)
            let list = try await running.ask(.get, "/views", token: own)
            #expect(list.json["items"]?.items.first?["name"] == "Gravest")
            let gone = try await running.ask(.post, "/views/\(id)/removal", token: own, key: "view-0004")
            #expect(gone.status == .ok)
            #expect(try await running.ask(.get, "/views", token: own).json["items"]?.items.isEmpty == true)
        }
    }
}
