import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@Suite struct PostAndSecurityTests {
    private func post(_ name: String, _ running: RunningProgram) async throws -> Post {
        let posts = try await running.database.read { try Post.list(of: World.organisation, in: $0) }
        return try #require(posts.first { $0.name == name })
    }

    @Test(arguments: Engine.available)
    func `a post is made, renamed, described, retired and put back`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let browser = try await running.signedIn("admin")
            let fields = ["name": "夜班巡视员", "duties": "每两小时巡视一次\n记录异常", "establishment": "3"]
            #expect(try await browser.submit("/admin/posts", fields).location == "/admin/posts")
            let twice = try await browser.submit("/admin/posts", fields)
            #expect(twice.status == .unprocessableContent)
            #expect(twice.text.contains("There is a post named"))
            #expect(twice.text.contains("记录异常"))
            let list = try await browser.get("/admin/posts").text
            #expect(list.contains("0 of 3 planned"))
            #expect(list.contains("每两小时巡视一次"))
            let made = try await post("夜班巡视员", running)
            let page = "/admin/posts/\(made.id)"
            #expect(try await browser.submit(page, ["name": "", "duties": ""]).status == .unprocessableContent)
            #expect(try await browser.submit(page, ["name": "夜间巡视员", "duties": "巡视"]).location == page)
            let retired = try await browser.submit(page, to: page + "/retirement", ["retired_on": "2026-09-24"])
            #expect(retired.location == page)
            #expect(try await browser.submit(page, ["name": "别的"]).status == .conflict)
            let join = ["unit": World.Unit.nursing.id.text, "post": "夜间巡视员", "from": "2026-09-24"]
            let staff = "/admin/staff/\(World.member("canyin")!.id)"
            let joined = try await browser.submit(staff, to: staff + "/units", join)
            #expect(joined.status == .unprocessableContent)
            #expect(joined.text.contains("is a retired post"))
            #expect(try await browser.submit(page, to: page + "/restoration", [:]).location == page)
            #expect(try await browser.submit(staff, to: staff + "/units", join).status == .seeOther)
            let desk = running.program.desk
            let kinds = try await running.database.read { db in
                try Event.list(of: Event.Subject(kind: "post", id: made.id.text), at: desk, in: db).map(\.kind)
            }
            #expect(
                kinds == [
                    "platform.post_created", "platform.post_changed", "platform.post_retired",
                    "platform.post_restored",
                ])
        }
    }

    @Test(arguments: Engine.available)
    func `a post somebody holds is not retired`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let browser = try await running.signedIn("admin")
            let held = try await post("护理部主任", running)
            let page = "/admin/posts/\(held.id)"
            #expect(try await browser.get(page).text.contains("郑红"))
            let refused = try await browser.submit(page, to: page + "/retirement", ["retired_on": "2026-09-24"])
            #expect(refused.status == .conflict)
            #expect(try await post("护理部主任", running).retiredOn == nil)
            #expect(try await running.signedIn("zuzhang").get("/admin/posts").status == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func `the security log tells what happened at the doors, by kind and by login`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let stranger = running.browser()
            try await stranger.signIn("huli", password: "wrong")
            try await stranger.signIn("nobody-known", password: "wrong")
            try await running.signedIn("canyin").get("/people/\(World.residents[0].id)")
            let security = try await running.signedIn("anquan")
            let staff = "/admin/staff/\(World.member("hulier")!.id)"
            try await security.submit(staff, to: staff + "/roles", ["role": "mediator"])
            let all = try await security.get("/admin/security").text
            for words in ["Sign-in refused", "Unknown account", "Access refused", "Role granted", "Mediator", "canyin"]
            {
                #expect(all.contains(words), "\(words)")
            }
            #expect(!all.contains("郑红") && !all.contains("nobody-known"))
            let refused = try await security.get("/admin/security?kind=sign_in_refused").text
            #expect(refused.contains("<td data-label=\"Login\">huli") || refused.contains("huli"))
            #expect(!refused.contains("Mediator"))
            let ofOne = try await security.get("/admin/security?login=CANYIN").text
            #expect(ofOne.contains("A person served without the right to it"))
            #expect(!ofOne.contains("Unknown account"))
            #expect(try await security.get("/admin/security?login=nobody").text.contains("Nothing matches"))
        }
    }

    @Test(arguments: Engine.available)
    func `the security log turns its pages without losing or repeating a line`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let staff = World.member("huli")!.id
            try await running.database.write { db in
                for number in 0..<12 {
                    let isKnown = number % 3 != 0
                    try SecurityEvent.record(
                        .signInRefused, staff: isKnown ? staff : nil, of: isKnown ? World.organisation : nil, in: db)
                }
            }
            var seen: [ID<SecurityEvent>] = []
            var cursor: ID<SecurityEvent>?
            repeat {
                let from = cursor
                let page = try await running.database.read { db in
                    try SecurityLog.page(
                        of: World.organisation, .init(kind: .signInRefused), before: from, limit: 5, in: db)
                }
                seen += page.entries.map(\.event.id)
                cursor = page.next
            } while cursor != nil
            #expect(seen.count == 12)
            #expect(seen == seen.sorted().reversed())
            #expect(Set(seen).count == 12)
        }
    }

    @Test(arguments: [("anquan", true), ("shenji", true), ("admin", false), ("zuzhang", false), ("yuanzhang", false)])
    func `the security log is for the security administrator and the auditor`(login: String, isLetIn: Bool) async throws
    {
        try await withProgram { running in
            let answer = try await running.signedIn(login).get("/admin/security")
            #expect((answer.status == .ok) == isLetIn)
        }
    }
}
