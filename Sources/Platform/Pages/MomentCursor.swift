import Kernel

/// Where the next page of a list ordered by a moment begins: the last line's moment and id, written `MILLISECONDS.ID`.
package struct MomentCursor<Subject>: Hashable, Sendable {
    package let at: Instant
    package let id: ID<Subject>

    package init(at: Instant, id: ID<Subject>) {
        self.at = at
        self.id = id
    }

    /// `nil` unless it is the text of a cursor.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let milliseconds = Int64(parts[0]), let id = ID<Subject>(String(parts[1])) else {
            return nil
        }
        self.init(at: Instant(milliseconds: milliseconds), id: id)
    }

    package var text: String { "\(at.milliseconds).\(id)" }
}
