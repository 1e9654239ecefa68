import Kernel
import Storage
import Synchronization

/// The one organisation whose public pages this installation shows, read once and again when it changes.
package final class OrganisationCache: Sendable {
    private let database: any Database
    private let known = Mutex<OrganisationProfile?>(nil)

    package init(database: any Database) { self.database = database }

    /// The organisation. Throws `Problem.unavailable` while none has been made yet.
    package func current() async throws -> OrganisationProfile {
        if let profile = known.withLock({ $0 }) { return profile }
        guard let first = try await database.read({ try OrganisationProfile.list(in: $0) }).first else {
            throw Problem.unavailable(Message("platform.organisation.none_yet"))
        }
        known.withLock { $0 = first }
        return first
    }

    /// Makes the next call read the store again, here and on every other node.
    package func forget() {
        forgetHere()
        database.signals?.tell(.organisation)
    }

    /// The same on this node alone.
    func forgetHere() { known.withLock { $0 = nil } }
}
