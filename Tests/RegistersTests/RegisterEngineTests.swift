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

/// A register that exists in YAML alone has everything the engine gives.
@Suite struct RegisterEngineTests {
    private func inside(
        _ engine: Engine, _ body: @escaping @Sendable (RunningProgram, RegisterDesk) async throws -> Void
    ) async throws {
        try await withProgram(engine) { home in try await body(home, try await KeyRegister.desk(home)) }
    }

    private func workbook(_ rows: [[String]], at now: Instant) throws -> [UInt8] {
        let writer = try WorkbookWriter(named: "keys", at: now)
        for row in rows { writer.add(row.map { .text($0) }) }
        return try writer.finish()
    }

    private static let key = ["label": "A-1", "room": "store", "lent_on": "2026-09-23"]

    @Test(arguments: Engine.available)
    func `it has a form, a number, a page, a list and its words in both languages`(_ engine: Engine) async throws {
        try await inside(engine) { home, _ in
            let chuli = try await home.signedIn("chuli")
            #expect(try await chuli.get("/registers").text.contains("Keys"))
            let form = try await chuli.get("/registers/key_log/new")
            for word in ["Key label", "Room", "Deposit", "Laboratory"] { #expect(form.text.contains(word)) }
            let refused = try await chuli.submit("/registers/key_log/new", to: "/registers/key_log", ["label": "B-2"])
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("B-2"))
            let fields = RegisterEngineTests.key.merging(["deposit": "50", "fee": "12.5"]) { first, _ in first }
            let made = try await chuli.submit("/registers/key_log/new", to: "/registers/key_log", fields)
            #expect(made.status == .seeOther)
            let page = try await chuli.get(made.location).text
            for word in ["YS-2026-001", "A-1", "Store room", "¥62.50", "Lent out", "2 years"] {
                #expect(page.contains(word))
            }
            #expect(
                try await home.signedIn("chuli", language: "zh-Hans").get("/registers/key_log").text.contains("钥匙登记簿"))
        }
    }

    @Test(arguments: Engine.available)
    func `its list is filtered, searched, ordered and paged, and the address keeps it`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            for place in 1...33 {
                let room = place == 7 ? "lab" : "store"
                let day = LocalDay("2026-08-01")!.advanced(by: place)
                try await KeyRegister.enter(
                    registers, ["label": "Schrank \(place)", "room": room, "lent_on": day.description])
            }
            let zuzhang = try await home.signedIn("zuzhang")
            let first = try await zuzhang.get("/registers/key_log").text
            #expect(first.contains("Schrank 33") && !first.contains("Schrank 3<"))
            let next = try #require(first.firstMatch(of: /href="(\/registers\/key_log\?after=[^"]*)"/))
            #expect(try await zuzhang.get(String(next.1)).text.contains("Schrank 3<"))
            #expect(try await zuzhang.get("/registers/key_log?order=oldest").text.contains("Schrank 1<"))
            let lab = try await zuzhang.get("/registers/key_log?room=lab").text
            #expect(lab.contains("Schrank 7<") && !lab.contains("Schrank 8<"))
            #expect(lab.contains("value=\"lab\" selected"))
            let found = try await zuzhang.get("/registers/key_log?q=Schrank+12").text
            #expect(found.contains("Schrank 12<") && !found.contains("Schrank 13<"))
            let days = try await zuzhang.get("/registers/key_log?from=2026-08-05&until=2026-08-06&state=out").text
            #expect(days.contains("Schrank 4<") && days.contains("Schrank 5<") && !days.contains("Schrank 6<"))
            #expect(try await zuzhang.get("/search?q=Schrank").text.contains("Schrank 12") == false)
        }
    }

    @Test(arguments: Engine.available)
    func `its states are moved by whom they name, with what they ask for`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            let own = try await KeyRegister.enter(registers, as: "zuzhang")
            let other = try await KeyRegister.enter(registers, ["label": "A-2"])
            let zuzhang = try await home.signedIn("zuzhang")
            let chuli = try await home.signedIn("chuli")
            #expect(try await chuli.get(other.address).text.contains("Take back") == false)
            #expect(
                try await chuli.submit(other.address, to: other.address + "/moves", ["to": "returned"]).status
                    == .forbidden)
            #expect(
                try await zuzhang.submit(own.address, to: own.address + "/moves", ["to": "returned"]).status
                    == .forbidden)
            let lacking = try await zuzhang.submit(other.address, to: other.address + "/moves", ["to": "returned"])
            #expect(lacking.status == .unprocessableContent)
            let early = try await zuzhang.submit(
                other.address, to: other.address + "/moves", ["to": "returned", "back_on": "2026-09-01"])
            #expect(early.status == .unprocessableContent)
            let done = try await zuzhang.submit(
                other.address, to: other.address + "/moves", ["to": "returned", "back_on": "2026-09-24"])
            #expect(done.status == .seeOther)
            let page = try await zuzhang.get(other.address).text
            #expect(page.contains("Taken back") && page.contains("From “Lent out” to “Taken back”"))
            #expect(try await chuli.get(other.address + "/edit").status == .conflict)
            let again = try await zuzhang.submit(
                other.address, to: other.address + "/moves",
                ["to": "returned", "back_on": "2026-09-24", "once": "again-0123456789"])
            #expect(again.status == .conflict)
        }
    }

    @Test(arguments: Engine.available)
    func `its rights follow role and relation, and nobody else reads it`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            let entry = try await KeyRegister.enter(registers)
            let own = try await KeyRegister.enter(registers, ["label": "H-1"], as: "hulier")
            let hulier = try await home.signedIn("hulier")
            #expect(try await hulier.get(own.address).status == .ok)
            #expect(try await hulier.get(entry.address).status == .forbidden)
            let list = try await hulier.get("/registers/key_log").text
            #expect(list.contains("H-1") && !list.contains("A-1"))
            #expect(try await hulier.get("/registers/key_log/export").status == .forbidden)
            #expect(try await hulier.get("/registers/nowhere").status == .notFound)
            #expect(try await hulier.get("/admin/registers").status == .forbidden)
            #expect(try await home.signedIn("yuanzhang").get("/registers/market_notes").status == .ok)
            #expect(try await hulier.get("/registers/market_notes").status == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func `its checks hold, also those whose number the house sets`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            let chuli = try await home.signedIn("chuli")
            func refused(_ fields: [String: String]) async throws -> Bool {
                let all = RegisterEngineTests.key.merging(fields) { _, own in own }
                return try await chuli.submit("/registers/key_log/new", to: "/registers/key_log", all).status
                    == .unprocessableContent
            }
            #expect(try await refused(["lent_on": "2026-09-25"]))
            #expect(try await refused(["back_on": "2026-09-22"]))
            #expect(try await refused(["deposit": "100.01"]))
            #expect(try await refused(["copies": "10"]))
            #expect(try await refused(["room": "cellar"]))
            #expect(try await refused(["complaint": "C-2026-999999"]))
            #expect(try await refused(["deposit": "100"]) == false)
            #expect(try await refused([:]), "the same key on the same day")
            let admin = try await home.signedIn("admin")
            let page = "/admin/registers/key_log"
            #expect(
                try await admin.submit(page, to: page + "/settings", ["cap": "501"]).status == .unprocessableContent)
            #expect(try await admin.submit(page, to: page + "/settings", ["cap": "50"]).status == .seeOther)
            #expect(try await refused(["label": "C-3", "deposit": "51"]))
        }
    }

    @Test(arguments: Engine.available)
    func `its sealed answers lie unreadable, are shown on request and leave a trace`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            let entry = try await KeyRegister.enter(registers, ["reason": "Frau Sorge weint"])
            let row = try await home.database.read { try $0.one("SELECT document, sealed FROM register_entries") }
            #expect(try row.get("document", as: String.self).contains("Sorge") == false)
            #expect(try row.get("sealed", as: String.self).hasPrefix("v1."))
            let chuli = try await home.signedIn("chuli")
            let zuzhang = try await home.signedIn("zuzhang")
            #expect(try await zuzhang.get(entry.address).text.contains("Sorge") == false)
            #expect(try await chuli.submit(entry.address, to: entry.address + "/disclosure", [:]).status == .forbidden)
            let shown = try await zuzhang.submit(entry.address, to: entry.address + "/disclosure", [:])
            #expect(shown.text.contains("Frau Sorge weint"))
            let read = try await home.database.read { db in
                try Event.stored(of: .init(kind: "register_access", id: entry.id.text), in: db)
            }
            #expect(read.map(\.kind) == ["registers.sealed_read"])
            let edit = entry.address + "/edit"
            let fields = RegisterEngineTests.key.merging(["version": "1", "copies": "2"]) { first, _ in first }
            #expect(try await chuli.submit(edit, to: entry.address, fields).status == .seeOther)
            #expect(
                try await zuzhang.submit(entry.address, to: entry.address + "/disclosure", [:]).text.contains("Sorge"))
            #expect(try await zuzhang.get("/registers/key_log/export").text.contains("Sorge") == false)
        }
    }

    @Test(arguments: Engine.available)
    func `its files are named by codes and its paper follows the layout`(_ engine: Engine) async throws {
        try await inside(engine) { home, _ in
            let chuli = try await home.signedIn("chuli")
            let pixel = try #require(
                Data(
                    base64Encoded:
                        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
                ))
            let fields = RegisterEngineTests.key.merging(["resident": "P-000001"]) { first, _ in first }
            let made = try await send(
                chuli, "/registers/key_log/new", to: "/registers/key_log", fields,
                files: [("receipt", "王秀芳的收据.png", [UInt8](pixel))])
            #expect(made.status == .seeOther)
            let page = try await chuli.get(made.location).text
            #expect(page.contains("P-000001钥匙2026年09月23日-1.png"))
            #expect(!page.contains("王秀芳"))
            let file = try #require(page.firstMatch(of: /href="(\/registers\/key_log\/[^"]*\/files\/[^"]*)"/))
            #expect(try await chuli.get(String(file.1)).bytes == [UInt8](pixel))
            let more = try await send(
                chuli, made.location, to: made.location + "/files", [:],
                files: [("files", "note.txt", Array("hi".utf8))])
            #expect(more.status == .seeOther)
            let paper = try await chuli.get(made.location + "/print").text
            #expect(paper.contains("YS-2026-001") && paper.contains("Borrower:") && paper.contains("P-000001"))
        }
    }

    @Test(arguments: Engine.available)
    func `it links to cases, people, staff and units, and is found from them`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            let chuli = try await home.signedIn("chuli")
            let member = try #require(World.member("huli"))
            let number = try await home.someCase()
            let fields = RegisterEngineTests.key.merging([
                "resident": "P-000001", "borrower": member.id.text, "unit": World.Unit.nursing.id.text,
                "complaint": number,
            ]) { first, _ in first }
            let made = try await chuli.submit("/registers/key_log/new", to: "/registers/key_log", fields)
            #expect(made.status == .seeOther)
            let page = try await chuli.get(made.location).text
            #expect(page.contains("href=\"/people/\(World.residents[0].id)\""))
            #expect(page.contains(member.name) && page.contains(number))
            let complaint = try await home.database.read {
                try $0.one("SELECT id FROM cases").get("id", as: String.self)
            }
            #expect(page.contains("href=\"/cases/\(complaint)\""))
            let targets: [(RegisterTarget, String)] = [
                (.person, World.residents[0].id.text), (.staff, member.id.text), (.unit, World.Unit.nursing.id.text),
                (.complaint, complaint),
            ]
            for (target, id) in targets {
                let (reader, stranger) = (try KeyRegister.actor("zuzhang"), try KeyRegister.actor("hulier"))
                let day = LocalDay("2026-09-24")!
                let (seen, unseen) = try await home.database.read { db in
                    (
                        try RegisterLinks.list(of: target, id, for: reader, on: day, at: registers, in: db),
                        try RegisterLinks.list(of: target, id, for: stranger, on: day, at: registers, in: db)
                    )
                }
                #expect(seen.map(\.number) == ["YS-2026-001"])
                #expect(unseen.isEmpty)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a table is tried first, line by line, and taken over whole or not at all`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            try await KeyRegister.enter(registers, ["label": "K-9"])
            let chuli = try await home.signedIn("chuli")
            let path = "/registers/key_log/import"
            let template = try await chuli.get(path + "/template").text
            #expect(template.contains("Key label,Room,Lent on"))
            let bad =
                "Key label,Room,Lent on,Copies\nK-1,Store room,2026/9/1,2\nK-2,Cellar,2026-09-01,\n"
                + "K-3,store,2027-01-01,30\nK-9,库房,2026-09-23,1\nK-1,store,2026-09-01,\n"
            let report = try await send(chuli, path, to: path, [:], files: [("file", "keys.csv", Array(bad.utf8))])
            #expect(report.status == .unprocessableContent)
            for word in ["YS-2026-001", "not come yet", "same as line 2"] {
                #expect(report.text.contains(word), "\(word)")
            }
            let rows = [["钥匙", "房间", "借出日期"], ["K-1", "库房", "2026-09-01"], ["K-2", "化验室", "2026/9/2"]]
            for (place, bytes) in [
                Array(CSV.write(rows).utf8),
                try workbook(
                    rows.map { [$0[0] + ($0[0] == "钥匙" ? "" : "x")] + $0.dropFirst() }, at: home.clock.now),
            ].enumerated() {
                let ready = try await send(chuli, path, to: path, [:], files: [("file", "keys", bytes)])
                #expect(ready.status == .ok)
                #expect(
                    try await home.database.read { try $0.count("SELECT count(*) AS n FROM register_entries") } == 1 + 2
                        * place)
                let taken = try await chuli.post(
                    path + "/apply",
                    [
                        "csrf": ready.input("csrf") ?? "", "once": ready.input("once") ?? "",
                        "csv": Data(bytes).base64EncodedString(),
                    ])
                #expect(taken.status == .seeOther)
            }
            let list = try await chuli.get("/registers/key_log?room=lab").text
            #expect(list.contains("K-2<") && list.contains("K-2x"))
        }
    }

    @Test(arguments: Engine.available)
    func `it is handed out as CSV and as a workbook, and that is on record`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            try await KeyRegister.enter(registers, ["label": "=1+1", "deposit": "20"])
            try await KeyRegister.enter(registers, ["label": "B", "room": "lab"])
            let zuzhang = try await home.signedIn("zuzhang")
            let csv = try await zuzhang.get("/registers/key_log/export?room=store").text
            #expect(csv.contains("Number,Key label,Room") && csv.contains("'=1+1") && !csv.contains("YS-2026-002"))
            let book = try await zuzhang.get("/registers/key_log/export?format=xlsx").bytes
            let rows = try WorkbookReader.rows(book)
            #expect(rows.count == 3)
            #expect(rows.contains { $0.cells.contains("=1+1") && $0.cells.contains("20") })
            let exports = try await home.database.read { db in
                try Event.stored(of: RegisterVersion.subject("key_log", World.organisation), in: db).map(\.kind)
            }
            #expect(exports.count { $0 == "registers.exported" } == 2)
        }
    }

    @Test(arguments: Engine.available)
    func `programs list, read, enter, change and move its entries`(_ engine: Engine) async throws {
        try await inside(engine) { home, _ in
            let (chuli, zuzhang) = (try await home.token("chuli"), try await home.token("zuzhang"))
            let schema = try await home.ask(.get, "/registers/key_log/schema", token: chuli).json
            #expect(schema["body"]?["properties"]?["room"]?["enum"] == ["store", "lab"])
            let body: JSON = ["label": "A-1", "room": "store", "lent_on": "2026-09-23", "deposit": "20"]
            let made = try await home.ask(.post, "/registers/key_log", token: chuli, body: body, key: "key-log-1")
            #expect(made.status == .created)
            #expect(made.json["values"]?["deposit"] == 2000)
            let same = try await home.ask(.post, "/registers/key_log", token: chuli, body: body, key: "key-log-1")
            #expect(same.json["id"] == made.json["id"])
            let wrong = try await home.ask(
                .post, "/registers/key_log", token: chuli, body: ["label": "A", "shape": "round"], key: "key-log-2")
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("shape"))
            let path = "/registers/key_log/\(made.json["id"]?.string ?? "")"
            let changed = try await home.ask(
                .post, path, token: chuli,
                body: ["version": 1, "label": "A-7", "room": "lab", "lent_on": "2026-09-23"], key: "key-log-3")
            #expect(changed.json["version"] == 2 && changed.json["values"]?["room"] == "lab")
            let moved = try await home.ask(
                .post, path + "/moves", token: zuzhang, body: ["to": "returned", "back_on": "2026-09-24"],
                key: "key-log-4")
            #expect(moved.json["state"] == "returned", "\(moved.text)")
            let list = try await home.ask(.get, "/registers/key_log?filter=room:lab", token: zuzhang).json
            #expect(list["items"]?.items.count == 1)
            #expect(try await home.ask(.get, path, token: zuzhang).json["number"] == "YS-2026-001")
            #expect(try await home.ask(.get, "/registers", token: zuzhang).json["items"]?.items.isEmpty == false)
        }
    }

    @Test(arguments: Engine.available)
    func `every change stands in its chain with what it was before`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            let entry = try await KeyRegister.enter(registers)
            let chuli = try await home.signedIn("chuli")
            let fields = RegisterEngineTests.key.merging(["version": "1", "room": "lab"]) { _, own in own }
            #expect(try await chuli.submit(entry.address + "/edit", to: entry.address, fields).status == .seeOther)
            let page = try await chuli.get(entry.address).text
            #expect(page.contains("Room: Store room → Laboratory"))
            #expect(try await ChainCheck.run(on: home.database).faults.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `what is handed out as a workbook is taken in again, days and sums as such`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            try await KeyRegister.enter(registers, ["label": "Round trip", "deposit": "20.5", "copies": "3"])
            let zuzhang = try await home.signedIn("zuzhang")
            let book = try await zuzhang.get("/registers/key_log/export?format=xlsx").bytes
            let rows = try WorkbookReader.rows(book).map(\.cells)
            #expect(rows[1].starts(with: ["YS-2026-001", "Round trip", "Store room", "2026-09-23"]))
            // Without what no form asks for, and as another key.
            let asked = rows[0].indices.filter {
                !["Number", "Both sums", "State", "Private reason"].contains(rows[0][$0])
            }
            let table = rows.map { row in asked.map { row.indices.contains($0) ? row[$0] : "" } }
            let changed = table.map { $0.map { $0 == "Round trip" ? "Second trip" : $0 } }
            let path = "/registers/key_log/import"
            let bytes = try workbook(changed, at: home.clock.now)
            let ready = try await send(zuzhang, path, to: path, [:], files: [("file", "keys.xlsx", bytes)])
            #expect(ready.status == .ok, "\(ready.text)")
            let proof = ["csrf": ready.input("csrf") ?? "", "once": ready.input("once") ?? ""]
            let carried = proof.merging(["csv": Data(bytes).base64EncodedString()]) { first, _ in first }
            #expect(try await zuzhang.post(path + "/apply", carried).status == .seeOther)
            let taken = try await home.database.read { db in
                try RegisterEntry(
                    db.one("SELECT \(RegisterEntry.columns) FROM register_entries e WHERE e.number = 'YS-2026-002'"))
            }
            #expect(taken.values["deposit"] == "2050" && taken.values["copies"] == "3")
            #expect(taken.day == LocalDay("2026-09-23"))
        }
    }

    @Test(arguments: Engine.available)
    func `its duties are owed from when it comes into force, and an entry settles them`(_ engine: Engine) async throws {
        try await inside(engine) { home, registers in
            let duties = DutyDesk(desk: home.program.desk, scopes: .none, shipped: [])
            try await duties.layAhead()
            let owed = try await home.database.read { db in
                try db.rows("SELECT state, due_on FROM duties WHERE rule_code = 'key_log_check' ORDER BY due_on").map {
                    (try $0.get("state", as: String.self), try $0.get("due_on", as: String.self))
                }
            }
            #expect(owed.first?.1 == "2026-09-30" && owed.allSatisfy { $0.0 == "open" })
            let page = try await home.signedIn("chuli").get("/duties/rules/key_log_check").text
            #expect(page.contains("Count the keys"))
            try await KeyRegister.enter(registers)
            let settled = try await home.database.read { db in
                try db.count("SELECT count(*) AS n FROM duties WHERE rule_code = 'key_log_check' AND state = 'done'")
            }
            #expect(settled == 1)
            // Put in force again, the rule of the house stays as the house has it.
            try await KeyRegister.putInForce(KeyRegister.changed, registers)
            let versions = try await home.database.read { db in
                try db.count("SELECT count(*) AS n FROM duty_rules WHERE code = 'key_log_check'")
            }
            #expect(versions == 1)
        }
    }
}
