import Synchronization

/// Keeps what was read out of a text, because reading it again costs more than comparing it. The value depends on the
/// text alone, so nothing here can be out of date: another text under the same key is read anew.
package final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Reached by reference, so that nothing large is copied while others wait.
    @usableFromInline
    final class Known: Sendable {
        @usableFromInline let text: String
        @usableFromInline let value: Value

        @usableFromInline
        init(_ text: String, _ value: Value) {
            self.text = text
            self.value = value
        }
    }

    @usableFromInline
    struct State {
        /// What was used since the last turn, and before it; half the limit each.
        @usableFromInline var recent: [Key: Known] = [:]
        @usableFromInline var former: [Key: Known] = [:]
    }

    /// A part of the keys with a lock of its own: readers of long lists would else wait for one another.
    @usableFromInline
    final class Shelf: Sendable {
        @usableFromInline let state = Mutex(State())

        init() {}
    }

    @usableFromInline let half: Int
    /// One, or as many as a mask of bits can choose from.
    @usableFromInline let shelves: [Shelf]

    /// Keeps `limit` values at most, those used last.
    package init(limit: Int) {
        let count = limit < 1_000 ? 1 : 16
        half = max(1, limit / count / 2)
        shelves = (0..<count).map { _ in Shelf() }
    }

    @inlinable
    func shelf(of key: Key) -> Shelf {
        shelves.count == 1 ? shelves[0] : shelves[key.hashValue & (shelves.count - 1)]
    }

    /// The value of `text` under `key`; `read` makes it when it is not known.
    @inlinable
    package func value(_ key: Key, _ text: String, read: () throws -> Value) rethrows -> Value {
        if let known = find(key), known.text == text { return known.value }
        let value = try read()
        keep(key, text, value)
        return value
    }

    /// The same where the key says everything its value depends on.
    @inlinable
    package func value(_ key: Key, read: () throws -> Value) rethrows -> Value { try value(key, "", read: read) }

    @inlinable
    func keep(_ key: Key, _ text: String, _ value: Value) {
        let known = Known(text, value)
        shelf(of: key).state.withLock { state in
            if state.recent.count >= half { (state.former, state.recent) = (state.recent, [:]) }
            state.recent[key] = known
        }
    }

    @inlinable
    func find(_ key: Key) -> Known? {
        shelf(of: key).state.withLock { state in
            if let known = state.recent[key] { return known }
            guard let known = state.former[key] else { return nil }
            if state.recent.count >= half { (state.former, state.recent) = (state.recent, [:]) }
            state.recent[key] = known
            return known
        }
    }
}
