import Casework
import Deadlines
import Foundation
import Kernel
import Platform
import Storage

extension Broadcast {
    /// The broadcast of that id within the organisation; throws `Problem.notFound`.
    package static func find(
        _ id: ID<Broadcast>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Broadcast {
        try Broadcast(
            db.one("SELECT document FROM broadcasts WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    static let pageSize = 30

    /// A page of those in a state, the newest first; `unreadBy` narrows it to what somebody was sent and has not read.
    package static func page(
        _ state: State, unreadBy staff: ID<Staff>? = nil, of organisation: ID<Organisation>,
        after cursor: MomentCursor<Broadcast>? = nil, in db: any Connection
    ) throws -> (broadcasts: [Broadcast], next: MomentCursor<Broadcast>?) {
        var rest: SQL = ""
        if let staff {
            rest = """
                 AND b.id IN (SELECT broadcast_id FROM broadcast_readers
                WHERE organisation_id = \(organisation) AND staff_id = \(staff) AND read_at IS NULL)
                """
        }
        if let cursor { rest = rest + " AND (b.made_at, b.id) < (\(cursor.at), \(cursor.id))" }
        let found = try db.rows(
            """
            SELECT b.document FROM broadcasts b
            WHERE b.organisation_id = \(organisation) AND b.state = \(state.rawValue)\(rest)
            ORDER BY b.made_at DESC, b.id DESC LIMIT \(pageSize + 1)
            """
        ).map(Broadcast.init)
        let last = found.count > pageSize ? found.prefix(pageSize).last : nil
        return (Array(found.prefix(pageSize)), last.map { MomentCursor(at: $0.madeAt, id: $0.id) })
    }

    /// Writes a draft. Refuses what would tell of a person.
    package static func draft(
        _ content: Content, from source: ActionSource?, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> Broadcast {
        try check(content, of: actor.organisationID, at: desk, in: db)
        let zone = try OrganisationProfile.find(actor.organisationID, in: db).zone
        let draft = Broadcast(
            id: db.newID(), organisationID: actor.organisationID,
            number: try ImprovementAction.nextNumber(
                "broadcast", of: actor.organisationID, year: db.now.day(in: zone).year, in: db),
            source: source, madeAt: db.now, authors: [actor.signature], content: content, state: .draft, sentAt: nil,
            sentBy: nil, version: 1)
        try db.run(
            """
            INSERT INTO broadcasts (id, organisation_id, number, state, document, version, made_at)
            VALUES (\(draft.id), \(draft.organisationID), \(draft.number), 'draft', \(try JSONText.of(draft)), 1,
                \(draft.madeAt))
            """)
        try Event.record("quality.broadcast_written", of: draft.subject, by: actor, facts: content, at: desk, in: db)
        return draft
    }

    /// Writes a draft anew; `seen` is the version the writer looked at.
    package func rewrite(
        _ content: Content, seen: Int, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> Broadcast {
        guard state == .draft else { throw Problem.conflict("quality.refusal.sent") }
        guard version == seen else { throw Problem.conflict("quality.refusal.changed_meanwhile") }
        try Broadcast.check(content, of: organisationID, at: desk, in: db)
        var after = self
        after.content = content
        if !authors.contains(actor.signature) { after.authors.append(actor.signature) }
        try after.update(in: db)
        try Event.record("quality.broadcast_written", of: subject, by: actor, facts: content, at: desk, in: db)
        return after
    }

    private static func check(
        _ content: Content, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws {
        let tree = try UnitTree.load(of: organisation, in: db)
        guard content.units.allSatisfy({ tree[$0] != nil }) else {
            throw Problem.invalid("units", Message("web.form.not_listed"))
        }
        try PersonTraces.refuse(in: content.texts, of: organisation, at: desk, in: db)
    }

    /// Approves and sends it: everybody of the audience is told, and reminded until they have understood.
    package func send(by actor: Actor, at desk: Desk, in db: any Connection) throws -> Broadcast {
        if let refusal = refusal(toSend: actor) { throw refusal }
        try PersonTraces.refuse(
            publishing: content.texts.values.sorted().joined(separator: "\n"), of: organisationID, at: desk, in: db)
        let profile = try OrganisationProfile.find(organisationID, in: db)
        let audience = try audience(on: db.now.day(in: profile.zone), in: db)
        guard !audience.isEmpty else { throw Problem.conflict("quality.refusal.nobody_to_read") }
        var after = self
        after.state = .sent
        after.sentAt = db.now
        after.sentBy = actor.signature
        try after.update(in: db)
        for staff in audience {
            try db.send(
                """
                INSERT INTO broadcast_readers (broadcast_id, staff_id, organisation_id, attempts)
                VALUES (\(id), \(staff), \(organisationID), 0) ON CONFLICT (broadcast_id, staff_id) DO NOTHING
                """)
        }
        try Event.record(
            "quality.broadcast_sent", of: subject, by: actor, facts: ["readers": String(audience.count)], at: desk,
            in: db)
        try after.tell(audience, "broadcast", in: db)
        try after.startReminders(in: db)
        return after
    }

    /// Calls it back: nobody is asked to read it any more; who read it stays known.
    package func withdraw(
        saying reason: String, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> Broadcast {
        guard state != .withdrawn else { throw Problem.conflict("quality.refusal.withdrawn") }
        var after = self
        after.state = .withdrawn
        try after.update(in: db)
        try Event.record(
            "quality.broadcast_withdrawn", of: subject, by: actor, facts: ["reason": reason], at: desk, in: db)
        return after
    }

    /// Who is employed and present in the units and roles meant.
    private func audience(on day: LocalDay, in db: any Connection) throws -> [ID<Staff>] {
        var rest: SQL = ""
        if !content.units.isEmpty {
            let tree = try UnitTree.load(of: organisationID, in: db)
            let units = Set(content.units + content.units.flatMap(tree.below)).sorted()
            rest = """
                 AND EXISTS (SELECT 1 FROM staff_units u WHERE u.staff_id = s.id AND u.unit_id IN \(units)
                AND u.from_on <= \(day) AND (u.to_on IS NULL OR u.to_on >= \(day)))
                """
        }
        if !content.roles.isEmpty {
            let roles = content.roles.map(\.rawValue)
            rest =
                rest + """
                     AND EXISTS (SELECT 1 FROM staff_roles r WHERE r.staff_id = s.id AND r.role IN \(roles)
                    AND r.revoked_at IS NULL)
                    """
        }
        return try db.rows(
            """
            SELECT s.id FROM staff s WHERE s.organisation_id = \(organisationID) AND s.employed_from_on <= \(day)
                AND (s.employed_to_on IS NULL OR s.employed_to_on >= \(day))\(rest)
            ORDER BY s.id LIMIT 5000
            """
        ).map { try $0.get("id") }
    }

    private mutating func update(in db: any Connection) throws {
        let before = version
        version += 1
        let written = try db.run(
            """
            UPDATE broadcasts SET state = \(state.rawValue), document = \(try JSONText.of(self)),
                version = \(version), sent_at = \(sentAt)
            WHERE id = \(id) AND organisation_id = \(organisationID) AND version = \(before)
            """)
        guard written == 1 else { throw Problem.conflict("quality.refusal.changed_meanwhile") }
    }

    func tell(_ staff: [ID<Staff>], _ key: String, in db: any Connection) throws {
        try StaffNotice.leave(
            Message("quality.notice.\(key)", ["title": .text(content.title)]), for: staff, about: subject,
            of: organisationID, topic: "broadcast", in: db)
    }

    private init(_ row: Row) throws {
        let text: String = try row.get("document")
        self = try JSONDecoder().decode(Broadcast.self, from: Data(text.utf8))
    }
}
