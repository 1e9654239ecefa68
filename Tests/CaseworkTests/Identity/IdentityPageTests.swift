import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Casework

@Suite struct IdentityPageTests {
    private static let notice = Dictionary(
        uniqueKeysWithValues: CaseScene.talk.map { ("notice." + $0.key, $0.value) })

    private func intake(_ more: [String: String] = [:]) -> [String: String] {
        let usual = [
            "channel": "phone", "kind": "CMP", "received_at": "2026-09-24T08:30",
            "narrative": "The soup was cold again, three days running.", "complainant_kind": "child",
            "name": "Lin Xiao", "phone": "13900020001", "secrecy": "open", "blocks": "1",
            "allegations.0.category": "DIN-01", "allegations.0.harm": "0", "allegations.0.severity": "1", "do": "save",
        ]
        return usual.merging(more) { $1 }
    }

    @Test func `look-alikes are shown before saving, nothing typed is lost, and the second sending saves`() async throws
    {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let browser = try await running.signedIn("qiantai")
            let shown = try await browser.submit("/cases/new", to: "/cases", intake(["desired_remedy": "A warm lid"]))
            #expect(shown.status == .ok && shown.text.contains("May be the same matter"))
            #expect(shown.text.contains(scene.address) && shown.text.contains("the same complainant"))
            #expect(shown.text.contains("A warm lid") && shown.text.contains("name=\"alike_seen\""))
            let saved = try await browser.submit("/cases/new", to: "/cases", intake(["alike_seen": "yes"]))
            #expect(saved.status == .seeOther)
            let page = try await browser.get(scene.address).text
            #expect(page.contains("May be the same matter") && page.contains("C-2026-000002"))
        }
    }

    @Test func `the public form shows nobody else's case`() async throws {
        try await withProgram { running in
            _ = try await CaseScene.begin(running)
            let page = try await running.browser().get("/complaints/new").text
            #expect(!page.contains("C-2026-") && !page.contains("same matter"))
        }
    }

    @Test(arguments: Engine.available)
    func `a case is split, tied and put right at its page, and says so`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let leader = try await running.signedIn("zuzhang")
            try await scene.take(
                .allegation(NewAllegation(text: "Nobody answered", category: World.category("CAR-07"))), by: "zuzhang")
            try await scene.must(leader, "split", ["allegations[]": "2", "reason": "Two matters"])
            let other = try await CaseScene.begin(running)
            let number = try await other.subject().number.description
            #expect(
                try await scene.send(leader, "link", ["other": "C-2026-000999", "link": "related", "reason": "x"])
                    .status
                    == .unprocessableContent)
            try await scene.must(leader, "link", ["other": number, "link": "caused_by", "reason": "One trolley"])
            try await scene.must(
                leader, "correction", ["fact": "occurred_on", "right": "2026-09-23", "reason": "Misheard"])
            try await scene.must(
                leader, "correction", ["fact": "subject", "right": "Cold soup at noon", "reason": "Misheard"])
            let page = try await leader.get(scene.address).text
            #expect(page.contains("<del>The soup was cold</del>") || page.contains("<del>The soup was cold."))
            #expect(page.contains("<ins>Cold soup at noon</ins>") && page.contains("split off"))
            #expect(page.contains("caused by") && page.contains("went to C-2026-000002"))
            #expect(try await leader.get(other.address).text.contains("led to"))
            try await scene.must(leader, "unlinking", ["link": "0", "reason": "Not the trolley"])
            #expect(try await !leader.get(other.address).text.contains("led to"))
        }
    }

    @Test(arguments: Engine.available)
    func `a referral shows both dues and is reported back with proof`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running) {
                $0.kind = .referral
                $0.outside = OutsideReferral(
                    body: .hotline12345, reference: "HK-77", dueAt: $0.receivedAt.advanced(byHours: 30))
            }
            let leader = try await running.signedIn("zuzhang")
            let page = try await leader.get(scene.address).text
            #expect(
                page.contains("HK-77") && page.contains("Answer to the outside body") && page.contains("Outside due"))
            try await scene.must(
                leader, "outside-report",
                Self.notice.merging(["outside": "HK-77", "proof": "Receipt 12", "notice.party": "authority"]) { $1 })
            #expect(try await leader.get(scene.address).text.contains("proof: Receipt 12"))
        }
    }

    @Test(arguments: Engine.available)
    func `a contact agreement is proposed, approved by a director, listed, and ended`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let leader = try await running.signedIn("zuzhang")
            try await scene.must(
                leader, "conduct-limit",
                [
                    "rules[]": "in_writing", "what": "By letter", "why": "Struck a nurse on Monday",
                    "from": "2026-09-24", "until": "2026-12-31", "review_on": "2026-11-30",
                ])
            #expect(try await leader.get("/conduct-limits").status == .forbidden)
            let director = try await running.signedIn("zongjian")
            #expect(try await director.get("/conduct-limits").text.contains("waits for a director"))
            try await scene.must(director, "conduct-approval", Self.notice.merging(["right_explained": "yes"]) { $1 })
            #expect(try await director.get("/conduct-limits").text.contains("in force"))
            let second = try await CaseScene.begin(running)
            #expect(try await leader.get(second.address).text.contains("By letter"))
            try await scene.must(director, "conduct-review", ["verdict": "end", "reason": "Calm since"])
            #expect(try await director.get("/conduct-limits").text.contains("There are no contact agreements"))
        }
    }
}
