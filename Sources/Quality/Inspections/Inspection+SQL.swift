import Casework
import Deadlines
import Duties
import Foundation
import Kernel
import Platform
import Storage

extension Inspection {
    /// The inspection of that id, as far as the reader may know of it; throws `Problem.notFound`, also for a secret one.
    static func find(
        _ id: ID<Inspection>, for actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> Inspection {
        let found = try Inspection(
            db.one("SELECT document FROM inspections WHERE id = \(id) AND organisation_id = \(actor.organisationID)"))
        guard try found.isKnown(to: actor, at: desk, in: db) else { throw Problem.notFound }
        return found
    }

    /// Whether the reader may know of it. A secret one is known to those who look after mystery visits, never to anybody
    /// of the unit visited or to whoever handles a case the visitor made (S4-56).
    func isKnown(to actor: Actor, at desk: Desk, in db: any Connection) throws -> Bool {
        guard isSecret else { return true }
        guard desk.rights.allows(QualityAction.keepMystery.rawValue, to: actor) else { return false }
        let standing = try Standing.of(actor, in: db)
        guard !standing.units.union(standing.headedUnits).contains(unit) else { return false }
        return try cases.allSatisfy { id in
            let subject = try Case.find(id, of: organisationID, at: desk, in: db)
            let handling: Set<Relation> = [.firstReceiver, .handler, .helper, .named]
            return subject.relations(of: standing).isDisjoint(with: handling)
                && !subject.solvers.contains(standing.staffID)
        }
    }

    static let pageSize = 30

    /// The latest first, as far as the reader may know of them.
    static func page(
        _ kind: InspectionKind?, after cursor: MomentCursor<Inspection>? = nil, reader: Actor, at desk: Desk,
        in db: any Connection
    ) throws -> (inspections: [Inspection], next: MomentCursor<Inspection>?) {
        var rest: SQL = ""
        if let kind { rest = " AND kind = \(kind.rawValue)" }
        if !desk.rights.allows(QualityAction.keepMystery.rawValue, to: reader) { rest = rest + " AND is_released = 1" }
        if let cursor { rest = rest + " AND (made_at, id) < (\(cursor.at), \(cursor.id))" }
        let rows = try db.rows(
            """
            SELECT document FROM inspections WHERE organisation_id = \(reader.organisationID)\(rest)
            ORDER BY made_at DESC, id DESC LIMIT \(pageSize + 1)
            """)
        let found = try rows.prefix(pageSize).map(Inspection.init)
        let last = rows.count > pageSize ? found.last : nil
        return (
            try found.filter { try $0.isKnown(to: reader, at: desk, in: db) },
            last.map { MomentCursor(at: $0.madeAt, id: $0.id) }
        )
    }

    static func secretContext(_ id: String) -> String { "inspections.secret.\(id)" }

    /// Writes it down. What is no mystery visit is known at once and opens its actions; of one the cases are hidden from
    /// every count.
    func record(
        _ secret: MysterySecret?, by list: Checklist, actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> Inspection {
        let zone = try OrganisationProfile.find(organisationID, in: db).zone
        try check(by: list, on: db.now.day(in: zone))
        let sealed = try secret.map {
            try desk.vault.seal(
                JSONText.of($0), for: organisationID, context: Inspection.secretContext(id.text), in: db)
        }
        let score = score(by: list)
        try db.run(
            """
            INSERT INTO inspections (id, organisation_id, number, kind, checklist, unit_id, held_on, is_released,
                reached, possible, made_at, document, secret)
            VALUES (\(id), \(organisationID), \(number), \(kind.rawValue), \(checklist), \(unit), \(heldOn),
                \(kind != .mystery), \(score.reached), \(score.of), \(madeAt), \(try JSONText.of(self)), \(sealed))
            """)
        for hidden in cases {
            try HiddenCase.hide(hidden, of: organisationID, in: db)
            try CauseSighting.lookAgain(hidden, of: organisationID, in: db)
        }
        try Event.record("quality.inspected", of: subject, by: actor, facts: self, at: desk, in: db)
        try startReminder(in: db)
        try settleDuties(by: actor, at: desk, in: db)
        if kind == .mystery { return self }
        return try releasing(by: list, actor: actor, at: desk, in: db)
    }

    /// Settles what the plan of inspections asks for (S2-13, S2-17): the unit's regular inspection, and the evaluation of
    /// the house. A mystery visit settles nothing, for that would tell of it.
    private func settleDuties(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        guard kind != .mystery else { return }
        try Duties.meet(
            "service_inspection", scope: .unit(unit), evidence: subject, on: heldOn, by: actor, at: desk, in: db)
        try Duties.meet(
            "quality_evaluation", scope: .organisation(organisationID), evidence: subject, on: heldOn, by: actor,
            at: desk, in: db)
    }

    /// Makes it known to the unit and opens an action for each finding.
    func releasing(
        by list: Checklist, actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> Inspection {
        guard let staff = actor.staffID else { throw Problem.signedOut }
        var after = self
        try after.release(by: staff, at: db.now)
        let written = try db.run(
            """
            UPDATE inspections SET is_released = 1, document = \(try JSONText.of(after))
            WHERE id = \(id) AND organisation_id = \(organisationID) AND document = \(try JSONText.of(self))
            """)
        guard written == 1 else { throw Problem.conflict("quality.refusal.released") }
        let language = try OrganisationProfile.find(organisationID, in: db).language
        let today = db.now.day(in: try OrganisationProfile.find(organisationID, in: db).zone)
        for finding in findings {
            guard let item = list.items.first(where: { $0.code == finding.item }) else { continue }
            try ImprovementAction.open(
                ActionDraft(
                    title: String(item.text.text(in: language).prefix(ImprovementAction.titleLimit)),
                    reason: finding.item, cause: ActionCause(words: finding.note), unit: unit,
                    dueOn: max(rectifyBy, today.advanced(by: 1)), checkDays: [30], address: "/inspections/\(id)"),
                source: subject, by: actor, at: desk, in: db)
        }
        if kind == .mystery {
            try Event.record(
                "quality.mystery_released", of: subject, by: actor, facts: ["number": number], at: desk, in: db)
        }
        let heads = try ImprovementAction.heads(over: unit, of: organisationID, in: db).prefix(1)
        try StaffNotice.leave(
            Message("quality.notice.\(kind == .mystery ? "mystery" : "inspection")", ["number": .text(number)]),
            for: Array(heads), about: Event.Subject(kind: "inspection", id: id.text), of: organisationID,
            topic: "inspection", in: db)
        return after
    }

    /// Who came and why they can judge; that it was read is kept.
    func secret(for actor: Actor, at desk: Desk, in db: any Connection) throws -> MysterySecret? {
        let row = try db.one("SELECT secret FROM inspections WHERE id = \(id)")
        guard let text: String = try row.get("secret"), let sealed = Sealed(text) else { return nil }
        let opened = try desk.vault.open(
            sealed, for: organisationID, context: Inspection.secretContext(id.text), in: db)
        return try JSONDecoder().decode(MysterySecret.self, from: Data(opened.utf8))
    }

    /// Reminds whoever inspects of the next time, a week ahead and on the day.
    private func startReminder(in db: any Connection) throws {
        let zone = try OrganisationProfile.find(organisationID, in: db).zone
        let today = db.now.day(in: zone)
        guard let nextOn, let term = Term(max(1, today.distance(to: nextOn)), .naturalDays) else { return }
        let promise = Promise(kind: "inspection_next", term: term, warnings: [], reminders: [7], ladder: [])
        try StoredClock(
            organisationID: organisationID, subject: subject,
            clock: Clock(promise: promise, startedAt: db.now, recordedAt: db.now), holderID: inspector.text
        ).save(calendar: OrganisationCalendar.load(organisationID, in: db), in: db)
    }

    /// Tells the inspector that it is time to look again.
    package static func remind(of stored: StoredClock, _ reading: Reading, in db: any Connection) throws {
        guard let id = ID<Inspection>(stored.subject.id) else { return }
        let found = try Inspection(
            db.one("SELECT document FROM inspections WHERE id = \(id) AND organisation_id = \(stored.organisationID)"))
        try StaffNotice.leave(
            Message("quality.notice.inspect_again", ["number": .text(found.number), "at": .due(reading.dueAt)]),
            for: [found.inspector], about: Event.Subject(kind: "inspection", id: id.text), of: stored.organisationID,
            topic: "inspect_again", in: db)
        guard reading.dueAt <= db.now else { return }
        var ended = stored
        try ended.clock.apply(.met(db.now))
        try ended.save(calendar: OrganisationCalendar.load(stored.organisationID, in: db), in: db)
    }

    private init(_ row: Row) throws {
        let text: String = try row.get("document")
        self = try JSONDecoder().decode(Inspection.self, from: Data(text.utf8))
    }
}

extension CauseSighting {
    /// Has a case looked at again, since what counts of it has changed.
    static func lookAgain(_ id: ID<Case>, of organisation: ID<Organisation>, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO cause_checks (case_id, organisation_id, asked_at) VALUES (\(id), \(organisation), \(db.now))
            ON CONFLICT (case_id) DO NOTHING
            """)
    }
}
