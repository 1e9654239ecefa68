import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Casework

@Suite struct RegisterExportTests {
    private static let leader = World.actor(World.reviewer, .complaintLeader)

    private func export(_ world: StoreWorld, _ actor: Actor = leader, session: String? = nil, pageSize: Int = 3)
        throws -> RegisterExport
    {
        let words = Words(
            catalogue: try Catalogue(
                folders: [
                    WebFolder.named("Strings"), CaseworkFolder.named("Strings"), CaseworkFolder.named("Strings/lists"),
                ]),
            language: .english, zone: .shanghai)
        return RegisterExport(
            RegisterFilter(), actor: actor, session: session, words, at: world.cases, pageSize: pageSize)
    }

    private func ends(_ world: StoreWorld) async throws -> [[String: String]] {
        let desk = world.desk
        return try await world.database.read { db in
            let subject = Event.Subject(kind: "register", id: World.organisation.text)
            return try Event.list(of: subject, at: desk, in: db).filter {
                $0.kind == "casework.register_export_ended"
            }.map { try $0.decode([String: String].self) }
        }
    }

    @Test(arguments: Engine.available)
    func `the whole register comes in stretches, each case once, without those the reader may not open`(
        _ engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            var numbers: [String] = []
            for place in 0..<10 {
                let received = try await world.receive {
                    if place == 4 { $0.complainedAbout = ComplainedAbout(staff: [World.reviewer]) }
                }
                if place != 4 { numbers.append(received.subject.number.description) }
            }
            var making = try export(world)
            try await making.begin()
            var (text, pieces) = ("", 0)
            while let piece = try await making.next() {
                text += piece
                pieces += 1
            }
            #expect(pieces > 1)
            #expect(text.unicodeScalars.count { $0 == "\u{FEFF}" } == 1)
            let lines = try CSV.read(Array(text.utf8))
            #expect(lines.dropFirst().dropLast().map { $0.cells[0] }.sorted() == numbers)
            #expect(lines.last?.cells[0].hasPrefix("End of the register. Cases: 9.") == true)
            let ended = try await ends(world)
            #expect(ended.map { $0["lines"] } == ["9"] && ended.map { $0["whole"] } == ["1"])
        }
    }

    @Test func `an export broken off has no last line, and how far it came is on record`() async throws {
        try await StoreWorld.run { world in
            for _ in 0..<5 { _ = try await world.receive() }
            var making = try export(world, pageSize: 2)
            try await making.begin()
            let first = try await making.next()
            #expect(first?.contains("End of the register") == false)
            await making.breakOff()
            let ended = try await ends(world)
            #expect(ended.map { $0["lines"] } == ["2"] && ended.map { $0["whole"] } == ["0"])
        }
    }

    @Test func `an export ends with the session`() async throws {
        try await StoreWorld.run { world in
            _ = try await world.receive()
            var making = try export(world, session: "ended")
            await #expect(throws: Problem.signedOut) { _ = try await making.next() }
        }
    }
}
