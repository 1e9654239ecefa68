import App
import Kernel
import People
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// Changing the key under which names, telephones and identity numbers are found.
@Suite struct BlindChangeTests {
    private static let home = App.World.organisation
    private static let phones = ["13900020007", "13900020008", "13900020009"]
    private static let document = "310101194205080028"

    /// A second node over the same store.
    private func beside(_ running: RunningProgram) async throws -> Desk {
        try await Program.assemble(
            running.program.configuration, database: running.program.database, environs: running.clock.environs,
            logger: running.program.logger
        ).desk
    }

    private func begin(_ running: RunningProgram) async throws {
        let desk = running.program.desk
        try await desk.write { db in
            try desk.vault.changeKey(for: BlindChangeTests.home, in: db)
            _ = try BlindChange.begin(for: BlindChangeTests.home, at: desk, in: db)
        }
    }

    private func step(_ desk: Desk, batch: Int = 2, waits: Int64 = 0) async throws -> BlindChange.Step {
        try await desk.write { db in
            try BlindChange.step(BlindChangeTests.home, at: desk, waits: waits, batch: batch, in: db)
        }
    }

    /// Every code in the store.
    private func codes(_ running: RunningProgram) async throws -> Set<String> {
        let tables = running.program.desk.blindTables
        return try await running.database.read { db in
            var found: Set<String> = []
            for (table, column) in tables.flatMap({ table in table.columns.map { (table.table, $0) } }) {
                let (table, column) = (SQL(raw: table), SQL(raw: column))
                for row in try db.rows("SELECT \(column) AS code FROM \(table) WHERE \(column) IS NOT NULL") {
                    found.insert(try row.get("code"))
                }
            }
            return found
        }
    }

    /// The cases found by a telephone, its ending or a name, as intake looks for them on that node.
    private func cases(_ text: String, _ desk: Desk) async throws -> [ID<Case>] {
        try await desk.read { db in
            let reader = try CaseReader.of(CaseScene.actor("qiantai"), in: db)
            return try CaseFindings(text, after: nil, reader: reader, at: desk, in: db).complainant.lines.map(\.id)
        }
    }

    /// The cases found by a word of what was told.
    private func told(_ desk: Desk) async throws -> Set<ID<Case>> {
        try await desk.read { db in
            let reader = try CaseReader.of(CaseScene.actor("qiantai"), in: db)
            return try Set(
                CaseFindings("soup was cold", after: nil, reader: reader, at: desk, in: db).words.found.map(\.line.id))
        }
    }

    /// Every code of the index of words, but for the mark of a gap.
    private func wordCodes(_ running: RunningProgram) async throws -> Set<String> {
        try await running.database.read { db in
            let rows: [String] =
                switch db.search {
                case .fts5: try SearchIndex.terms(after: 0, limit: 500, in: db).flatMap(\.terms)
                case .tsvector:
                    try db.rows("SELECT DISTINCT t.lexeme AS code FROM search_terms, unnest(terms) AS t").map {
                        try $0.get("code")
                    }
                }
            return Set(rows.filter { $0.count == 12 })
        }
    }

    private func persons(_ text: String, _ desk: Desk) async throws -> Set<ID<Person>> {
        try await desk.read { db in
            let found = try PersonFinder(CaseScene.actor("kehu"), desk).find(PersonQuery(typed: text)!, in: db)
            return Set(found.map(\.id))
        }
    }

    private func findsAll(_ ids: [ID<Case>], _ desks: [Desk], at place: String) async throws {
        let resident = App.World.residents[0]
        for desk in desks {
            for (id, phone) in zip(ids, BlindChangeTests.phones) {
                #expect(try await cases(phone, desk) == [id], "\(place): \(phone)")
                #expect(try await cases(String(phone.suffix(4)), desk) == [id], "\(place): ending of \(phone)")
            }
            #expect(try await Set(cases("Lin Xiao", desk)).isSuperset(of: ids), "\(place): by name")
            #expect(try await told(desk).isSuperset(of: ids), "\(place): by words")
            for text in [resident.name, "13800010001", "13900020001", BlindChangeTests.document] {
                #expect(try await persons(text, desk).contains(resident.id), "\(place): \(text)")
            }
        }
    }

    private func keep(_ document: String, of person: ID<Person>, _ desk: Desk) async throws {
        try await desk.write { db in
            let keys = try desk.vault.keyring(for: BlindChangeTests.home, in: db)
            let phone = PhoneNumber(person == App.World.residents[0].id ? "13800010001" : "13800010002")
            try Confidential(idNumber: IdentityNumber(document)!, phone: phone, healthNotes: "")
                .save(of: person, BlindChangeTests.home, keys: keys, in: db)
        }
    }

    @Test(arguments: Engine.available)
    func `everybody is found before, in the middle and after, and a killed walk goes on elsewhere`(
        engine: Engine
    ) async throws {
        try await withProgram(engine) { running in
            var ids: [ID<Case>] = []
            for phone in BlindChangeTests.phones.dropLast() {
                ids.append(try await CaseScene.begin(running) { $0.complainant.phone = phone }.id)
            }
            let (desk, other) = (running.program.desk, try await beside(running))
            try await keep(BlindChangeTests.document, of: App.World.residents[0].id, desk)
            let (before, words) = (try await codes(running), try await wordCodes(running))
            try await findsAll(ids, [desk, other], at: "before")
            try await begin(running)
            running.clock.move(minutes: 2)
            try await findsAll(ids, [desk, other], at: "announced")
            #expect(try await codes(running) == before)
            guard case .turned = try await step(desk) else { throw Problem.notFound }
            running.clock.move(minutes: 2)
            // Written while the walk runs, by either node.
            let late = try await CaseScene.begin(running) { $0.complainant.phone = BlindChangeTests.phones[2] }
            ids.append(late.id)
            await #expect(throws: Problem.self) {
                try await keep(BlindChangeTests.document, of: App.World.residents[1].id, other)
            }
            for count in 1...3 {
                guard case .went = try await step(desk) else { throw Problem.notFound }
                try await findsAll(ids, [desk, other], at: "after \(count) steps")
            }
            // The first node is gone in the middle; its lease runs out.
            guard case .elsewhere = try await step(other) else { throw Problem.notFound }
            running.clock.move(minutes: 3)
            var ended: BlindChange?
            while ended == nil {
                if case .ended(let change) = try await step(other, batch: 5) { ended = change }
                #expect(try await told(desk).isSuperset(of: ids))
            }
            #expect(ended?.written ?? 0 > 6)
            #expect(ended?.percent == 100)
            #expect(try await codes(running).isDisjoint(with: before))
            #expect(words.count > 10)
            #expect(try await wordCodes(running).isDisjoint(with: words))
            running.clock.move(minutes: 2)
            try await findsAll(ids, [desk, other], at: "after")
            let asked = try await desk.read {
                try desk.vault.keyring(for: BlindChangeTests.home, in: $0).blindCodes(of: .phone, "13900020007")
            }
            #expect(asked.count == 1)
            #expect(try await step(desk) == .nothing)
            #expect(try await ChainCheck.run(on: running.database).faults.isEmpty)
        }
    }

    @Test func `no phase begins before every node has read the keys`() async throws {
        try await withProgram { running in
            _ = try await CaseScene.begin(running)
            let desk = running.program.desk
            let before = try await codes(running)
            try await begin(running)
            try await BlindChange.runAll(at: desk)
            guard case .waiting(let change) = try await step(desk, waits: BlindChange.settleMilliseconds) else {
                throw Problem.notFound
            }
            #expect(change.phase == .announced)
            running.clock.move(minutes: 2)
            try await BlindChange.runAll(at: desk)
            #expect(try await codes(running) == before)
            running.clock.move(minutes: 2)
            try await BlindChange.runAll(at: desk)
            #expect(try await codes(running).isDisjoint(with: before))
            #expect(try await running.database.read { try BlindChange.running(in: $0) }.isEmpty)
        }
    }

    @Test func `a row that cannot be opened is passed over, and nothing is begun twice or for nothing`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running) { $0.complainant.phone = BlindChangeTests.phones[0] }
            let spoilt = try await CaseScene.begin(running)
            let desk = running.program.desk
            let home = BlindChangeTests.home
            #expect(try await desk.write { try BlindChange.begin(for: home, at: desk, in: $0) } == nil)
            try await running.database.write { db in
                try db.run(
                    """
                    UPDATE cases SET document = (SELECT document FROM cases WHERE id = \(scene.id))
                    WHERE id = \(spoilt.id)
                    """)
            }
            try await begin(running)
            let first = try await running.database.read { try BlindChange.newest(of: home, in: $0) }
            #expect(try await desk.write { try BlindChange.begin(for: home, at: desk, in: $0) } == first)
            while try await step(desk, batch: 50) != .nothing {}
            #expect(try await cases(BlindChangeTests.phones[0], desk) == [scene.id])
        }
    }

    @Test func `every column of codes is known to it`() async throws {
        try await withProgram { running in
            let known = Set(
                running.program.desk.blindTables.flatMap { table in
                    table.columns.map { "\(table.table).\($0)" }
                })
            let found = try await running.database.read { db in
                try db.rows(
                    """
                    SELECT m.name AS table_name, c.name AS column_name FROM sqlite_master m
                    JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name LIKE '%\\_index' ESCAPE '\\'
                    """
                ).map { "\(try $0.get("table_name", as: String.self)).\(try $0.get("column_name", as: String.self))" }
            }
            #expect(Set(found) == known)
        }
    }
}
