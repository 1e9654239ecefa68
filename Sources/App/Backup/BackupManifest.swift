import Crypto
import Foundation
import Kernel
import Platform

/// The list of everything in a backup (备份清单) with lengths and hashes; the hash of the list itself is signed.
package struct BackupManifest: Codable, Sendable {
    package struct Piece: Codable, Sendable, Hashable {
        /// Below the backup's folder, with `/`.
        package let path: String
        package let bytes: Int
        package let sha256: String
    }

    package enum Engine: String, Codable, Sendable {
        case sqlite, postgres
    }

    /// Where the keys are: in the backup under a passphrase, in another place, or nowhere.
    package enum Keys: String, Codable, Sendable {
        case sealed, apart, none
    }

    package let format: Int
    package let engine: Engine
    package let takenAt: Int64
    package let taken: String
    /// The names of the migrations the store had.
    package let migrations: [String]
    package let keys: Keys
    package let pieces: [Piece]

    static let currentFormat = 1
    static let fileName = "manifest.json"
    static let signatureName = "manifest.sig"
    static let keysName = "keys.sealed"
    static let sqliteName = "database.sqlite"
    static let postgresName = "database.dump"

    package var bytes: Int { pieces.reduce(0) { $0 + $1.bytes } }
    package var moment: Instant { Instant(milliseconds: takenAt) }

    struct Signature: Codable {
        let publicKey: String
        let signature: String
    }

    func write(into folder: URL, signer: SigningKey?) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let bytes = [UInt8](try encoder.encode(self))
        try Data(bytes).write(to: folder.appendingPathComponent(BackupManifest.fileName))
        guard let signer else { return }
        let signature = Signature(publicKey: signer.publicKey, signature: try signer.sign(bytes))
        try encoder.encode(signature).write(to: folder.appendingPathComponent(BackupManifest.signatureName))
    }

    /// Reads the list and checks its signature, if it has one, and every piece's length and hash.
    /// Throws `BackupError` naming the first thing that is not as it was.
    package static func read(_ folder: URL) throws -> BackupManifest {
        let file = folder.appendingPathComponent(fileName)
        guard let data = try? Data(contentsOf: file) else { throw BackupError.noBackup(folder.path) }
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data) else {
            throw BackupError.damaged(fileName)
        }
        guard manifest.format == currentFormat else { throw BackupError.unknownFormat(manifest.format) }
        if let signed = try? Data(contentsOf: folder.appendingPathComponent(signatureName)) {
            guard let signature = try? JSONDecoder().decode(Signature.self, from: signed),
                SigningKey.accepts(signature.signature, of: data, by: signature.publicKey)
            else { throw BackupError.damaged(signatureName) }
        }
        for piece in manifest.pieces {
            let isInside = !piece.path.hasPrefix("/") && !piece.path.split(separator: "/").contains("..")
            let found = isInside ? try? FileCopy.measure(folder.appendingPathComponent(piece.path)) : nil
            guard let found else { throw BackupError.missing(piece.path) }
            guard found.bytes == piece.bytes, found.sha256 == piece.sha256 else {
                throw BackupError.damaged(piece.path)
            }
        }
        return manifest
    }
}

/// Copying and hashing files of any size in little memory.
enum FileCopy {
    private static let chunk = 1 << 20

    static func measure(_ file: URL) throws -> (bytes: Int, sha256: String) {
        let source = try FileHandle(forReadingFrom: file)
        defer { try? source.close() }
        return try pass(source) { _ in }
    }

    /// Copies a file, waits for the disk, and returns what was copied.
    static func copy(_ file: URL, to target: URL) throws -> (bytes: Int, sha256: String) {
        let source = try FileHandle(forReadingFrom: file)
        defer { try? source.close() }
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        guard
            FileManager.default.createFile(
                atPath: target.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw BackupError.unwritable(target.path) }
        let sink = try FileHandle(forWritingTo: target)
        defer { try? sink.close() }
        let found = try pass(source) { try sink.write(contentsOf: $0) }
        try sink.synchronize()
        return found
    }

    private static func pass(_ source: FileHandle, _ take: (Data) throws -> Void) throws -> (Int, String) {
        var (digest, count) = (SHA256(), 0)
        while let part = try source.read(upToCount: chunk), !part.isEmpty {
            digest.update(data: part)
            count += part.count
            try take(part)
        }
        return (count, hex(digest.finalize()))
    }
}

/// Why a backup could not be taken, read or restored; worded for whoever sits at the shell.
package enum BackupError: Error, Hashable, Sendable, CustomStringConvertible {
    case noStore(String)
    case noBackup(String)
    case unknownFormat(Int)
    case missing(String)
    case damaged(String)
    case notEmpty(String)
    case unwritable(String)
    case noKeys
    case keysInside
    case wrongEngine(BackupManifest.Engine)
    case tool(String, String)

    package var description: String {
        switch self {
        case .noStore(let path): "There is no store at \(path)."
        case .noBackup(let path): "There is no backup in \(path): it has no \(BackupManifest.fileName)."
        case .unknownFormat(let number): "The backup has format \(number), which a newer program wrote. Use that one."
        case .missing(let path): "The backup lacks \(path)."
        case .damaged(let path): "\(path) of the backup is not as it was written. Take another backup."
        case .notEmpty(let path): "\(path) is not empty. Nothing was touched; choose an empty place."
        case .unwritable(let path): "\(path) cannot be written."
        case .noKeys:
            "The backup holds no keys. Name the folder they were put in with --keys, or the passphrase file."
        case .keysInside: "Keys beside the data they open protect nothing. Choose a folder outside the backup."
        case .wrongEngine(let engine): "The backup is of \(engine.rawValue); name a database of that engine."
        case .tool(let name, let message): "\(name) failed: \(message)"
        }
    }
}
