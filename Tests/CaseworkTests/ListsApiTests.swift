import App
import Foundation
import HTTPTypes
import Kernel
import Platform
import TestKit
import Testing
import Web

@testable import Casework

/// Lists and records beside the pages, asked over HTTP: the same rights, the same content.
@Suite struct ListsApiTests {
    private static let paths = [
        "/desk", "/desk/received", "/desk/errands", "/inbox", "/approvals", "/board", "/views", "/supervision",
        "/supervision/tasks", "/handovers", "/coordination", "/accountability", "/accountability/own",
        "/conduct-limits", "/waivers", "/authority-reports", "/flow", "/knowledge", "/recovery", "/fund",
        "/bulletins", "/figures",
    ]

    @Test(arguments: ["hulier", "zhuguan", "zhijian"])
    func `a list is told to whoever is shown its page and refused to whoever is not`(_ login: String) async throws {
        try await withProgram { running in
            let browser = try await running.signedIn(login)
            let token = try await running.token(login)
            for path in ListsApiTests.paths {
                let page = try await browser.get(path)
                let told = try await running.ask(.get, path, token: token)
                #expect(told.status == page.status, "\(path) as \(login): \(told.text.prefix(200))")
            }
            let narrow = try await running.token(login, scopes: ["directory:read"])
            #expect(try await running.ask(.get, "/desk", token: narrow).status == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func `desk, inbox, board, supervision and hand-overs tell the cases their pages show`(_ engine: Engine) async throws
    {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let front = try await running.token("qiantai")
            let desk = try await running.ask(.get, "/desk", token: front)
            let inbox = try await running.ask(.get, "/inbox?kind=CMP", token: front)
            let held = (desk.json["items"]?.items ?? []) + (inbox.json["items"]?.items ?? [])
            #expect(held.contains { $0["id"] == .text(scene.id.text) })
            let board = try await running.ask(.get, "/board", token: try await running.token("zhuguan"))
            #expect(board.json["counts"]?.items.contains { $0["n"] == 1 } == true)
            #expect(board.json["items"]?.items.first?["id"] == .text(scene.id.text))
            try await scene.decide()
            let inspector = try await running.signedIn("zhijian")
            try await scene.must(inspector, "supervision", ["wanted": "Who served it", "working_days": "3"])
            let token = try await running.token("zhijian")
            let notes = try await running.ask(.get, "/supervision", token: token)
            #expect(notes.json["items"]?.items.first?["wanted"] == "Who served it")
            #expect(notes.json["items"]?.items.first?["awaits"] == "answer")
            let handler = try await running.ask(.get, "/desk", token: try await running.token("chuli"))
            #expect(handler.json["notes"]?.items.first?["wanted"] == "Who served it")
            let loads = try await running.ask(.get, "/supervision/tasks", token: token)
            #expect(loads.json["items"]?.items.isEmpty == false)
            let hops = try await running.ask(.get, "/handovers", token: token)
            let unit = try #require(hops.json["items"]?.items.first?["unit"]?["id"]?.string)
            let lines = try await running.ask(.get, "/handovers/\(unit)?days=30", token: token)
            #expect(lines.json["items"]?.items.first?["case"]?["id"] == .text(scene.id.text))
            let wrong = try await running.ask(.get, "/handovers?days=31", token: token)
            #expect(wrong.status == .unprocessableContent)
        }
    }

    @Test func `whoever is complained about meets the case in no list`() async throws {
        try await withProgram { running in
            let named = App.World.member("zhuguan")!.id
            let scene = try await CaseScene.begin(running) { $0.complainedAbout.staff = [named] }
            let token = try await running.token("zhuguan")
            for path in ListsApiTests.paths {
                let told = try await running.ask(.get, path, token: token)
                #expect(!told.text.contains(scene.id.text), "\(path)")
            }
        }
    }

    @Test func `figures are told as the page shows them, with what is kept back`() async throws {
        try await withProgram { running in
            _ = try await CaseScene.begin(running)
            let page = try await running.signedIn("zhijian").get("/figures")
            let told = try await running.ask(.get, "/figures", token: try await running.token("zhijian"))
            let sections = told.json["sections"]?.items ?? []
            #expect(!sections.isEmpty)
            for section in sections {
                for fact in section["facts"]?.items ?? [] {
                    let text = try #require(fact["text"]?.string)
                    #expect(page.text.contains(text.escapedForPage), "\(text)")
                }
                for cell in (section["rows"]?.items ?? []).flatMap(\.items) {
                    let text = try #require(cell["text"]?.string)
                    #expect(page.text.contains(text.escapedForPage), "\(text)")
                }
            }
        }
    }

    @Test func `files of a case are listed and given to those who may open it`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            let token = try await running.token("qiantai")
            let body: JSON = [
                "files": [["name": "note.txt", "content": .text(Data("The tray.".utf8).base64EncodedString())]]
            ]
            let sent = try await running.ask(
                .post, "\(scene.address)/files", token: token, body: body, key: "a-file-of-a-case")
            #expect(sent.status == .ok, "\(sent.text)")
            let list = try await running.ask(.get, "\(scene.address)/files", token: token)
            let id = try #require(list.json["items"]?.items.first?["id"]?.string)
            let file = try await running.ask(.get, "\(scene.address)/files/\(id)", token: token)
            #expect(file.json["content"] == .text(Data("The tray.".utf8).base64EncodedString()))
            let stranger = try await running.token("hulier")
            #expect(try await running.ask(.get, "\(scene.address)/files", token: stranger).status == .forbidden)
            #expect(try await running.ask(.get, "\(scene.address)/files/\(id)", token: stranger).status == .forbidden)
        }
    }
}

extension String {
    fileprivate var escapedForPage: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
