import App
import Duties
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Registers

@Suite struct RegisterStoreTests {
    @Test(arguments: Engine.available)
    func `thirty-two who enter at once get thirty-two numbers without a gap`(_ engine: Engine) async throws {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            let numbers = try await withThrowingTaskGroup(of: String.self) { group in
                for place in 1...32 {
                    group.addTask {
                        for attempt in 1...20 {
                            do {
                                return try await KeyRegister.enter(registers, ["label": "Key \(place)"]).number
                            } catch StorageError.unavailable where attempt < 20 { continue }
                        }
                        throw StorageError.unavailable("numbers")
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let expected = (1...32).map { "YS-2026-\(String(1000 + $0).dropFirst())" }
            #expect(numbers.sorted() == expected)
        }
    }

    @Test(arguments: Engine.available)
    func `an entry that is refused leaves no gap in the numbers`(_ engine: Engine) async throws {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            try await KeyRegister.enter(registers)
            await #expect(throws: Problem.self) { try await KeyRegister.enter(registers) }
            #expect(try await KeyRegister.enter(registers, ["label": "A-2"]).number == "YS-2026-002")
        }
    }

    @Test(arguments: Engine.available)
    func `two who change one entry at once - the second is told and keeps what was typed`(_ engine: Engine) async throws
    {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            let entry = try await KeyRegister.enter(registers)
            let chuli = try await home.signedIn("chuli")
            let seen = try await chuli.get(entry.address + "/edit")
            let base = ["label": "A-1", "lent_on": "2026-09-23", "version": "1", "csrf": seen.input("csrf") ?? ""]
            func send(_ more: [String: String]) async throws -> Answer {
                try await chuli.post(entry.address, base.merging(more) { _, own in own })
            }
            #expect(try await send(["room": "lab", "once": "first-sending-0001"]).status == .seeOther)
            let second = try await send(["room": "store", "copies": "4", "once": "second-sending-001"])
            #expect(second.status == .conflict)
            #expect(second.text.contains("Room now: Laboratory"))
            #expect(second.input("copies") == "4" && second.input("version") == "2")
            let third = try await send(
                ["room": "store", "copies": "4", "version": "2", "once": "third-sending-0001"])
            #expect(third.status == .seeOther)
        }
    }

    @Test(arguments: Engine.available)
    func `entries keep the version they were made under, and what a change drops stays readable`(
        _ engine: Engine
    ) async throws {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            let old = try await KeyRegister.enter(registers, ["fee": "3", "urgent": "yes"])
            try await KeyRegister.putInForce(KeyRegister.changed, registers)
            let chuli = try await home.signedIn("chuli")
            let page = try await chuli.get(old.address).text
            #expect(page.contains("Fee") && page.contains("¥3") && page.contains("In a hurry"))
            #expect(page.contains("made under version 1"))
            #expect(try await chuli.get("/registers/key_log/new").text.contains("Hook"))
            await #expect(throws: Problem.self) { try await KeyRegister.enter(registers, ["label": "B"]) }
            let new = try await KeyRegister.enter(registers, ["label": "B", "hook": "3"])
            #expect(new.definitionVersion == 2 && new.number == "YS-2026-002")
            #expect(try await chuli.get(old.address + "/edit").text.contains("Fee"))
        }
    }

    @Test(arguments: Engine.available)
    func `a register that is withdrawn takes nothing new and keeps what it has`(_ engine: Engine) async throws {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            let entry = try await KeyRegister.enter(registers)
            let admin = try await home.signedIn("admin")
            let page = "/admin/registers/key_log"
            #expect(try await admin.submit(page, to: page + "/withdrawal", [:]).status == .seeOther)
            let chuli = try await home.signedIn("chuli")
            #expect(try await chuli.get("/registers/key_log/new").status == .conflict)
            #expect(try await chuli.get(entry.address).status == .ok)
            await #expect(throws: Problem.self) { try await KeyRegister.enter(registers, ["label": "Z"]) }
            try await KeyRegister.putInForce(KeyRegister.source, registers)
            #expect(try await KeyRegister.enter(registers, ["label": "Z"]).definitionVersion == 2)
        }
    }

    @Test(arguments: Engine.available)
    func `the budget stands beside what was spent, and its reserve is never below the least`(
        _ engine: Engine
    ) async throws {
        try await withProgram(engine) { home in
            let zongjian = try await home.signedIn("zongjian")
            let lines = ["training": "20000", "publicity": "5000", "technology": "10000", "improvement": "55000"]
            func enter(_ reserve: String) async throws -> Answer {
                let fields = lines.merging(["year": "2026", "reserve": reserve]) { first, _ in first }
                return try await zongjian.submit("/registers/budgets/new", to: "/registers/budgets", fields)
            }
            #expect(try await enter("0").status == .unprocessableContent)
            #expect(try await enter("9000").status == .unprocessableContent)
            let budget = try await enter("10000")
            #expect(budget.status == .seeOther)
            #expect(try await enter("10000").status == .unprocessableContent, "one budget a year")
            let id = budget.location.split(separator: "/").last.map(String.init) ?? ""
            func spend(_ amount: String, _ line: String) async throws -> String {
                let me = try #require(World.member("zongjian")).id.text
                let fields = [
                    "budget": id, "line": line, "spent_on": "2026-09-20", "what": "Course", "amount": amount,
                    "handled_by": me,
                ]
                return try await zongjian.submit("/registers/expenses/new", to: "/registers/expenses", fields).location
            }
            let (small, large) = (try await spend("4000", "training"), try await spend("6000", "publicity"))
            let gone = try await spend("1000", "training")
            let page = try await zongjian.get(budget.location).text
            for word in ["¥100,000", "10 %", "¥5,000", "Over", "20 %"] { #expect(page.contains(word), "\(word)") }
            let chief = try await home.signedIn("yuanzhang")
            func move(_ address: String, _ to: String) async throws -> Int {
                try await chief.submit(address, to: address + "/moves", ["to": to, "proof": "P 1"]).status.code
            }
            #expect(try await move(small, "paid") == 303)
            #expect(try await move(large, "paid") == 409, "above the limit it is approved first")
            #expect(try await move(large, "approved") == 303)
            #expect(try await move(large, "paid") == 303)
            #expect(try await move(gone, "cancelled") == 303)
            #expect(try await zongjian.get(budget.location).text.contains("¥4,000"))
        }
    }

    @Test func `the standards are printed as a poster, and where it hangs is entered and checked`() async throws {
        try await withProgram { home in
            let director = try await home.signedIn("zongjian")
            let overview = try await director.get("/commitments").text
            #expect(overview.contains("href=\"/commitments/poster\""))
            let new = try #require(overview.firstMatch(of: /href="(\/registers\/notice_postings\/new[^"]*)"/)).1
            #expect(try await director.get("/commitments/poster").status == .ok)
            #expect(try await director.get(String(new)).text.contains("value=\"standards\" selected"))
            let me = try #require(World.member("zongjian")).id.text
            let posted = try await director.submit(
                String(new), to: "/registers/notice_postings",
                [
                    "title": "Standards", "topic": "standards", "place": "Hall", "posted_on": "2026-09-23",
                    "posted_by": me,
                ])
            #expect(posted.status == .seeOther)
            let checked = try await director.submit(
                "/registers/notice_checks/new", to: "/registers/notice_checks",
                [
                    "posting": "GS-2026-0001", "unit": World.Unit.nursing.id.text, "checked_on": "2026-09-24",
                    "checked_by": me, "condition": "good", "next_check_on": "2026-10-24",
                ])
            #expect(checked.status == .seeOther)
            #expect(try await director.get(posted.location).text.contains("GSJ-2026-0001"))
            let list = try await director.get("/registers/notice_postings?topic=standards").text
            #expect(list.contains("GS-2026-0001") && list.contains("Hall"))
        }
    }

    /// Enough answers for any register: the least each field takes.
    private func answers(_ definition: RegisterDefinition, _ known: [String: String]) -> [String: String] {
        var answers: [String: String] = [:]
        var people = ["huli", "chuli"].compactMap { World.member($0)?.id.text }
        for field in definition.asked {
            switch field.kind {
            case .text, .longText, .sealed: answers[field.code] = "Words"
            case .number: answers[field.code] = String(max(field.bounds.lowerBound, 0))
            case .money: answers[field.code] = field.code == "reserve" ? "100" : "10"
            case .day: answers[field.code] = "2026-09-23"
            case .moment: answers[field.code] = "2026-09-23T10:00"
            case .choice: answers[field.code] = field.choices[0].code
            case .yesNo: answers[field.code] = "yes"
            case .staff: answers[field.code] = people.isEmpty ? nil : people.removeFirst()
            case .unit: answers[field.code] = World.Unit.nursing.id.text
            case .person: answers[field.code] = World.residents[0].id.text
            case .entry: answers[field.code] = known[field.register ?? ""]
            case .complaint, .file, .computed: continue
            }
        }
        return answers
    }

    @Test(arguments: Engine.available)
    func `every register that comes with the product takes an entry`(_ engine: Engine) async throws {
        try await withProgram(engine) { home in
            var made: [String: String] = [:]
            let first = ["budgets", "expenses", "notice_postings"]
            let shelf = try RegisterShelf.load(RegistersFolder.named("Data"))
            let rest = shelf.shipped.keys.filter { !first.contains($0) }.sorted()
            let chief = try await home.signedIn("zongjian")
            let quality = try await home.signedIn("zhijian")
            for code in first + rest {
                let definition = try #require(shelf.shipped[code]).definition
                let mayChief = definition.rights.enter.allow(try KeyRegister.actor("zongjian"))
                let browser = mayChief ? chief : quality
                let answer = try await browser.submit(
                    "/registers/\(code)/new", to: "/registers/\(code)", answers(definition, made))
                #expect(answer.status == .seeOther, "\(code)")
                made[code] = answer.location.split(separator: "/").last.map(String.init)
                let page = try await browser.get(answer.location)
                #expect(page.status == .ok && page.text.contains(definition.name.en), "\(code)")
                #expect(try await browser.get(answer.location + "/print").status == .ok, "\(code)")
            }
            let overview = try await chief.get("/registers").text
            for code in first + rest
            where shelf.shipped[code]?.definition.rights.read.contains(where: { $0.role == .employee }) == true {
                #expect(overview.contains("/registers/\(code)\""), "\(code)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func `an entry settles the duty it is evidence for`(_ engine: Engine) async throws {
        try await withProgram(engine) { home in
            let duties = try DutyRule.list(file: DutiesFolder.named("Data/duties.yaml"))
            let desk = DutyDesk(desk: home.program.desk, scopes: .none, shipped: duties)
            try await desk.layAhead()
            let due = try await home.database.read { db in
                try db.rows(
                    """
                    SELECT opens_on, due_on FROM duties WHERE rule_code = 'suggestion_box_opening' ORDER BY due_on LIMIT 1
                    """
                ).map { (try $0.get("opens_on", as: LocalDay.self), try $0.get("due_on", as: LocalDay.self)) }
            }
            let (opens, last) = try #require(due.first)
            home.clock.set(Zone.shanghai.instant(of: max(opens, last), minute: 700))
            let me = try await home.signedIn("qiantai")
            let fields = [
                "box": "Hall", "opened_at": "\(max(opens, last))T10:00", "slips": "3", "cases_made": "1",
                "opened_by": try #require(World.member("qiantai")).id.text,
                "witness": try #require(World.member("chuli")).id.text,
            ]
            let same = fields.merging(["witness": fields["opened_by"] ?? ""]) { _, own in own }
            let page = "/registers/box_openings/new"
            #expect(try await me.submit(page, to: "/registers/box_openings", same).status == .unprocessableContent)
            #expect(try await me.submit(page, to: "/registers/box_openings", fields).status == .seeOther)
            let settled = try await home.database.read { db in
                try db.count("SELECT count(*) AS n FROM events WHERE kind = 'duties.completed'")
            }
            #expect(settled == 1)
        }
    }
}
