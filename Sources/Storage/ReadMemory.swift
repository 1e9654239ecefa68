/// What one transaction that only reads has read already (读中所记). Within it nothing changes, so what several
/// behaviours ask for is read once. A transaction that writes has none.
package final class ReadMemory {
    fileprivate var known: [String: Any] = [:]

    package init() {}
}

extension Connection {
    /// What `read` gives, read once in a transaction that only reads. `name` says what it is and of whom.
    package func once<Value>(_ name: String, _ read: () throws -> Value) rethrows -> Value {
        guard let memory else { return try read() }
        // Asked for in two steps, for an optional value would be found under every name.
        if let known = memory.known[name], let value = known as? Value { return value }
        let value = try read()
        memory.known[name] = value
        return value
    }
}
