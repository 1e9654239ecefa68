import Deadlines
import Kernel
import Platform
import Storage

/// What the slice is told of residents by whoever knows them (在院老人来源): duties know only their ids.
package struct DutyScopes: Sendable {
    /// Residents who are here on some day of the range, with their stays, in the order of their ids, from behind an id.
    package let residents:
        @Sendable (
            _ organisation: ID<Organisation>, _ days: ClosedRange<LocalDay>, _ after: String, _ limit: Int,
            any Connection
        ) throws -> [ScopeSubject]
    /// The names of residents, as far as the reader may know them.
    package let names:
        @Sendable (_ residents: [String], _ reader: Actor, Desk, any Connection) throws -> [String: String]

    package init(
        residents: @escaping @Sendable (
            ID<Organisation>, ClosedRange<LocalDay>, String, Int, any Connection
        ) throws -> [ScopeSubject],
        names: @escaping @Sendable ([String], Actor, Desk, any Connection) throws -> [String: String]
    ) {
        self.residents = residents
        self.names = names
    }

    /// Of a house without residents, or a test that needs none.
    package static let none = DutyScopes(residents: { _, _, _, _, _ in [] }, names: { _, _, _, _ in [:] })
}

/// Everything the routes, rounds and reactions of duties work with.
package struct DutyDesk: Sendable {
    package let desk: Desk
    package let scopes: DutyScopes
    /// The rules the program brings, and those of other slices.
    package let shipped: [DutyRule]

    package init(desk: Desk, scopes: DutyScopes, shipped: [DutyRule]) {
        self.desk = desk
        self.scopes = scopes
        self.shipped = shipped
    }

    func system(_ duty: Duty) -> Actor { Actor(organisationID: duty.organisationID, kind: .system) }

    func calendar(of duty: Duty, in db: any Connection) throws -> WorkCalendar {
        try OrganisationCalendar.load(duty.organisationID, in: db)
    }

    /// Brings the clock to what the duty says: met, ended, running again, or on another desk.
    func settleClock(of duty: Duty, in db: any Connection) throws {
        guard var stored = try StoredClock.list(of: duty.subject, in: db).first else { return }
        stored.holderID = duty.holder.key
        let clock = stored.clock
        if let endedAt = duty.endedAt, clock.finishedAt == nil {
            let moment = max(endedAt, clock.startedAt)
            try stored.clock.apply(duty.state == .done ? .met(moment) : .cancelled(moment))
        } else if duty.endedAt == nil, clock.finishedAt != nil {
            var again = Clock(promise: clock.promise, startedAt: clock.startedAt, recordedAt: clock.recordedAt)
            for id in clock.handled.sorted() { try again.apply(.handled(id)) }
            stored.clock = again
        }
        try stored.save(calendar: calendar(of: duty, in: db), in: db)
    }
}

/// What an event of a duty tells (事实); each kind of event fills its own part.
struct DutyFacts: Codable, Hashable, Sendable {
    var note: String?
    var to: String?
    var from: String?
    var kind: String?
    var day: LocalDay?
    var evidence: String?
    var files: [String]?
    var role: String?
}
