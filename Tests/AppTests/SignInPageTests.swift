import App
import Foundation
import HTTPTypes
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@Suite struct SignInPageTests {
    @Test(arguments: Engine.available)
    func `the right password leads to the desk, and to where one was going`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            #expect(try await running.browser().signIn("qiantai").location == "/desk")
            let browser = running.browser()
            let sent = try await browser.get("/admin/units")
            #expect(sent.status == .seeOther)
            #expect(sent.location.hasPrefix("/sign-in?return="))
            #expect(try await browser.signIn("admin", then: "/admin/units").location == "/admin/units")
            #expect(try await browser.get("/admin/units").status == .ok)
            #expect(try await browser.get("/sign-in").location == "/desk")
        }
    }

    @Test(arguments: ["https://evil.example/", "//evil.example", "/\\evil.example", "desk"])
    func `an address of another site is not followed`(address: String) async throws {
        try await withProgram { running in
            let answer = try await running.browser().signIn("qiantai", then: address)
            #expect(answer.location == "/desk")
        }
    }

    @Test func `a wrong password, an unknown login and a closed account get the same sentence`() async throws {
        try await withProgram { running in
            let security = try await running.signedIn("anquan")
            let staff = World.member("huli")!.id
            #expect(
                try await security.submit("/admin/staff/\(staff)", to: "/admin/staff/\(staff)/account/disable", [:])
                    .status == .seeOther)
            let wrong = try await running.browser().signIn("qiantai", password: "not-this-one-at-all")
            let unknown = try await running.browser().signIn("nobody-at-all")
            let disabled = try await running.browser().signIn("huli")
            for answer in [wrong, unknown, disabled] {
                #expect(answer.status == .unprocessableContent)
                #expect(answer.text.contains("Login or password is wrong"))
            }
            #expect(wrong.text.contains("value=\"qiantai\""))
            #expect(!wrong.text.contains("not-this-one-at-all"))
        }
    }

    @Test func `five wrong passwords lock the account until an administrator unlocks it`() async throws {
        try await withProgram { running in
            let browser = running.browser()
            for _ in 0..<4 { _ = try await browser.signIn("qiantai", password: "wrong-wrong-wrong") }
            #expect(try await browser.signIn("qiantai", password: "wrong-wrong-wrong").text.contains("locked until"))
            #expect(try await browser.signIn("qiantai").text.contains("locked until"))
            let administrator = try await running.signedIn("admin")
            let page = "/admin/staff/\(World.member("qiantai")!.id)"
            #expect(try await administrator.submit(page, to: page + "/account/unlock", [:]).status == .seeOther)
            #expect(try await browser.signIn("qiantai").status == .seeOther)
        }
    }

    @Test func `too many attempts from one address are told to wait`() async throws {
        try await withProgram { running in
            let browser = running.browser()
            for number in 0..<60 { _ = try await browser.signIn("nobody-\(number)", password: "x") }
            let answer = try await browser.signIn("qiantai")
            #expect(answer.status == .tooManyRequests)
            running.clock.move(minutes: 16)
            #expect(try await browser.signIn("qiantai").status == .seeOther)
        }
    }

    @Test func `a one-time password opens nothing but the form for a new one`() async throws {
        try await withProgram { running in
            let administrator = try await running.signedIn("admin")
            let page = "/admin/staff/\(World.member("canyin")!.id)"
            let shown = try await administrator.submit(page, to: page + "/account/reset", [:])
            #expect(shown.status == .ok)
            let secret = try #require(shown.text.firstMatch(of: /hy-receipt-value">([a-z0-9-]+)</)).output.1
            let browser = running.browser()
            #expect(try await browser.signIn("canyin", password: String(secret)).location == "/account/password")
            #expect(try await browser.get("/people").location == "/account/password")
            #expect(try await browser.post("/people", [:]).status == .conflict)
            let short = ["old": String(secret), "password": "short", "again": "short"]
            #expect(try await browser.submit("/account/password", short).status == .unprocessableContent)
            let new = "a-quiet-river-runs"
            let fields = ["old": String(secret), "password": new, "again": new]
            #expect(try await browser.submit("/account/password", fields).location == "/desk")
            #expect(try await browser.get("/people").status == .ok)
        }
    }

    @Test func `the second factor is set up, asked for, and a recovery code works once`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("zuzhang")
            let address = "/account/second-factor"
            try await browser.submit(address, to: address + "/begin", [:])
            let text = try await browser.get(address).text
            let secret = try #require(text.firstMatch(of: /<p class="hy-code">([A-Z2-7 ]+)<\/p>/)).output.1
            let key = bytes(ofBase32: String(secret)) ?? []
            func code() -> String { TOTP.code(secret: key, step: TOTP.step(at: running.clock.now)) }
            #expect(try await browser.submit(address, ["code": "000000"]).status == .unprocessableContent)
            let confirmed = try await browser.submit(address, ["code": code()])
            let recovery = try #require(confirmed.text.firstMatch(of: /hy-receipt-value">([a-z0-9-]+)</)).output.1
            running.clock.move(minutes: 1)
            let other = running.browser()
            let asked = try await other.signIn("zuzhang")
            #expect(asked.status == .ok)
            #expect(try await other.get("/people").status == .seeOther)
            #expect(try await other.submit("/sign-in/code", ["code": "000000"]).status == .unprocessableContent)
            #expect(try await other.submit("/sign-in/code", ["code": code()]).location == "/desk")
            for expected in [HTTPStatus.seeOther, .unprocessableContent] {
                let third = running.browser()
                _ = try await third.signIn("zuzhang")
                #expect(try await third.submit("/sign-in/code", ["code": String(recovery)]).status == expected)
            }
        }
    }

    @Test func `signing out ends the session for good`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("qiantai")
            let session = try #require(browser.cookies[CookieName.session.rawValue])
            try await browser.submit("/account", to: "/sign-out", [:])
            #expect(browser.cookies[CookieName.session.rawValue] == nil)
            let stored = try await running.database.read { try Session.find(token: session, in: $0) }
            #expect(stored == nil)
        }
    }

    @Test func `a form without or with another's token changes nothing`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("admin")
            let fields = ["name": "夜班组", "kind": "team", "once": "0123456789abcdef"]
            #expect(try await browser.post("/admin/units", fields).status == .conflict)
            let other = try await running.signedIn("admin").get("/admin/units").input("csrf") ?? ""
            let stolen = fields.merging(["csrf": other]) { $1 }
            #expect(try await browser.post("/admin/units", stolen).status == .conflict)
            #expect(!(try await browser.get("/admin/units").text.contains("夜班组")))
        }
    }

    @Test func `a form sent twice acts once`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("admin")
            let page = try await browser.get("/admin/staff/new")
            let fields = [
                "csrf": page.input("csrf") ?? "", "once": page.input("once") ?? "", "name": "许可", "number": "E2001",
                "employed_from": "2026-09-01", "on_duty": "yes",
            ]
            let first = try await browser.post("/admin/staff", fields)
            let second = try await browser.post("/admin/staff", fields)
            #expect(first.status == .seeOther)
            #expect(first.location == second.location)
        }
    }

    @Test func `what was typed when the session ended is kept and can be sent after signing in`() async throws {
        try await withProgram { running in
            let browser = try await running.signedIn("admin")
            let page = try await browser.get("/admin/units")
            running.clock.move(minutes: 31)
            let typed = "夜班 <组> \"二\""
            let fields = [
                "csrf": page.input("csrf") ?? "", "once": page.input("once") ?? "", "name": typed, "kind": "team",
            ]
            let refused = try await browser.post("/admin/units", fields)
            #expect(refused.status == .unauthorized)
            let resumed = try await browser.post(
                "/sign-in",
                [
                    "csrf": refused.input("csrf") ?? "", "login": "admin", "password": World.password,
                    "resume_path": refused.input("resume_path") ?? "",
                    "resume_body": refused.input("resume_body") ?? "",
                ])
            #expect(resumed.status == .ok)
            #expect(resumed.text.contains("action=\"/admin/units\""))
            #expect(!resumed.text.contains("<组>"))
            let again = try await browser.post(
                "/admin/units",
                [
                    "csrf": resumed.input("csrf") ?? "", "once": resumed.input("once") ?? "",
                    "name": resumed.input("name") ?? "", "kind": resumed.input("kind") ?? "",
                ])
            #expect(again.status == .seeOther)
            #expect(try await browser.get("/admin/units").text.contains("夜班 &lt;组&gt;"))
        }
    }
}

private typealias HTTPStatus = HTTPResponse.Status
