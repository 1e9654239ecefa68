import Kernel
import Storage
import Synchronization
import Web

/// An organisation's own names for things the program names too: language → key → text (本机构用语).
package typealias Wording =
    @Sendable (ID<Organisation>, any Connection, Desk) throws -> [Language: [String: String]]

/// The catalogue with what the organisation calls things itself, asked for anew after a while: a version of rules
/// begins a minute after its approval at the earliest, so nobody reads an old name for long.
package final class OwnCatalogue: Sendable {
    private static let secondsKept: Int64 = 20

    private let desk: Desk
    private let wordings: [Wording]
    private let now: @Sendable () -> Instant
    private let known = Mutex<[ID<Organisation>: (at: Instant, catalogue: Catalogue)]>([:])

    package init(desk: Desk, wordings: [Wording], now: @escaping @Sendable () -> Instant) {
        self.desk = desk
        self.wordings = wordings
        self.now = now
    }

    package func current(for organisation: ID<Organisation>) async throws -> Catalogue {
        let moment = now()
        if let known = known.withLock({ $0[organisation] }), known.at <= moment,
            moment.milliseconds - known.at.milliseconds < OwnCatalogue.secondsKept * 1000
        {
            return known.catalogue
        }
        let (desk, wordings) = (desk, wordings)
        let own = try await desk.read { db in
            try wordings.reduce(into: [Language: [String: String]]()) { all, wording in
                all.merge(try wording(organisation, db, desk)) { $0.merging($1) { _, later in later } }
            }
        }
        let catalogue = own.isEmpty ? desk.catalogue : desk.catalogue.adapted(own)
        known.withLock { $0[organisation] = (moment, catalogue) }
        return catalogue
    }
}
