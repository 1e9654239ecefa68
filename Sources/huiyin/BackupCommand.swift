import App
import ArgumentParser
import Foundation
import Kernel
import Platform

/// Where the keys of a backup go to or come from.
struct KeyOptions: ParsableArguments {
    @Option(help: "A file with the passphrase the keys are sealed under in the backup, at least 12 characters.")
    var passphraseFile: String?

    @Option(help: "A folder outside the backup the keys are put into, or read from.")
    var keys: String?

    /// The passphrase of the file, or of HUIYIN_BACKUP_PASSPHRASE.
    func passphrase() throws -> String? {
        guard let passphraseFile else { return ProcessInfo.processInfo.environment["HUIYIN_BACKUP_PASSPHRASE"] }
        guard let text = try? String(contentsOfFile: passphraseFile, encoding: .utf8) else {
            throw ValidationError("The passphrase file cannot be read.")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func source() throws -> Restoration.KeySource {
        if let keys { return .folder(URL(fileURLWithPath: keys)) }
        return try passphrase().map { .passphrase($0) } ?? .nowhere
    }
}

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Take a backup of a running installation, or try restoring one.",
        discussion: """
            huiyin backup FOLDER --passphrase-file FILE    takes one: database, attachments, sealed keys
            huiyin backup FOLDER --keys FOLDER             takes one and puts the keys elsewhere
            huiyin backup --verify FOLDER …                restores it into a scratch place, verifies it and records \
            the drill
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var keyOptions: KeyOptions

    @Argument(help: "The backup's folder; must not exist or be empty.") var folder: String

    @Flag(help: "Take none; restore the one in FOLDER into a scratch place and verify it.") var verify = false
    @Flag(help: "Take no keys along. Without them nobody can read what is sealed.") var withoutKeys = false
    @Option(help: "A word about it for the record.") var note = ""

    func run() async throws {
        do {
            if verify { try await rehearse() } else { try await take() }
        } catch let error as BackupError {
            throw ValidationError("\(error)")
        } catch let error as KeyParcelError {
            throw ValidationError("\(error)")
        }
    }

    private func take() async throws {
        let care: Backup.KeyCare
        if let keys = keyOptions.keys {
            care = .apart(URL(fileURLWithPath: keys))
        } else if let passphrase = try keyOptions.passphrase() {
            care = .sealed(passphrase: passphrase)
        } else if withoutKeys {
            care = .without
        } else {
            throw ValidationError("Say where the keys go: --passphrase-file, --keys or --without-keys.")
        }
        let configuration = store.configuration
        let began = configuration.environs.now()
        let manifest = try await Backup.take(configuration, to: URL(fileURLWithPath: folder), keys: care)
        print("\(manifest.pieces.count) files, \(manifest.bytes) bytes, taken \(manifest.taken)")
        try await record(.backup, began, manifest, .whole, events: 0)
    }

    private func rehearse() async throws {
        let configuration = store.configuration
        let began = configuration.environs.now()
        let (manifest, check) = try await Restoration.rehearse(
            URL(fileURLWithPath: folder), live: configuration, keys: try keyOptions.source(), logger: store.logger)
        for line in check.lines { print(line) }
        try await record(.drill, began, manifest, check.isWhole ? .whole : .gaps, events: check.chains.events)
        print(check.isWhole ? "The backup can be restored." : "The backup has gaps.")
        if !check.isWhole { throw ExitCode.failure }
    }

    /// Writes it down in the installation itself, unless its schema is another program's or it is gone.
    private func record(
        _ kind: BackupRecord.Kind, _ began: Instant, _ manifest: BackupManifest, _ result: BackupRecord.Result,
        events: Int
    ) async throws {
        guard let program = try await Program.openUnchanged(store.configuration, logger: store.logger) else {
            print("Not recorded: the installation is not there, or another version's.")
            return
        }
        try await program.recordBackup(
            kind, beganAt: began, takenAt: manifest.moment, result: result, bytes: manifest.bytes, events: events,
            note: note)
        await program.database.close()
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Bring a backup back into an empty place, and verify it there.",
        discussion: """
            huiyin restore BACKUP --into FOLDER --passphrase-file FILE
            Of PostgreSQL, --database names an empty database of the new server.
            """)

    @OptionGroup var keyOptions: KeyOptions

    @Argument(help: "The backup's folder.") var backup: String
    @Option(help: "The new data folder; must not exist or be empty.") var into: String
    @Option(help: "The empty PostgreSQL database, for a backup of PostgreSQL.") var database: String?

    func run() async throws {
        let target = Configuration(dataFolder: URL(fileURLWithPath: into), databaseURL: database)
        do {
            let manifest = try Restoration.restore(
                URL(fileURLWithPath: backup), into: target, keys: try keyOptions.source())
            let program = try await Program.open(target, logger: StoreOptions.quietLogger)
            let check = try await StoreCheck.run(on: program, withFiles: true)
            await program.database.close()
            for line in check.lines { print(line) }
            print("Restored the backup of \(manifest.taken) into \(into).")
            if !check.isWhole { throw ExitCode.failure }
        } catch let error as BackupError {
            throw ValidationError("\(error)")
        } catch let error as KeyParcelError {
            throw ValidationError("\(error)")
        }
    }
}
