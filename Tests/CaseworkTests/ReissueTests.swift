import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct ReissueTests {
    private let form = ["identity_proof": "called_back", "identity_check": "She named the room and the day"]

    private func pin(_ scene: CaseScene, round: Int) -> PIN { scene.cases.pin(of: scene.id, round: round) }

    /// Knocks at the public door with a PIN.
    private func enters(_ scene: CaseScene, _ pin: PIN) async throws -> Browser? {
        let browser = scene.running.browser()
        let answer = try await browser.submit("/follow", ["number": "C-2026-000001", "pin": pin.grouped])
        return answer.location == "/my-case" ? browser : nil
    }

    @Test(arguments: Engine.available)
    func `a new PIN opens the case, the old one nothing, and what it had opened ends`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let daughter = try #require(try await enters(scene, pin(scene, round: 1)))
            #expect(try await daughter.get("/my-case").status == .ok)
            let desk = try await running.signedIn("qiantai")
            let answer = try await scene.send(desk, "new-pin", form)
            #expect(answer.location == "\(scene.address)/receipt")
            #expect(try await daughter.get("/my-case").status != .ok)
            #expect(try await enters(scene, pin(scene, round: 1)) == nil)
            let receipt = try await desk.get(answer.location)
            #expect(receipt.text.contains(pin(scene, round: 2).grouped))
            let again = try #require(try await enters(scene, pin(scene, round: 2)))
            #expect(try await again.get("/my-case").text.contains("gave you a new PIN"))
            let page = try await desk.get(scene.address).text
            #expect(page.contains("Gave a new PIN"))
            #expect(page.contains("She named the room and the day"))
            try await keepsNoPIN(scene)
        }
    }

    /// Neither PIN stands in an event, in the case or in its row.
    private func keepsNoPIN(_ scene: CaseScene) async throws {
        let events = try await scene.events()
        #expect(
            events.contains { $0.kind == "casework.reissue_pin" && $0.actor == "staff:\(CaseScene.staff("qiantai"))" })
        let id = scene.id
        let digest: String = try await scene.running.database.read { db in
            try db.one("SELECT pin_digest FROM cases WHERE id = \(id)").get("pin_digest")
        }
        for round in 1...2 {
            let secret = pin(scene, round: round)
            let told = events.map(\.facts).joined() + digest
            #expect(!told.contains(secret.digits) && !told.contains(secret.grouped))
        }
        let facts = events.compactMap(\.caseFact)
        #expect(Case.replay(facts) == (try await scene.subject()))
    }

    @Test(arguments: Engine.available)
    func `the coordinator prints the receipt of the PIN they made, once`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let coordinator = try await running.signedIn("zongjian")
            #expect(try await coordinator.get(scene.address + "/receipt").status == .forbidden)
            let answer = try await scene.send(coordinator, "new-pin", form)
            #expect(try await coordinator.get(answer.location).text.contains(pin(scene, round: 2).grouped))
            #expect(try await coordinator.get(answer.location).status == .forbidden)
        }
    }

    @Test func `how the person was recognised must be said and must be possible`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let desk = try await running.signedIn("qiantai")
            #expect(try await scene.send(desk, "new-pin", [:]).status == .unprocessableContent)
            let blank = form.merging(["identity_check": " "]) { $1 }
            #expect(try await scene.send(desk, "new-pin", blank).status == .unprocessableContent)
            let noEmail = try await scene.send(
                desk, "new-pin", form.merging(["identity_proof": "answered_email"]) { $1 })
            #expect(noEmail.status == .unprocessableContent)
            #expect(noEmail.text.contains("No e-mail address is on record."))
            #expect(try await enters(scene, pin(scene, round: 1)) != nil)
        }
    }

    @Test(arguments: Engine.available)
    func `nobody gets a new PIN of an anonymous case, and the page says why`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running) {
                $0.secrecy = .anonymous
                $0.complainant = Complainant(kind: .anonymous)
            }
            let desk = try await running.signedIn("qiantai")
            #expect(!(try await scene.offered(desk).contains("new-pin")))
            let page = try await desk.get(scene.address + "/new-pin")
            #expect(page.text.contains("a lost PIN cannot be given again"))
            let sent = try await scene.send(desk, "new-pin", form)
            #expect(sent.status == .conflict)
            #expect(try await enters(scene, pin(scene, round: 1)) != nil)
        }
    }

    @Test func `whoever may not know the complainant cannot recognise them`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running) { $0.secrecy = .confidential }
            let leader = try await running.signedIn("zuzhang")
            #expect(!(try await scene.offered(leader).contains("new-pin")))
            #expect(try await scene.send(leader, "new-pin", form).status == .forbidden)
            #expect(try await scene.offered(try await running.signedIn("qiantai")).contains("new-pin"))
            let handler = try await running.signedIn("canyin")
            #expect(try await scene.send(handler, "new-pin", form).status == .forbidden)
        }
    }
}
