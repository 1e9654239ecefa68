import Crypto
import Foundation
import Kernel
import Platform
import Storage
import Web

/// A case as a bundle that proves itself (证据包): what is stored of its events with every hash, what they say in words,
/// the case file, the attachments, the checkpoint that seals them, and a script that checks all of it without us.
struct CaseBundle: Sendable {
    /// One file of the bundle whose contents are at hand.
    struct Piece: Sendable {
        let name: String
        let bytes: [UInt8]
    }

    /// One file that is read when it is its turn.
    struct Contents: Sendable {
        let name: String
        let digest: ContentDigest
        let bytes: Int
    }

    let number: String
    let pieces: [Piece]
    let attachments: [Contents]
    let manifest: [UInt8]
    let signature: [UInt8]

    /// More than this is refused rather than begun.
    static let mostBytes = 2_000_000_000

    private struct Listed: Encodable {
        let path: String
        let sha256: String
        let bytes: Int
    }

    private struct Manifest: Encodable {
        let format: String
        let number: String
        let organisation: String
        let exportedAt: String
        let exportedBy: String
        let reason: String
        let events: Int
        let head: String
        let publicKey: String
        let files: [Listed]
    }

    init(
        _ contents: BundleContents, caseFile: String, reason: String, by name: String, script: [UInt8],
        signer: SigningKey, zone: Zone
    ) throws {
        var lines: [UInt8] = []
        for event in contents.events { lines += try JSONText.bytes(of: event) + Array("\n".utf8) }
        var pieces = [
            Piece(name: "events.jsonl", bytes: lines),
            Piece(name: "case-file.html", bytes: Array(caseFile.utf8)),
            Piece(name: "verify.py", bytes: script),
        ]
        if let proof = contents.proof {
            pieces.append(Piece(name: "checkpoint.json", bytes: try JSONText.bytes(of: proof)))
        }
        attachments = contents.attachments.enumerated().map { place, file in
            Contents(
                name: "attachments/\(twoDigits(place + 1))-\(file.name)", digest: file.digest, bytes: file.bytes)
        }
        let listed =
            pieces.map { Listed(path: $0.name, sha256: ContentDigest(of: $0.bytes).text, bytes: $0.bytes.count) }
            + attachments.map { Listed(path: $0.name, sha256: $0.digest.text, bytes: $0.bytes) }
        let subject = contents.open.subject
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        manifest = [UInt8](
            try encoder.encode(
                Manifest(
                    format: "huiyin-bundle-1", number: subject.number.description,
                    organisation: contents.open.profile.name, exportedAt: contents.open.now.iso8601(in: zone),
                    exportedBy: name, reason: reason, events: contents.events.count,
                    head: contents.events.last?.hash ?? Event.genesis, publicKey: signer.publicKey, files: listed)))
        signature = Array(try signer.sign(manifest).utf8)
        self.pieces = pieces
        number = subject.number.description
    }

    var bytes: Int { pieces.reduce(0) { $0 + $1.bytes.count } + attachments.reduce(0) { $0 + $1.bytes } }
}

/// What a bundle is made of, as its reader may see it.
struct BundleContents: Sendable {
    let open: OpenCase
    let events: [BundledEvent]
    let attachments: [Attachment]
    let proof: BundledProof?
}

/// An event as it is stored and chained, and in the words of its reader.
struct BundledEvent: Encodable, Sendable {
    let organisation: String
    let subjectKind: String
    let subjectID: String
    let sequence: Int
    let kind: String
    let actor: String
    let happenedAt: Int64
    let recordedAt: Int64
    let stored: String
    let priorHash: String
    let hash: String
    /// What happened, worded as on the case page; absent for what this reader may not learn.
    let sentence: String?
    let details: [String]?
    /// What was recorded, as JSON, where the reader may see every part of the case.
    let facts: String?

    enum CodingKeys: String, CodingKey {
        case organisation
        case subjectKind = "subject_kind"
        case subjectID = "subject_id"
        case sequence, kind, actor
        case happenedAt = "happened_at"
        case recordedAt = "recorded_at"
        case stored
        case priorHash = "prior_hash"
        case hash, sentence, details, facts
    }
}

/// The newest checkpoint over the record with the way from its line to the root.
struct BundledProof: Encodable, Sendable {
    let checkpoint: Checkpoint.Note
    let line: String
    let path: [String]
}
