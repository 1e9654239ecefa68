import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct PersonTieTests {
    private let person = App.World.residents[0]
    private var page: String { "/people/\(person.id)" }

    private func reads(_ scene: CaseScene) async throws -> [String] {
        let (desk, id) = (scene.desk, person.id.text)
        return try await scene.running.database.read { db in
            try Event.list(of: Event.Subject(kind: "person", id: id), at: desk, in: db).map(\.kind)
        }
    }

    private func refusals(_ running: RunningProgram) async throws -> [String] {
        try await running.database.read { db in
            try SecurityLog.page(of: App.World.organisation, .init(kind: .accessRefused), in: db)
                .entries.map { "\($0.login ?? "") \($0.event.detail)" }
        }
    }

    @Test(arguments: Engine.available)
    func `whoever handles an open case about a person opens their page, and it is on record`(engine: Engine)
        async throws
    {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let handler = try await running.signedIn("canyin")
            #expect(try await handler.get(page).status == .forbidden)
            let canyin = App.World.member("canyin")!.id
            try await scene.take(.grading(.init(level: .three)), by: "qiantai")
            try await scene.take(.assignment(.init(handler: canyin)), by: "zuzhang")
            try await scene.take(.acceptance(.init()), by: "canyin")
            let opened = try await handler.get(page)
            #expect(opened.status == .ok)
            #expect(opened.text.contains(person.name))
            #expect(opened.text.contains("You see this page because you work on an open case"))
            #expect(!opened.text.contains("id=\"consents\""))
            #expect(!opened.text.contains("/edit\""))
            #expect(!opened.text.contains(person.phone))
            _ = try await handler.get(page)
            #expect(try await reads(scene) == ["people.read_by_tie"])
            #expect(try await handler.get(scene.address).text.contains("href=\"\(page)\""))
        }
    }

    @Test(arguments: Engine.available)
    func `by a tie the telephone is shown for a purpose and on record, the health notes never`(engine: Engine)
        async throws
    {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running, by: "canyin")
            let receiver = try await running.signedIn("canyin")
            let shown = try await receiver.submit(
                page, to: page + "/disclosure", ["fields[]": "phone", "purpose": "complaint"])
            #expect(shown.text.contains(person.phone))
            #expect(try await reads(scene).contains("people.sensitive_read"))
            let refused = try await receiver.submit(
                page, to: page + "/disclosure", ["fields[]": "health_notes", "purpose": "complaint"])
            #expect(refused.status == .forbidden)
            #expect(try await receiver.get(page + "/edit").status == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func `a tie ends with the case`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running, by: "canyin")
            let receiver = try await running.signedIn("canyin")
            #expect(try await receiver.get(page).status == .ok)
            try await scene.take(.withdrawal(.init(reason: "Settled at home", ofOwnFreeWill: true)), by: "canyin")
            #expect(try await receiver.get(page).status == .forbidden)
            #expect(!(try await receiver.get(scene.address).text.contains("href=\"\(page)\"")))
        }
    }

    @Test(arguments: Engine.available)
    func `neither a stranger nor somebody complained about is let in, and the refusal is on record`(
        engine: Engine
    ) async throws {
        try await withProgram(engine) { running in
            let canyin = App.World.member("canyin")!.id
            _ = try await CaseScene.begin(running, by: "canyin")
            let about = try await CaseScene.begin(running) { $0.complainedAbout.staff = [canyin] }
            #expect(try await running.signedIn("hulier").get(page).status == .forbidden)
            let named = try await running.signedIn("canyin")
            #expect(try await named.get(page).status == .forbidden)
            #expect(try await named.get(about.address).status == .forbidden)
            #expect(try await refusals(running) == ["canyin case", "canyin person", "hulier person"])
        }
    }
}
