import Kernel
import Platform
import Storage

/// The move of a whole installation from SQLite up to PostgreSQL (迁移引擎). Rows go over table by table in the order
/// of their keys, each batch in one transaction; so where a move was broken off, the last key in the new store says
/// where to go on. Keys and attachments stay where they are.
package struct EngineMove: Sendable {
    /// How far one table is.
    package struct Progress: Sendable, Hashable {
        package let table: String
        package let copied: Int
        package let total: Int
    }

    /// What stands in the new store now, after everything was compared.
    package struct Result: Sendable, Hashable {
        package let tables: Int
        package let rows: Int
        package let chains: ChainCheck
    }

    /// Why a move cannot begin or did not end well, for the operator.
    package enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        case notEmpty(table: String)
        case anotherMove
        case differs(table: String, key: String)
        case brokenChain(String)
        case wrongEngines

        package var description: String {
            switch self {
            case .notEmpty(let table):
                "The new store already holds rows (\(table)). Give an empty database, or drop and create this one."
            case .anotherMove: "The new store holds an unfinished move of another installation."
            case .differs(let table, let key):
                "\(table) differs at \(key). Was the old store served meanwhile? Stop it, empty the new one, begin anew."
            case .brokenChain(let words): "The chains of events are not whole: \(words)"
            case .wrongEngines: "Only a move from SQLite to PostgreSQL is known."
            }
        }
    }

    let source: any Database & Migratable
    let target: any Database & Migratable
    let batch: Int

    /// Both stores must be at rest; `batch` rows at most go in one transaction.
    package init(
        from source: any Database & Migratable, to target: any Database & Migratable, batch: Int = 500
    ) throws(Refusal) {
        guard source.dialect == .sqlite, target.dialect == .postgres else { throw .wrongEngines }
        self.source = source
        self.target = target
        self.batch = max(1, batch)
    }

    /// Brings both to `migrations`, copies what is missing, compares every row and every chain, and only then lets the
    /// new store be used. Broken off at any place, it goes on there when run again.
    package func run(
        _ migrations: (Dialect) throws -> [Migration], report: @Sendable (Progress) -> Void
    ) async throws -> Result {
        _ = try await source.migrate(try migrations(.sqlite))
        _ = try await target.migrate(try migrations(.postgres))
        let tables = try await tables()
        try await begin(tables)
        for table in tables { try await copy(table, report: report) }
        try await copyTerms(report: report)
        var rows = 0
        for table in tables { rows += try await compare(table) }
        let chains = try await compareChains()
        try await finish(tables)
        return Result(tables: tables.count, rows: rows, chains: chains)
    }

    private func copy(_ table: Table, report: @Sendable (Progress) -> Void) async throws {
        let total = try await count(table, in: source)
        var copied = try await count(table, in: target)
        var last = try await lastKey(of: table)
        if total > 0 { report(Progress(table: table.name, copied: copied, total: total)) }
        while true {
            try Task.checkCancellation()
            let rows = try await page(of: table, after: last, in: source)
            guard let end = rows.last else { break }
            try await insert(rows, into: table)
            last = table.key(of: end)
            copied += rows.count
            report(Progress(table: table.name, copied: copied, total: total))
        }
    }

    /// Walks both stores side by side; returns how many rows they share.
    private func compare(_ table: Table) async throws -> Int {
        var (last, seen): ([SQLValue]?, Int) = (nil, 0)
        while true {
            let (old, new) = (
                try await page(of: table, after: last, in: source), try await page(of: table, after: last, in: target)
            )
            if old != new {
                let place = zip(old, new).first { $0 != $1 }.map { $0.0 } ?? (old.count > new.count ? old : new).last
                throw Refusal.differs(
                    table: table.name, key: place.map { table.key(of: $0).map(\.words).joined(separator: " ") } ?? "")
            }
            seen += old.count
            guard let end = old.last else { return seen }
            last = table.key(of: end)
        }
    }

    private func compareChains() async throws -> ChainCheck {
        let (old, new) = (try await ChainCheck.run(on: source), try await ChainCheck.run(on: target))
        guard old == new, new.faults.isEmpty else {
            throw Refusal.brokenChain(
                "\(old.events) events and \(old.faults.count) faults became \(new.events) and \(new.faults.count)")
        }
        return new
    }
}

extension EngineMove {
    /// A table as both stores know it.
    struct Table: Sendable, Hashable {
        let name: String
        let columns: [String]
        /// The columns of the primary key, in its order.
        let keys: [String]

        func key(of row: [SQLValue]) -> [SQLValue] {
            keys.compactMap { key in columns.firstIndex(of: key).map { row[$0] } }
        }
    }
}

extension SQLValue {
    /// For a line an operator reads.
    fileprivate var words: String {
        switch self {
        case .null: "null"
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        case .bytes(let bytes): hex(bytes)
        }
    }
}
