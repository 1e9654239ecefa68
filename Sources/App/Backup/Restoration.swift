import Foundation
import Kernel
import Logging
import Platform
import Storage
import StorageSQLite

/// Bringing a backup back (恢复), into an empty place only.
package enum Restoration {
    /// Where the keys come from.
    package enum KeySource: Sendable {
        case passphrase(String)
        case folder(URL)
        case nowhere
    }

    /// Checks the backup and lays it into an empty data folder; of PostgreSQL also into an empty database.
    /// Throws `BackupError`, with nothing of an older installation touched.
    @discardableResult
    package static func restore(
        _ backup: URL, into target: Configuration, keys: KeySource
    ) throws -> BackupManifest {
        let manifest = try BackupManifest.read(backup)
        let data = target.dataFolder
        try Backup.mustBeEmpty(data)
        let keyFiles = try keyFiles(of: manifest, backup, keys)
        try FileManager.default.createDirectory(
            at: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try KeyFolder.write(keyFiles, into: data.appendingPathComponent("keys"))
        for piece in manifest.pieces where piece.path.hasPrefix("files/") || piece.path.hasPrefix("evidence/") {
            _ = try FileCopy.copy(
                backup.appendingPathComponent(piece.path), to: data.appendingPathComponent(piece.path))
        }
        switch (manifest.engine, target.databaseURL) {
        case (.sqlite, nil):
            _ = try FileCopy.copy(
                backup.appendingPathComponent(BackupManifest.sqliteName),
                to: data.appendingPathComponent("huiyin.sqlite"))
        case (.postgres, .some(let url)):
            try PostgresTools.restore(backup.appendingPathComponent(BackupManifest.postgresName), into: url)
        case (.sqlite, .some), (.postgres, nil): throw BackupError.wrongEngine(manifest.engine)
        }
        return manifest
    }

    private static func keyFiles(
        of manifest: BackupManifest, _ backup: URL, _ keys: KeySource
    ) throws -> [String: [UInt8]] {
        switch keys {
        case .folder(let place):
            let found = try KeyFolder.read(place)
            if found.isEmpty { throw BackupError.noKeys }
            return found
        case .passphrase(let passphrase):
            guard manifest.keys == .sealed else { throw BackupError.noKeys }
            let data = try Data(contentsOf: backup.appendingPathComponent(BackupManifest.keysName))
            return try JSONDecoder().decode(KeyParcel.self, from: data).open(passphrase: passphrase)
        case .nowhere: throw BackupError.noKeys
        }
    }

    /// Restores into a scratch place, verifies everything there and clears it away again: a drill.
    package static func rehearse(
        _ backup: URL, live: Configuration, keys: KeySource, logger: Logger
    ) async throws -> (manifest: BackupManifest, check: StoreCheck) {
        let mark = hex(live.environs.randomBytes(6))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("huiyin-drill-\(mark)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var scratch = live
        scratch.dataFolder = folder
        let name = "huiyin_drill_\(mark)"
        if let url = live.databaseURL { scratch.databaseURL = try PostgresTools.makeDatabase(named: name, beside: url) }
        let outcome: Result<(BackupManifest, StoreCheck), any Error>
        do {
            let manifest = try restore(backup, into: scratch, keys: keys)
            let program = try await Program.open(scratch, logger: logger)
            let checked: Result<StoreCheck, any Error>
            do { checked = .success(try await StoreCheck.run(on: program, withFiles: true)) } catch {
                checked = .failure(error)
            }
            await program.database.close()
            outcome = .success((manifest, try checked.get()))
        } catch {
            outcome = .failure(error)
        }
        if let url = live.databaseURL { try PostgresTools.dropDatabase(named: name, beside: url) }
        return try outcome.get()
    }
}
