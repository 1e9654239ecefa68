import App
import Foundation
import HTTPTypes
import Kernel
import Platform
import TestKit
import Testing
import Web

@testable import Casework

/// Each command of the fund, the bulletins and the figures by programs: refused without the right, its bad input named
/// by field, done once, and once only for the same key.
@Suite struct SingleCommandsApiTests {
    /// One command as whoever may give it sends it.
    private struct Command: Sendable {
        let path: String
        let token: String
        var body: JSON?
        var status: HTTPResponse.Status = .ok
        /// Bodies that are no answer to its questions, each with the fields found fault with.
        var faulty: [(body: JSON, fields: Set<String>)] = []
    }

    /// Seven complaints of September, then the morning of 2 October: month and quarter are analysed, a bulletin drafted.
    private func afterTheQuarter(
        _ engine: Engine = .sqlite, _ body: @escaping @Sendable (RunningProgram) async throws -> Void
    ) async throws {
        let start = Instant(iso8601: "2026-09-29T09:00:00+08:00")!
        try await withProgram(engine, clock: MovableClock(at: start)) { running in
            for _ in 0..<7 { _ = try await CaseScene.begin(running) }
            running.clock.set(Instant(iso8601: "2026-10-02T09:00:00+08:00")!)
            _ = try await Sweep.run(at: running.program.desk)
            try await body(running)
        }
    }

    /// Sends a command in every way that is wrong, then right, then once more; gives its answer.
    private func prove(
        _ command: Command, refusedTo other: String?, in running: RunningProgram,
        at place: SourceLocation = #_sourceLocation
    ) async throws -> JSON {
        let path = command.path
        func send(_ body: JSON?, by token: String, key: String?) async throws -> Answer {
            try await running.ask(.post, path, token: token, body: body, key: key)
        }
        let key = "single-command-\(path.hash)"
        let before = try await writes(running)
        if let other {
            let narrow = try await running.token("zongjian", scopes: ["cases:read", "directory:read"])
            for token in [other, narrow] {
                let refused = try await send(command.body, by: token, key: key)
                #expect(refused.status == .forbidden, "\(refused.text)", sourceLocation: place)
                expectProblem(refused, at: place)
            }
        }
        let keyless = try await send(command.body, by: command.token, key: nil)
        #expect(keyless.status.kind == .clientError, "\(keyless.text)", sourceLocation: place)
        expectProblem(keyless, at: place)
        for (body, fields) in command.faulty {
            let wrong = try await send(body, by: command.token, key: key)
            #expect(wrong.status == .unprocessableContent, "\(wrong.text)", sourceLocation: place)
            expectProblem(wrong, at: place)
            let found = wrong.json["faults"]?.items ?? []
            #expect(Set(found.compactMap { $0["field"]?.string }) == fields, "\(wrong.text)", sourceLocation: place)
            #expect(found.allSatisfy { $0["detail"]?.string?.isEmpty == false }, sourceLocation: place)
        }
        #expect(try await writes(running) == before, "a refused command wrote", sourceLocation: place)
        let done = try await send(command.body, by: command.token, key: key)
        #expect(done.status == command.status, "\(done.text)", sourceLocation: place)
        let after = try await writes(running)
        #expect(after > before, sourceLocation: place)
        let again = try await send(command.body, by: command.token, key: key)
        #expect(again.status == done.status && again.text == done.text, "\(again.text)", sourceLocation: place)
        #expect(try await writes(running) == after, "the same key wrote twice", sourceLocation: place)
        return done.json
    }

    /// What a command leaves: events, and the lines people are told.
    private func writes(_ running: RunningProgram) async throws -> Int {
        try await running.database.read { db in
            try db.count(
                """
                SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM notices)
                    + (SELECT count(*) FROM fund_entries) AS n
                """)
        }
    }

    private func expectProblem(_ answer: Answer, at place: SourceLocation) {
        #expect(answer.headers[.contentType] == "application/problem+json", sourceLocation: place)
        #expect(answer.json["status"] == .integer(answer.status.code), sourceLocation: place)
        for member in ["type", "title", "detail", "code", "request_id"] {
            #expect(answer.json[member]?.string?.isEmpty == false, "\(member)", sourceLocation: place)
        }
    }

    private func bulletin(_ running: RunningProgram) async throws -> String {
        let list = try await running.ask(.get, "/bulletins", token: try await running.token("zhijian"))
        return "/bulletins/" + (try #require(list.json["items"]?.items.first?["id"]?.string))
    }

    private func words(_ running: RunningProgram, _ path: String) async throws {
        let written = try await running.ask(
            .post, path + "/words", token: try await running.token("zhijian"),
            body: ["words": "The soup is hot again.", "version": 1], key: "words-of-the-quarter")
        #expect(written.status == .ok, "\(written.text)")
    }

    @Test(arguments: Engine.available)
    func `the fund is planned`(_ engine: Engine) async throws {
        try await withProgram(engine) { running in
            let director = try await running.token("zongjian")
            let command = Command(
                path: "/fund", token: director, body: ["budget": "5000", "reserve_percent": 10],
                faulty: [
                    ([:], ["budget", "reserve_percent"]),
                    (["budget": "0", "reserve_percent": 0], ["budget", "reserve_percent"]),
                    (["budget": "a lot", "reserve_percent": 10], ["budget"]),
                    (["budget": "5000", "reserve_percent": 10, "owner": "me"], ["owner"]),
                ])
            let planned = try await prove(command, refusedTo: try await running.token("zhijian"), in: running)
            #expect(planned["reserve_fen"] == 50_000 && planned["balance_fen"] == 50_000)
            let other = try await running.ask(
                .post, "/fund", token: director, body: ["budget": "6000", "reserve_percent": 10],
                key: "single-command-\("/fund".hash)")
            #expect(other.json["faults"]?.items.first?["code"] == "web.api.other_body", "\(other.text)")
            let shown = try await running.ask(.get, "/fund", token: try await running.token("zhijian"))
            #expect(shown.json["entries"]?["items"]?.items.count == 1)
            #expect(shown.json["months"]?.items.first?["in_fen"] == 50_000)
            let wrong = try await running.ask(.get, "/fund?month=2026-13", token: director)
            #expect(wrong.status == .unprocessableContent)
        }
    }

    @Test(arguments: Engine.available)
    func `the words of a bulletin are written`(_ engine: Engine) async throws {
        try await afterTheQuarter(engine) { running in
            let (quality, path) = (try await running.token("zhijian"), try await bulletin(running))
            let command = Command(
                path: path + "/words", token: quality, body: ["words": "The soup is hot again.", "version": 1],
                faulty: [
                    ([:], ["words", "version"]), (["words": "Hot", "version": 0], ["version"]),
                    (["words": .text(String(repeating: "x", count: 8_001)), "version": 1], ["words"]),
                ])
            let written = try await prove(command, refusedTo: try await running.token("zongjian"), in: running)
            #expect(written["version"] == 2 && written["words"] == "The soup is hot again.")
            let late = try await running.ask(
                .post, path + "/words", token: quality, body: ["words": "Cold", "version": 1], key: "words-too-late")
            #expect(late.status == .conflict)
            expectProblem(late, at: #_sourceLocation)
        }
    }

    @Test func `a bulletin is approved by another than who wrote it`() async throws {
        try await afterTheQuarter { running in
            let (director, path) = (try await running.token("zongjian"), try await bulletin(running))
            let early = try await running.ask(.post, path + "/approval", token: director, key: "approval-early")
            #expect(early.status == .conflict && early.json["code"] == "casework.bulletin.refusal.nobody_edited")
            try await words(running, path)
            let approved = try await prove(
                Command(path: path + "/approval", token: director), refusedTo: try await running.token("zhijian"),
                in: running)
            #expect(approved["published_at"] != .null && approved["version"] == 2)
            let twice = try await running.ask(.post, path + "/approval", token: director, key: "approval-twice")
            #expect(twice.status == .conflict)
        }
    }

    @Test func `a published bulletin is read by everybody, once, and who has not is reminded`() async throws {
        try await afterTheQuarter { running in
            let (quality, nurse) = (try await running.token("zhijian"), try await running.token("hulier"))
            let path = try await bulletin(running)
            for (token, noun) in [(nurse, "receipt"), (quality, "reminder")] {
                let draft = try await running.ask(.post, "\(path)/\(noun)", token: token, key: "draft-of-\(noun)")
                #expect(draft.status == .notFound, "\(draft.text)")
                expectProblem(draft, at: #_sourceLocation)
            }
            try await words(running, path)
            _ = try await running.ask(
                .post, path + "/approval", token: try await running.token("zongjian"), key: "approval-of-words")
            let read = try await prove(Command(path: path + "/receipt", token: nurse), refusedTo: nil, in: running)
            #expect(read["read_at"] != .null)
            let readers = try await running.ask(.get, path + "/readers", token: quality)
            #expect(readers.json["read"] == 1)
            _ = try await prove(Command(path: path + "/reminder", token: quality), refusedTo: nurse, in: running)
            let unread = readers.json["unread"]?.items.compactMap { $0["id"]?.string } ?? []
            #expect(!unread.isEmpty && !unread.contains(App.World.member("hulier")!.id.text))
        }
    }

    @Test func `the figures of a period are made anew for a reason`() async throws {
        try await afterTheQuarter { running in
            let quality = try await running.token("zhijian")
            let command = Command(
                path: "/figures/2026-09/renewal", token: quality, body: ["reason": "A unit was corrected"],
                faulty: [([:], ["reason"]), (["reason": .text(String(repeating: "x", count: 1_001))], ["reason"])])
            let renewed = try await prove(command, refusedTo: try await running.token("zongjian"), in: running)
            #expect(renewed["period"] == "2026-09")
            let shown = try await running.ask(.get, "/figures?period=2026-09", token: quality)
            #expect(shown.json["version"] == 2)
            #expect(shown.json["versions"]?.items.contains { $0["reason"] == "A unit was corrected" } == true)
            let premature = try await running.ask(
                .post, "/figures/2026-10/renewal", token: quality, body: ["reason": "Too soon"], key: "renewal-early")
            #expect(premature.status == .conflict)
            let never = try await running.ask(
                .post, "/figures/someday/renewal", token: quality, body: ["reason": "Lost"], key: "renewal-never")
            #expect(never.status == .notFound)
        }
    }

    @Test func `a finding is written down with its measure, its owner and its day`() async throws {
        try await afterTheQuarter { running in
            let quality = try await running.token("zhijian")
            let owner = JSON.text(CaseScene.staff("canyin"))
            let right: JSON = [
                "finding": "Soup is cold", "measure": "Buy lids", "owner": owner, "due_on": "2026-10-20",
            ]
            let command = Command(
                path: "/figures/2026-09/findings", token: quality, body: right, status: .created,
                faulty: [
                    ([:], ["finding", "measure", "owner", "due_on"]),
                    (
                        ["finding": "Soup", "measure": "Lids", "owner": "the cook", "due_on": "soon"],
                        ["owner", "due_on"]
                    ),
                ])
            _ = try await prove(command, refusedTo: try await running.token("zongjian"), in: running)
            let shown = try await running.ask(.get, "/figures?period=2026-09", token: quality)
            #expect(shown.json["findings"]?.items.count == 1)
            let line = try #require(shown.json["findings"]?.items.first)
            #expect(line["measure"] == "Buy lids" && line["owner"]?["id"] == owner && line["due_on"] == "2026-10-20")
            let early = try await running.ask(
                .post, "/figures/2026-11/findings", token: quality, body: right, key: "finding-early")
            #expect(early.status == .conflict)
        }
    }
}
