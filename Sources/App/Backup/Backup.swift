import Foundation
import Kernel
import Platform
import Storage
import StorageSQLite

/// A backup in a folder (备份): the database as of one moment, the attachments, and the keys under a passphrase or in
/// another place. It is taken while the server runs, and is there whole or not at all.
package enum Backup {
    /// What becomes of the keys. They never lie open beside the data.
    package enum KeyCare: Sendable {
        case sealed(passphrase: String)
        case apart(URL)
        case without
    }

    /// Takes a backup into `target`, which must not exist or be empty. Throws `BackupError`.
    package static func take(_ configuration: Configuration, to target: URL, keys: KeyCare) async throws
        -> BackupManifest
    {
        let files = FileManager.default
        try mustBeEmpty(target)
        if case .apart(let place) = keys, isInside(place, target) { throw BackupError.keysInside }
        let folder = target.deletingLastPathComponent()
            .appendingPathComponent(".\(target.lastPathComponent).\(hex(configuration.environs.randomBytes(4)))")
        try files.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do {
            let manifest = try await fill(folder, configuration, keys)
            if files.fileExists(atPath: target.path) { try files.removeItem(at: target) }
            try files.moveItem(at: folder, to: target)
            return manifest
        } catch {
            try? files.removeItem(at: folder)
            throw error
        }
    }

    private static func fill(
        _ folder: URL, _ configuration: Configuration, _ keys: KeyCare
    ) async throws -> BackupManifest {
        let now = configuration.environs.now()
        let (engine, database) = try await copyDatabase(configuration, into: folder)
        // Contents of attachments are put before the rows that name them and never change, so a walk after the copy
        // of the database finds all that it names.
        var pieces = [database.piece]
        let data = configuration.dataFolder
        for path in ["files", "evidence"] {
            pieces += try copyTree(data.appendingPathComponent(path), below: path, into: folder)
        }
        let keyFiles = try KeyFolder.read(data.appendingPathComponent("keys"))
        let kept: BackupManifest.Keys
        switch keys {
        case .sealed(let passphrase):
            let parcel = try KeyParcel(
                keyFiles, passphrase: passphrase, randomBytes: configuration.environs.randomBytes)
            let file = folder.appendingPathComponent(BackupManifest.keysName)
            try JSONEncoder().encode(parcel).write(to: file)
            let found = try FileCopy.measure(file)
            pieces.append(.init(path: BackupManifest.keysName, bytes: found.bytes, sha256: found.sha256))
            kept = .sealed
        case .apart(let place):
            try KeyFolder.write(keyFiles, into: place)
            kept = .apart
        case .without: kept = .none
        }
        let manifest = BackupManifest(
            format: BackupManifest.currentFormat, engine: engine, takenAt: now.milliseconds,
            taken: now.iso8601(in: .shanghai), migrations: database.migrations, keys: kept, pieces: pieces)
        try manifest.write(into: folder, signer: try KeyFolder.signer(in: data))
        return manifest
    }

    private static func copyDatabase(
        _ configuration: Configuration, into folder: URL
    ) async throws -> (BackupManifest.Engine, (piece: BackupManifest.Piece, migrations: [String])) {
        let engine: BackupManifest.Engine = configuration.databaseURL == nil ? .sqlite : .postgres
        let name = engine == .sqlite ? BackupManifest.sqliteName : BackupManifest.postgresName
        let file = folder.appendingPathComponent(name)
        let path = configuration.dataFolder.appendingPathComponent("huiyin.sqlite").path
        if engine == .sqlite, !FileManager.default.fileExists(atPath: path) { throw BackupError.noStore(path) }
        let database = try Program.openDatabase(configuration, environs: configuration.environs)
        let outcome: Swift.Result<[String], any Error>
        do {
            let known = try await migrations(of: database)
            if let sqlite = database as? SQLiteDatabase { try sqlite.copy(to: file.path) }
            outcome = .success(known)
        } catch {
            outcome = .failure(error)
        }
        await database.close()
        let migrations = try outcome.get()
        if let url = configuration.databaseURL { try PostgresTools.dump(url, to: file) }
        let found = try FileCopy.measure(file)
        return (engine, (.init(path: name, bytes: found.bytes, sha256: found.sha256), migrations))
    }

    private static func copyTree(_ source: URL, below path: String, into folder: URL) throws
        -> [BackupManifest.Piece]
    {
        let root = source.resolvingSymlinksInPath().path
        guard let walk = FileManager.default.enumerator(atPath: root) else { return [] }
        var pieces: [BackupManifest.Piece] = []
        while let name = walk.nextObject() as? String {
            // A file still being written has this ending; its row is not yet committed.
            guard walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular, !name.hasSuffix(".new") else {
                continue
            }
            let target = "\(path)/\(name)"
            let found = try FileCopy.copy(
                URL(fileURLWithPath: root).appendingPathComponent(name), to: folder.appendingPathComponent(target))
            pieces.append(.init(path: target, bytes: found.bytes, sha256: found.sha256))
        }
        return pieces.sorted { $0.path < $1.path }
    }

    static func mustBeEmpty(_ folder: URL) throws {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        guard found.isEmpty else { throw BackupError.notEmpty(folder.path) }
    }

    private static func isInside(_ place: URL, _ folder: URL) -> Bool {
        (place.standardizedFileURL.path + "/").hasPrefix(folder.standardizedFileURL.path + "/")
    }
}

/// The folder of key files.
enum KeyFolder {
    static func read(_ folder: URL) throws -> [String: [UInt8]] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return try names.filter { $0.hasSuffix(".key") }.reduce(into: [:]) { found, name in
            found[name] = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
        }
    }

    static func write(_ files: [String: [UInt8]], into folder: URL) throws {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for (name, bytes) in files where !name.contains("/") {
            let target = folder.appendingPathComponent(name)
            let isMade = FileManager.default.createFile(
                atPath: target.path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
            guard isMade else { throw BackupError.unwritable(target.path) }
        }
    }

    /// The signing key of a data folder, if it was made already.
    static func signer(in data: URL) throws -> SigningKey? {
        let file = data.appendingPathComponent("keys/signing.key")
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return SigningKey(keyFile: try KeyFile.openOrCreate(at: file, randomBytes: { _ in [] }))
    }
}
