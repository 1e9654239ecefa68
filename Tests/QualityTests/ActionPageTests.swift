import App
import Foundation
import Kernel
import Platform
import TestKit
import Testing

@testable import Casework
@testable import Quality

@Suite struct ActionPageTests {
    private static let opening = [
        "title": "汤要送热", "plan": "加保温盖", "measure": "到桌 60 度", "due_on": "2026-10-03", "trigger": "inspection",
        "check_days[]": "30,60",
    ]

    @Test func `an action is opened from a case, done with evidence, verified by another and checked`() async throws {
        try await QualityScene.run { scene in
            let id = try await scene.solved()
            try await scene.sweep()
            let head = try await scene.running.signedIn("canyin", language: "zh-Hans")
            let keeper = try await scene.running.signedIn("zhijian", language: "zh-Hans")
            let blank = try await keeper.get("/actions/new?from=case.\(id)")
            #expect(blank.text.contains("The soup was cold") && blank.text.contains("孙强"))
            var fields = Self.opening
            fields["from"] = "case.\(id)"
            fields["unit"] = World.Unit.catering.id.text
            let empty = try await keeper.submit(
                "/actions/new?from=case.\(id)", to: "/actions", fields.merging(["title": ""]) { $1 })
            #expect(empty.status == .unprocessableContent && empty.text.contains("加保温盖"))
            let opened = try await keeper.submit("/actions/new?from=case.\(id)", to: "/actions", fields)
            #expect(opened.status == .seeOther)
            let (address, mark) = (opened.location, "a-mark-of-somebody-else-")
            #expect(try await keeper.get("/actions/lessons").text.contains("没有等待回答"))
            let page = try await head.get(address)
            #expect(page.text.contains("加保温盖"))
            #expect(try await keeper.get(address).text.contains("/cases/\(id)"))
            let version = page.input("version") ?? ""
            let done = try await head.upload(
                address, to: "\(address)/completion", file: Array("%PDF-1.4\n%%EOF".utf8), named: "lid.pdf",
                field: "files", ["words": "盖子到了", "version": version])
            #expect(done.status == .seeOther)
            let waiting = try await head.get(address)
            #expect(waiting.text.contains("lid.pdf") && waiting.text.contains("等另一位同事验证"))
            let own = try await head.submit(
                address, to: "\(address)/verification", ["words": "好", "version": "2", "once": mark + "1"])
            #expect(own.status == .forbidden)
            let verifying = ["words": "看过盖子", "version": "2"]
            #expect(try await keeper.submit(address, to: "\(address)/verification", verifying).status == .seeOther)
            #expect(
                try await keeper.submit(
                    address, to: "\(address)/verification", verifying.merging(["once": mark + "2"]) { $1 }
                ).status == .conflict)
            let early = try await keeper.submit(
                address, to: "\(address)/effect", ["words": "x", "passed": "yes", "version": "3", "once": mark + "3"])
            #expect(early.status == .conflict)
            scene.running.clock.move(days: 31)
            let later = try await scene.running.signedIn("zhijian", language: "zh-Hans")
            let failed = try await later.submit(
                address, to: "\(address)/effect", ["words": "还是凉的", "passed": "no", "version": "3"])
            #expect(failed.status == .seeOther)
            let reopened = try await later.get(address)
            #expect(reopened.text.contains("没有见效") && reopened.text.contains("还是凉的"))
            #expect(try await later.get("/actions?view=open").text.contains("汤要送热"))
        }
    }

    @Test func `a form sent twice opens one action`() async throws {
        try await QualityScene.run { scene in
            let keeper = try await scene.running.signedIn("zhijian")
            let page = try await keeper.get("/actions/new")
            var fields = Self.opening
            fields["unit"] = World.Unit.catering.id.text
            for name in ["csrf", "once"] { fields[name] = page.input(name) }
            let first = try await keeper.post("/actions", fields)
            #expect(try await keeper.post("/actions", fields).location == first.location)
            #expect(try await scene.actions().count == 1)
        }
    }

    @Test func `who is named in the case is kept from its action, others without a right see none but their own`()
        async throws
    {
        try await QualityScene.run { scene in
            let cook = QualityScene.staff("canyin")
            let id = try await scene.receive { $0.complainedAbout = ComplainedAbout(staff: [cook]) }
            let action = try await scene.open(
                ActionDraft(title: "Manners", reason: "action", unit: World.Unit.catering.id),
                source: Event.Subject(kind: "case", id: id.text), by: "zhijian")
            let named = try await scene.running.signedIn("canyin")
            #expect(try await named.get("/actions/\(action)").status == .forbidden)
            #expect(try await named.get("/actions/new?from=case.\(id)").status == .forbidden)
            #expect(!(try await named.get("/actions?view=open").text.contains("Manners")))
            let nurse = try await scene.running.signedIn("hulier")
            #expect(try await nurse.get("/actions/\(action)").status == .forbidden)
            #expect(try await nurse.get("/actions").status == .ok)
        }
    }

    @Test func `programs open and list actions as the pages do`() async throws {
        try await QualityScene.run { scene in
            let token = try await scene.running.token("zhijian")
            let made = try await scene.running.ask(
                .post, "/actions", token: token,
                body: [
                    "title": "Hot soup", "plan": "Lids", "measure": "Hot", "due_on": "2026-10-03",
                    "trigger": "inspection", "check_days": ["30"], "owner": .text(QualityScene.staff("canyin").text),
                ], key: "actions-0001")
            #expect(made.status == .created, "\(made.text)")
            let list = try await scene.running.ask(.get, "/actions?view=open", token: token)
            #expect(list.text.contains("Hot soup"))
        }
    }
}
