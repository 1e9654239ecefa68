import Casework
import Foundation
import Kernel
import Platform
import Storage

extension ImprovementAction {
    /// The action of that id within the organisation; throws `Problem.notFound`.
    package static func find(
        _ id: ID<ImprovementAction>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> ImprovementAction {
        try ImprovementAction(
            db.one("SELECT document FROM improvement_actions WHERE id = \(id) AND organisation_id = \(organisation)"))
    }

    /// The action an occasion led to, if it led to one.
    package static func led(
        by source: Event.Subject, reason: String, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> ID<ImprovementAction>? {
        try db.first(
            """
            SELECT action_id FROM improvement_sources
            WHERE organisation_id = \(organisation) AND kind = \(source.kind) AND source_id = \(source.id)
                AND reason = \(reason)
            """)?.get("action_id")
    }

    /// The actions a record led to, at most 100.
    package static func led(
        by source: Event.Subject, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ImprovementAction] {
        try db.rows(
            """
            SELECT a.document FROM improvement_actions a WHERE a.organisation_id = \(organisation) AND a.id IN (
                SELECT action_id FROM improvement_sources WHERE organisation_id = \(organisation)
                    AND kind = \(source.kind) AND source_id = \(source.id))
            ORDER BY a.id LIMIT 100
            """
        ).map(ImprovementAction.init)
    }

    /// The open action for a cause, if there is one.
    static func open(
        for cause: CauseKey, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> ImprovementAction? {
        try db.first(
            """
            SELECT document FROM improvement_actions
            WHERE organisation_id = \(organisation) AND cause_key = \(cause.text) AND is_open = 1
            """
        ).map(ImprovementAction.init)
    }

    static func nextNumber(
        _ kind: String, of organisation: ID<Organisation>, year: Int, in db: any Connection
    ) throws -> String {
        let counter: Int = try db.one(
            """
            INSERT INTO quality_counters (organisation_id, kind, year, counter)
            VALUES (\(organisation), \(kind), \(year), 1)
            ON CONFLICT (organisation_id, kind, year) DO UPDATE SET counter = quality_counters.counter + 1
            RETURNING counter
            """
        ).get("counter")
        let digits = String(counter)
        return "\(year)-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// When somebody has to look at it next: its due, the end of the next check's day, and for one that waits for
    /// verification the moment it was done.
    func nextAt(zone: Zone) -> Instant {
        switch state {
        case .open: zone.instant(of: round.dueOn.advanced(by: 1))
        case .awaitingVerification: round.completion?.at ?? openedAt
        case .awaitingEffect: nextCheckDay(in: zone).map { zone.instant(of: $0.advanced(by: 1)) } ?? openedAt
        case .effective, .cancelled: openedAt
        }
    }

    func insert(zone: Zone, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO improvement_actions (id, organisation_id, number, source_kind, source_id, state, is_open,
                cause_key, unit_id, owner_id, opened_at, next_at, version, document)
            VALUES (\(id), \(organisationID), \(number), \(source.kind), \(source.id), \(state.rawValue), 1,
                \(trigger.cause?.text), \(unit), \(owner), \(openedAt), \(nextAt(zone: zone)), \(version),
                \(try JSONText.of(self)))
            """)
        try saveRounds(zone: zone, in: db)
    }

    /// Writes the action as it is after one step. Throws `Problem.conflict` when somebody else was quicker.
    func update(zone: Zone, in db: any Connection) throws {
        let written = try db.run(
            """
            UPDATE improvement_actions SET state = \(state.rawValue), is_open = \(state.isOpen), owner_id = \(owner),
                next_at = \(nextAt(zone: zone)), version = \(version), document = \(try JSONText.of(self))
            WHERE id = \(id) AND organisation_id = \(organisationID) AND version = \(version - 1)
            """)
        guard written == 1 else { throw Problem.conflict("quality.refusal.changed_meanwhile") }
        try saveRounds(zone: zone, in: db)
    }

    func save(_ source: ActionSource, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO improvement_sources (organisation_id, kind, source_id, reason, action_id, linked_at)
            VALUES (\(organisationID), \(source.kind), \(source.id), \(source.reason), \(id), \(db.now))
            """)
    }

    /// One that was called off counts in no rate.
    private func saveRounds(zone: Zone, in db: any Connection) throws {
        let last = rounds.count - 1
        for (place, round) in rounds.enumerated().suffix(2) {
            if place == last, state == .cancelled {
                try db.run("DELETE FROM improvement_rounds WHERE action_id = \(id) AND round = \(place + 1)")
                continue
            }
            let judged = round.checks.last.flatMap { check in
                !check.isPassed || round.checks.count == checkDays.count ? check : nil
            }
            try db.run(
                """
                INSERT INTO improvement_rounds (action_id, round, organisation_id, due_on, done_on, judged_on,
                    is_effective)
                VALUES (\(id), \(place + 1), \(organisationID), \(round.dueOn),
                    \(round.completion?.at.day(in: zone)), \(judged?.at.day(in: zone)), \(judged?.isPassed))
                ON CONFLICT (action_id, round) DO UPDATE SET due_on = excluded.due_on, done_on = excluded.done_on,
                    judged_on = excluded.judged_on, is_effective = excluded.is_effective
                """)
        }
    }

    init(_ row: Row) throws {
        let text: String = try row.get("document")
        self = try JSONDecoder().decode(ImprovementAction.self, from: Data(text.utf8))
    }
}

/// How well actions are carried out and whether they help (措施及时率与有效率, standards 2.18).
package struct ActionFigures: Hashable, Sendable {
    /// Done by the due day of those due in the period.
    package let onTime: Rate
    /// Effective of those judged in the period.
    package let effective: Rate

    /// The days before today alone are mature: what is still due today is in no rate.
    package static func load(
        from first: LocalDay, through last: LocalDay, of organisation: ID<Organisation>, on today: LocalDay,
        in db: any Connection
    ) throws -> ActionFigures {
        let due = try db.one(
            """
            SELECT count(*) AS n, count(CASE WHEN done_on IS NOT NULL AND done_on <= due_on THEN 1 END) AS met
            FROM improvement_rounds
            WHERE organisation_id = \(organisation) AND due_on >= \(first) AND due_on <= \(last) AND due_on < \(today)
            """)
        let judged = try db.one(
            """
            SELECT count(*) AS n, count(CASE WHEN is_effective = 1 THEN 1 END) AS met FROM improvement_rounds
            WHERE organisation_id = \(organisation) AND judged_on >= \(first) AND judged_on <= \(last)
            """)
        return ActionFigures(
            onTime: Rate(try due.get("met"), of: try due.get("n")),
            effective: Rate(try judged.get("met"), of: try judged.get("n")))
    }
}
