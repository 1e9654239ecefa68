import App
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Storage
import Synchronization
import TestKit
import Testing
import Web

@Suite struct WebhookTests {
    private static let actor = Actor(
        organisationID: World.organisation,
        kind: .staff(World.member("admin")!.id, roles: [.systemAdministrator, .employee]))

    /// Subscribes `url`, writes one event with a private word in it, and gives secret and subscription.
    private func subscribe(
        _ running: RunningProgram, _ url: String, kinds: [String] = ["test.*"]
    ) async throws -> (webhook: Webhook, secret: String) {
        let desk = running.program.desk
        return try await running.database.write { db in
            try Webhook.make(
                WebhookDraft(name: "Peer", url: url, kinds: kinds), allowing: ["127.0.0.1"], by: WebhookTests.actor,
                at: desk, in: db)
        }
    }

    private func happen(_ kind: String, _ running: RunningProgram) async throws {
        let desk = running.program.desk
        try await running.database.write { db in
            try Event.record(
                kind, of: .init(kind: "case", id: World.organisation.text), by: WebhookTests.actor,
                facts: ["words": "a private word"], at: desk, in: db)
        }
    }

    private func deliveries(_ webhook: Webhook, _ running: RunningProgram) async throws -> [WebhookDelivery] {
        try await running.database.read { try WebhookDelivery.list(of: webhook, in: $0) }
    }

    @Test(arguments: Engine.available)
    func `a subscriber hears of an event, signed, with ids and kinds and no word`(_ engine: Engine) async throws {
        let heard = Mutex<[(HTTPFields, String)]>([])
        let router = Router()
        router.post("/hook") { request, _ in
            let body = String(buffer: try await request.body.collect(upTo: 100_000))
            heard.withLock { $0.append((request.headers, body)) }
            return HTTPResponse.Status.noContent
        }
        try await withPeer(router) { port in
            try await withProgram(engine) { running in
                let made = try await self.subscribe(running, "http://127.0.0.1:\(port)/hook")
                try await self.happen("test.happened", running)
                try await self.happen("other.happened", running)
                let courier = Courier.live(allowing: ["127.0.0.1"])
                #expect(try await WebhookPost.run(at: running.program.desk, with: courier) == 1)
                #expect(try await WebhookPost.run(at: running.program.desk, with: courier) == 0)
                let (headers, body) = try #require(heard.withLock { $0.last })
                let id = try #require(headers[HTTPField.Name("Webhook-Id")!])
                let seconds = try #require(headers[HTTPField.Name("Webhook-Timestamp")!].flatMap { Int64($0) })
                #expect(abs(seconds - running.clock.now.milliseconds / 1000) < 5)
                let signature = Webhook.signature(id: id, seconds: seconds, body: body, secret: made.secret)
                #expect(headers[HTTPField.Name("Webhook-Signature")!] == signature)
                #expect(body.contains("\"kind\":\"test.happened\"") && !body.contains("private"))
                let sent = try await self.deliveries(made.webhook, running)
                #expect(sent.count == 1 && sent[0].doneAt != nil)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `what cannot be delivered is tried again ever later, then laid aside, and can be sent again`(
        _ engine: Engine
    ) async throws {
        try await withProgram(engine) { running in
            let desk = running.program.desk
            let made = try await self.subscribe(running, "http://127.0.0.1:1/hook")
            try await self.happen("test.happened", running)
            var attempts = 0
            for _ in 0..<60 {
                attempts += try await WebhookPost.run(at: desk, with: .failing)
                running.clock.move(hours: 1)
            }
            #expect(attempts == 8)
            var sent = try await self.deliveries(made.webhook, running)
            #expect(sent[0].failedAt != nil && sent[0].fault == "not_configured")
            let first = sent[0]
            let log = try await running.database.read { try first.log(in: $0) }
            #expect(log.count == 8)
            let pauses = zip(log, log.dropFirst()).map { ($1.at - $0.at) / 3_600_000 }
            #expect(pauses == pauses.sorted())
            let admin = try await running.signedIn("admin")
            let page = "/admin/webhooks/\(made.webhook.id)"
            _ = try await admin.submit(page, to: "\(page)/deliveries/\(first.id)/resend", [:])
            let got = Mutex<[Courier.Parcel]>([])
            let recording = Courier.recording { parcel in got.withLock { $0.append(parcel) } }
            #expect(try await WebhookPost.run(at: desk, with: recording) == 1)
            #expect(got.withLock { $0.first?.headers["Webhook-Id"] } == first.id.text)
            sent = try await self.deliveries(made.webhook, running)
            #expect(sent[0].doneAt != nil && sent[0].failedAt == nil)
        }
    }

    @Test func `an answer that is no success counts as a failure`() async throws {
        try await withProgram { running in
            let made = try await self.subscribe(running, "http://127.0.0.1:1/hook")
            try await self.happen("test.happened", running)
            try await WebhookPost.run(at: running.program.desk, with: .recording(status: 500) { _ in })
            let sent = try await self.deliveries(made.webhook, running)
            #expect(sent[0].doneAt == nil && sent[0].fault == "status_500")
        }
    }

    @Test func `a subscription that was ended hears nothing more`() async throws {
        try await withProgram { running in
            let desk = running.program.desk
            let made = try await self.subscribe(running, "http://127.0.0.1:1/hook")
            try await self.happen("test.happened", running)
            try await running.database.write { db in
                try Webhook.end(made.webhook.id, by: WebhookTests.actor, at: desk, in: db)
            }
            try await self.happen("test.happened", running)
            #expect(try await WebhookPost.run(at: desk, with: .failing) == 0)
        }
    }

    @Test(
        arguments: [
            ("http://example.org/hook", "not_encrypted"), ("https://127.0.0.1/hook", "private_host"),
            ("https://10.1.2.3/", "private_host"), ("https://192.168.0.9/", "private_host"),
            ("https://[::1]/", "private_host"), ("https://[::ffff:10.0.0.1]/", "private_host"),
            ("https://[fd00::1]/", "private_host"), ("https://169.254.169.254/", "private_host"),
            ("https://localhost/", "private_host"), ("https://intranet/", "private_host"),
            ("https://server.internal/", "private_host"), ("https://user:pw@example.org/", "bad_url"),
            ("ftp://example.org/", "not_encrypted"), ("nonsense", "bad_url"),
        ])
    func `addresses inside the own network and open ones are refused`(_ url: String, _ fault: String) {
        #expect(throws: Problem.invalid("url", Message("platform.api.webhook.\(fault)"))) {
            _ = try WebhookDraft(name: "Peer", url: url, kinds: ["*"]).checked(allowing: [])
        }
    }

    @Test func `a public address is taken, and a private one when the configuration allows its host`() throws {
        _ = try WebhookDraft(name: "Peer", url: "https://example.org/hook", kinds: ["casework.*"]).checked(allowing: [])
        let inside = WebhookDraft(name: "Peer", url: "http://10.1.2.3:8080/hook", kinds: ["*"])
        _ = try inside.checked(allowing: ["10.1.2.3"])
    }

    @Test func `the secret is shown once and lies sealed in the store`() async throws {
        try await withProgram { running in
            let admin = try await running.signedIn("admin")
            let made = try await admin.submit(
                "/admin/webhooks", ["name": "Peer", "url": "https://example.org/hook", "kinds": "casework.close"])
            let secret = try #require(made.text.firstMatch(of: /whsec_[0-9a-f]{64}/).map { String($0.output) })
            #expect(!(try await admin.get("/admin/webhooks")).text.contains(secret))
            let stored = try await running.database.read { db in
                try db.one("SELECT secret_sealed FROM webhooks").get("secret_sealed", as: String.self)
            }
            #expect(stored.hasPrefix("v1.") && !stored.contains(secret))
            let token = try await running.token("admin")
            let list = try await running.ask(.get, "/webhooks", token: token)
            #expect(list.json["items"]?.items.first?["kinds"] == ["casework.close"])
        }
    }
}
