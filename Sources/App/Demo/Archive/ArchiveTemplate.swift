import Kernel
import Platform
import Storage

/// A played case with all its rows, ready to be copied (个案模子).
struct ArchiveTemplate: Sendable {
    /// One value of a row, or how a copy comes to its own.
    enum Cell: Sendable {
        case fixed(SQLValue)
        case moment(Int64)
        case day(LocalDay)
        case text(TextPattern)
        case phoneIndex, phoneEndingIndex, nameIndex
        case pinDigest(round: Int)
        case document(TextPattern)
    }

    struct Line: Sendable {
        let table: String
        let columns: [String]
        let cells: [Cell]
    }

    struct Happening: Sendable {
        let kind: String
        let actor: String
        let happenedAt: Instant
        let recordedAt: Instant
        let facts: TextPattern
    }

    let id: String
    let receivedAt: Instant
    let isOpen: Bool
    /// Somebody's own desk it lies on or came over; such cases stay few.
    let desks: Set<String>
    let hasName: Bool
    let hasPhone: Bool
    let lines: [Line]
    let events: [Happening]
    let terms: CopiedTerms
    /// About how many bytes a copy takes.
    let size: Int
}
