import Kernel
import Storage
import TestKit
import Testing

@testable import Platform

@Suite struct `The vault` {
    private let place = "parties.phone.1"

    @Test(arguments: Engine.available, ["", "王芳", "13800138000", String(repeating: "养老", count: 5000)])
    func `gives back what it sealed`(engine: Engine, text: String) async throws {
        let clock = MovableClock()
        try await withDatabase(engine, clock: clock, migrations: vaultMigrations) { database in
            let vault = makeVault(clock)
            let sealed = try await database.write { try vault.seal(text, for: willow, context: place, in: $0) }
            #expect(sealed.text.hasPrefix("v1."))
            #expect(text.isEmpty || !sealed.text.contains(text))
            let stored = try #require(Sealed(sealed.text))
            let fresh = makeVault(clock)
            #expect(try await database.read { try fresh.open(stored, for: willow, context: place, in: $0) } == text)
        }
    }

    @Test func `seals the same text differently each time`() throws {
        let ring = looseKeyring()
        #expect(try ring.seal("王芳", context: place) != ring.seal("王芳", context: place))
    }

    @Test func `opens nothing that was changed`() throws {
        let ring = looseKeyring()
        let sealed = try ring.seal("13800138000", context: place)
        for index in [0, 11, 12, sealed.box.count - 1] {
            var box = sealed.box
            box[index] ^= 1
            #expect(throws: VaultError.tampered(context: place)) {
                try ring.open(Sealed(keyName: sealed.keyName, box: box), context: place)
            }
        }
    }

    @Test func `opens nothing in another place or for another organisation`() throws {
        let sealed = try looseKeyring().seal("13800138000", context: place)
        #expect(throws: VaultError.tampered(context: "parties.phone.2")) {
            try looseKeyring().open(sealed, context: "parties.phone.2")
        }
        #expect(throws: VaultError.tampered(context: place)) { try looseKeyring(aspen).open(sealed, context: place) }
        #expect(throws: VaultError.self) { try looseKeyring(seed: 2).open(sealed, context: place) }
    }

    @Test(arguments: ["", "v1", "v1.a.b", "v2.0123456789ab.AAAA", "v1.0123456789ab.AAAA", "v1.0123456789ab.A+/=", "王芳"])
    func `takes no other text for a sealed one`(text: String) { #expect(Sealed(text) == nil) }

    @Test func `refuses a store of another key file`() async throws {
        let clock = MovableClock()
        try await withDatabase(clock: clock, migrations: vaultMigrations) { database in
            let sealed = try await database.write {
                try makeVault(clock).seal("王芳", for: willow, context: place, in: $0)
            }
            await #expect(throws: VaultError.wrongKeyFile) {
                try await database.read {
                    try makeVault(clock, key: 8).open(sealed, for: willow, context: place, in: $0)
                }
            }
        }
    }

    @Test func `forgets a key whose transaction was rolled back`() async throws {
        let clock = MovableClock()
        struct Refused: Error {}
        try await withDatabase(clock: clock, migrations: vaultMigrations) { database in
            let vault = makeVault(clock)
            await #expect(throws: Refused.self) {
                try await database.write { db in
                    _ = try vault.seal("王芳", for: willow, context: place, in: db)
                    throw Refused()
                }
            }
            let sealed = try await database.write { try vault.seal("王芳", for: willow, context: place, in: $0) }
            let fresh = makeVault(clock)
            #expect(try await database.read { try fresh.open(sealed, for: willow, context: place, in: $0) } == "王芳")
        }
    }

    @Test(arguments: Engine.available)
    func `reads old values and finds by old indexes after a change of keys`(engine: Engine) async throws {
        let clock = MovableClock()
        try await withDatabase(engine, clock: clock, migrations: vaultMigrations) { database in
            let vault = makeVault(clock)
            let other = makeVault(clock)
            let old = try await database.write { try vault.seal("王芳", for: willow, context: place, in: $0) }
            clock.move(minutes: 2)
            let before = try await database.read { try other.keyring(for: willow, in: $0) }
            try await database.write { try vault.changeKey(for: willow, in: $0) }
            let new = try await database.write { try vault.seal("王芳", for: willow, context: place, in: $0) }
            #expect(new.keyName != old.keyName)
            // The other node learns of the new key when it meets it.
            for sealed in [old, new] {
                #expect(
                    try await database.read { try other.open(sealed, for: willow, context: place, in: $0) } == "王芳")
            }
            let after = try await database.read { try vault.keyring(for: willow, in: $0) }
            #expect(before.blindIndex(of: .name, "王芳") == after.blindIndex(of: .name, "王芳"))
        }
    }

    @Test func `remembers the keys of a settled organisation`() async throws {
        let clock = MovableClock()
        try await withDatabase(clock: clock, migrations: vaultMigrations) { database in
            let vault = makeVault(clock)
            let sealed = try await database.write { try vault.seal("王芳", for: willow, context: place, in: $0) }
            clock.move(minutes: 2)
            _ = try await database.read { try vault.keyring(for: willow, in: $0) }
            try await database.write { try $0.run("DELETE FROM data_keys") }
            #expect(try await database.read { try vault.open(sealed, for: willow, context: place, in: $0) } == "王芳")
        }
    }

    @Test func `makes codes nobody else can make`() {
        let vault = makeVault(MovableClock())
        let code = vault.mac(purpose: "csrf", Array("session".utf8))
        #expect(code.count == 32)
        #expect(vault.accepts(mac: code, purpose: "csrf", Array("session".utf8)))
        #expect(!vault.accepts(mac: code, purpose: "link", Array("session".utf8)))
        #expect(!vault.accepts(mac: code, purpose: "csrf", Array("Session".utf8)))
        #expect(!vault.accepts(mac: Array(code.dropLast()), purpose: "csrf", Array("session".utf8)))
        #expect(makeVault(MovableClock(), key: 8).mac(purpose: "csrf", Array("session".utf8)) != code)
    }
}

@Suite struct `A blind index` {
    private let ring = looseKeyring()

    @Test(arguments: [
        (BlindField.phone, "13800138000", "+86 138-0013-8000"), (.phone, "13800138000", "008613800138000"),
        (.phone, "13800138000", "１３８００１３８０００"), (.phone, "13800138000", "8613800138000"),
        (.idNumber, "33010219400101123X", "330102 19400101 123x"), (.name, "John Smith", "JOHN  SMITH"),
        (.name, "王芳", " 王 芳 "), (.name, "陈丽华", "陳 麗華"),
    ])
    func `is the same however the value is written`(field: BlindField, one: String, other: String) throws {
        let index = try #require(ring.blindIndex(of: field, one))
        #expect(index == ring.blindIndex(of: field, other))
        #expect(index.count == 32)
        #expect(index.allSatisfy { $0.isHexDigit })
    }

    @Test func `tells values, fields and organisations apart`() {
        let indexes = [
            ring.blindIndex(of: .phone, "13800138000"), ring.blindIndex(of: .phone, "13800138001"),
            ring.blindIndex(of: .idNumber, "13800138000"), ring.blindIndex(of: .name, "13800138000"),
            looseKeyring(aspen, seed: 2).blindIndex(of: .phone, "13800138000"),
        ]
        #expect(Set(indexes).count == indexes.count)
    }

    @Test func `of the last four digits finds the phone`() {
        #expect(ring.phoneEnding(of: "+86 138 0013 5678") == ring.blindIndex(of: .phoneEnding, "5678"))
        #expect(ring.phoneEnding(of: "123") == nil)
    }

    @Test(arguments: BlindField.allCases)
    func `of nothing is nothing`(field: BlindField) { #expect(ring.blindIndex(of: field, " - ") == nil) }
}
