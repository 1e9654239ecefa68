import Kernel
import Storage

extension Session {
    /// Where a request came from.
    package struct Origin: Hashable, Sendable {
        package let device: String
        package let address: String

        package init(device: String, address: String) {
            self.device = String(device.prefix(200))
            self.address = String(address.prefix(60))
        }
    }

    /// Begins a session and gives the token, which is stored nowhere.
    package static func start(
        _ subject: Subject, stage: Stage = .open, of organisation: ID<Organisation>, from origin: Origin,
        limits staff: SessionLimits = .staff, in db: any Connection
    ) throws -> (session: Session, token: String) {
        let token = Session.token(of: db.randomBytes(tokenLength))
        let minutes = limits(for: subject, stage: stage, staff: staff).absoluteMinutes
        let session = Session(
            id: db.newID(), organisationID: organisation, subject: subject, stage: stage, createdAt: db.now,
            lastSeenAt: db.now, expiresAt: db.now.advanced(byMinutes: minutes), endedAt: nil, device: origin.device,
            address: origin.address)
        try db.send(
            """
            INSERT INTO sessions (id, organisation_id, token_digest, kind, stage, staff_id, case_id, created_at,
                last_seen_at, expires_at, ended_at, device, address)
            VALUES (\(session.id), \(organisation), \(digest(of: token)), \(subject.kind), \(stage),
                \(subject.staffID), \(subject.caseID), \(db.now), \(db.now), \(session.expiresAt), NULL,
                \(origin.device), \(origin.address))
            """)
        return (session, token)
    }

    /// The living session of a token, or `nil`. Reads only; follow with `touch` when `needsTouch`.
    package static func find(
        token: String, limits staff: SessionLimits = .staff, in db: any Connection
    ) throws -> Session? {
        guard token.utf8.count == tokenLength * 2 else { return nil }
        guard let row = try db.first("SELECT * FROM sessions WHERE token_digest = \(digest(of: token))") else {
            return nil
        }
        let session = try Session(row)
        let idle = limits(for: session.subject, stage: session.stage, staff: staff).idleMinutes
        return session.isAlive(at: db.now, idleMinutes: idle) ? session : nil
    }

    /// The employee behind an open session, with the roles they hold now; `nil` when it ended or was idle too long.
    package static func actor(
        of id: String, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> Actor? {
        guard let row = try db.first("SELECT * FROM sessions WHERE id = \(id) AND organisation_id = \(organisation)")
        else { return nil }
        let session = try Session(row)
        let idle = limits(for: session.subject, stage: session.stage, staff: .staff).idleMinutes
        guard session.stage == .open, session.isAlive(at: db.now, idleMinutes: idle) else { return nil }
        let actor = try session.identity(in: db).actor
        return actor.staffID == nil ? nil : actor
    }

    /// Notes that the session was used, at most once a minute.
    package func touch(in db: any Connection) throws {
        try db.send(
            """
            UPDATE sessions SET last_seen_at = \(db.now)
            WHERE id = \(id) AND ended_at IS NULL AND last_seen_at <= \(db.now.milliseconds - Session.touchMilliseconds)
            """)
    }

    /// The employee's sessions that have not ended, newest first, at most 100.
    package static func list(
        of staff: ID<Staff>, organisation: ID<Organisation>, limits: SessionLimits = .staff, in db: any Connection
    ) throws -> [Session] {
        try db.rows(
            """
            SELECT * FROM sessions WHERE organisation_id = \(organisation) AND staff_id = \(staff)
                AND ended_at IS NULL AND expires_at > \(db.now) ORDER BY id DESC LIMIT 100
            """
        ).map(Session.init).filter { $0.isAlive(at: db.now, idleMinutes: limits.idleMinutes) }
    }

    /// Ends one session; whose it is the caller has checked by `staff`. Throws `Problem.notFound` when it is another's.
    package static func end(
        _ id: ID<Session>, of staff: ID<Staff>, organisation: ID<Organisation>, in db: any Connection
    ) throws {
        let changed = try db.run(
            """
            UPDATE sessions SET ended_at = \(db.now) WHERE organisation_id = \(organisation) AND id = \(id)
                AND staff_id = \(staff) AND ended_at IS NULL
            """)
        guard changed > 0 else { throw Problem.notFound }
        try SecurityEvent.record(.sessionEnded, staff: staff, of: organisation, in: db)
    }

    /// Signs out: ends this session.
    package func end(in db: any Connection) throws {
        try db.send("UPDATE sessions SET ended_at = \(db.now) WHERE id = \(id) AND ended_at IS NULL")
        guard let staff = subject.staffID else { return }
        try SecurityEvent.record(.signedOut, staff: staff, of: organisationID, address: address, in: db)
    }

    /// Ends all sessions of the employee, save one if told; returns how many.
    @discardableResult
    package static func endAll(
        of staff: ID<Staff>, organisation: ID<Organisation>, except kept: ID<Session>? = nil, in db: any Connection
    ) throws -> Int {
        try db.run(
            """
            UPDATE sessions SET ended_at = \(db.now) WHERE organisation_id = \(organisation) AND staff_id = \(staff)
                AND ended_at IS NULL AND id <> \(kept?.text ?? "")
            """)
    }

    /// Ends every complainant's session of a case: its PIN was replaced.
    @discardableResult
    package static func endAll(
        ofCase caseID: String, organisation: ID<Organisation>, in db: any Connection
    ) throws -> Int {
        try db.run(
            """
            UPDATE sessions SET ended_at = \(db.now)
            WHERE organisation_id = \(organisation) AND case_id = \(caseID) AND ended_at IS NULL
            """)
    }

    /// Forgets sessions that ran out more than thirty days ago; returns how many.
    @discardableResult
    package static func sweep(in db: any Connection) throws -> Int {
        try db.run("DELETE FROM sessions WHERE expires_at < \(db.now.advanced(byHours: -30 * 24))")
    }

    private init(_ row: Row) throws {
        let staff: ID<Staff>? = try row.get("staff_id")
        if let staff { subject = .staff(staff) } else { subject = .complainant(caseID: try row.get("case_id")) }
        id = try row.get("id")
        organisationID = try row.get("organisation_id")
        stage = try row.get("stage")
        createdAt = try row.get("created_at")
        lastSeenAt = try row.get("last_seen_at")
        expiresAt = try row.get("expires_at")
        endedAt = try row.get("ended_at")
        device = try row.get("device")
        address = try row.get("address")
    }
}

extension Session.Subject {
    fileprivate var kind: String {
        switch self {
        case .staff: "staff"
        case .complainant: "complainant"
        }
    }

    package var staffID: ID<Staff>? {
        if case .staff(let id) = self { return id }
        return nil
    }

    package var caseID: String? {
        if case .complainant(let id) = self { return id }
        return nil
    }
}
