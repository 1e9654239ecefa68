import Kernel
import Storage

extension SignIn {
    /// What a sign-in ended with: the outcome and, where one began, the session's token.
    package struct Result: Hashable, Sendable {
        package let outcome: Outcome
        package let staffID: ID<Staff>?
        package let token: String?
    }

    /// What is read before the password is compared, outside any transaction.
    package struct Candidate: Hashable, Sendable {
        package let account: Account?
        package var hash: String? { account?.passwordHash }
    }

    /// Reads whose password is to be compared, and counts the attempt against the address.
    /// Throws `Problem.tooMany` when too many came from there.
    package static func candidate(login: String, from origin: Session.Origin, in db: any Connection) throws -> Candidate
    {
        try Throttle.admit("sign_in:\(origin.address)", .signInsPerAddress, in: db)
        return Candidate(account: try Account.first(login: login, in: db))
    }

    /// Decides with the account as it is now, writes everything that follows, and begins the session.
    /// `isRight` is the comparison with the candidate's hash; if the password was replaced meanwhile it is void.
    package static func finish(
        _ candidate: Candidate, login: String, isRight: Bool, today: LocalDay, from origin: Session.Origin,
        limits: SessionLimits = .staff, rehashed: String? = nil, in db: any Connection
    ) throws -> Result {
        guard var account = try Account.first(login: login, in: db) else {
            return try finishUnknown(login: login, from: origin, in: db)
        }
        let stillRight = isRight && account.passwordHash == candidate.hash
        if stillRight, let rehashed {
            account.passwordHash = rehashed
            try account.save(in: db)
        }
        let member = try StaffMember.find(account.staffID, of: account.organisationID, in: db)
        let decision = afterPassword(
            account, isRight: stillRight, isEmployed: member.isEmployed(on: today), at: db.now)
        return try carryOut(decision, account, from: origin, limits: limits, in: db)
    }

    /// The second step: `typed` is a code of the authenticator or a recovery code. The session of the first step ends
    /// when the code is right, and a new one with a new token begins.
    package static func finish(
        code typed: String, session: Session, from origin: Session.Origin, limits: SessionLimits = .staff,
        in db: any Connection, open: (String) throws -> [UInt8]
    ) throws -> Result {
        guard session.stage == .secondFactor, let staff = session.subject.staffID else { throw Problem.signedOut }
        let account = try Account.find(of: staff, organisation: session.organisationID, in: db)
        guard account.totpConfirmed, let sealed = account.totpSealed else { throw Problem.signedOut }
        let step = TOTP.accept(
            typed, secret: try open(sealed), at: db.now, lastStep: account.totpLastStep)
        var recovered = false
        if step == nil, !account.isLocked(at: db.now), typed.count <= 40 {
            recovered = try SecondFactor.useRecoveryCode(typed, of: account, in: db)
        }
        let decision = afterCode(account, step: step, recovered: recovered, at: db.now)
        if decision.stage != nil {
            try db.send("UPDATE sessions SET ended_at = \(db.now) WHERE id = \(session.id)")
        }
        if recovered {
            try SecurityEvent.record(
                .recoveryCodeUsed, staff: staff, of: session.organisationID, address: origin.address, in: db)
        }
        return try carryOut(decision, account, from: origin, limits: limits, in: db)
    }

    private static func carryOut(
        _ decision: Decision, _ account: Account, from origin: Session.Origin, limits: SessionLimits,
        in db: any Connection
    ) throws -> Result {
        if let changed = decision.account { try changed.save(in: db) }
        try SecurityEvent.record(
            decision.event, staff: account.staffID, of: account.organisationID, address: origin.address,
            detail: decision.detail, in: db)
        guard let stage = decision.stage else {
            return Result(outcome: decision.outcome, staffID: nil, token: nil)
        }
        let (_, token) = try Session.start(
            .staff(account.staffID), stage: stage, of: account.organisationID, from: origin, limits: limits, in: db)
        return Result(outcome: decision.outcome, staffID: account.staffID, token: token)
    }

    /// An unknown login is locked after as many failures as a known one, so that nobody learns which logins exist.
    private static func finishUnknown(
        login: String, from origin: Session.Origin, in db: any Connection
    ) throws -> Result {
        let key = "unknown:\(Login.folded(login))"
        let row = try db.first("SELECT * FROM throttles WHERE key = \(digestText(key.utf8))")
        var failures: Int = try row?.get("attempts") ?? 0
        let last: Instant = try row?.get("window_started_at") ?? db.now
        var until = Lockout.after(failures: failures, at: last).flatMap { db.now < $0 ? $0 : nil }
        if until == nil {
            failures += 1
            try db.send(
                """
                INSERT INTO throttles (key, window_started_at, attempts)
                VALUES (\(digestText(key.utf8)), \(db.now), \(failures))
                ON CONFLICT (key) DO UPDATE SET attempts = excluded.attempts,
                    window_started_at = excluded.window_started_at
                """)
            until = Lockout.after(failures: failures, at: db.now)
        }
        try SecurityEvent.record(
            until == nil ? .signInRefused : .signInLocked, of: nil, address: origin.address, detail: "unknown_login",
            in: db)
        return Result(outcome: until.map { .locked(until: $0) } ?? .refused(refusal), staffID: nil, token: nil)
    }
}
