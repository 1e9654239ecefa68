import Kernel
import Platform
import Storage
import TestKit
import Testing

@Suite struct SignInTests {
    private let now = MovableClock.morning

    private func account(failures: Int = 0, lockedUntil: Instant? = nil) -> Account {
        Account(
            staffID: made(1), organisationID: made(2), login: "li", passwordHash: "h", mustChange: false,
            failedAttempts: failures, lockedUntil: lockedUntil, passwordChangedAt: now)
    }

    @Test(
        arguments: [
            (0, nil), (4, nil), (5, 15), (6, 30), (7, 60), (8, 120), (9, 240), (10, 480), (11, 960), (12, 1440),
            (13, 1440), (9999, 1440),
        ] as [(Int, Int?)])
    func `the lockout doubles up to a day`(failures: Int, minutes: Int?) {
        #expect(Lockout.after(failures: failures, at: now) == minutes.map { now.advanced(byMinutes: $0) })
    }

    @Test func `each refusal reads the same`() {
        var disabled = account()
        disabled.isDisabled = true
        let decisions = [
            SignIn.afterPassword(nil, isRight: false, isEmployed: false, at: now),
            SignIn.afterPassword(account(), isRight: false, isEmployed: true, at: now),
            SignIn.afterPassword(disabled, isRight: true, isEmployed: true, at: now),
            SignIn.afterPassword(account(), isRight: true, isEmployed: false, at: now),
        ]
        for decision in decisions {
            #expect(decision.outcome == .refused(SignIn.refusal) && decision.stage == nil)
        }
        #expect(decisions.map(\.detail) == ["unknown_login", "wrong_password", "disabled", "not_employed"])
    }

    @Test func `the fifth failure locks, and a locked account neither opens nor counts`() {
        let fifth = SignIn.afterPassword(account(failures: 4), isRight: false, isEmployed: true, at: now)
        let until = now.advanced(byMinutes: 15)
        #expect(fifth.outcome == .locked(until: until) && fifth.account?.failedAttempts == 5)
        let locked = account(failures: 5, lockedUntil: until)
        for isRight in [true, false] {
            let decision = SignIn.afterPassword(locked, isRight: isRight, isEmployed: true, at: now)
            #expect(decision.outcome == .locked(until: until) && decision.account == nil)
        }
        let open = SignIn.afterPassword(locked, isRight: true, isEmployed: true, at: until)
        #expect(open.outcome == .signedIn && open.account?.failedAttempts == 0)
    }

    @Test func `a second factor comes before everything else`() {
        var careful = account(failures: 3)
        careful.totpConfirmed = true
        careful.mustChange = true
        let first = SignIn.afterPassword(careful, isRight: true, isEmployed: true, at: now)
        #expect(first.outcome == .totpNeeded && first.stage == .secondFactor && first.account == nil)
        let second = SignIn.afterCode(careful, step: 9, recovered: false, at: now)
        #expect(second.outcome == .mustChangePassword && second.account?.totpLastStep == 9)
        let wrong = SignIn.afterCode(careful, step: nil, recovered: false, at: now)
        #expect(wrong.account?.failedAttempts == 4 && wrong.event == .secondFactorRefused)
    }
}

@Suite struct StaffDoorTests {
    @Test(arguments: Engine.available)
    func `the first sign-in must change the password`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let password = try await world.door.bootstrap(
                organisation: world.home, number: "0001", name: "Li", login: "Admin.Li",
                roles: [.systemAdministrator], today: IdentityWorld.today)
            let first = try await world.signIn("ADMIN.LI", password.text)
            #expect(first.outcome == .mustChangePassword)
            let staff = try #require(first.staffID)
            let token = try await world.door.changePassword(
                of: staff, by: world.actor(staff, []), old: password.text, new: IdentityWorld.password,
                from: IdentityWorld.origin)
            let sessions = try await world.database.read { db in
                (try Session.find(token: first.token!, in: db), try Session.find(token: token, in: db))
            }
            #expect(sessions.0 == nil && sessions.1?.stage == .open)
            #expect(try await world.signIn("admin.li", IdentityWorld.password).outcome == .signedIn)
            #expect(try await world.signIn("admin.li", password.text).outcome == .refused(SignIn.refusal))
        }
    }

    @Test(arguments: Engine.available)
    func `known and unknown logins are locked alike`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            _ = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            for login in ["li.fang", "nobody"] {
                for _ in 0..<4 {
                    #expect(try await world.signIn(login, "wrong").outcome == .refused(SignIn.refusal))
                }
                let until = world.clock.now.advanced(byMinutes: 15)
                for _ in 0..<2 { #expect(try await world.signIn(login, "wrong").outcome == .locked(until: until)) }
            }
            #expect(
                try await world.signIn("li.fang", IdentityWorld.password).outcome
                    == .locked(until: world.clock.now.advanced(byMinutes: 15)))
            world.clock.move(minutes: 15)
            #expect(try await world.signIn("li.fang", IdentityWorld.password).outcome == .signedIn)
            let home = world.home
            let events = try await world.database.read {
                try SecurityLog.page(of: home, in: $0).entries.map(\.event)
            }
            #expect(events.first?.kind == .signedIn)
            #expect(events.contains { $0.kind == .signInLocked && $0.staffID == nil })
        }
    }

    @Test(arguments: Engine.available)
    func `a hash of another cost is replaced at sign-in`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let staff = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let dear = PasswordCost(memoryKibibytes: 128, passes: 1, lanes: 1)
            let door = StaffDoor(
                database: world.database, hasher: PasswordHasher(cost: dear), rule: PasswordRule(common: []))
            let home = world.home
            for _ in 0..<2 {
                let result = try await door.signIn(
                    login: "li.fang", password: IdentityWorld.password, today: IdentityWorld.today,
                    from: IdentityWorld.origin)
                #expect(result.outcome == .signedIn)
                let account = try await world.database.read { try Account.find(of: staff, organisation: home, in: $0) }
                #expect(!dear.needsRehash(account.passwordHash))
            }
        }
    }

    @Test(arguments: Engine.available)
    func `whoever left cannot sign in`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let staff = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let home = world.home
            try await world.database.write { db in
                var member = try StaffMember.find(staff, of: home, in: db)
                try member.leave(on: IdentityWorld.today, roles: [], systemAdministrators: 0)
                try member.save(in: db)
            }
            #expect(try await world.signIn("li.fang", IdentityWorld.password).outcome == .signedIn)
            let tomorrow = IdentityWorld.today.advanced(by: 1)
            let result = try await world.door.signIn(
                login: "li.fang", password: IdentityWorld.password, today: tomorrow, from: IdentityWorld.origin)
            #expect(result.outcome == .refused(SignIn.refusal) && result.token == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `too many sign-ins from one address are turned away`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let limit = ThrottleLimit.signInsPerAddress
            for number in 0..<limit.attempts { _ = try await world.signIn("nobody\(number)", "wrong") }
            await #expect(throws: Problem.tooMany(retryAfterSeconds: 900)) { try await world.signIn("x", "y") }
            world.clock.move(minutes: 15)
            #expect(try await world.signIn("nobody", "y").outcome == .refused(SignIn.refusal))
        }
    }

    @Test(arguments: Engine.available)
    func `the last three passwords cannot be used again`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let staff = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let actor = world.actor(staff, [])
            let passwords = [IdentityWorld.password] + (1...3).map { "Garden-bench-\($0)-blue" }
            for (old, new) in zip(passwords, passwords.dropFirst()) {
                world.clock.move(minutes: 1)
                _ = try await world.door.changePassword(
                    of: staff, by: actor, old: old, new: new, from: IdentityWorld.origin)
            }
            for used in passwords.dropFirst() {
                await #expect(throws: Problem.self) {
                    try await world.door.changePassword(
                        of: staff, by: actor, old: passwords[3], new: used, from: IdentityWorld.origin)
                }
            }
            _ = try await world.door.changePassword(
                of: staff, by: actor, old: passwords[3], new: passwords[0], from: IdentityWorld.origin)
        }
    }

    @Test(arguments: Engine.available)
    func `a wrong old password counts as a failed sign-in`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let staff = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            for _ in 0..<5 {
                await #expect(throws: Problem.self) {
                    try await world.door.changePassword(
                        of: staff, by: world.actor(staff, []), old: "wrong", new: "Garden-bench-1-blue",
                        from: IdentityWorld.origin)
                }
            }
            let until = world.clock.now.advanced(byMinutes: 15)
            #expect(try await world.signIn("li.fang", IdentityWorld.password).outcome == .locked(until: until))
        }
    }

    @Test(arguments: Engine.available)
    func `a second factor is added, used once, and replaced by a recovery code`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let staff = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let (home, clock) = (world.home, world.clock)
            let secret = clock.randomBytes(TOTP.secretLength)
            let open: @Sendable (String) -> [UInt8] = { bytes(ofBase32: $0) ?? [] }
            let codes = try await world.database.write { db in
                var account = try Account.find(of: staff, organisation: home, in: db)
                #expect(throws: Problem.conflict("platform.identity.totp.not_begun")) {
                    _ = try SecondFactor.confirm(&account, code: "000000", in: db, open: open)
                }
                try SecondFactor.begin(&account, sealed: base32(secret), in: db)
                #expect(throws: Problem.invalid("code", Message("platform.identity.totp.wrong"))) {
                    _ = try SecondFactor.confirm(&account, code: "x", in: db, open: open)
                }
                let code = TOTP.code(secret: secret, step: TOTP.step(at: db.now))
                return try SecondFactor.confirm(&account, code: code, in: db, open: open)
            }
            func enter(_ code: String) async throws -> SignIn.Outcome {
                let first = try await world.signIn("li.fang", IdentityWorld.password)
                #expect(first.outcome == .totpNeeded)
                return try await world.database.write { db in
                    let session = try Session.find(token: first.token!, in: db)!
                    return try SignIn.finish(
                        code: code, session: session, from: IdentityWorld.origin, in: db, open: open
                    ).outcome
                }
            }
            let spent = TOTP.code(secret: secret, step: TOTP.step(at: clock.now))
            #expect(try await enter(spent) == .refused(Message("platform.identity.totp.wrong")))
            clock.move(minutes: 1)
            #expect(try await enter(TOTP.code(secret: secret, step: TOTP.step(at: clock.now))) == .signedIn)
            #expect(try await enter(codes[3]) == .signedIn)
            #expect(try await enter(codes[3]) == .refused(Message("platform.identity.totp.wrong")))
            let left = try await world.database.read { try SecondFactor.recoveryCodesLeft(of: staff, in: $0) }
            #expect(left == 9)
        }
    }

    @Test(arguments: Engine.available)
    func `a login is one person's, and an employee has one account`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let li = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let wang = try await world.hire("A2", "Wang")
            await #expect(throws: Problem.self) {
                try await world.openAccount(of: wang, login: "LI.FANG")
            }
            await #expect(throws: Problem.conflict("platform.identity.account_already")) {
                try await world.openAccount(of: li, login: "li.two")
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a reset gives a one-time password and ends the sessions`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let li = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let (system, administrator) = (world.system, world.actor(made(9), [.systemAdministrator]))
            let before = try await world.signIn("li.fang", IdentityWorld.password)
            let (password, hash) = try await world.door.oneTime()
            try await world.database.write { try StaffDoor.reset(li, hash: hash, by: administrator, in: $0) }
            #expect(try await world.database.read { try Session.find(token: before.token!, in: $0) } == nil)
            #expect(try await world.signIn("li.fang", password.text).outcome == .mustChangePassword)
            try await world.database.write { _ = try RoleGrant.grant(.auditor, to: li, by: system, in: $0) }
            await #expect(throws: Problem.forbidden("platform.role_grant.reset_by_security")) {
                try await world.database.write { try StaffDoor.reset(li, hash: hash, by: administrator, in: $0) }
            }
        }
    }
}
