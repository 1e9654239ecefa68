import Deadlines
import Kernel
import Storage

/// A clock as it stands in the store: whose it is, and what the indexes need of it. The clock itself is the fact; the
/// columns beside it are read from it each time it is saved.
package struct StoredClock: Sendable {
    package let organisationID: ID<Organisation>
    package let subject: Event.Subject
    /// One clock of each kind per subject.
    package var kind: Promise.Kind { clock.promise.kind }
    package var clock: Clock
    /// Whose desk the clock shows on: an employee's or a unit's id.
    package var holderID: String?

    package init(organisationID: ID<Organisation>, subject: Event.Subject, clock: Clock, holderID: String?) {
        self.organisationID = organisationID
        self.subject = subject
        self.clock = clock
        self.holderID = holderID
    }
}

/// What a slice does when a clock of its subjects wants attention, in the sweep's transaction.
package typealias AttentionReaction =
    @Sendable (StoredClock, [Attention], Reading, any Connection, Desk) throws -> Void
