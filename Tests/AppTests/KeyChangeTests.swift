import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import App

@Suite struct `A change of keys` {
    /// The first words of every sealed value, by table and column.
    private func names(_ home: RunningProgram) async throws -> Set<String> {
        let columns = try Slices.all().flatMap(\.sealedColumns)
        return try await home.database.read { db in
            try columns.reduce(into: []) { found, column in
                let (table, name) = (SQL(raw: column.table), SQL(raw: column.column))
                for row in try db.rows("SELECT \(name) AS sealed FROM \(table) WHERE \(name) IS NOT NULL") {
                    found.insert(String(try row.get("sealed", as: String.self).prefix(15)))
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `seals everything anew while people work, and everything is found as before`(engine: Engine) async throws {
        try await withProgram(engine) { home in
            let fields = [
                "kind": "CMP", "narrative": "The soup was cold", "secrecy": "open", "complainant_kind": "child",
                "name": "Lin Xiao", "phone": "13900020007",
            ]
            _ = try await home.browser().submit("/complaints/new?kind=CMP", to: "/complaints", fields)
            let before = try await names(home)
            #expect(before.count == 1)
            let leader = try await home.signedIn("zuzhang")
            let found = try await leader.get("/search?q=13900020007").text
            #expect(found.contains("C-2026-000001"))
            let count = try await home.program.rotateKeys(pause: { home.clock.move(minutes: 2) })
            #expect(count > 10)
            let after = try await names(home)
            #expect(after.count == 1 && after.isDisjoint(with: before))
            #expect(try await leader.get("/search?q=13900020007").text.contains("C-2026-000001"))
            #expect(try await home.program.rotateKeys(onlyFinish: true, pause: {}) == 0)
            #expect(try await ChainCheck.run(on: home.database).faults.isEmpty)
        }
    }

    @Test func `broken off after the new key seals, it is finished later`() async throws {
        try await withProgram { (home: RunningProgram) async throws -> Void in
            let steps = Counter()
            let pause: @Sendable () async throws -> Void = {
                home.clock.move(minutes: 2)
                if await steps.next() == 2 { throw Stopped() }
            }
            await #expect(throws: Stopped.self) { try await home.program.rotateKeys(pause: pause) }
            #expect(try await home.signedIn("kehu").get("/people").status == .ok)
            let count = try await home.program.rotateKeys(onlyFinish: true, pause: {})
            #expect(count > 0)
            #expect(try await names(home).count == 1)
        }
    }

    private struct Stopped: Error {}

    @Test func `every column of sealed values is known to it`() async throws {
        let known = Set(try Slices.all().flatMap(\.sealedColumns).map { "\($0.table).\($0.column)" })
        try await withProgram { home in
            let found = try await home.database.read { db in
                try db.rows(
                    """
                    SELECT m.name AS table_name, c.name AS column_name FROM sqlite_master m
                    JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name LIKE '%sealed%'
                    """
                ).map { "\(try $0.get("table_name", as: String.self)).\(try $0.get("column_name", as: String.self))" }
            }
            #expect(Set(found).subtracting(known).isEmpty)
        }
    }

    private actor Counter {
        private var count = 0
        func next() -> Int {
            count += 1
            return count
        }
    }
}
