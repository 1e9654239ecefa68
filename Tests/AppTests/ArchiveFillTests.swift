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
    private static let cases = 160
    private static let end = MovableClock.morning

    @Test(arguments: Engine.available) func `copied cases are whole, found and numbered once`(
        engine: Engine
    ) async throws {
        try await filled(engine) { home in
            let check = try await ChainCheck.run(on: home.database)
            #expect(check.faults.isEmpty)
            let numbers = try await numbers(in: home)
            #expect(numbers.count == Self.cases)
            #expect(Set(numbers).count == Self.cases)
            let one = try #require(try await copies(in: home).first { $0.told.complainant.phone != nil })
            let (narrative, complainant) = one.told
            let browser = try await home.signedIn("yuanzhang", language: "zh-Hans")
            let page = try await browser.get("/cases/\(one.id)")
            #expect(page.status == .ok)
            #expect(page.text.contains(one.number.description))
            let sentence = try #require(narrative.split(separator: "\n").last)
            let phone = try #require(complainant.phone)
            for words in [String(sentence.dropLast()), String(phone.suffix(4))] {
                let query = words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let found = try await browser.get("/search?q=\(query)")
                #expect(found.text.contains(one.number.description), "\(words)")
            }
            let mark = try #require(try ArchiveMark.read(in: home.program.configuration.dataFolder))
            #expect(mark.isFinished)
        }
    }

    @Test func `the same seed gives the same cases, and another count is refused`() async throws {
        let made = Made()
        for _ in 0..<2 {
            try await filled(.sqlite) { home in
                await made.add(try await numbers(in: home))
                await #expect(throws: ArchiveFill.Refusal.self) {
                    try await fill(home, Self.cases + 1)
                }
            }
        }
        let both = await made.all
        #expect(both.count == 2 && both[0] == both[1])
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
            }
        }
    }

    /// Numbers with moments, so that equal lists mean equal cases.
    private func numbers(in home: RunningProgram) async throws -> [String] {
        try await home.database.read { db in
            try db.rows("SELECT number, received_at, complainant_name_index FROM cases ORDER BY number").map {
                "\(try $0.get("number", as: String.self)) \(try $0.get("received_at", as: Instant.self).milliseconds)"
            }
        }
    }

    private func filled(
        _ engine: Engine, _ body: @escaping @Sendable (RunningProgram) async throws -> Void
    ) async throws {
        try await withProgram(engine, clock: MovableClock(at: ArchiveFill.begin(until: Self.end))) { home in
            try await fill(home, Self.cases)
            try await body(home)
        }
    }

    private func fill(_ home: RunningProgram, _ cases: Int) async throws {
        let clock = home.clock
        try await ArchiveFill(
            home.program, folder: home.program.configuration.dataFolder, moveTo: { clock.set($0, seed: $1) }
        ).run(ArchiveMark(seed: 7, cases: cases, endAt: Self.end))
    }
}
