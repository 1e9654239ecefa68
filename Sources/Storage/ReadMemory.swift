/// What one transaction has read already (读中所记): what several behaviours ask for is read once. What is read from a
/// table is forgotten as soon as the transaction writes to that table, and everything when a part of it is undone.
package final class ReadMemory {
    fileprivate struct Known {
        let value: Any
        let tables: [String]
    }

    fileprivate var known: [String: Known] = [:]
    /// Every table something known was read from.
    fileprivate var watched: Set<String> = []

    package init() {}

    /// Forgets what the statement may change. Called by the engines before each statement of a transaction that writes.
    package func follow(_ sql: SQL) {
        if known.isEmpty { return }
        switch sql.written {
        case .nothing: break
        case .table(let table): forget(table)
        case .anything: forget()
        }
    }

    package func forget(_ table: String) {
        guard watched.remove(table) != nil else { return }
        known = known.filter { !$0.value.tables.contains(table) }
    }

    package func forget() { (known, watched) = ([:], []) }

    fileprivate func keep(_ value: Any, _ name: String, from tables: [String]) {
        known[name] = Known(value: value, tables: tables)
        watched.formUnion(tables)
    }
}

extension Connection {
    /// What `read` gives, read once while nothing is written to `tables`: those it looks at. `name` says what it is and
    /// of whom, and of which day where that matters: several transactions of one moment may share what they read.
    package func once<Value>(_ name: String, from tables: [String], _ read: () throws -> Value) rethrows -> Value {
        // Asked for in two steps, for an optional value would be found under every name.
        if let known = memory.known[name], let value = known.value as? Value { return value }
        let value = try read()
        memory.keep(value, name, from: tables)
        return value
    }
}

extension SQL {
    enum Written: Equatable {
        case nothing
        case table(String)
        /// Not to be told from how the statement begins.
        case anything
    }

    /// Which table the statement writes to, as its first words say.
    var written: Written {
        guard case .text(let text) = parts.first else { return .anything }
        if text.utf8.starts(with: "SELECT ".utf8) { return .nothing }
        var words = text.utf8.split(maxSplits: 3, whereSeparator: { $0 == 0x20 || $0 == 0x0A }).makeIterator()
        func next() -> String? { words.next().map { String(Substring($0)) } }
        let table: String?
        switch next() {
        case "UPDATE": table = next()
        case "INSERT", "DELETE":
            _ = next()
            table = next()
        default: return .anything
        }
        let name = table?.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) } ?? ""
        return name.isEmpty ? .anything : .table(String(name))
    }
}
