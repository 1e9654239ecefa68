import Kernel
import Storage

/// One backup that was taken, or one drill of restoring it (备份与恢复演练记录, S1-60): who, when, how long, what came
/// of it.
package struct BackupRecord: Hashable, Sendable {
    package enum Kind: String, ColumnValue, CaseIterable {
        case backup, drill
    }

    package enum Result: String, ColumnValue, CaseIterable {
        /// Everything came back and every chain held.
        case whole
        /// Something was missing or changed.
        case gaps
        case failed
    }

    package let id: ID<BackupRecord>
    package let organisationID: ID<Organisation>
    package let kind: Kind
    package let beganAt: Instant
    package let endedAt: Instant
    /// When the backup itself was taken; for a backup the same as `beganAt`.
    package let takenAt: Instant
    /// The signature of whoever did it; `system` for the shell.
    package let actor: String
    package let result: Result
    package let bytes: Int
    /// Events counted in the backup or after restoring.
    package let events: Int
    package let note: String

    package init(
        id: ID<BackupRecord>, organisationID: ID<Organisation>, kind: Kind, beganAt: Instant, endedAt: Instant,
        takenAt: Instant, actor: String, result: Result, bytes: Int = 0, events: Int = 0, note: String = ""
    ) {
        self.id = id
        self.organisationID = organisationID
        self.kind = kind
        self.beganAt = beganAt
        self.endedAt = max(beganAt, endedAt)
        self.takenAt = takenAt
        self.actor = actor
        self.result = result
        self.bytes = bytes
        self.events = events
        self.note = String(note.unicodeScalars.prefix(BackupRecord.longestNote).map(Character.init))
    }

    package static let longestNote = 500
    /// A backup older than this is too old (a day and a night's slack).
    package static let freshHours = 36
    /// Restoring is tried at least this often.
    package static let drillDays = 100

    var subject: Event.Subject { Event.Subject(kind: "backup", id: id.text) }
}
