import Synchronization

/// Keeps what was read out of a text, because reading it again costs more than comparing it. The value depends on the
/// text alone, so nothing here can be out of date: another text under the same key is read anew.
package final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        /// What was used since the last turn, and before it; half the limit each.
        var recent: [Key: (text: String, value: Value)] = [:]
        var former: [Key: (text: String, value: Value)] = [:]
    }

    private let half: Int
    private let state = Mutex(State())

    /// Keeps `limit` values at most, those used last.
    package init(limit: Int) { half = max(1, limit / 2) }

    /// The value of `text` under `key`; `read` makes it when it is not known.
    package func value(_ key: Key, _ text: String, read: () throws -> Value) rethrows -> Value {
        if let known = find(key), known.text == text { return known.value }
        let value = try read()
        keep(key, text, value)
        return value
    }

    /// The same where the key says everything its value depends on.
    package func value(_ key: Key, read: () throws -> Value) rethrows -> Value { try value(key, "", read: read) }

    private func keep(_ key: Key, _ text: String, _ value: Value) {
        state.withLock { state in
            if state.recent.count >= half { (state.former, state.recent) = (state.recent, [:]) }
            state.recent[key] = (text, value)
        }
    }

    private func find(_ key: Key) -> (text: String, value: Value)? {
        state.withLock { state in
            if let known = state.recent[key] { return known }
            guard let known = state.former[key] else { return nil }
            if state.recent.count >= half { (state.former, state.recent) = (state.recent, [:]) }
            state.recent[key] = known
            return known
        }
    }
}
