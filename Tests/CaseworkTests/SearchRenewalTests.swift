import App
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct SearchRenewalTests {
    /// The index as an earlier version left it behind its migration.
    private func age(_ running: RunningProgram) async throws {
        try await running.database.write { db in
            try db.run("DELETE FROM search_terms")
            try db.run("UPDATE search_documents SET version = 1")
        }
    }

    private func finds(_ text: String, _ running: RunningProgram) async throws -> [String] {
        let desk = running.program.desk
        return try await running.database.read { db in
            let keys = try desk.vault.keyring(for: App.World.organisation, in: db)
            return try SearchIndex.find(SearchQuery(text), keys: keys, in: db).map(\.subjectID)
        }
    }

    @Test(arguments: Engine.available)
    func `an index of an earlier version is written anew at the start, once`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let first = try await CaseScene.begin(running)
            let second = try await CaseScene.begin(running) { $0.narrative = "The window in 203 does not close." }
            #expect(try await running.program.renewSearch() == 0)
            try await age(running)
            #expect(try await finds("soup", running).isEmpty)
            #expect(try await running.program.renewSearch() == 2)
            #expect(try await finds("cold three days", running).contains(first.id.text))
            #expect(try await finds("window 203", running) == [second.id.text])
            #expect(try await running.program.renewSearch() == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `what no slice knows any more is taken out and does not keep the program from starting`(
        engine: Engine
    ) async throws {
        try await withProgram(engine) { running in
            let scene = try await CaseScene.begin(running)
            let other = try await CaseScene.begin(running) { $0.narrative = "The window in 203 does not close." }
            try await age(running)
            let id = other.id
            try await running.database.write { db in
                try db.run("UPDATE search_documents SET subject_kind = 'gone' WHERE subject_id = \(id)")
            }
            #expect(try await running.program.renewSearch() == 1)
            #expect(try await finds("soup", running) == [scene.id.text])
            #expect(try await finds("window", running).isEmpty)
        }
    }
}
