import App
import Foundation
import Kernel
import Platform
import TestKit
import Testing

@testable import Casework

@Suite struct FiguresPageTests {
    /// Seven complaints of September, the last of them on the 30th; then the morning of 2 October.
    private func running(
        _ body: @escaping @Sendable (RunningProgram, CaseScene) async throws -> Void
    ) async throws {
        let start = Instant(iso8601: "2026-09-14T09:00:00+08:00")!
        try await withProgram(clock: MovableClock(at: start)) { running in
            let scene = try await CaseScene.begin(running)
            try await scene.take(
                .acknowledgement(.init(communication: World.talk(at: start), empathyShown: true)), by: "qiantai")
            for _ in 0..<5 { _ = try await CaseScene.begin(running) }
            running.clock.set(Instant(iso8601: "2026-09-30T09:00:00+08:00")!)
            _ = try await CaseScene.begin(running)
            running.clock.set(Instant(iso8601: "2026-10-02T09:00:00+08:00")!)
            _ = try await Sweep.run(at: running.program.desk)
            try await body(running, scene)
        }
    }

    @Test func `the figures of a month are fixed, and each number says what is not in it`() async throws {
        try await running { running, _ in
            let page = try await running.signedIn("zhijian").get("/figures?period=2026-09")
            #expect(page.status == .ok)
            #expect(page.text.contains("Regular analysis, version 1"))
            #expect(page.text.contains("0.0% (0/6)"))
            #expect(page.text.contains("Share paused") && page.text.contains("95% interval"))
            #expect(page.text.contains("Closed unconfirmed"))
            #expect(page.text.contains("&amp;of=late%2Efirst%5Ffeedback%2Ecap"))
            let behind = try await running.signedIn("zhijian")
                .get("/figures/cases?period=2026-09&of=late.first_feedback.cap")
            #expect(behind.text.matches(of: /href="\/cases\/[0-9a-f-]{36}"/).count == 6)
            let pending = try await running.signedIn("zhijian")
                .get("/figures/cases?period=2026-09&of=immature.first_feedback.cap")
            #expect(pending.text.matches(of: /href="\/cases\/[0-9a-f-]{36}"/).count == 1)
        }
    }

    @Test func `few cases give no rate and no count`() async throws {
        try await withProgram { running in
            for _ in 0..<3 { _ = try await CaseScene.begin(running) }
            running.clock.move(days: 3)
            let page = try await running.signedIn("zhijian").get("/figures?period=2026-09")
            #expect(page.text.contains("Below 5") && page.text.contains("Fewer than 5, not given"))
            #expect(!page.text.contains("(0/3)") && !page.text.contains("100.0%"))
        }
    }

    @Test(arguments: ["chuli", "qiantai", "admin", "zuzhang"])
    func `others than leaders, quality and auditors see no figures`(login: String) async throws {
        try await running { running, _ in
            let browser = try await running.signedIn(login)
            for path in ["/figures", "/figures/print", "/figures/pdf", "/figures/export", "/figures/cases?of=received"]
            {
                #expect(try await browser.get(path).status == .forbidden, "\(path)")
            }
        }
    }

    @Test func `leaders and auditors read and take them out, and alone the quality supervisor makes them anew`()
        async throws
    {
        try await running { running, _ in
            for login in ["zhuguan", "zongjian", "yuanzhang", "shenji"] {
                let browser = try await running.signedIn(login)
                for path in ["/figures", "/figures/print?period=2026-Q3", "/figures/export?period=2026"] {
                    #expect(try await browser.get(path).status == .ok, "\(login) \(path)")
                }
                let answer = try await browser.submit(
                    "/figures?period=2026-09", to: "/figures/2026-09/renewal",
                    ["reason": "Because", "once": "a-mark", "csrf": try await browser.get("/desk").input("csrf") ?? ""])
                #expect(answer.status == .forbidden, "\(login)")
            }
            let quality = try await running.signedIn("zhijian")
            let empty = try await quality.submit("/figures?period=2026-09", to: "/figures/2026-09/renewal", [:])
            #expect(empty.status == .unprocessableContent)
            let made = try await quality.submit(
                "/figures?period=2026-09", to: "/figures/2026-09/renewal", ["reason": "A unit was corrected"])
            #expect(made.location == "/figures?period=2026-09")
            let page = try await quality.follow(made)
            #expect(page.text.contains("version 2") && page.text.contains("A unit was corrected"))
            let early = try await quality.submit(
                "/figures?period=2026-09", to: "/figures/2026-10/renewal", ["reason": "Too soon"])
            #expect(early.status == .conflict)
        }
    }

    @Test func `the figures of a quarter can be kept as a PDF file`() async throws {
        try await running { running, _ in
            let answer = try await running.signedIn("zhuguan").get("/figures/pdf?period=2026-Q3")
            #expect(answer.status == .ok && answer.headers[.contentType] == "application/pdf")
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"figures-2026-Q3.pdf\"")
            let begins = answer.bytes.starts(with: Array("%PDF-".utf8))
            #expect(begins)
        }
    }

    @Test func `the table taken out says the same as the page`() async throws {
        try await running { running, _ in
            let answer = try await running.signedIn("zhijian").get("/figures/export?period=2026-09")
            let records = try CSV.read([UInt8](answer.text.utf8))
            let line = try #require(records.first { $0.cells.first?.hasPrefix("First feedback within 48") == true })
            #expect(line.cells[1].hasPrefix("0.0% (0/6)"))
            #expect(line.cells.contains("Below 5"))
        }
    }

    @Test func `a finding has a measure, an owner who is told and a day, and stays`() async throws {
        try await running { running, _ in
            let quality = try await running.signedIn("zhijian")
            let page = "/figures?period=2026-09"
            let lacking = try await quality.submit(page, to: "/figures/2026-09/findings", ["finding": "Soup is cold"])
            #expect(lacking.status == .unprocessableContent && lacking.text.contains("Soup is cold"))
            let written = try await quality.submit(
                page, to: "/figures/2026-09/findings",
                [
                    "finding": "Soup is cold", "measure": "Buy lids", "owner": CaseScene.staff("canyin"),
                    "due_on": "2026-10-20",
                ])
            #expect(written.status == .seeOther)
            #expect(try await quality.get(page).text.contains("Buy lids"))
            #expect(try await running.signedIn("canyin").get("/desk").text.contains("see to a measure"))
        }
    }

    @Test func `the bulletin is edited, approved by another, read by everybody, and says who has not`() async throws {
        try await running { running, _ in
            let quality = try await running.signedIn("zhijian")
            let list = try await quality.get("/bulletins")
            let match = try #require(list.text.firstMatch(of: /\/bulletins\/[0-9a-f-]{36}/))
            let address = String(match.output)
            let nurse = try await running.signedIn("hulier")
            #expect(try await nurse.get(address).status == .notFound, "a draft is not for everybody")
            let director = try await running.signedIn("zongjian")
            #expect(try await director.get(address).text.contains("/approval\"") == false)
            let draft = try await quality.get(address)
            #expect(draft.text.contains("共收到各类反映（件）：7"))
            let written = try await quality.submit(
                address, to: address + "/words", ["words": "七件反映，汤凉了。", "version": "1"])
            #expect(written.location == address)
            let approved = try await director.submit(address, to: address + "/approval", [:])
            #expect(approved.location == address)
            let shown = try await nurse.get(address)
            #expect(shown.text.contains("七件反映，汤凉了。") && shown.text.contains("I have read it"))
            #expect(try await nurse.get("/desk").text.contains(address))
            #expect(try await nurse.get(address + "/readers").status == .forbidden)
            #expect(try await nurse.submit(address, to: address + "/receipt", [:]).location == address)
            #expect(try await nurse.get(address).text.contains("You read it on"))
            let readers = try await quality.get(address + "/readers")
            #expect(readers.text.contains("1 have said"))
            #expect(!readers.text.contains("吕梅") && readers.text.contains("吴涛"))
            #expect(try await quality.submit(address + "/readers", to: address + "/reminder", [:]).status == .seeOther)
            #expect(try await running.signedIn("chuli").get("/desk").text.contains("You have not read the bulletin"))
            let late = try await quality.submit(
                address + "/readers", to: address + "/words",
                ["words": "Later", "version": "2"])
            #expect(late.status == .conflict)
            #expect(try await nurse.get(address + "/print").status == .ok)
        }
    }

    @Test func `who has not read the bulletin is reminded twice by itself, and not once everybody has`() async throws {
        try await running { running, _ in
            let id = try await publish(running)
            func reminders() async throws -> Int {
                try await running.database.read { db in
                    try db.count(
                        """
                        SELECT count(*) AS n FROM events WHERE kind = 'casework.bulletin_reminded'
                            AND subject_id = \(id) AND actor = 'system'
                        """)
                }
            }
            func openClocks() async throws -> Int {
                try await running.database.read { db in
                    try db.count("SELECT count(*) AS n FROM clocks WHERE subject_id = \(id) AND ended_at IS NULL")
                }
            }
            let desk = running.program.desk
            _ = try await Sweep.run(at: desk)
            #expect(try await reminders() == 0)
            running.clock.move(days: 15)
            _ = try await Sweep.run(at: desk)
            #expect(try await reminders() == 1)
            #expect(try await running.signedIn("hulier").get("/desk").text.contains("You have not read the bulletin"))
            running.clock.move(days: 9)
            _ = try await Sweep.run(at: desk)
            #expect(try await reminders() == 2)
            #expect(try await openClocks() == 0)
        }
    }

    /// Edits, approves and publishes the drafted bulletin; gives its id.
    private func publish(_ running: RunningProgram) async throws -> String {
        let quality = try await running.signedIn("zhijian")
        let list = try await quality.get("/bulletins")
        let match = try #require(list.text.firstMatch(of: /\/bulletins\/([0-9a-f-]{36})/))
        let address = String(match.output.0)
        _ = try await quality.submit(address, to: address + "/words", ["words": "汤凉了。", "version": "1"])
        _ = try await running.signedIn("zongjian").submit(address, to: address + "/approval", [:])
        return String(match.output.1)
    }
}
