import Foundation
import Kernel
import Storage
import TestKit
import Testing

@testable import Platform

@Suite struct `The store of files` {
    private let bytes = Array("护理记录".utf8)
    private let ring = looseKeyring()

    private func store(_ folder: URL, _ clock: MovableClock = MovableClock()) -> FileStore {
        FileStore(folder: folder, environs: clock.environs)
    }

    private func files(_ folder: URL) -> [URL] {
        let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        return (walk?.compactMap { $0 as? URL } ?? []).filter { !$0.hasDirectoryPath }
    }

    @Test(arguments: [true, false])
    func `gives back what was put, by its digest`(sealed: Bool) async throws {
        try await withFolder { folder in
            let digest = try store(folder).put(bytes, with: ring, sealed: sealed)
            #expect(digest == ContentDigest(of: bytes))
            #expect(try store(folder).read(digest, with: ring) == bytes)
            let file = try #require(files(folder).first)
            #expect(file.path.hasSuffix("/\(willow)/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))"))
            let raw = try Data(contentsOf: file)
            #expect((raw.range(of: Data(bytes)) == nil) == sealed)
        }
    }

    @Test func `keeps the same contents once, also when many put them at once`() async throws {
        try await withFolder { folder in
            let (store, ring, bytes) = (store(folder), ring, bytes)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 { group.addTask { try store.put(bytes, with: ring) } }
                try await group.waitForAll()
            }
            #expect(files(folder).count == 1)
            #expect(try store.read(ContentDigest(of: bytes), with: ring) == bytes)
        }
    }

    @Test func `is not disturbed by what a killed program left behind`() async throws {
        try await withFolder { folder in
            let digest = try store(folder).put(bytes, with: ring)
            let file = try #require(files(folder).first)
            try FileManager.default.moveItem(at: file, to: file.appendingPathExtension("0123.new"))
            #expect(throws: Problem.notFound) { try store(folder).read(digest, with: ring) }
            try store(folder).put(bytes, with: ring)
            #expect(try store(folder).read(digest, with: ring) == bytes)
        }
    }

    @Test(arguments: [0, 3, 4, 16, 30, 55])
    func `notices every change, and heals when the same is put again`(place: Int) async throws {
        try await withFolder { folder in
            let digest = try store(folder).put(bytes, with: ring)
            let file = try #require(files(folder).first)
            var raw = [UInt8](try Data(contentsOf: file))
            raw[place] ^= 0x41
            try Data(raw).write(to: file)
            #expect(throws: VaultError.self) { try store(folder).read(digest, with: ring) }
            try store(folder).put(bytes, with: ring)
            #expect(try store(folder).read(digest, with: ring) == bytes)
        }
    }

    @Test func `notices a change of an unsealed file`() async throws {
        try await withFolder { folder in
            let digest = try store(folder).put(bytes, with: ring, sealed: false)
            let file = try #require(files(folder).first)
            try Data("HYF0other".utf8).write(to: file)
            #expect(throws: VaultError.tampered(context: "files.\(digest)")) {
                try store(folder).read(digest, with: ring)
            }
        }
    }

    @Test func `shows one organisation nothing of another`() async throws {
        try await withFolder { folder in
            let digest = try store(folder).put(bytes, with: ring)
            #expect(throws: Problem.notFound) { try store(folder).read(digest, with: looseKeyring(aspen)) }
        }
    }

    @Test func `removes a file for good`() async throws {
        try await withFolder { folder in
            let clock = MovableClock()
            let digest = try store(folder, clock).put(bytes, with: ring)
            clock.move(hours: 2)
            for _ in 0..<2 {
                let isGone = try store(folder, clock).remove(digest, with: ring)
                #expect(isGone)
            }
            #expect(throws: Problem.notFound) { try store(folder).read(digest, with: ring) }
            #expect(files(folder).isEmpty)
        }
    }

    @Test func `keeps what somebody was just told is there, whoever found that nobody names it`() async throws {
        try await withFolder { folder in
            let clock = MovableClock()
            let digest = try store(folder, clock).put(bytes, with: ring)
            clock.move(days: 800)
            // The same is sent again between the question whether it is used and the removal; its row comes later.
            try store(folder, clock).put(bytes, with: ring)
            let isGone = try store(folder, clock).remove(digest, with: ring)
            #expect(!isGone)
            #expect(try store(folder, clock).read(digest, with: ring) == bytes)
            #expect(files(folder).count == 1)
            clock.move(hours: 1)
            let isGoneLater = try store(folder, clock).remove(digest, with: ring)
            #expect(isGoneLater && files(folder).isEmpty)
        }
    }

    @Test(arguments: ["", "../../etc/passwd", String(repeating: "A", count: 64), String(repeating: "g", count: 64)])
    func `takes nothing else for a digest`(text: String) { #expect(ContentDigest(text) == nil) }
}

@Suite struct `Attachments of a record` {
    @Test(arguments: Engine.available)
    func `are listed in their order and belong to one organisation`(engine: Engine) async throws {
        let clock = MovableClock()
        try await withDatabase(engine, clock: clock, migrations: vaultMigrations) { database in
            let actor = Actor(organisationID: willow, kind: .visitor)
            let ids = try await database.write { db in
                try ["one.txt", "two.txt"].map { name in
                    let file = try CheckedFile(name: name, bytes: Array(name.utf8))
                    let attachment = Attachment(
                        id: db.newID(), file, digest: ContentDigest(of: file.bytes), subjectKind: "case",
                        subjectID: "1", by: actor, at: db.now, isSensitive: name == "two.txt")
                    try attachment.record(in: db)
                    return attachment.id
                }
            }
            try await database.read { db in
                let found = try Attachment.list(of: "case", "1", willow, in: db)
                #expect(found.map(\.id) == ids)
                #expect(found.map(\.name) == ["one.txt", "two.txt"])
                #expect(found.map(\.isSensitive) == [false, true])
                #expect(found[0].addedBy == "visitor")
                #expect(try Attachment.find(ids[0], willow, in: db) == found[0])
                #expect(try Attachment.isUsed(found[0].digest, willow, in: db))
                #expect(try !Attachment.isUsed(found[0].digest, aspen, in: db))
                #expect(try Attachment.list(of: "case", "1", aspen, in: db).isEmpty)
                #expect(throws: Problem.notFound) { try Attachment.find(ids[0], aspen, in: db) }
            }
        }
    }
}
