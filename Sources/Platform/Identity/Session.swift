import Kernel
import Storage

/// How long sessions live (会话超时, 等保).
package struct SessionLimits: Hashable, Sendable {
    package var idleMinutes: Int
    package var absoluteMinutes: Int

    package init(idleMinutes: Int, absoluteMinutes: Int) {
        self.idleMinutes = idleMinutes
        self.absoluteMinutes = absoluteMinutes
    }

    /// 30 minutes idle, 12 hours in all; the organisation may set other figures.
    package static let staff = SessionLimits(idleMinutes: 30, absoluteMinutes: 12 * 60)
    /// For one case, 30 minutes in all.
    package static let complainant = SessionLimits(idleMinutes: 30, absoluteMinutes: 30)
    /// Between password and second factor.
    package static let unfinished = SessionLimits(idleMinutes: 10, absoluteMinutes: 10)
}

/// A signed-in browser (会话). The token is known to the browser alone; stored is its digest.
package struct Session: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        case staff(ID<Staff>)
        /// The id of the one case the complainant opened.
        case complainant(caseID: String)
    }

    /// How far the signing-in has come. Only an `open` session may do anything else than its next step.
    package enum Stage: String, ColumnValue {
        case secondFactor = "second_factor"
        case passwordChange = "password_change"
        case open
    }

    package static let tokenLength = 32
    /// `last_seen_at` is written at most this often.
    package static let touchMilliseconds: Int64 = 60_000

    package let id: ID<Session>
    package let organisationID: ID<Organisation>
    package let subject: Subject
    package let stage: Stage
    package let createdAt: Instant
    package let lastSeenAt: Instant
    package let expiresAt: Instant
    package let endedAt: Instant?
    /// What the browser called itself, shortened.
    package let device: String
    package let address: String

    /// Whether the session still holds at `now`: not ended, not past its end, not idle for too long.
    package func isAlive(at now: Instant, idleMinutes: Int) -> Bool {
        endedAt == nil && now < expiresAt && now < lastSeenAt.advanced(byMinutes: idleMinutes)
    }

    package func needsTouch(at now: Instant) -> Bool { now - lastSeenAt >= Session.touchMilliseconds }

    /// What the cookie holds, of 32 random bytes.
    package static func token(of random: [UInt8]) -> String {
        precondition(random.count == tokenLength, "A token has 32 bytes.")
        return hex(random)
    }

    /// What is stored of a token.
    package static func digest(of token: String) -> String { digestText(token.utf8) }

    /// Limits that fit subject and stage; `staff` is the organisation's setting.
    package static func limits(for subject: Subject, stage: Stage, staff: SessionLimits) -> SessionLimits {
        switch (subject, stage) {
        case (.complainant, _): .complainant
        case (.staff, .secondFactor), (.staff, .passwordChange): .unfinished
        case (.staff, .open): staff
        }
    }
}
