import App
import Casework
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

/// `huiyin demo --cases`: copies of played cases that nothing tells from real ones.
struct ArchiveFillTests {
    private static let cases = 120
    private static let end = MovableClock.morning

    /// Both engines where there are two; else one twice, for the same seed gives the same cases.
    private static let engines = Engine.available.count == 2 ? Engine.available : [.sqlite, .sqlite]

    @Test func `copied cases are whole, found, numbered once, and the same for the same seed`() async throws {
        let made = Made()
        for engine in Self.engines {
            try await withProgram(engine, clock: MovableClock(at: ArchiveFill.begin(until: Self.end))) { home in
                try await fill(home, Self.cases)
                let check = try await ChainCheck.run(on: home.database)
                #expect(check.faults.isEmpty)
                let numbers = try await numbers(in: home)
                #expect(Set(numbers).count == Self.cases)
                await made.add(numbers)
                try await expectFound(try #require(try await copies(in: home).first), in: home)
                let mark = try #require(try ArchiveMark.read(in: home.program.configuration.dataFolder))
                #expect(mark.isFinished)
                await #expect(throws: ArchiveFill.Refusal.self) { try await fill(home, Self.cases + 1) }
            }
        }
        let both = await made.all
        #expect(both.count == 2 && both[0] == both[1])
    }

    /// The copy opens in the browser and is found by its own sentence and by the end of its own telephone number.
    private func expectFound(_ copy: Case, in home: RunningProgram) async throws {
        let (narrative, complainant) = copy.told
        let browser = try await home.signedIn("yuanzhang", language: "zh-Hans")
        let page = try await browser.get("/cases/\(copy.id)")
        #expect(page.status == .ok)
        #expect(page.text.contains(copy.number.description))
        let sentence = try #require(narrative.split(separator: "\n").last)
        let phone = try #require(complainant.phone)
        for words in [String(sentence.dropLast()), String(phone.suffix(4))] {
            let query = words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let found = try await browser.get("/search?q=\(query)")
            #expect(found.text.contains(copy.number.description), "\(words)")
        }
    }

    @Test func `a store with other cases is refused`() async throws {
        try await withProgram(clock: MovableClock(at: ArchiveFill.begin(until: Self.end))) { home in
            try await home.database.write { db in
                let cases = CaseDesk(desk: home.program.desk, rules: try CaseworkData.load())
                _ = try cases.receive(by: Actor(organisationID: World.organisation, kind: .visitor), in: db) {
                    Registration(
                        id: $0, organisationID: World.organisation, number: $1, zone: .shanghai, kind: .complaint,
                        channel: .web, secrecy: .open, complainant: Complainant(kind: .child, declinedContact: true),
                        receivedAt: db.now, accountableGroup: World.Unit.complaints.id, narrative: "汤又是凉的。")
                }
            }
            await #expect(throws: ArchiveFill.Refusal.self) { try await fill(home, Self.cases) }
        }
    }

    private actor Made {
        private(set) var all: [[String]] = []
        func add(_ numbers: [String]) { all.append(numbers) }
    }

    private func copies(in home: RunningProgram) async throws -> [Case] {
        let desk = home.program.desk
        return try await home.database.read { db in
            try db.rows("SELECT id FROM cases WHERE number LIKE 'C-2025-%' ORDER BY number LIMIT 30").map {
                try Case.find(try $0.get("id"), of: World.organisation, at: desk, in: db)
            }.filter { $0.told.complainant.phone != nil }
        }
    }

    /// Numbers with moments, so that equal lists mean equal cases.
    private func numbers(in home: RunningProgram) async throws -> [String] {
        try await home.database.read { db in
            try db.rows("SELECT number, received_at FROM cases ORDER BY number").map {
                "\(try $0.get("number", as: String.self)) \(try $0.get("received_at", as: Instant.self).milliseconds)"
            }
        }
    }

    private func fill(_ home: RunningProgram, _ cases: Int) async throws {
        let clock = home.clock
        try await ArchiveFill(
            home.program, folder: home.program.configuration.dataFolder, moveTo: { clock.set($0, seed: $1) }
        ).run(ArchiveMark(seed: 7, cases: cases, endAt: Self.end))
    }
}
