import Deadlines
import Kernel
import Platform
import Storage

extension Case {
    static func subject(_ id: ID<Case>) -> Event.Subject { Event.Subject(kind: "case", id: id.text) }
    var eventSubject: Event.Subject { Case.subject(id) }

    /// Brings the stored clocks to what the case says now, and returns the earliest open one. A promise already given
    /// keeps its wording and what was warned of; one that no longer applies is ended.
    func saveClocks(
        by tables: (Instant) -> LevelTable, organisation: OrganisationKind, calendar: WorkCalendar,
        in db: any Connection
    ) throws -> (name: String, dueAt: Instant)? {
        let stored = Dictionary(
            try StoredClock.list(of: eventSubject, in: db).map { ($0.kind, $0) },
            uniquingKeysWith: { first, _ in first })
        let wanted = try clocks(by: tables, organisation: organisation, at: db.now)
        var next: (name: String, dueAt: Instant)?
        for want in wanted {
            var clock = want.clock
            // What ended stays ended when it did, though something is added to the case later.
            if stored[want.name]?.clock.cancelledAt != nil, clock.cancelledAt != nil { continue }
            for id in stored[want.name]?.clock.handled.sorted() ?? [] { try clock.apply(.handled(id)) }
            let known = stored[want.name]
            let holderID = want.holderID ?? holder.idText
            if known?.clock != clock || known?.holderID != holderID {
                try StoredClock(
                    organisationID: organisationID, subject: eventSubject, clock: clock, holderID: holderID
                ).save(calendar: calendar, in: db)
            }
            // What is due on another's desk stands in their list, not as what the holder has next.
            guard clock.finishedAt == nil, holderID == holder.idText else { continue }
            let due = clock.reading(at: db.now, in: calendar).dueAt
            if next.map({ due < $0.dueAt }) ?? true { next = (want.name.rawValue, due) }
        }
        for (name, var orphan) in stored where !wanted.contains(where: { $0.name == name }) {
            guard orphan.clock.finishedAt == nil else { continue }
            try orphan.clock.apply(.cancelled(max(db.now, orphan.clock.startedAt)))
            try orphan.save(calendar: calendar, in: db)
        }
        return next
    }
}

extension Holder {
    /// The employee's or group's id, as lists are kept by.
    package var idText: String {
        switch self {
        case .staff(let id): id.text
        case .group(let id): id.text
        }
    }
}
