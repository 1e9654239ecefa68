import Foundation
import Kernel
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Platform

@Suite struct `Checkpoints` {
    private func look(_ world: StoreWorld, _ keys: Set<String>? = nil, beside file: URL? = nil) async throws
        -> CheckpointCheck
    {
        try await CheckpointCheck.run(
            on: world.database, trusting: keys ?? [world.desk.vault.signer.publicKey], beside: file)
    }

    @Test(arguments: Engine.available)
    func `a record that lost its end or went whole is found though every chain looks right`(engine: Engine) async throws
    {
        try await StoreWorld.run(engine) { world in
            let (first, second) = (try await world.receive(), try await world.receive())
            let made = try #require(try await Checkpoint.make(for: World.organisation, at: world.desk))
            #expect(made.number == 1 && made.lines == 2)
            #expect(try await look(world).faults.isEmpty)
            try await world.database.write { db in
                let id = first.subject.id.text
                try db.run("DELETE FROM events WHERE subject_id = \(id) AND sequence > 1")
                try db.run(
                    """
                    UPDATE event_heads SET sequence = 1, hash = (SELECT hash FROM events WHERE subject_id = \(id))
                    WHERE subject_id = \(id)
                    """)
                try db.run("DELETE FROM events WHERE subject_id = \(second.subject.id.text)")
                try db.run("DELETE FROM event_heads WHERE subject_id = \(second.subject.id.text)")
            }
            #expect(try await ChainCheck.run(on: world.database).faults.isEmpty)
            let faults = try await look(world).faults
            #expect(faults.contains(.removed(second.subject.eventSubject, checkpoint: 1)))
            #expect(
                faults.contains { fault in
                    if case .cutOff(let subject, _, 1) = fault { return subject == first.subject.eventSubject }
                    return false
                })
        }
    }

    @Test(arguments: Engine.available)
    func `the next one holds what grew and continues the one before`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            _ = try await world.receive()
            // Beyond the overlap of two checkpoints.
            world.clock.move(hours: 1)
            let first = try #require(try await Checkpoint.make(for: World.organisation, at: world.desk))
            world.clock.move(hours: 25)
            _ = try await world.receive()
            try await Checkpoint.daily(at: world.desk)
            try await Checkpoint.daily(at: world.desk)
            let second = try #require(
                try await world.database.read { try Checkpoint.newest(of: World.organisation, in: $0) })
            #expect(second.number == 2 && second.lines == 1 && second.priorHash == first.hash)
            #expect(try await look(world).faults.isEmpty)
            #expect(try await look(world, []).faults == [.foreignKey(1), .foreignKey(2)])
            try await world.database.write { try $0.run("UPDATE checkpoints SET lines = 5 WHERE number = 1") }
            #expect(try await look(world).faults.contains(.unsigned(1)))
        }
    }

    @Test func `one that was noted outside and is gone is missed`() async throws {
        try await StoreWorld.run { world in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                "book-\(ProcessInfo.processInfo.globallyUniqueString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let book = CheckpointBook(file: folder.appendingPathComponent("checkpoints.jsonl"))
            _ = try await world.receive()
            let made = try #require(try await Checkpoint.make(for: World.organisation, at: world.desk))
            try book.add(made)
            #expect(try await look(world, beside: book.file).faults.isEmpty)
            try await world.database.write { db in
                try db.run("DELETE FROM checkpoint_lines")
                try db.run("DELETE FROM checkpoints")
            }
            #expect(try await look(world, beside: book.file).faults == [.forgotten(1)])
        }
    }

    @Test(arguments: [1, 2, 3, 5, 8, 13])
    func `each line of a tree is proved by its path`(count: Int) throws {
        let tree = MerkleTree((0..<count).map { "line \($0)" })
        #expect(Set((0..<count).map { tree.path(to: $0).joined() }).count == count)
        #expect(tree.root.count == 64)
        #expect(MerkleTree((0..<count).map { "line \($0)" } + ["more"]).root != tree.root)
    }

    @Test(arguments: Engine.available)
    func `facts whose key was destroyed are unreadable and the chain still holds`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let received = try await world.receive()
            let subject = received.subject.eventSubject
            let left = try await world.database.write { try Event.shred(subject, in: $0) }
            #expect(left == 0)
            let events = try await world.database.read { try Event.list(of: subject, at: world.desk, in: $0) }
            #expect(!events.isEmpty && events.allSatisfy { $0.facts == Event.shredded })
            #expect(try await ChainCheck.run(on: world.database).faults.isEmpty)
        }
    }
}
