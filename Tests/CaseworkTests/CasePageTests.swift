import App
import Deadlines
import Foundation
import HTTPTypes
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Casework

@Suite struct CasePageTests {
    @Test func `the page tells what, whose, how long and what next`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let page = try await running.signedIn("qiantai").get(scene.address)
            #expect(page.status == .ok)
            for text in [
                "C-2026-000001", "The soup was cold", "Registered", "周敏", "First feedback", "Lin Xiao", "Acknowledge",
            ] {
                #expect(page.text.contains(text), "\(text)")
            }
        }
    }

    @Test func `a state offers its lawful steps and no others`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let desk = try await running.signedIn("qiantai")
            let handler = try await running.signedIn("chuli")
            let approver = try await running.signedIn("zhuguan")
            let fresh = try await scene.offered(desk)
            #expect(fresh.isSuperset(of: ["acknowledgement", "grading", "communications", "notes", "files"]))
            #expect(fresh.isDisjoint(with: ["approval", "closure", "letter-draft", "answer", "acceptance"]))
            try await scene.tell()
            let told = try await scene.offered(handler)
            #expect(told.contains("completion"))
            #expect(told.isDisjoint(with: ["confirmation", "answer", "approval", "grading"]))
            #expect(try await scene.offered(desk).contains("answer"))
            #expect(!(try await scene.offered(approver).contains("approval")))
        }
    }

    @Test func `the handler is not offered the second confirmation and an uninvolved employee is`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            try await scene.tell()
            try await scene.take(.completion(.init(number: 1, evidence: "Photo")), by: "chuli")
            #expect(!(try await scene.offered(try await running.signedIn("chuli")).contains("confirmation")))
            #expect(try await scene.offered(try await running.signedIn("zhijian")).contains("confirmation"))
        }
    }

    @Test func `an employee without the right is refused`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let browser = try await running.signedIn("canyin")
            #expect(try await browser.get(scene.address).status == .forbidden)
            #expect(try await browser.get(scene.address + "/notes").status == .forbidden)
            #expect(try await browser.get(scene.address + "/letter").status == .forbidden)
            #expect(try await scene.events("case_access").isEmpty)
        }
    }

    @Test func `an employee who is named cannot open the case, and the attempt is recorded without details`()
        async throws
    {
        try await withProgram { running in
            let named = App.World.member("zhuguan")!.id
            let scene = try await CaseScene.begin(running) { $0.complainedAbout.staff = [named] }
            #expect(try await running.signedIn("zhuguan").get(scene.address).status == .forbidden)
            let events = try await scene.events("case_access")
            #expect(events.map(\.kind) == ["casework.refused_reading"])
            #expect(events.first?.facts == "{}")
            #expect(events.first?.actor == "staff:\(named)")
        }
    }

    @Test func `a confidential case hides who complained and records each reading once an hour`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running) { $0.secrecy = .confidential }
            let leader = try await running.signedIn("zuzhang")
            let hidden = try await leader.get(scene.address).text
            #expect(!hidden.contains("Lin Xiao"))
            #expect(hidden.contains("only intake and the privacy officer"))
            _ = try await leader.get(scene.address)
            #expect(try await scene.events("case_access").map(\.kind) == ["casework.read"])
            running.clock.move(minutes: 61)
            _ = try await running.signedIn("zuzhang").get(scene.address)
            #expect(try await scene.events("case_access").count == 2)
            #expect(try await running.signedIn("qiantai").get(scene.address).text.contains("Lin Xiao"))
        }
    }

    @Test func `opening a case ticks off its notices`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            try await scene.take(.grading(.init(level: .three)), by: "qiantai")
            try await scene.take(.assignment(.init(handler: App.World.member("chuli")!.id)), by: "zuzhang")
            let unread: @Sendable (any Connection) throws -> Int = {
                try StaffNotice.unread(of: CaseScene.actor("chuli"), in: $0).count
            }
            #expect(try await running.database.read(unread) == 1)
            _ = try await running.signedIn("chuli").get(scene.address)
            #expect(try await running.database.read(unread) == 0)
        }
    }

    @Test func `a complaint of the last minutes before the holiday explains its dues`() async throws {
        let clock = MovableClock(at: Instant(iso8601: "2026-09-30T23:50:00+08:00")!)
        try await withProgram(clock: clock) { running in
            let scene = try await CaseScene.begin(running)
            let english = try await running.signedIn("qiantai").get(scene.address).text
            #expect(english.contains("Wed 30 September 2026"))
            #expect(english.contains("23:50"))
            #expect(english.contains("How it was worked out") || english.contains("<ol>"))
            let chinese = try await running.signedIn("qiantai", language: "zh-Hans").get(scene.address).text
            #expect(chinese.contains("周末和节假日不停"))
            #expect(chinese.contains("周末和节假日照计"))
        }
    }

    @Test func `a file of the case is served with headers under which it can do nothing`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let browser = try await running.signedIn("qiantai")
            let page = scene.address + "/files"
            let answer = try await browser.upload(
                page, file: [UInt8]("What the cook said".utf8), named: "note.txt", field: "files", ["version": "2"])
            #expect(answer.status == .seeOther)
            let text = try await browser.get(scene.address).text
            let link = try #require(text.firstMatch(of: /href="(\/cases\/[^"]+\/files\/[^"]+)"/)?.output.1)
            let file = try await browser.get(String(link))
            #expect(file.text == "What the cook said")
            #expect(file.headers[.contentSecurityPolicy] == "default-src 'none'; sandbox")
            #expect(file.headers[.xContentTypeOptions] == "nosniff")
            #expect(try await running.signedIn("canyin").get(String(link)).status == .forbidden)
            let other = try await CaseScene.begin(running)
            let stray = String(link).replacing(scene.id.text, with: other.id.text)
            #expect(try await browser.get(stray).status == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `replay from events equals stored rows`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            try await scene.tell()
            let facts = try await scene.events().compactMap(\.caseFact)
            let stored = try await scene.subject()
            #expect(facts.count == stored.version)
            let replayed = try #require(Case.replay(facts))
            #expect(replayed == stored)
            let wanted = try replayed.clocks(
                by: scene.cases.rules.levels, organisation: .careHome, at: running.clock.now)
            let rows = try await running.database.read { db in
                try StoredClock.list(of: stored.eventSubject, in: db)
            }
            let byKind = Dictionary(uniqueKeysWithValues: rows.map { ($0.kind, $0.clock) })
            for want in wanted { #expect(byKind[want.name] == want.clock, "\(want.name.rawValue)") }
        }
    }

    @Test func `every step and every fact has its words and its picture`() throws {
        let folders = [WebFolder.named("Strings"), DeadlinesFolder.named("Strings"), PlatformFolder.named("Strings")]
        let strings = try CaseworkSlice.make().stringFolders
        let catalogue = try Catalogue(folders: folders + strings)
        for form in StepForms.all {
            #expect(catalogue.has("casework.step.\(form.noun).what"), "\(form.noun)")
            #expect(catalogue.has("casework.step.\(form.noun).done"), "\(form.noun)")
        }
        for action in CaseAction.allCases where !action.isReading {
            #expect(catalogue.has("casework.told.\(action.name)"), "\(action.name)")
        }
        let sprite = try String(contentsOfFile: ".assets/icons.svg", encoding: .utf8)
        for action in CaseAction.allCases {
            #expect(sprite.contains("id=\"\(CaseIcons.icon(of: action))\"") || sprite.isEmpty, "\(action.name)")
        }
    }
}
