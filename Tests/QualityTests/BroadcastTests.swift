import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Quality

@Suite struct BroadcastTests {
    static func content(
        _ todo: String = "Warm the plates first.", units: [World.Unit] = [], roles: [Role] = [],
        question: ControlQuestion? = nil
    ) -> Broadcast.Content {
        Broadcast.Content(
            title: "Hot meals", happened: "Soup arrived cold.", learnt: "Too few heated carts.", todo: todo,
            question: question, units: units.map(\.id), roles: roles)
    }

    private func draft(
        _ content: Broadcast.Content, by login: String = "huli", _ scene: QualityScene
    ) async throws -> Broadcast {
        let desk = scene.desk
        return try await scene.database.write {
            try Broadcast.draft(content, from: nil, by: QualityScene.actor(login), at: desk, in: $0)
        }
    }

    private func send(_ one: Broadcast, by login: String = "zhijian", _ scene: QualityScene) async throws -> Broadcast {
        let desk = scene.desk
        return try await scene.database.write { try one.send(by: QualityScene.actor(login), at: desk, in: $0) }
    }

    private func readers(_ one: Broadcast, _ scene: QualityScene) async throws -> [BroadcastReader] {
        let today = scene.running.clock.now.day(in: .shanghai)
        return try await scene.database.read { try one.readers(on: today, in: $0) }
    }

    @Test(arguments: Engine.available)
    func `a lesson is approved by another, sent to its units, read shift by shift, and the late are reminded`(
        engine: Engine
    ) async throws {
        try await QualityScene.run(engine) { scene in
            let desk = scene.desk
            let one = try await draft(Self.content(units: [.nursing]), scene)
            #expect(await refused { _ = try await send(one, by: "huli", scene) } == "quality.refusal.own_words")
            let sent = try await send(one, scene)
            #expect(await refused { _ = try await send(sent, scene) } == "quality.refusal.sent")
            let audience = try await readers(sent, scene)
            #expect(Set(audience.map(\.staffID)) == [QualityScene.staff("huli"), QualityScene.staff("hulier")])
            #expect(try await scene.notices(of: "hulier").contains("quality.notice.broadcast"))
            #expect(try await !scene.notices(of: "canyin").contains("quality.notice.broadcast"))
            for _ in 0..<2 {
                try await scene.database.write {
                    try sent.understand(
                        in: WorkShift("night")!, answering: "", by: QualityScene.actor("huli"), at: desk, in: $0)
                }
            }
            scene.running.clock.move(hours: 24 * 4)
            try await scene.sweep()
            #expect(try await scene.notices(of: "hulier").contains("quality.notice.broadcast_reminder"))
            scene.running.clock.move(hours: 24 * 4)
            try await scene.sweep()
            let late = try await readers(sent, scene).filter { $0.readAt == nil }
            #expect(late.map(\.staffID) == [QualityScene.staff("hulier")] && late[0].shift == nil)
            // Whoever has read before is expected in the shift they read in.
            let next = try await send(try await draft(Self.content("Serve the far rooms first."), scene), scene)
            let known = try await readers(next, scene).first { $0.staffID == QualityScene.staff("huli") }
            #expect(known?.shift == WorkShift("night") && known?.readAt == nil)
            #expect(try await ChainCheck.run(on: scene.database).faults.isEmpty)
        }
    }

    @Test func `the control question lets nobody through who has not understood, and wrong answers are counted`()
        async throws
    {
        try await QualityScene.run { scene in
            let question = ControlQuestion("What first?", right: "A hot plate", wrong: ["An explanation"])
            let sent = try await send(
                try await draft(Self.content(roles: [.unitHead], question: question), scene), scene)
            let head = try await scene.running.signedIn("canyin", language: "zh-Hans")
            let page = "/broadcasts/\(sent.id)"
            let wrong = try await head.submit(
                page, to: page + "/receipt", ["answer": "An explanation", "shift": "day"])
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("答得不对"))
            let free = try await head.submit(
                page, to: page + "/receipt", ["answer": "A hot plate", "shift": "other", "shift_name": "两头班"])
            #expect(free.status == .seeOther)
            #expect(try await head.get(page).text.contains("两头班"))
            let mine = try await readers(sent, scene).first { $0.staffID == QualityScene.staff("canyin") }
            #expect(mine?.attempts == 1 && mine?.shift == WorkShift("两头班"))
        }
    }

    @Test func `the head of a unit sees their own people alone, and others see nobody`() async throws {
        try await QualityScene.run { scene in
            let sent = try await send(try await draft(Self.content(), scene), scene)
            let path = "/broadcasts/\(sent.id)/readers"
            let head = try await scene.running.signedIn("huli", language: "zh-Hans")
            let seen = try await head.get(path)
            #expect(seen.text.contains("吕梅") && !seen.text.contains("孙强"))
            let leader = try await scene.running.signedIn("zhijian", language: "zh-Hans")
            #expect(try await leader.get(path).text.contains("孙强"))
            #expect(try await scene.running.signedIn("hulier").get(path).status == .forbidden)
        }
    }

    @Test func `a lesson is written from an action in the browser, sent by another and called back`() async throws {
        try await QualityScene.run { scene in
            let action = try await scene.open(
                ActionDraft(title: "Warm carts", reason: "own", plan: "Two carts", owner: QualityScene.staff("canyin")),
                source: Event.Subject(kind: "own", id: "1"), by: "zhijian")
            let writer = try await scene.running.signedIn("huli")
            let new = "/broadcasts/new?from=action.\(action)"
            #expect(try await writer.get(new).text.contains("Two carts"))
            var fields = [
                "title": "Hot meals", "happened": "Soup arrived cold.", "learnt": "Few carts.",
                "todo": "Call 13812345678",
                "days": "7", "from": "action.\(action)",
            ]
            let named = try await writer.submit(new, to: "/broadcasts", fields)
            #expect(named.status == .unprocessableContent && named.text.contains("13812345678"))
            fields["todo"] = "Warm the plates."
            let made = try await writer.submit(new, to: "/broadcasts", fields)
            #expect(made.status == .seeOther)
            #expect(try await scene.running.signedIn("hulier").get(made.location).status == .notFound, "a draft")
            let other = try await scene.running.signedIn("zongjian")
            let sent = try await other.submit(made.location, to: made.location + "/approval", ["version": "1"])
            #expect(sent.status == .seeOther)
            let nurse = try await scene.running.signedIn("hulier")
            #expect(try await nurse.get("/broadcasts").text.contains("Hot meals"))
            #expect(try await nurse.get(made.location + "/print").text.contains("Warm the plates."))
            let back = try await other.submit(made.location, to: made.location + "/withdrawal", ["reason": "Outdated"])
            #expect(back.status == .seeOther)
            #expect(try await !nurse.get("/broadcasts").text.contains("Hot meals"))
        }
    }
}
