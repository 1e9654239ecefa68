import Foundation
import Kernel
import Storage

/// What `huiyin verify` finds about checkpoints: each signature and link, each root over its lines, each line against
/// the events as they are now, and what was noted outside the database.
package struct CheckpointCheck: Sendable {
    package private(set) var checkpoints = 0
    package private(set) var lines = 0
    package private(set) var faults: [Fault] = []

    package enum Fault: Hashable, Sendable, CustomStringConvertible {
        case unsigned(Int)
        /// Signed by a key this installation does not know.
        case foreignKey(Int)
        case unlinked(Int)
        case changed(Int)
        /// Sealed events are gone from the end of a record, or are others now.
        case cutOff(Event.Subject, sequence: Int, checkpoint: Int)
        case removed(Event.Subject, checkpoint: Int)
        /// Noted outside the database and not in it.
        case forgotten(Int)

        package var description: String {
            switch self {
            case .unsigned(let number): "checkpoint \(number): its signature does not fit"
            case .foreignKey(let number): "checkpoint \(number): signed with a key that is not trusted here"
            case .unlinked(let number): "checkpoint \(number): does not continue the one before"
            case .changed(let number): "checkpoint \(number): its lines were changed"
            case .cutOff(let subject, let sequence, let number):
                "\(subject.kind) \(subject.id), event \(sequence): sealed by checkpoint \(number), cut off or changed"
            case .removed(let subject, let number):
                "\(subject.kind) \(subject.id): sealed by checkpoint \(number), removed whole"
            case .forgotten(let number): "checkpoint \(number): noted outside the database, missing or other in it"
            }
        }
    }

    private static let most = 100

    package static func run(
        on database: any Database, trusting keys: Set<String>, beside file: URL? = nil
    ) async throws -> CheckpointCheck {
        var check = CheckpointCheck()
        let homes = try await database.read { db in try OrganisationProfile.list(in: db).map(\.id) }
        let notes = file.map { CheckpointBook(file: $0).notes() } ?? []
        for home in homes {
            var (prior, number) = (Event.genesis, 1)
            var known: [Int: String] = [:]
            while let found = try await check.look(at: number, of: home, prior, keys, on: database) {
                known[number] = found.hash
                (prior, number) = (found.hash, number + 1)
            }
            for note in notes where note.organisation == home.text && known[note.number] != note.hash {
                check.add(.forgotten(note.number))
            }
            if let after = try await database.read({ db in try Checkpoint.newest(of: home, in: db)?.number }),
                after >= number
            {
                check.add(.unlinked(number))
            }
        }
        return check
    }

    private mutating func look(
        at number: Int, of home: ID<Organisation>, _ prior: String, _ keys: Set<String>, on database: any Database
    ) async throws -> Checkpoint? {
        let seen = try await database.read { db -> (Checkpoint, String, Int, [Fault])? in
            let row = try db.first(
                "SELECT * FROM checkpoints WHERE organisation_id = \(home) AND number = \(number)")
            guard let checkpoint = try row.map(Checkpoint.init) else { return nil }
            var tree = MerkleTree([])
            try Checkpoint.eachLine(of: number, home, in: db) { tree.add($0.text) }
            return (checkpoint, tree.root, tree.count, try CheckpointCheck.missing(number, home, in: db))
        }
        guard let (checkpoint, root, count, missing) = seen else { return nil }
        checkpoints += 1
        lines += count
        if !checkpoint.isSelfConsistent { add(.unsigned(number)) }
        if !keys.contains(checkpoint.publicKey) { add(.foreignKey(number)) }
        if checkpoint.priorHash != prior { add(.unlinked(number)) }
        if checkpoint.root != root || checkpoint.lines != count { add(.changed(number)) }
        for fault in missing { add(fault) }
        return checkpoint
    }

    /// Lines whose event is gone or has another hash.
    private static func missing(
        _ number: Int, _ home: ID<Organisation>, in db: any Connection
    ) throws -> [Fault] {
        let rows = try db.rows(
            """
            SELECT l.*, (SELECT max(o.sequence) FROM events o WHERE o.subject_kind = l.subject_kind
                AND o.subject_id = l.subject_id) AS newest
            FROM checkpoint_lines l LEFT JOIN events e ON e.subject_kind = l.subject_kind
                AND e.subject_id = l.subject_id AND e.sequence = l.sequence
            WHERE l.organisation_id = \(home) AND l.number = \(number) AND (e.hash IS NULL OR e.hash <> l.hash)
            ORDER BY l.subject_kind, l.subject_id LIMIT \(most)
            """)
        return try rows.map { row in
            let line = try Checkpoint.Line(row)
            return try row.get("newest", as: Int?.self) == nil
                ? .removed(line.subject, checkpoint: number)
                : .cutOff(line.subject, sequence: line.sequence, checkpoint: number)
        }
    }

    private mutating func add(_ fault: Fault) {
        if faults.count < CheckpointCheck.most, !faults.contains(fault) { faults.append(fault) }
    }
}
