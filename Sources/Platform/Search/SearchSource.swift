import Kernel
import Storage

/// How the records of one kind come into the index of words (检索来源); each slice brings those of its own.
package struct SearchSource: Sendable {
    /// What of a record can be found today, by the record's id; `nil` when the record is gone or cannot be opened.
    let document: @Sendable (ID<Organisation>, String, any Connection, Desk) throws -> SearchDocument?
    /// Records behind a place, so many at most; what is made meanwhile writes itself.
    let list: @Sendable (ID<Organisation>, String, Int, any Connection) throws -> [(place: String, id: String)]
    let count: @Sendable (ID<Organisation>, any Connection) throws -> Int
    /// Which of the ids are records still.
    let existing: @Sendable (ID<Organisation>, [String], any Connection) throws -> Set<String>

    package init(
        document: @escaping @Sendable (ID<Organisation>, String, any Connection, Desk) throws -> SearchDocument?,
        list:
            @escaping @Sendable (ID<Organisation>, String, Int, any Connection) throws -> [(
                place: String, id: String
            )],
        count: @escaping @Sendable (ID<Organisation>, any Connection) throws -> Int,
        existing: @escaping @Sendable (ID<Organisation>, [String], any Connection) throws -> Set<String>
    ) {
        self.document = document
        self.list = list
        self.count = count
        self.existing = existing
    }
}
