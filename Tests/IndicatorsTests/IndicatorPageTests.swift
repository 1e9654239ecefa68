import App
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Casework
@testable import Indicators

@Suite struct IndicatorPageTests {
    /// Six complaints answered in time of the kitchen and six of nobody, all due by now.
    private func running(_ body: @escaping @Sendable (IndicatorScene) async throws -> Void) async throws {
        try await IndicatorScene.run { scene in
            for number in 0..<12 {
                let id = try await scene.receive {
                    $0.personServed = World.residents[number % World.residents.count].id
                }
                if number < 6 { try await scene.assign(id) }
            }
            scene.clock.move(days: 3)
            try await scene.follower.run()
            try await body(scene)
        }
    }

    @Test func `a leader sees each rate with its numbers, its course and its records`() async throws {
        try await running { scene in
            let leader = try await scene.running.signedIn("zongjian")
            let board = try await leader.get("/indicators?period=2026-03")
            #expect(board.status == .ok)
            #expect(board.text.contains("First feedback within 48 hours") && board.text.contains("0.0% (0/12)"))
            #expect(board.text.contains("Individual") == false && board.text.contains("Waits for individual service"))
            #expect(board.text.contains("As of"))
            let page = try await leader.get("/indicators/first_feedback_48h?period=2026-03&role=director")
            #expect(page.text.contains("Twelve periods") && page.text.contains("graded cases received"))
            let rows = try await leader.get("/indicators/first_feedback_48h/rows?period=2026-03&outcome=unmet")
            #expect(rows.text.matches(of: /href="\/cases\/[0-9a-f-]{36}"/).count == 12)
            let kitchen = try await leader.get(
                "/indicators/first_feedback_48h/rows?period=2026-03&unit=\(World.Unit.catering.id)")
            #expect(kitchen.text.matches(of: /href="\/cases\/[0-9a-f-]{36}"/).count == 6)
            #expect(try await leader.get("/indicators/no_such_thing").status == .notFound)
        }
    }

    @Test func `the head of a unit sees the own unit, whatever the address asks for`() async throws {
        try await running { scene in
            let head = try await scene.running.signedIn("canyin")
            for address in ["", "&unit=\(World.Unit.nursing.id)", "&role=director"] {
                let board = try await head.get("/indicators?period=2026-03\(address)")
                #expect(board.text.contains("0.0% (0/6)") && !board.text.contains("(0/12)"), "\(address)")
            }
            let other = try await scene.running.signedIn("huli")
            #expect(try await !other.get("/indicators?period=2026-03").text.contains("(0/6)"))
        }
    }

    @Test(arguments: ["admin", "hulier", "anquan", "yinsi"])
    func `who has no dashboard is refused`(login: String) async throws {
        try await IndicatorScene.run { scene in
            let browser = try await scene.running.signedIn(login)
            for path in ["", "/upheld", "/upheld/rows", "/yearly", "/equity", "/volumes"] {
                #expect(try await browser.get("/indicators\(path)").status == .forbidden, "\(path)")
            }
        }
    }

    @Test func `the front desk sees its rates and not the records behind them`() async throws {
        try await running { scene in
            let desk = try await scene.running.signedIn("qiantai")
            let board = try await desk.get("/indicators?period=2026-03")
            #expect(board.text.contains("0.0% (0/12)") && !board.text.contains("/rows"))
            #expect(try await desk.get("/indicators/first_feedback_48h/rows").status == .forbidden)
            #expect(try await desk.get("/indicators/equity").status == .forbidden)
            // A unit it may not follow to its records is not told apart.
            let narrowed = try await desk.get("/indicators?period=2026-03&unit=\(World.Unit.catering.id)")
            #expect(narrowed.text.contains("(0/12)"))
        }
    }

    @Test func `a restricted case stands in the list by its number, and one about oneself not at all`() async throws {
        try await IndicatorScene.run { scene in
            let id = try await scene.receive {
                $0.secrecy = .confidential
                $0.narrative = "Wolfsbane in the soup."
                $0.complainedAbout = ComplainedAbout(staff: [World.member("zhuguan")!.id])
            }
            scene.clock.move(days: 3)
            try await scene.follower.run()
            let path = "/indicators/first_feedback_48h/rows?period=2026-03"
            let seen = try await scene.running.signedIn("zongjian").get(path)
            #expect(seen.text.contains("/cases/\(id)") && !seen.text.contains("Wolfsbane"))
            let named = try await scene.running.signedIn("zhuguan").get(path)
            #expect(!named.text.contains("\(id)") && named.text.contains("A record you may not open"))
        }
    }

    @Test func `volumes are recorded with who and when, and equity is shown with care`() async throws {
        try await running { scene in
            let quality = try await scene.running.signedIn("zhijian")
            let sent = try await quality.submit(
                "/indicators/volumes", ["month": "2026-02", "kind": "visit", "amount": "420"])
            #expect(sent.status == .seeOther)
            #expect(try await quality.get("/indicators/volumes").text.contains("420"))
            let wrong = try await quality.submit(
                "/indicators/volumes", ["month": "2026-03", "kind": "visit", "amount": "1"])
            #expect(wrong.status == .unprocessableContent)
            let equity = try await quality.get("/indicators/equity")
            #expect(equity.text.contains("By who pays") && equity.text.contains("too few others to compare"))
            #expect(try await quality.get("/indicators/yearly").text.contains("Years side by side"))
        }
    }

    @Test func `programs are told the same, and nothing below five`() async throws {
        try await running { scene in
            let token = try await scene.running.token("zhijian")
            let list = try await scene.running.ask(.get, "/indicators?period=2026-03", token: token).json
            let items = list["items"]?.items ?? []
            let first = items.first { $0["code"]?.string == "first_feedback_48h" }?["value"]
            #expect(first?["denominator"] == .integer(12) && first?["numerator"] == .integer(0))
            #expect(items.first { $0["code"]?.string == "establishment" }?["value"]?["state"]?.string == "not_recorded")
            let one = try await scene.running.ask(.get, "/indicators/first_feedback_48h?period=2026-03", token: token)
            #expect(one.json["periods"]?.items.count == 12)
            let rows = try await scene.running.ask(
                .get, "/indicators/first_feedback_48h/rows?period=2026-03", token: token)
            #expect(rows.json["items"]?.items.count == 12)
            let recorded = try await scene.running.ask(
                .post, "/indicators/volumes", token: token,
                body: ["month": "2026-02", "kind": "visit", "amount": 10], key: "volume-key-1")
            #expect(recorded.status == .created)
            #expect(
                try await scene.running.ask(.get, "/indicators/volumes", token: token).json["items"]?.items.count == 1)
            #expect(try await scene.running.ask(.get, "/indicators/equity", token: token).status == .ok)
            let years = try await scene.running.ask(.get, "/indicators/yearly", token: token).json
            #expect(years["items"]?.items.first?["periods"]?.items.count == YearlyRoutes.years)
        }
    }
}
