import App
import Foundation
import HTTPTypes
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Casework

/// What a restricted case says stands in no list whatever, not even of those who may open it: opening it is what shows
/// it, and what leaves a line in the record of readings.
@Suite struct RestrictedListTests {
    /// Stands in every text of the case that somebody wrote.
    private static let said = "Quillwort"
    /// By what whoever complained can be known.
    private static let names = ["Ottoline Vane", "Vane", "13977776666", "6666"]

    /// A confidential case with a note of supervision, a part, a sub-task, a point of the checklist, a limit and money,
    /// each with the word in it.
    private func scene(_ running: RunningProgram) async throws -> CaseScene {
        let word = RestrictedListTests.said
        let scene = try await CaseScene.begin(running) { registration in
            registration.secrecy = .confidential
            registration.complainant = Complainant(kind: .child, name: "Ottoline Vane", phone: "13977776666")
            registration.narrative = "\(word) in the soup. It was cold."
            registration.allegations = [
                NewAllegation(text: "\(word) soup", category: World.category("DIN-01"), harm: .minor)
            ]
        }
        let (chuli, now) = (App.World.member("chuli")!.id, running.clock.now)
        try await scene.take(.grading(.init(level: .three)), by: "qiantai")
        try await scene.take(
            .assignment(.init(handler: chuli, responsibleUnit: App.World.Unit.catering.id)), by: "zuzhang")
        try await scene.take(.acceptance(.init()), by: "chuli")
        try await scene.take(.supervision(.init(wanted: "Show \(word)", workingDays: 3)), by: "zongjian")
        let due = now.advanced(byHours: 20)
        try await scene.take(
            .joining(
                .init(
                    unit: App.World.Unit.quality.id, owner: App.World.member("diaocha")!.id,
                    question: "Who cut \(word)?", dueAt: due)), by: "chuli")
        try await scene.take(
            .task(.init(text: "Fetch \(word)", owner: App.World.member("diaocha")!.id, dueAt: due)), by: "chuli")
        let today = now.day(in: .shanghai)
        try await scene.take(
            .conductProposal(
                .init(
                    rules: [.inWriting], what: "Write about \(word)", why: "Threw \(word)", from: today,
                    until: today.advanced(by: 60), reviewOn: today.advanced(by: 30))), by: "qiantai")
        return scene
    }

    private func filled(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            switch part {
            case ":unit": App.World.Unit.catering.id.text
            case ":person": App.World.residents[0].id.text
            case ":staff": App.World.member("chuli")!.id.text
            default: part.hasPrefix(":") ? (App.World.id(999_999) as ID<Case>).text : String(part)
            }
        }.joined(separator: "/")
    }

    /// Every address that is not of one case, and the questions lists are asked with.
    private func lists(_ running: RunningProgram, _ scene: CaseScene) -> (pages: [String], api: [String]) {
        let routes = running.program.routes.filter { route in
            route.method == .get && !route.path.contains(":case") && !route.path.contains("*")
                && !route.path.hasSuffix("/stream") && !route.path.hasSuffix("/live")
                && !route.path.hasSuffix("/events-stream")
        }
        let finds = ["soup", "C-2026-000001", "Ottoline+Vane", "13977776666", "6666"].map { "/search?q=\($0)" }
        let pages =
            routes.filter { $0.operation == nil }.map { filled($0.path) } + finds + [
                "/cases/export?format=csv", "/cases?state=investigating", "/bulk-assignment?case=\(scene.id):1",
                "/inbox?kind=CMP", "/figures/cases?of=received", "/board?state=investigating", "/cases/print",
            ]
        let api =
            routes.filter { $0.operation != nil }.map { String(filled($0.path).dropFirst("/api/v1".count)) } + finds
            + ["/cases?order=due"]
        return (pages, api)
    }

    @Test func `tell it by its number alone, to everybody and by every way`() async throws {
        try await withProgram { running in
            let scene = try await scene(running)
            let (pages, api) = lists(running, scene)
            #expect(pages.count > 60 && api.count > 40)
            // Not empty, or nothing would be shown by them.
            let known = [
                "/cases", "/cases/print", "/cases/export?format=csv", "/board", "/desk", "/desk/errands",
                "/desk/received", "/search?q=soup", "/search?q=6666", "/supervision",
                "/bulk-assignment?case=\(scene.id):1",
            ]
            let knownToPrograms = [
                "/cases", "/cases?order=due", "/board", "/desk", "/desk/errands", "/desk/received", "/search?q=soup",
                "/supervision",
            ]
            var telling: Set<String> = []
            for login in ["yinsi", "zuzhang", "diaocha", "qiantai", "yuanzhang"] {
                // Two look everywhere, the others where something is to be found.
                let isThorough = ["yinsi", "zuzhang"].contains(login)
                let (browser, token) = (try await running.signedIn(login), try await running.token(login))
                for path in isThorough ? pages : known {
                    let text = try await browser.get(path).text
                    check(text, path, login)
                    if text.contains("C-2026-000001") { telling.insert(path) }
                }
                for path in isThorough ? api : knownToPrograms {
                    let text = try await running.ask(.get, path, token: token).text
                    check(text, "/api/v1" + path, login)
                    if text.contains("C-2026-000001") { telling.insert("/api/v1" + path) }
                }
            }
            for path in known + knownToPrograms.map({ "/api/v1" + $0 }) {
                #expect(telling.contains(path), "\(path) told nobody of the case")
            }
            #expect(try await scene.events("case_access").isEmpty, "looking at lists is no reading")
        }
    }

    private func check(_ text: String, _ path: String, _ login: String) {
        // What was looked for stands in its own field.
        let isFound = path.contains("search?q=")
        for word in [RestrictedListTests.said] + (isFound ? [] : RestrictedListTests.names)
        where text.contains(word) {
            Issue.record("\(login) reads \(word) at \(path)")
        }
    }

    @Test func `opening it tells it and leaves one line, by page or interface`() async throws {
        try await withProgram { running in
            let scene = try await scene(running)
            let page = try await running.signedIn("yinsi").get(scene.address)
            #expect(page.text.contains(RestrictedListTests.said))
            #expect(try await scene.events("case_access").map(\.kind) == ["casework.read"])
            let token = try await running.token("shenji")
            let told = try await running.ask(.get, scene.address, token: token)
            #expect(told.text.contains(RestrictedListTests.said))
            _ = try await running.ask(.get, scene.address + "/events", token: token)
            #expect(try await scene.events("case_access").map(\.kind) == ["casework.read", "casework.read"])
        }
    }

    @Test func `the page after registration tells it and leaves a line`() async throws {
        try await withProgram { running in
            let scene = try await scene(running)
            let browser = try await running.signedIn("qiantai")
            let page = try await browser.get(scene.address + "/received")
            #expect(page.text.contains(RestrictedListTests.said))
            _ = try await browser.get(scene.address + "/received")
            #expect(try await scene.events("case_access").map(\.kind) == ["casework.read"])
            let open = try await CaseScene.begin(running)
            _ = try await browser.get(open.address + "/received")
            #expect(try await open.events("case_access").isEmpty)
        }
    }

    @Test func `a case like it and a merger into it tell it by its number alone`() async throws {
        try await withProgram { running in
            let hidden = try await scene(running)
            let other = try await CaseScene.begin(running) { $0.narrative = "Cold soup again" }
            let number = try await hidden.subject().number
            try await other.take(
                .link(.init(to: hidden.id, number: number, kind: .related, reason: "Same kitchen")), by: "zuzhang")
            let browser = try await running.signedIn("zuzhang")
            let page = try await browser.get(other.address).text
            #expect(page.contains("C-2026-000001"))
            #expect(!page.contains(RestrictedListTests.said))
            let merger = try await browser.get(other.address + "/merger?into=C-2026-000001").text
            #expect(merger.contains("C-2026-000001"))
            #expect(!merger.contains(RestrictedListTests.said))
            #expect(try await hidden.events("case_access").isEmpty)
        }
    }

    @Test func `an open case is told as ever`() async throws {
        try await withProgram { running in
            _ = try await CaseScene.begin(running)
            #expect(try await running.signedIn("zuzhang").get("/cases").text.contains("The soup was cold"))
            #expect(try await running.signedIn("zuzhang").get("/search?q=soup").text.contains("<mark>soup</mark>"))
        }
    }
}
