import App
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// Writing the index of words anew.
@Suite struct SearchRenewalTests {
    private func finds(_ text: String, _ running: RunningProgram) async throws -> [String] {
        let desk = running.program.desk
        return try await running.database.read { db in
            let keys = try desk.vault.keyring(for: App.World.organisation, in: db)
            return try SearchIndex.find(SearchQuery(text), keys: keys, in: db).hits.map(\.subjectID)
        }
    }

    private func begin(_ running: RunningProgram) async throws {
        let desk = running.program.desk
        let actor = CaseScene.actor("admin")
        try await running.database.write { db in _ = try SearchRebuild.begin(by: actor, at: desk, in: db) }
    }

    private func step(_ desk: Desk, batch: Int = 2) async throws -> SearchRebuild.Step {
        try await desk.write { db in
            try SearchRebuild.step(App.World.organisation, at: desk, batch: batch, in: db)
        }
    }

    @Test(arguments: Engine.available)
    func `documents of an earlier version are written anew in the background, once`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let first = try await CaseScene.begin(running)
            let second = try await CaseScene.begin(running) { $0.narrative = "The window in 203 does not close." }
            try await running.database.write { db in
                try db.run("DELETE FROM search_terms")
                try db.run("DELETE FROM search_rebuilds")
                try db.run("UPDATE search_documents SET version = 1")
            }
            let desk = running.program.desk
            for _ in 1...2 {
                for home in try await running.database.read({ try SearchRebuild.unlooked(in: $0) }) {
                    try await running.database.write { try SearchRebuild.beginWhereOutdated(home, at: desk, in: $0) }
                }
            }
            #expect(try await finds("window", running).isEmpty)
            #expect(try await running.database.read { try SearchRebuild.running(in: $0) } == [App.World.organisation])
            try await SearchRebuild.runAll(at: desk)
            #expect(try await finds("cold three days", running) == [first.id.text])
            #expect(try await finds("window 203", running) == [second.id.text])
            let run = try await running.database.read { try SearchRebuild.newest(of: App.World.organisation, in: $0) }
            #expect(run?.isRunning == false && run?.written == 2 && run?.percent == 100)
            #expect(try await running.database.read { try SearchRebuild.unlooked(in: $0) }.isEmpty)
            #expect(try await step(desk) == .nothing)
        }
    }

    @Test(arguments: Engine.available)
    func `an index being written anew finds everything all the time, broken off goes on, and ends right`(
        engine: Engine
    ) async throws {
        try await withProgram(engine) { running in
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await CaseScene.begin(running).id.text) }
            try await spoil(running, lost: ids[3])
            let other = try await Program.assemble(
                running.program.configuration, database: running.program.database, environs: running.clock.environs,
                logger: running.program.logger)
            let (desk, beside) = (running.program.desk, other.desk)
            func findsAll(_ count: Int) async throws {
                let found = try await finds("soup", running).filter { $0 != ids[3] }
                #expect(Set(found).isSuperset(of: Set(ids).subtracting([ids[3]])), "at \(count) steps")
            }
            try await begin(running)
            guard case .went(let run) = try await step(desk) else { throw Problem.notFound }
            #expect(run.done == 2 && run.total == 5 && run.percent == 40)
            try await findsAll(1)
            // Somebody else at the same time, and a word that comes to a case already written.
            guard case .elsewhere = try await step(beside) else { throw Problem.notFound }
            let late = try await CaseScene.begin(running) { $0.narrative = "Soup with a fly." }
            let written = CaseScene(running: running, cases: late.cases, id: ID<Case>(ids[0])!)
            let moment = running.clock.now
            try await written.take(
                .communication(
                    CaseCommunication(
                        happenedAt: moment, place: "Front desk", mode: .phone, matter: "Also the porridge",
                        reached: true)), by: "qiantai")
            // The first node is gone; its lease runs out.
            running.clock.move(minutes: 3)
            var steps = 1
            while case .went = try await step(beside) {
                steps += 1
                try await findsAll(steps)
                guard steps < 20 else { break }
            }
            #expect(try await finds("soup", running).count == 6, "the lost one is back")
            #expect(try await finds("orphan", running).isEmpty, "what belongs to no record is gone")
            #expect(try await finds("fly", running) == [late.id.text])
            #expect(try await finds("porridge", running) == [ids[0]])
            let ended = try await running.database.read { try SearchRebuild.newest(of: App.World.organisation, in: $0) }
            #expect(ended?.isRunning == false && ended?.written == 6 && ended?.removed == 2)
            #expect(try await step(desk) == .nothing)
        }
    }

    /// One document is lost, and one belongs to no record.
    private func spoil(_ running: RunningProgram, lost: String) async throws {
        let desk = running.program.desk
        try await running.database.write { db in
            try SearchIndex.remove("case", lost, App.World.organisation, in: db)
            for kind in ["case", "gone"] {
                try SearchIndex.put(
                    SearchDocument(
                        organisationID: App.World.organisation, subjectKind: kind, subjectID: "nobody",
                        title: "orphan", text: "", happenedAt: db.now),
                    keys: desk.vault.keyring(for: App.World.organisation, in: db), in: db)
            }
        }
    }

    @Test func `the command goes on with what was begun and tells how far it is`() async throws {
        try await withProgram { running in
            for _ in 0..<3 { _ = try await CaseScene.begin(running) }
            try await begin(running)
            _ = try await step(running.program.desk)
            #expect(try await running.program.reindex() == 3)
            #expect(try await running.program.reindex(only: App.World.organisation.text) == 3)
            await #expect(throws: UnknownOrganisation.self) { try await running.program.reindex(only: "nobody") }
            let events = try await running.database.read { db in
                try Event.list(
                    of: Event.Subject(kind: "search_index", id: App.World.organisation.text), at: running.program.desk,
                    in: db)
            }
            #expect(
                events.map(\.kind) == [
                    "platform.search_rebuild_begun", "platform.search_rebuild_ended", "platform.search_rebuild_begun",
                    "platform.search_rebuild_ended",
                ])
        }
    }

    @Test func `whoever looks after the program begins it from the page or by a program, and sees how far it is`()
        async throws
    {
        try await withProgram { running in
            for _ in 0..<3 { _ = try await CaseScene.begin(running) }
            let browser = try await running.signedIn("admin")
            let page = try await browser.get("/admin/search")
            #expect(page.status == .ok && page.text.contains("Write it anew"))
            let begun = try await browser.submit("/admin/search", [:])
            #expect(begun.status == .seeOther, "\(begun.status) \(begun.text)")
            _ = try await step(running.program.desk)
            #expect(try await browser.get("/admin/search").text.contains("2 of 3 records, 66 %"))
            let token = try await running.token("admin")
            let told = try await running.ask(.get, "/search-index", token: token).text
            #expect(told.contains("\"running\":true") && told.contains("\"done\":2") && told.contains("\"total\":3"))
            try await SearchRebuild.runAll(at: running.program.desk)
            #expect(try await browser.get("/admin/search").text.contains("3 records written, 0 taken out"))
            let again = try await running.ask(.post, "/search-index", token: token, key: "rebuild-1")
            #expect(again.status == .ok, "\(again.text)")
            #expect(try await running.database.read { try SearchRebuild.running(in: $0) }.count == 1)
            #expect(try await running.signedIn("qiantai").get("/admin/search").status == .forbidden)
        }
    }
}
