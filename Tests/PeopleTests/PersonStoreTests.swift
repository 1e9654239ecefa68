import Kernel
import People
import Platform
import Storage
import TestKit
import Testing

@Suite struct PersonStoreTests {
    private static let secret = Confidential(
        idNumber: World.idNumber, phone: PhoneNumber("13800138000"), healthNotes: "青霉素过敏")

    private static func keepWang(_ keys: Keyring, _ db: any Connection) throws {
        try World.wang(level: .severe).save(keys: keys, in: db)
        try secret.save(of: World.id(100), World.home, keys: keys, in: db)
    }

    @Test(arguments: Engine.available)
    func `a person comes back as kept`(engine: Engine) async throws {
        try await withHome(engine) { database, keys in
            try await database.write { try Self.keepWang(keys, $0) }
            let found = try await database.read { try Person.find(World.id(100), of: World.home, keys: keys, in: $0) }
            #expect(found == World.wang(level: .severe))
            var moved = found
            moved.place.room = "302"
            moved.periods.append(ServicePeriod(.hospital, from: today))
            let changed = moved
            try await database.write { try changed.save(keys: keys, in: $0) }
            let again = try await database.read {
                try Person.first(PersonCode(number: 1), of: World.home, keys: keys, in: $0)
            }
            #expect(again == changed)
            await #expect(throws: Problem.notFound) {
                try await database.read { try Person.find(World.id(100), of: World.otherHome, keys: keys, in: $0) }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `no plain text of a sensitive field lies in the store`(engine: Engine) async throws {
        try await withHome(engine) { database, keys in
            try await database.write { db in
                try Self.keepWang(keys, db)
                try World.relative(201, conflict: "与妹妹不和").save(keys: keys, in: db)
                try Relative.savePhone(PhoneNumber("13900139000"), of: World.id(201), World.home, keys: keys, in: db)
            }
            let texts = try await database.read { db in
                let person = try db.one(
                    """
                    SELECT name_sealed, id_number_sealed, phone_sealed, health_notes_sealed, name_index,
                        id_number_index,
                        phone_index, phone_ending_index FROM persons
                    """)
                let relative = try db.one(
                    "SELECT name_sealed, phone_sealed, conflict_note_sealed, name_index, phone_index FROM relatives")
                let columns = [
                    "name_sealed", "id_number_sealed", "phone_sealed", "health_notes_sealed", "name_index",
                    "id_number_index", "phone_index", "phone_ending_index",
                ]
                return try columns.map { try person.get($0, as: String.self) }
                    + ["name_sealed", "phone_sealed", "conflict_note_sealed", "name_index", "phone_index"].map {
                        try relative.get($0, as: String.self)
                    }
            }
            for plain in ["王秀芳", "11010519491231002X", "13800138000", "8000", "青霉素", "李明", "13900139000", "妹妹"] {
                let isLeaked = texts.contains { $0.contains(plain) && plain.count > 4 || $0 == plain }
                #expect(!isLeaked, "\(plain)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func `sensitive facts are read for a purpose, only the wanted ones`(engine: Engine) async throws {
        try await withHome(engine) { database, keys in
            try await database.write { try Self.keepWang(keys, $0) }
            let phone = try await database.read {
                try Confidential.read([.phone], of: World.id(100), World.home, for: .contact, keys: keys, in: $0)
            }
            #expect(phone.value == Confidential(phone: PhoneNumber("13800138000")))
            #expect(phone.read == SensitiveRead(personID: World.id(100), fields: [.phone], purpose: .contact))
            let all = try await database.read {
                try Confidential.read(
                    Set(Confidential.Field.allCases), of: World.id(100), World.home, for: .audit, keys: keys, in: $0)
            }
            #expect(all.value == Self.secret)
        }
    }

    @Test(arguments: Engine.available)
    func `a sealed value moved to another row does not open`(engine: Engine) async throws {
        try await withHome(engine) { database, keys in
            try await database.write { db in
                try Self.keepWang(keys, db)
                let other = Person(
                    id: World.id(101), organisationID: World.home, code: PersonCode(number: 2), name: "赵桂英")
                try other.save(keys: keys, in: db)
                try db.run(
                    """
                    UPDATE persons SET name_sealed =
                        (SELECT name_sealed FROM persons WHERE id = \(World.id(100, Person.self)))
                    WHERE id = \(other.id)
                    """
                )
            }
            await #expect(throws: VaultError.self) {
                try await database.read { try Person.find(World.id(101), of: World.home, keys: keys, in: $0) }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `one document belongs to one person`(engine: Engine) async throws {
        try await withHome(engine) { database, keys in
            await #expect(
                throws: Problem.invalid("id_number", Message("people.fault.id_number_taken", ["code": "P-000001"]))
            ) {
                try await database.write { db in
                    try Self.keepWang(keys, db)
                    try Person(id: World.id(101), organisationID: World.home, code: PersonCode(number: 2), name: "赵桂英")
                        .save(keys: keys, in: db)
                    try Self.secret.save(of: World.id(101), World.home, keys: keys, in: db)
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a list is paged by room and masks names`(engine: Engine) async throws {
        try await withHome(engine) { database, keys in
            try await database.write { db in
                for number in 1...7 {
                    let code = try PersonCode.next(for: World.home, in: db)
                    let person = Person(
                        id: World.id(100 + number), organisationID: World.home, code: code, name: "张小花",
                        unitID: World.floor,
                        place: Place(room: "30\(number % 3)", bed: ""), periods: [ServicePeriod(from: today)])
                    try person.save(keys: keys, in: db)
                }
            }
            var seen: [PersonEntry] = []
            var cursor: PersonCode?
            repeat {
                let after = cursor
                let page = try await database.read {
                    try Person.list(
                        PersonFilter(units: [World.floor]), after: after, limit: 3, names: .masked, on: today,
                        of: World.home,
                        keys: keys, in: $0)
                }
                seen += page.entries
                cursor = page.next
            } while cursor != nil
            #expect(seen.map(\.code.number) == [3, 6, 1, 4, 7, 2, 5])
            #expect(Set(seen.map(\.name)) == ["张*花"])
            #expect(seen.allSatisfy { $0.status == .inService })
            let strangers = try await database.read {
                try Person.list(PersonFilter(), names: .full, on: today, of: World.otherHome, keys: keys, in: $0)
                    .entries
            }
            #expect(strangers.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `the store and the rule agree on every status`(engine: Engine) async throws {
        let before = today.advanced(by: -20)
        let lives: [([ServicePeriod], LocalDay?)] = [
            ([], nil), ([ServicePeriod(from: today.advanced(by: 1))], nil), ([ServicePeriod(from: today)], nil),
            ([ServicePeriod(from: before, until: today.advanced(by: -1))], nil),
            ([ServicePeriod(from: before), ServicePeriod(.hospital, from: today, until: today)], nil),
            (
                [ServicePeriod(from: before), ServicePeriod(.hospital, from: before, until: today.advanced(by: -1))],
                nil
            ),
            ([ServicePeriod(from: before)], today), ([], today), ([ServicePeriod(from: before)], today.advanced(by: 1)),
        ]
        try await withHome(engine) { database, keys in
            try await database.write { db in
                for (number, life) in lives.enumerated() {
                    try Person(
                        id: World.id(100 + number), organisationID: World.home, code: PersonCode(number: number + 1),
                        name: "甲",
                        periods: life.0, diedOn: life.1
                    ).save(keys: keys, in: db)
                }
            }
            for status in ServiceStatus.allCases {
                let found = try await database.read {
                    try Person.list(
                        PersonFilter(statuses: [status]), names: .full, on: today, of: World.home, keys: keys, in: $0
                    ).entries
                }
                let expected = lives.enumerated().filter { _, life in
                    Person(
                        id: World.id(1), organisationID: World.home, code: PersonCode(number: 1), name: "甲",
                        periods: life.0,
                        diedOn: life.1
                    ).status(on: today) == status
                }.map { $0.offset + 1 }
                #expect(found.map(\.code.number) == expected, "\(status)")
            }
            let count = try await database.read { try Person.countInService(on: today, of: World.home, in: $0) }
            #expect(count == 4)
        }
    }

    @Test(arguments: Engine.available)
    func `a person is found by whole values of sealed fields and by a relative's telephone`(engine: Engine) async throws
    {
        try await withHome(engine) { database, keys in
            try await database.write { db in
                try Self.keepWang(keys, db)
                try World.relative().save(keys: keys, in: db)
                try Relative.savePhone(PhoneNumber("021-62345678"), of: World.id(201), World.home, keys: keys, in: db)
            }
            let hits = [
                "13800138000", "+86 138 0013 8000", "8000", "5678", "021-62345678", "11010519491231002x", "王秀芳",
                "王 秀　芳",
                "P-000001",
            ]
            for typed in hits {
                let query = try #require(PersonQuery(typed: typed))
                let found = try await database.read {
                    try Person.search(query, names: .masked, on: today, of: World.home, keys: keys, in: $0)
                }
                #expect(found.map(\.name) == ["王*芳"], "\(typed)")
            }
            for typed in ["13800138001", "王秀", "0000", "P-000002"] {
                let query = try #require(PersonQuery(typed: typed))
                let found = try await database.read {
                    try Person.search(query, names: .masked, on: today, of: World.home, keys: keys, in: $0)
                }
                #expect(found.isEmpty, "\(typed)")
            }
            let query = try #require(PersonQuery(typed: "02162345678"))
            let callers = try await database.read {
                try Person.search(query, names: .none, on: today, of: World.home, keys: keys, in: $0)
            }
            #expect(callers.map(\.name) == ["***"])
            #expect(PersonQuery(typed: "  ") == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `relatives, powers and consents come back as kept`(engine: Engine) async throws {
        try await withHome(engine) { database, keys in
            let daughter = World.relative(201, scope: [.care, .health], conflict: "与哥哥不和")
            let son = World.relative(202, scope: [.care])
            try await database.write { db in
                try Self.keepWang(keys, db)
                for relative in [daughter, son] { try relative.save(keys: keys, in: db) }
                try Relative.savePhone(PhoneNumber("13900139000"), of: daughter.id, World.home, keys: keys, in: db)
                try World.authority(.agent).record(of: daughter.id, World.home, in: db)
                try Relative.appoint(daughter.id, spokespersonOf: World.id(100), World.home, keys: keys, in: db)
                try Relative.appoint(son.id, spokespersonOf: World.id(100), World.home, keys: keys, in: db)
                try Authority.revoke(World.id(301), World.home, on: today, in: db)
                try World.consent(.disclosure, .given, about: 201, by: .relative(son.id)).record(in: db)
                try World.consent(.disclosure, .withdrawn, about: 201, number: 402).record(in: db)
            }
            let relatives = try await database.read {
                try Relative.list(of: World.id(100), World.home, keys: keys, in: $0)
            }
            var kept = [daughter, son]
            kept[0].authorities = [World.authority(.agent, revokedOn: today)]
            kept[1].isSpokesperson = true
            #expect(relatives == kept)
            #expect(relatives[0].shownName(.masked) == "李*")
            let phone = try await database.read {
                try Relative.phone(of: daughter.id, World.home, for: .emergency, keys: keys, in: $0)
            }
            #expect(phone.value?.text == "13900139000")
            #expect(phone.read.relativeID == daughter.id && phone.read.personID == World.id(100))
            let consents = try await database.read { try Consent.list(of: World.id(100), World.home, in: $0) }
            #expect(
                consents == [
                    World.consent(.disclosure, .given, about: 201, by: .relative(son.id)),
                    World.consent(.disclosure, .withdrawn, about: 201, number: 402),
                ])
            await #expect(throws: Problem.notFound) {
                try await database.write { try Authority.revoke(World.id(301), World.home, on: today, in: $0) }
            }
            await #expect(throws: Problem.notFound) {
                try await database.read {
                    try Relative.phone(of: daughter.id, World.otherHome, for: .contact, keys: keys, in: $0)
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `the schema itself refuses a second spokesperson`(engine: Engine) async throws {
        try await withHome(engine) { database, keys in
            await #expect(throws: StorageError.self) {
                try await database.write { db in
                    try Self.keepWang(keys, db)
                    for number in [201, 202] { try World.relative(number).save(keys: keys, in: db) }
                    try db.run("UPDATE relatives SET is_spokesperson = 1")
                }
            }
        }
    }
}
