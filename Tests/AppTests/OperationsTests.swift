import Foundation
import HTTPTypes
import Kernel
import Logging
import Storage
import Synchronization
import TestKit
import Testing

@testable import App
@testable import Platform

@Suite struct `Operations` {
    @Test func `figures are for this machine or for who brings the token, and never name anybody`() async throws {
        try await withProgram { home in
            _ = try await home.signedIn("zuzhang").get("/desk")
            // The test's client has no address, so it counts as a stranger.
            #expect(try await home.browser().get("/metrics").status == .notFound)
        }
        var figures = Meters.Figures()
        figures.requests = [2: 7, 5: 1]
        let backlog = Backlog(
            outboxWaiting: 3, outboxDead: 1, clocksDue: 2,
            oldestAttentionAt: MovableClock.morning.advanced(byMinutes: -2), lastBackupAt: nil, lastCheckpointAt: nil)
        let text = MetricsText(figures, backlog, at: MovableClock.morning).text
        for line in [
            "huiyin_up 1", "huiyin_requests_total{status=\"2xx\"} 7", "huiyin_queue_depth{queue=\"outbox\"} 3",
            "huiyin_sweep_lag_seconds 120", "huiyin_commit_seconds_bucket{le=\"+Inf\"} 0",
        ] { #expect(text.contains(line + "\n")) }
        #expect(MetricsText(figures, nil, at: MovableClock.morning).text.contains("huiyin_up 0\n"))
    }

    @Test(arguments: LogLines.Form.allCases)
    func `logs mask whatever looks like a person's number`(form: LogLines.Form) {
        let said = Lines()
        var logger = Logger(label: "huiyin") {
            LogLines(label: $0, form: form, now: { MovableClock.morning }, write: said.add)
        }
        logger.logLevel = .info
        logger.error(
            "failed for 13812345678\nand +86 139-0002-0001",
            metadata: [
                "who": "11010519491231002X lin.xiao@example.org", "case": "0199f3c2-7b1e-7000-8000-138987654321",
            ])
        let text = said.text
        for secret in ["13812345678", "139-0002-0001", "11010519491231002X", "lin.xiao@"] {
            #expect(!text.contains(secret))
        }
        #expect(text.contains("138****5678") && text.contains("0199f3c2-7b1e-7000-8000-138987654321"))
        #expect(text.split(separator: "\n").count == 1)
        if form == .json {
            #expect((try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil)
        }
    }

    private final class Lines: Sendable {
        private let kept = Mutex("")
        func add(_ line: String) { kept.withLock { $0 += line } }
        var text: String { kept.withLock { $0 } }
    }

    @Test func `the doctor names what is wrong and how to mend it`() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("doctor-" + hex(Environs.live.randomBytes(6)))
        defer { try? FileManager.default.removeItem(at: folder) }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let configuration = Configuration(dataFolder: folder, publicAddress: "https://care.example.org")
        func examine() async -> [String: Finding] {
            let found = await Doctor(configuration, logger: logger).examine(deep: true)
            return Dictionary(found.map { ($0.about, $0) }) { first, _ in first }
        }
        #expect(await examine()["store"]?.grade == .bad)
        let clock = MovableClock(at: Environs.live.now())
        let program = try await Program.open(configuration, environs: clock.environs, logger: logger)
        try await World.make(in: program, cost: PasswordCost(memoryKibibytes: 64, passes: 1, lanes: 1))
        var found = await examine()
        #expect(found["schema"]?.grade == .good && found["evidence"]?.grade == .good)
        #expect(found["backup"]?.grade == .warning && found["key huiyin.key"]?.grade == .good)
        clock.move(hours: 2)
        try await program.database.write { db in
            try Event.record(
                "test.said", of: .init(kind: "test", id: "1"),
                by: Actor(organisationID: World.organisation, kind: .system), facts: ["a": "b"], at: program.desk,
                in: db)
            try db.run("DELETE FROM events WHERE kind = 'test.said'")
        }
        await program.database.close()
        let key = folder.appendingPathComponent("keys/signing.key").path
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        found = await examine()
        #expect(found["key signing.key"]?.grade == .bad)
        #expect(found["key signing.key"]?.mend == "chmod 600 \(key)")
    }
}
