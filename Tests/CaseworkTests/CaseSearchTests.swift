import App
import Foundation
import Kernel
import People
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// Finding cases and narrowing what is found.
@Suite struct CaseSearchTests {
    private func find(
        _ world: StoreWorld, _ text: String, _ query: [String: String] = [:], after cursor: SearchCursor? = nil
    ) async throws -> CaseFindings {
        let desk = world.desk
        return try await world.database.read { db in
            let units = try UnitTree.load(of: World.organisation, in: db)
            let narrowing = SearchNarrowing { query[$0] ?? "" }.inMoments(of: .shanghai, units: units)
            let reader = try CaseReader.of(World.receiving, in: db)
            return try CaseFindings(text, narrowing, after: cursor, reader: reader, at: desk, in: db)
        }
    }

    private func category(_ code: String) -> @Sendable (inout Registration) -> Void {
        { $0.allegations = [NewAllegation(text: "Cold soup", category: World.category(code), harm: .minor)] }
    }

    @Test(arguments: Engine.available)
    func `a search is narrowed by kind, state, level, unit, category and days, alone and together`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let plain = try await world.receive(category("DIN-01")).subject.id
            let idea = try await world.receive { $0.kind = .suggestion }.subject.id
            let given = try await world.receive(category("FAC-01")).subject.id
            try await world.take(
                .grading(LevelConfirmation(level: .three, reason: nil)), on: given, by: World.receiving)
            try await world.take(
                .assignment(Assignment(handler: World.handler, responsibleUnit: World.kitchen)), on: given,
                by: World.supervising)
            world.clock.move(days: 3)
            let later = try await world.receive { registration in
                category("DIN-01")(&registration)
                registration.complainant = Complainant(kind: .child, name: "Lin", phone: "555-0100")
            }.subject.id
            let cases: [(query: [String: String], found: [ID<Case>])] = [
                ([:], [later, given, idea, plain]), (["kind": "SUG"], [idea]), (["level": "3"], [given]),
                (["state": "registered"], [later, idea, plain]), (["state": "assigned"], [given]),
                (["open": "open"], [later, given, idea, plain]), (["open": "done"], []),
                (["unit": World.kitchen.text], [given]), (["unit": World.group.text], [later, given, idea, plain]),
                (["category": "DIN"], [later, idea, plain]), (["category": "DIN-01"], [later, idea, plain]),
                (["category": "FAC-01"], [given]), (["category": "XXX"], []),
                (["until": "2026-05-28"], [given, idea, plain]), (["from": "2026-05-29"], [later]),
                (["category": "DIN-01", "from": "2026-05-29", "kind": "CMP"], [later]),
                (["category": "FAC-01", "from": "2026-05-29"], []),
                (["kind": "nonsense", "level": "9"], [later, given, idea, plain]),
            ]
            let start = World.thursday.day(in: .shanghai)
            for (query, found) in cases {
                var query = query
                if query["until"] != nil { query["until"] = start.advanced(by: 2).description }
                if query["from"] != nil { query["from"] = start.advanced(by: 2).description }
                #expect(try await find(world, "soup", query).words.found.map(\.line.id) == found, "\(query)")
                let byName = try await find(world, "Lin", query).complainant.lines.map(\.id)
                #expect(Set(byName) == Set(found), "\(query)")
            }
        }
    }

    @Test func `a search goes on where it stopped when few of many fit`() async throws {
        try await StoreWorld.run { world in
            let graded = try await world.receive().subject.id
            try await world.take(
                .grading(LevelConfirmation(level: .three, reason: nil)), on: graded, by: World.receiving)
            let state = try await world.find(graded).state
            #expect(state == .graded)
            for _ in 0..<12 { _ = try await world.receive() }
            let desk = world.desk
            func find(after cursor: SearchCursor?) async throws -> WordFindings {
                try await world.database.read { db in
                    let narrowing = SearchNarrowing { $0 == "state" ? "graded" : "" }
                        .inMoments(of: .shanghai, units: UnitTree([]))
                    return try WordFindings(
                        "soup", narrowing, after: cursor, limit: 2, reader: try CaseReader.of(World.receiving, in: db),
                        at: desk, in: db)
                }
            }
            let first = try await find(after: nil)
            #expect(first.found.isEmpty && first.next != nil)
            let second = try await find(after: first.next)
            #expect(second.found.map(\.line.id) == [graded] && second.next == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `a complainant is found by name and telephone however they are written`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let subject = try await world.receive {
                $0.complainant = Complainant(kind: .child, name: "陳 麗華", phone: "+86 139 0002 0001")
            }.subject
            for text in [
                "陳麗華", "陈丽华", " 陈 丽华 ", "13900020001", "139-0002-0001", "008613900020001", "0001", "０００１",
            ] {
                #expect(try await find(world, text).complainant.lines.map(\.id) == [subject.id], "\(text)")
            }
            for text in ["陈丽", "丽华", "1390002", "0002", "001", "13900020002"] {
                #expect(try await find(world, text).complainant.lines.isEmpty, "\(text)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a person served is found by name, code and telephone, and their cases with them`(
        engine: Engine
    ) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let resident = App.World.residents[0]
            let desk = scene.desk
            try await running.database.write { db in
                let keys = try desk.vault.keyring(for: App.World.organisation, in: db)
                var person = try Person.find(resident.id, of: App.World.organisation, keys: keys, in: db)
                person.name = "陳麗華"
                try person.save(keys: keys, in: db)
                var facts = Confidential()
                facts.phone = PhoneNumber("13700010009")
                try facts.save(of: resident.id, App.World.organisation, keys: keys, in: db)
            }
            let browser = try await running.signedIn("qiantai")
            let number = try await scene.subject().number.description
            for text in ["陳麗華", "陈丽华", "陈 丽华", "13700010009", "0009"] {
                let query = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let page = try await browser.get("/search?q=\(query)")
                #expect(page.text.contains("Person served") && page.text.contains(number), "\(text)")
            }
        }
    }

    @Test func `the page keeps the filter when it goes on, and each condition can be taken away`() async throws {
        try await withProgram { running in
            for _ in 0..<22 { _ = try await CaseScene.begin(running) }
            let browser = try await running.signedIn("qiantai")
            let page = try await browser.get("/search?q=soup&kind=CMP&category=DIN&open=open")
            #expect(page.text.contains("Point") == false)
            let next = try #require(page.text.firstMatch(of: /href="([^"]*after=\d+)"/)).1
            let address = next.replacing("&amp;", with: "&")
            #expect(address.contains("kind=CMP") && address.contains("category=DIN") && address.contains("open=open"))
            let second = try await browser.get(String(address))
            #expect(second.text.matches(of: /<li class="hy-card">/).count == 2)
            #expect(page.text.contains("href=\"/search?q=soup&amp;kind=CMP&amp;category=DIN\""))
            #expect(try await browser.get("/search?q=soup&kind=CPL").text.contains("Nothing fits the words"))
            #expect(try await browser.get("/search?q=&kind=CMP").status == .ok)
        }
    }

    @Test func `programs narrow a search alike, and are told of what is wrong`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let token = try await running.token("qiantai")
            let found = try await running.ask(.get, "/search?q=soup&category=DIN-01&open=open&level=4", token: token)
            let level = try await scene.subject().level.current?.rawValue
            #expect(found.json["items"]?.items.count == (level == 4 ? 1 : 0))
            let all = try await running.ask(.get, "/search?q=soup&category=DIN&kind=CMP", token: token)
            #expect(all.json["items"]?.items.first?["case"]?["id"] == .text(scene.id.text))
            for wrong in ["kind=X", "unit=1", "category=soup", "from=soon", "after=x", "state=x", "open=maybe"] {
                #expect(
                    try await running.ask(.get, "/search?q=soup&\(wrong)", token: token).status
                        == .unprocessableContent, "\(wrong)")
            }
        }
    }
}
