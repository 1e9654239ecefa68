import Deadlines
import Foundation
import Kernel
import Logging
import Platform
import Storage
import StorageSQLite

/// Looks an installation over without changing it (体检): configuration, keys, disk, clock, calendars, backups,
/// migrations, what waits.
package struct Doctor: Sendable {
    private let configuration: Configuration
    private let logger: Logger
    private var now: Instant { configuration.environs.now() }

    private static let leastFree: Int64 = 1 << 30
    private static let littleFree: Int64 = 5 << 30

    package init(_ configuration: Configuration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Everything found, in a fixed order. `deep` also reads every page of the database and every chain.
    package func examine(deep: Bool = false) async -> [Finding] {
        var found = settings() + keys() + disk() + [press()]
        do {
            guard FileManager.default.fileExists(atPath: configuration.dataFolder.path) else {
                throw BackupError.noStore(configuration.dataFolder.path)
            }
            guard let program = try await Program.openUnchanged(configuration, logger: logger) else {
                return found + [await schema()]
            }
            found.append(.good("schema", "all migrations are applied."))
            let told: Result<[Finding], any Error>
            do { told = .success(try await store(program, deep: deep)) } catch { told = .failure(error) }
            await program.database.close()
            found += try told.get()
        } catch {
            found.append(
                .bad(
                    "store", "it cannot be opened: \(error)",
                    mend: "See that the database runs and the address is right."))
        }
        return found
    }

    private func settings() -> [Finding] {
        var found: [Finding] = []
        let isLocal =
            configuration.publicAddress.contains("127.0.0.1") || configuration.publicAddress.contains("localhost")
        if configuration.publicAddress.hasPrefix("https://") {
            found.append(.good("address", "\(configuration.publicAddress), cookies are sent by TLS alone."))
        } else {
            let mend = "Start with --public-address https://… behind a proxy with TLS; links and QR codes carry it."
            found.append(
                isLocal
                    ? .warning("address", "people cannot reach \(configuration.publicAddress).", mend: mend)
                    : .bad("address", "\(configuration.publicAddress) sends passwords unprotected.", mend: mend))
        }
        if configuration.clockFile != nil {
            found.append(
                .bad("clock", "time is pretended.", mend: "Start without --clock-file; it is for trials alone."))
        }
        return found
    }

    private func keys() -> [Finding] {
        let folder = configuration.dataFolder.appendingPathComponent("keys")
        var found: [Finding] = []
        for name in ["huiyin.key", "signing.key"] {
            let path = folder.appendingPathComponent(name).path
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue
            else {
                let isFresh = !FileManager.default.fileExists(atPath: folder.path)
                let mend =
                    isFresh ? "It is made on the first start." : "Put the backed-up file back; sealed fields need it."
                found.append(
                    isFresh
                        ? .warning("key \(name)", "there is none yet.", mend: mend)
                        : .bad("key \(name)", "it is missing.", mend: mend))
                continue
            }
            found.append(
                mode & 0o077 == 0
                    ? .good("key \(name)", "readable by its owner alone.")
                    : .bad(
                        "key \(name)", "others may read it (mode \(String(mode, radix: 8))).",
                        mend: "chmod 600 \(path)"))
        }
        return found
    }

    private func disk() -> [Finding] {
        guard let attributes = try? FileManager.default.attributesOfFileSystem(forPath: configuration.dataFolder.path),
            let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value
        else { return [.warning("disk", "its free space is unknown.", mend: "Run df on the data folder.")] }
        let sentence = "\(free >> 20) MB free under \(configuration.dataFolder.path)."
        let mend = "Make room or move the data folder; when the disk is full nothing can be registered."
        if free < Doctor.leastFree { return [.bad("disk", sentence, mend: mend)] }
        return [free < Doctor.littleFree ? .warning("disk", sentence, mend: mend) : .good("disk", sentence)]
    }

    private func press() -> Finding {
        let python = configuration.pressPython.path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            return .warning(
                "press", "PDF files cannot be made: there is no \(python).",
                mend: "Run bin/setup, or name the Python with WeasyPrint by --press-python.")
        }
        return .good("press", "PDF files are made by \(python).")
    }

    /// Why the store was not opened: its schema is not this program's.
    private func schema() async -> Finding {
        let path = configuration.dataFolder.appendingPathComponent("huiyin.sqlite").path
        if configuration.databaseURL == nil, !FileManager.default.fileExists(atPath: path) {
            return .bad(
                "store", "there is none in \(configuration.dataFolder.path).", mend: "huiyin user add makes it.")
        }
        return .bad(
            "schema", "it is not the one this program knows.",
            mend: "Take a backup, then start huiyin serve of the newest version: it brings the schema up to date.")
    }

    private func store(_ program: Program, deep: Bool) async throws -> [Finding] {
        let now = now
        let (backlog, newest, homes, drill) = try await program.database.read { db in
            (
                try Backlog.read(in: db), try Doctor.newestEvent(in: db), try OrganisationProfile.list(in: db),
                try OrganisationProfile.list(in: db).first.flatMap {
                    try BackupRecord.newest(.drill, of: $0.id, in: db)?.beganAt
                }
            )
        }
        var found: [Finding] = []
        if homes.isEmpty {
            found.append(
                .warning("organisation", "there is none.", mend: "huiyin user add makes it and the first account."))
        }
        found.append(clock(newest, now))
        found.append(calendar(now))
        found.append(
            age(
                "backup", backlog.lastBackupAt, now, hours: BackupRecord.freshHours,
                mend: "huiyin backup FOLDER, each night."))
        found.append(
            age(
                "restore drill", drill, now, hours: BackupRecord.drillDays * 24,
                mend: "huiyin backup --verify FOLDER, each quarter."))
        found.append(
            age(
                "checkpoint", backlog.lastCheckpointAt, now, hours: Checkpoint.everyHours * 2,
                mend: "huiyin serve makes one a day; huiyin checkpoint makes one now."))
        found += waiting(backlog, now)
        if deep { found += try await depth(program) }
        return found
    }

    private func clock(_ newest: Instant?, _ now: Instant) -> Finding {
        guard let newest, newest - now > 60_000 else { return .good("clock", "not behind anything recorded.") }
        return .bad(
            "clock", "it is \((newest - now) / 1000) s behind the newest event.",
            mend: "Set the clock by NTP (timedatectl set-ntp true); until then moments stand still, never run back.")
    }

    private func calendar(_ now: Instant) -> Finding {
        let day = now.day(in: .shanghai)
        let next = day.year + 1
        if WorkCalendar.china.status(of: LocalDay(year: next, month: 1, day: 1) ?? day).isSettled {
            return .good("calendar", "the days of \(next) are known.")
        }
        let mend =
            "Import the State Council's days of \(next) at /admin/calendars; until then due dates are provisional."
        return day.month >= 11
            ? .warning("calendar", "the days of \(next) are not known.", mend: mend)
            : .good("calendar", "the days of \(day.year) are known; those of \(next) are published in November.")
    }

    private func age(_ about: String, _ at: Instant?, _ now: Instant, hours: Int, mend: String) -> Finding {
        guard let at else { return .warning(about, "there has been none.", mend: mend) }
        let old = Int((now - at) / 3_600_000)
        let sentence = old < 48 ? "the last is \(old) hours old." : "the last is \(old / 24) days old."
        return old > hours ? .warning(about, sentence, mend: mend) : .good(about, sentence)
    }

    private func waiting(_ backlog: Backlog, _ now: Instant) -> [Finding] {
        var found: [Finding] = []
        let lag = backlog.oldestAttentionAt.map { Int((now - $0) / 60_000) } ?? 0
        found.append(
            lag > 10
                ? .bad(
                    "sweep", "\(backlog.clocksDue) clocks wait, the longest for \(lag) minutes.",
                    mend: "See that huiyin serve runs, and its log.")
                : .good("sweep", "\(backlog.clocksDue) clocks wait."))
        found.append(
            backlog.outboxDead > 0
                ? .warning(
                    "messages", "\(backlog.outboxDead) were given up.",
                    mend: "Look at /admin/webhooks and send them again when the receiver answers.")
                : .good("messages", "\(backlog.outboxWaiting) wait, none was given up."))
        return found
    }

    private func depth(_ program: Program) async throws -> [Finding] {
        let check = try await StoreCheck.run(on: program, withFiles: true)
        if check.isWhole { return [.good("evidence", "every page, chain, checkpoint and attachment is whole.")] }
        let broken = check.lines.filter { $0.hasPrefix("broken:") }
        return [
            .bad(
                "evidence", broken.prefix(5).joined(separator: "; "),
                mend: "Stop the server, keep the data folder as it is, and restore the last good backup beside it.")
        ]
    }
}
