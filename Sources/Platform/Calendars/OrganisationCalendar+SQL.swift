import Deadlines
import Foundation
import Kernel
import Storage

/// The working calendar of one organisation: the years shipped with the program, those imported later, and the
/// organisation's own rulings.
package enum OrganisationCalendar {
    static let maximumOverrides = 2_000

    /// The calendar as it is known now, in the organisation's zone.
    package static func load(_ organisation: ID<Organisation>, in db: any Connection) throws -> WorkCalendar {
        try db.once("calendar \(organisation)", from: ["organisations", "calendar_years", "calendar_overrides"]) {
            try read(organisation, in: db) }
    }

    private static func read(_ organisation: ID<Organisation>, in db: any Connection) throws -> WorkCalendar {
        let zone: String = try db.one("SELECT zone FROM organisations WHERE id = \(organisation)").get("zone")
        var calendar = WorkCalendar.china
        for row in try db.rows(
            "SELECT announcement FROM calendar_years WHERE organisation_id = \(organisation) ORDER BY year LIMIT 200")
        {
            calendar = calendar.adding(try CalendarYear(json: Data(row.get("announcement", as: String.self).utf8)))
        }
        let rulings = try list(organisation, in: db)
        guard let zone = Zone(identifier: zone), !rulings.isEmpty || zone != calendar.zone else { return calendar }
        return WorkCalendar(zone: zone, years: calendar.years, overrides: rulings.map(\.ruling))
    }

    /// One of the organisation's own rulings with its reason.
    package struct Entry: Sendable {
        package let ruling: DayOverride
        package let reason: String
        package let recordedBy: String
    }

    /// All rulings in the order they were made.
    package static func list(_ organisation: ID<Organisation>, in db: any Connection) throws -> [Entry] {
        try db.rows(
            """
            SELECT ruling, reason, recorded_by FROM calendar_overrides WHERE organisation_id = \(organisation)
            ORDER BY recorded_at, id LIMIT \(maximumOverrides)
            """
        ).map { row in
            Entry(
                ruling: try JSONDecoder().decode(DayOverride.self, from: Data(row.get("ruling", as: String.self).utf8)),
                reason: try row.get("reason"), recordedBy: try row.get("recorded_by"))
        }
    }

    /// Adds or replaces a year. Open clocks whose due may move are read again by the sweep.
    package static func importYear(_ json: String, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let year = try CalendarYear(json: Data(json.utf8))
        try db.run(
            """
            INSERT INTO calendar_years (organisation_id, year, announcement, imported_at, imported_by)
            VALUES (\(actor.organisationID), \(year.year), \(json), \(db.now), \(actor.signature))
            ON CONFLICT (organisation_id, year) DO UPDATE SET announcement = excluded.announcement,
                imported_at = excluded.imported_at, imported_by = excluded.imported_by
            """)
        let from = LocalDay(year: year.year, month: 1, day: 1) ?? .beginning
        try StoredClock.lookAgain(from: from, of: actor.organisationID, in: db)
        let subject = Event.Subject(kind: "calendar", id: actor.organisationID.text)
        try Event.record(
            "platform.calendar_year_imported", of: subject, by: actor, facts: ["year": year.year], sealed: false,
            at: desk, in: db)
    }

    /// Adds a ruling of the organisation's own.
    package static func record(
        _ ruling: DayOverride, reason: String, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        guard try list(actor.organisationID, in: db).count < maximumOverrides else {
            throw Problem.conflict("platform.calendar.too_many")
        }
        let id: ID<DayOverride> = db.newID()
        let json = try JSONText.of(ruling)
        try db.run(
            """
            INSERT INTO calendar_overrides (id, organisation_id, ruling, reason, from_on, recorded_at, recorded_by)
            VALUES (\(id), \(actor.organisationID), \(json), \(reason), \(ruling.from), \(db.now), \(actor.signature))
            """)
        try StoredClock.lookAgain(from: ruling.from, of: actor.organisationID, in: db)
        try Event.record(
            "platform.calendar_ruling_recorded", of: Event.Subject(kind: "calendar", id: actor.organisationID.text),
            by: actor, facts: ruling, sealed: false, at: desk, in: db)
    }
}
