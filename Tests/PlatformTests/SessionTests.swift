import Kernel
import Platform
import Storage
import TestKit
import Testing

@Suite struct SessionTests {
    private static func start(_ world: IdentityWorld, _ staff: ID<Staff>) async throws -> (Session, String) {
        let home = world.home
        return try await world.database.write { db in
            let (session, token) = try Session.start(.staff(staff), of: home, from: IdentityWorld.origin, in: db)
            return (session, token)
        }
    }

    private static func find(_ world: IdentityWorld, _ token: String) async throws -> Session? {
        try await world.database.read { try Session.find(token: token, in: $0) }
    }

    @Test(arguments: Engine.available)
    func `an idle session ends after half an hour, a used one after half a day`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let staff = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let (_, idle) = try await Self.start(world, staff)
            let (_, used) = try await Self.start(world, staff)
            for _ in 0..<24 {
                world.clock.move(minutes: 29)
                let session = try #require(try await Self.find(world, used))
                try await world.database.write { try session.touch(in: $0) }
            }
            #expect(try await Self.find(world, idle) == nil)
            world.clock.move(minutes: 23)
            #expect(try await Self.find(world, used) != nil)
            world.clock.move(minutes: 1)
            #expect(try await Self.find(world, used) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `half an hour without use is too long to the millisecond`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let staff = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let (_, token) = try await Self.start(world, staff)
            world.clock.move(milliseconds: 30 * 60_000 - 1)
            #expect(try await Self.find(world, token) != nil)
            world.clock.move(milliseconds: 1)
            #expect(try await Self.find(world, token) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `use is noted at most once a minute`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let staff = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let (session, token) = try await Self.start(world, staff)
            world.clock.move(milliseconds: 59_999)
            #expect(!session.needsTouch(at: world.clock.now))
            try await world.database.write { try session.touch(in: $0) }
            #expect(try await Self.find(world, token)?.lastSeenAt == session.createdAt)
            world.clock.move(milliseconds: 1)
            #expect(session.needsTouch(at: world.clock.now))
            try await world.database.write { try session.touch(in: $0) }
            #expect(try await Self.find(world, token)?.lastSeenAt == world.clock.now)
        }
    }

    @Test(arguments: Engine.available)
    func `sessions are listed, one is ended, and nobody ends another's`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let li = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let wang = try await world.hireWithAccount("A2", "Wang", login: "wang")
            let (first, token) = try await Self.start(world, li)
            let (second, _) = try await Self.start(world, li)
            let home = world.home
            try await world.database.write { db in
                #expect(try Session.list(of: li, organisation: home, in: db).map(\.id) == [second.id, first.id])
                #expect(throws: Problem.notFound) {
                    try Session.end(first.id, of: wang, organisation: home, in: db)
                }
                try Session.end(first.id, of: li, organisation: home, in: db)
                #expect(throws: Problem.notFound) { try Session.end(first.id, of: li, organisation: home, in: db) }
                #expect(try Session.endAll(of: li, organisation: home, except: second.id, in: db) == 0)
                #expect(try Session.list(of: li, organisation: home, in: db).map(\.id) == [second.id])
            }
            #expect(try await Self.find(world, token) == nil)
            #expect(try await Self.find(world, "0") == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `old sessions and windows are swept`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let li = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            _ = try await Self.start(world, li)
            try await world.database.write { try Throttle.count("k", .pinsPerCase, in: $0) }
            world.clock.move(days: 32)
            try await world.database.write { (db) throws -> Void in
                #expect(try Session.sweep(in: db) == 1)
                #expect(try Throttle.sweep(in: db) == 1)
            }
        }
    }
}

@Suite struct CaseDoorTests {
    private static let mac: @Sendable ([UInt8]) -> [UInt8] = { [UInt8("k".utf8.first!)] + $0.reversed() }
    private static let pin = PIN("1234 5678 9012 3456")!

    private static func enter(
        _ world: IdentityWorld, _ typed: String, number: String = "C-1", address: String = "10.0.0.7"
    ) async throws -> CaseDoor.Outcome {
        let lock = CaseDoor.Lock(
            caseID: "case-1", organisationID: world.home, pinDigest: pin.digest(of: "case-1", mac: mac))
        return try await world.database.write { db in
            try CaseDoor.enter(
                number: number, pin: typed, lock: number == "C-1" ? lock : nil,
                from: Session.Origin(device: "", address: address), in: db, mac: mac)
        }
    }

    private let refused = CaseDoor.Outcome.refused(Message("platform.identity.case_refused"))

    @Test func `a PIN has sixteen digits and is printed in fours`() {
        #expect(PIN("１２３４-5678 9012 3456")?.digits == "1234567890123456")
        #expect(Self.pin.grouped == "1234 5678 9012 3456")
        for typed in ["", "123456789012345", "12345678901234567", "12345678901234x6"] { #expect(PIN(typed) == nil) }
        #expect(PIN(random: [UInt8](repeating: 0, count: 24)).digits == "0000000000000000")
        #expect(PIN(random: MovableClock().randomBytes(24)).digits.count == 16)
    }

    @Test func `a PIN opens its own case only`() {
        let stored = Self.pin.digest(of: "case-1", mac: Self.mac)
        #expect(Self.pin.opens("case-1", stored: stored, mac: Self.mac))
        #expect(!Self.pin.opens("case-2", stored: stored, mac: Self.mac))
        #expect(!PIN("1234567890123457")!.opens("case-1", stored: stored, mac: Self.mac))
    }

    @Test(arguments: Engine.available)
    func `number and PIN open one case for half an hour`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            guard case .opened(let token) = try await Self.enter(world, "1234567890123456") else {
                Issue.record("The case stays shut.")
                return
            }
            let session = try await world.database.read { try Session.find(token: token, in: $0) }
            #expect(session?.subject == .complainant(caseID: "case-1"))
            world.clock.move(minutes: 30)
            #expect(try await world.database.read { try Session.find(token: token, in: $0) } == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `five wrong PINs stop one address for one case and nobody else`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { (world) async throws -> Void in
            for _ in 0..<5 { #expect(try await Self.enter(world, "1") == refused) }
            await #expect(throws: Problem.tooMany(retryAfterSeconds: 900)) {
                try await Self.enter(world, "1234567890123456")
            }
            #expect(try await Self.enter(world, "1", number: "C-2") == refused)
            #expect(try await Self.enter(world, "1234567890123456", address: "10.0.0.8") != refused)
            world.clock.move(minutes: 15)
            #expect(try await Self.enter(world, "1234567890123456") != refused)
        }
    }

    @Test(arguments: Engine.available)
    func `guessing one case from many addresses is stopped`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { (world) async throws -> Void in
            for number in 0..<20 { #expect(try await Self.enter(world, "1", address: "10.1.0.\(number)") == refused) }
            await #expect(throws: Problem.tooMany(retryAfterSeconds: 3600)) {
                try await Self.enter(world, "1", address: "10.2.0.1")
            }
        }
    }

    @Test(arguments: [(4, nil), (5, 900), (50, 900)] as [(Int, Int?)])
    func `a limit waits for the end of its window`(counted: Int, wait: Int?) {
        let (limit, now) = (ThrottleLimit.pinsPerCaseAndAddress, MovableClock.morning)
        #expect(limit.wait(attempts: counted, since: now, at: now) == wait)
        #expect(limit.wait(attempts: counted, since: now, at: now.advanced(byMinutes: 15)) == nil)
    }
}
