import Crypto
import Foundation
import Kernel

/// A signed seal over the heads of all chains that grew since the one before (检查点): once it is noted outside, nobody
/// can cut off the end of a record or remove one whole without being found out.
package struct Checkpoint: Hashable, Sendable {
    package let organisationID: ID<Organisation>
    /// 1, 2, 3 …
    package let number: Int
    package let madeAt: Instant
    package let lines: Int
    /// The root of the tree over its lines.
    package let root: String
    package let priorHash: String
    package let hash: String
    package let publicKey: String
    package let signature: String

    /// The head of one chain as a checkpoint found it.
    package struct Line: Hashable, Sendable {
        package let subject: Event.Subject
        package let sequence: Int
        package let hash: String

        package var text: String { "\(subject.kind)\n\(subject.id)\n\(sequence)\n\(hash)" }
    }

    /// One is made when the last is older.
    package static let everyHours = 24

    /// What is signed; its SHA-256 is the hash the next one continues from.
    package static func statement(
        _ organisation: ID<Organisation>, number: Int, madeAt: Instant, lines: Int, root: String, priorHash: String,
        publicKey: String
    ) -> String {
        [
            "huiyin-checkpoint-1", organisation.text, String(number), String(madeAt.milliseconds), String(lines), root,
            priorHash, publicKey,
        ].joined(separator: "\n")
    }

    package var statement: String {
        Checkpoint.statement(
            organisationID, number: number, madeAt: madeAt, lines: lines, root: root, priorHash: priorHash,
            publicKey: publicKey)
    }

    package var isSelfConsistent: Bool {
        hash == digestText(statement.utf8) && SigningKey.accepts(signature, of: statement.utf8, by: publicKey)
    }

    /// How it is noted outside the database, and in bundles.
    package struct Note: Codable, Sendable {
        package let organisation: String
        package let number: Int
        package let madeAt: Int64
        package let lines: Int
        package let root: String
        package let priorHash: String
        package let hash: String
        package let publicKey: String
        package let signature: String
    }

    package var note: Note {
        Note(
            organisation: organisationID.text, number: number, madeAt: madeAt.milliseconds, lines: lines, root: root,
            priorHash: priorHash, hash: hash, publicKey: publicKey, signature: signature)
    }
}

/// The file beside the database in which checkpoints are noted as they are made (检查点簿): whoever rewrites the
/// database must reach this file too, and its copies in every backup.
package struct CheckpointBook: Sendable {
    package let file: URL

    package init(file: URL) { self.file = file }

    /// Adds a line and waits for the disk.
    func add(_ checkpoint: Checkpoint) throws {
        let line = Data(try JSONText.bytes(of: checkpoint.note)) + Data("\n".utf8)
        try Disk.makeFolder(file.deletingLastPathComponent().path)
        if !FileManager.default.fileExists(atPath: file.path) {
            _ = FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: line)
        try handle.synchronize()
    }

    /// What is noted; a line cut off by a power failure is passed over.
    func notes() -> [Checkpoint.Note] {
        guard let data = try? Data(contentsOf: file) else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(Checkpoint.Note.self, from: $0)
        }
    }
}
