import App
import HTTPTypes
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@Suite struct AccessTokenTests {
    @Test(arguments: Engine.available)
    func `a token is shown once, stored as a digest, and says what it may do`(_ engine: Engine) async throws {
        try await withProgram(engine) { running in
            let browser = try await running.signedIn("qiantai")
            let made = try await browser.submit(
                "/account/tokens",
                ["name": "Hotline", "days": "30", "per_minute": "600", "scopes[]": "cases:read,directory:read"])
            let token = try #require(made.text.firstMatch(of: /hyt_[0-9a-f]{64}/).map { String($0.output) })
            let list = try await browser.get("/account/tokens")
            #expect(list.text.contains("Hotline") && !list.text.contains(token))
            let stored = try await running.database.read { try $0.one("SELECT * FROM access_tokens") }
            #expect(try stored.get("token_digest", as: String.self) == AccessToken.digest(of: token))
            let me = try await running.ask(.get, "/me", token: token)
            #expect(me.json["scopes"] == ["cases:read", "directory:read"])
            let used = try await running.database.read { db in
                try db.one("SELECT last_used_at FROM access_tokens").get("last_used_at", as: Instant?.self)
            }
            #expect(used == running.clock.now)
            let refused = try await running.ask(.post, "/cases", token: token, body: [:], key: "scope-1")
            #expect(refused.status == .forbidden && refused.json["code"] == "web.api.scope")
        }
    }

    @Test(arguments: Engine.available)
    func `a token ends when it is revoked, runs out, or its holder is shut out`(_ engine: Engine) async throws {
        try await withProgram(engine) { running in
            let short = try await running.token("qiantai", days: 1)
            let long = try await running.token("qiantai", days: 30)
            running.clock.move(days: 2)
            #expect(try await running.ask(.get, "/me", token: short).status == .unauthorized)
            #expect(try await running.ask(.get, "/me", token: long).status == .ok)
            let browser = try await running.signedIn("qiantai")
            let page = try await browser.get("/account/tokens")
            let found = page.text.firstMatch(of: #//account/tokens/[0-9a-f-]{36}/end/#)
            let path = try #require(found.map { "\($0.output)" })
            _ = try await browser.submit("/account/tokens", to: path, [:])
            #expect(try await running.ask(.get, "/me", token: long).status == .unauthorized)
            let other = try await running.token("chuli")
            let chuli = World.member("chuli")!.id
            try await running.database.write {
                try $0.run("UPDATE accounts SET disabled = 1 WHERE staff_id = \(chuli)")
            }
            #expect(try await running.ask(.get, "/me", token: other).status == .unauthorized)
        }
    }

    @Test func `a cookie proves nothing to the interface and a token nothing to the pages`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            #expect(try await browser.get("/api/v1/me").status == .unauthorized)
            let token = try await running.token("qiantai")
            let session = try #require(browser.cookies["huiyin_session"])
            #expect(try await running.ask(.get, "/me", token: session).status == .unauthorized)
            #expect(try await running.ask(.get, "/me", token: token + "0").status == .unauthorized)
            let invented = "hyt_" + String(repeating: "0", count: 64)
            #expect(try await running.ask(.get, "/me", token: invented).status == .unauthorized)
        }
    }

    @Test func `rights taken from the holder are gone from the token at once`() async throws {
        try await withProgram { running in
            let token = try await running.token("zuzhang")
            #expect(try await running.ask(.get, "/cases", token: token).status == .ok)
            let staff = World.member("zuzhang")!.id
            try await running.database.write { db in
                try db.run(
                    "UPDATE staff_roles SET revoked_at = \(db.now), revoked_by = 'system' WHERE staff_id = \(staff)")
            }
            #expect(try await running.ask(.get, "/cases", token: token).status == .forbidden)
        }
    }

    @Test func `a token is held back when it asks too often`() async throws {
        // Chance of its own: the pace is kept by the id of the token, which other worlds would share.
        try await withProgram(clock: MovableClock(seed: 4711)) { running in
            let desk = running.program.desk
            let actor = Actor(
                organisationID: World.organisation, kind: .staff(World.member("qiantai")!.id, roles: []))
            let draft = AccessTokenDraft(name: "Busy", scopes: ["cases:read"], perMinute: 2)
            let token = try await running.database.write {
                try AccessToken.make(draft, for: actor, at: desk, in: $0).text
            }
            #expect(try await running.ask(.get, "/me", token: token).status == .ok)
            #expect(try await running.ask(.get, "/me", token: token).status == .ok)
            let third = try await running.ask(.get, "/me", token: token)
            #expect(third.status == .tooManyRequests)
            #expect(third.headers[HTTPField.Name("Retry-After")!] == "60")
            running.clock.move(minutes: 1)
            #expect(try await running.ask(.get, "/me", token: token).status == .ok)
            // A clock set back keeps nobody waiting for the hour it takes to catch up.
            #expect(try await running.ask(.get, "/me", token: token).status == .ok)
            running.clock.move(hours: -1)
            #expect(try await running.ask(.get, "/me", token: token).status == .tooManyRequests)
            for _ in 0..<2 {
                running.clock.move(minutes: 1)
                _ = try await running.database.read { $0.now }
            }
            #expect(try await running.ask(.get, "/me", token: token).status == .ok)
        }
    }

    @Test func `an administrator makes tokens for programs only, never for a person`() async throws {
        try await withProgram { running in
            let service: ID<Staff> = World.id(77_001)
            try await running.database.write { db in
                try StaffMember(
                    id: service, organisationID: World.organisation, number: "S-1", name: "Hotline system",
                    employedFrom: LocalDay("2026-01-01")!
                ).checked().save(in: db)
            }
            let admin = try await running.signedIn("admin")
            let fields = ["name": "Hotline", "days": "30", "per_minute": "60", "scopes[]": "cases:read"]
            let forPerson = try await admin.submit(
                "/admin/tokens", fields.merging(["staff": World.member("zuzhang")!.id.text]) { $1 })
            #expect(forPerson.status == .unprocessableContent)
            let made = try await admin.submit("/admin/tokens", fields.merging(["staff": service.text]) { $1 })
            let token = try #require(made.text.firstMatch(of: /hyt_[0-9a-f]{64}/).map { String($0.output) })
            let me = try await running.ask(.get, "/me", token: token)
            #expect(me.json["name"] == "Hotline system" && me.json["roles"] == ["employee"])
            #expect(try await running.ask(.get, "/cases", token: token).status == .forbidden)
            let leader = try await running.signedIn("zuzhang")
            #expect(try await leader.get("/admin/tokens").status == .forbidden)
        }
    }
}
