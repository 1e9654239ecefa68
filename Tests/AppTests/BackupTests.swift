import Foundation
import Kernel
import Logging
import Platform
import Storage
import TestKit
import Testing

@testable import App

@Suite struct `Backups` {
    private static let passphrase = "moonlight over the pond"
    private var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    /// A world on a store of its own, and an empty place beside it. On PostgreSQL it has a database of its own, for a
    /// dump takes a whole one.
    private func withStore(
        _ engine: Engine = .sqlite, _ body: (Configuration, Program, URL) async throws -> Void
    ) async throws {
        let name = "huiyin_backup_" + hex(Environs.live.randomBytes(6))
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        defer { try? FileManager.default.removeItem(at: root) }
        var configuration = Configuration(dataFolder: root.appendingPathComponent("data"))
        let server = engine == .postgres ? Engine.postgresURL : nil
        if let server { configuration.databaseURL = try PostgresTools.makeDatabase(named: name, beside: server) }
        let program = try await Program.open(configuration, logger: quiet)
        try await World.make(in: program, cost: PasswordCost(memoryKibibytes: 64, passes: 1, lanes: 1))
        try await attach(in: program)
        _ = try await program.makeCheckpoints()
        let result: Result<Void, any Error>
        do { result = .success(try await body(configuration, program, root)) } catch { result = .failure(error) }
        await program.database.close()
        if let server { try PostgresTools.dropDatabase(named: name, beside: server) }
        try result.get()
    }

    private func attach(in program: Program) async throws {
        let (desk, actor) = (program.desk, Actor(organisationID: World.organisation, kind: .system))
        try await program.database.write { db in
            let keys = try desk.vault.keyring(for: World.organisation, in: db)
            let file = try CheckedFile(name: "note.txt", bytes: Array("soup was cold".utf8))
            let digest = try desk.files.put(file.bytes, with: keys)
            try Attachment(
                id: db.newID(), file, digest: digest, subjectKind: "case", subjectID: "1", by: actor, at: db.now
            ).record(in: db)
            try Event.record(
                "test.said", of: .init(kind: "test", id: "1"), by: actor, facts: ["word": "soup"], at: desk, in: db)
        }
    }

    @Test(arguments: Engine.available)
    func `one taken while others write comes back whole`(engine: Engine) async throws {
        try await withStore(engine) { configuration, program, root in
            let backup = root.appendingPathComponent("backup")
            async let writing: Void = {
                for _ in 0..<20 { try await attach(in: program) }
            }()
            let manifest = try await Backup.take(
                configuration, to: backup, keys: .sealed(passphrase: Backups.passphrase))
            try await writing
            #expect(manifest.keys == .sealed && manifest.pieces.count >= 3)
            let (_, check) = try await Restoration.rehearse(
                backup, live: configuration, keys: .passphrase(Backups.passphrase), logger: quiet)
            #expect(check.isWhole, "\(check.lines)")
            #expect(check.chains.events > 0 && check.files?.files ?? 0 > 0 && check.checkpoints.checkpoints > 0)
            let folder = try String(contentsOf: backup.appendingPathComponent("manifest.json"), encoding: .utf8)
            #expect(!folder.contains("huiyin.key"))
        }
    }

    @Test func `the restored program opens what was sealed`() async throws {
        try await withStore { configuration, _, root in
            let (backup, target) = (root.appendingPathComponent("backup"), root.appendingPathComponent("new"))
            _ = try await Backup.take(
                configuration, to: backup, keys: .apart(root.appendingPathComponent("elsewhere")))
            let restored = Configuration(dataFolder: target)
            try Restoration.restore(
                backup, into: restored, keys: .folder(root.appendingPathComponent("elsewhere")))
            let program = try await Program.open(restored, logger: quiet)
            let events = try await program.database.read { db in
                try Event.list(of: .init(kind: "test", id: "1"), at: program.desk, in: db)
            }
            #expect(events.map(\.facts) == [#"{"word":"soup"}"#])
            await program.database.close()
        }
    }

    @Test func `a changed, missing or foreign piece is named and nothing is restored`() async throws {
        try await withStore { configuration, _, root in
            let backup = root.appendingPathComponent("backup")
            let target = Configuration(dataFolder: root.appendingPathComponent("new"))
            let keys = Restoration.KeySource.passphrase(Backups.passphrase)
            let manifest = try await Backup.take(
                configuration, to: backup, keys: .sealed(passphrase: Backups.passphrase))
            #expect(throws: BackupError.notEmpty(configuration.dataFolder.path)) {
                try Restoration.restore(backup, into: configuration, keys: keys)
            }
            #expect(throws: KeyParcelError.wrongPassphrase) {
                try Restoration.restore(backup, into: target, keys: .passphrase("moonlight over the wall"))
            }
            #expect(throws: BackupError.noKeys) { try Restoration.restore(backup, into: target, keys: .nowhere) }
            let piece = try #require(manifest.pieces.first { $0.path.hasPrefix("files/") })
            let file = backup.appendingPathComponent(piece.path)
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count - 1] ^= 1
            try bytes.write(to: file)
            #expect(throws: BackupError.damaged(piece.path)) {
                try Restoration.restore(backup, into: target, keys: keys)
            }
            try FileManager.default.removeItem(at: file)
            #expect(throws: BackupError.missing(piece.path)) {
                try Restoration.restore(backup, into: target, keys: keys)
            }
            #expect(!FileManager.default.fileExists(atPath: target.dataFolder.path))
            await #expect(throws: BackupError.notEmpty(backup.path)) {
                try await Backup.take(configuration, to: backup, keys: .without)
            }
            await #expect(throws: BackupError.keysInside) {
                try await Backup.take(
                    configuration, to: root.appendingPathComponent("b"),
                    keys: .apart(root.appendingPathComponent("b/k")))
            }
        }
    }

    @Test func `addresses lose their password before others can read them`() {
        let found = PostgresTools.withoutPassword("postgresql://ana:s%40fe@h1,h2/care?target_session_attrs=read-write")
        #expect(found.url == "postgresql://ana@h1,h2/care?target_session_attrs=read-write")
        #expect(found.password == "s@fe")
        #expect(PostgresTools.withoutPassword("postgresql://ana@h1/care").password == nil)
        #expect(
            PostgresTools.renamed("postgresql://ana@h1,h2/care?options=-cx&connect_timeout=3", to: "new")
                == "postgresql://ana@h1,h2/new?connect_timeout=3")
    }

    @Test func `a backup and a drill stand on the page, and what is old is said`() async throws {
        try await withProgram { home in
            let admin = try await home.signedIn("admin")
            #expect(try await admin.get("/admin/backups").text.contains("No backup has been taken yet"))
            let now = home.clock.now
            try await home.program.recordBackup(
                .backup, beganAt: now, takenAt: now, result: .whole, bytes: 5_000_000, events: 0, note: "")
            let fields = [
                "taken": "2026-09-23T02:00", "began": "2026-09-24T08:00", "minutes": "25", "result": "whole",
                "note": "On the spare machine; three cases compared",
            ]
            #expect(try await admin.submit("/admin/backups", fields).status == .seeOther)
            let page = try await home.signedIn("shenji").get("/admin/backups").text
            #expect(page.contains("three cases compared") && page.contains("25 min") && page.contains("杨帆"))
            #expect(!page.contains("No backup has been taken yet") && !page.contains("Record a drill"))
            var wrong = fields
            wrong["taken"] = "2026-09-24T08:30"
            #expect(try await admin.submit("/admin/backups", wrong).status == .unprocessableContent)
            home.clock.move(days: 101)
            #expect(try await home.signedIn("admin").get("/admin/backups").text.contains("Try it again"))
        }
    }
}
