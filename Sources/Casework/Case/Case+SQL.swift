import Foundation
import Kernel
import Platform
import Storage

/// A case in the one place where it is kept (所存个案): it has many parts, and a list passes on many cases.
final class KeptCase: Hashable, Sendable {
    let value: Case

    init(_ value: Case) { self.value = value }

    static func == (left: KeptCase, right: KeptCase) -> Bool { left === right || left.value == right.value }
    func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension Case {
    /// The case of that id within the organisation. Throws `Problem.notFound`.
    package static func find(
        _ id: ID<Case>, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> Case {
        let row = try db.one(
            "SELECT id, document FROM cases WHERE id = \(id) AND organisation_id = \(organisation)")
        return try Case(row, of: organisation, at: desk, in: db)
    }

    /// The case with that number, if there is one.
    package static func first(
        number: CaseNumber, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> Case? {
        try db.first(
            """
            SELECT id, document FROM cases
            WHERE organisation_id = \(organisation) AND number = \(number.description)
            """
        ).map { try Case($0, of: organisation, at: desk, in: db) }
    }

    /// The next number of the year; numbers have no gaps that a failed registration could leave.
    static func nextNumber(
        _ organisation: ID<Organisation>, year: Int, in db: any Connection
    ) throws -> CaseNumber {
        let counter: Int = try db.one(
            """
            INSERT INTO case_counters (organisation_id, year, counter) VALUES (\(organisation), \(year), 1)
            ON CONFLICT (organisation_id, year) DO UPDATE SET counter = case_counters.counter + 1
            RETURNING counter
            """
        ).get("counter")
        return CaseNumber(year: year, counter: counter)
    }

    /// Cases opened lately. A sealed text is never the same twice, so one that is known is what it was.
    private static let opened = Memo<ID<Case>, KeptCase>(limit: 1_500)

    init(_ row: Row, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection) throws {
        self = try Case.kept(row, of: organisation, at: desk, in: db).value
    }

    /// The same, in the one place where it is kept: lists pass on many.
    static func kept(
        _ row: Row, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> KeptCase {
        let id: ID<Case> = try row.get("id")
        return try Case.opened.value(id, row.get("document")) {
            let json = try desk.vault.open(
                row.get("document"), for: organisation, context: "cases.document.\(id)", in: db)
            return KeptCase(try JSONDecoder().decode(Case.self, from: Data(json.utf8)))
        }
    }

    /// Writes a case that was just received, with what opens it to its complainant and what is due next.
    func insert(
        pin: PIN, next: (name: String, dueAt: Instant)?, at desk: Desk, in db: any Connection
    ) throws {
        let keys = try desk.vault.keyring(for: organisationID, in: db)
        let digest = pin.digest(of: id.text) { desk.vault.mac(purpose: "pin", $0) }
        let document = try document(sealedWith: keys)
        let codes = Case.codes(of: complainant, keys)
        try db.send(
            """
            INSERT INTO cases (id, organisation_id, number, kind, channel, secrecy, restricted, state, is_open, level,
                level_confirmed, received_at, registered_at, first_receiver_id, holder_id, group_id, unit_id,
                person_id, complainant_phone_index, complainant_phone_ending_index, complainant_name_index, next_due_at,
                next_due_kind, asks_coordinator, escalated, pin_round, pin_digest, version, document)
            VALUES (\(id), \(organisationID), \(number.description), \(kind.rawValue), \(channel.rawValue),
                \(secrecy.rawValue), \(isRestricted), \(state.rawValue), \(state.isOpen),
                \(level.current?.rawValue), \(level.confirmed != nil), \(milestones.receivedAt),
                \(milestones.registeredAt), \(firstReceiver), \(holder.idText), \(accountableGroup),
                \(responsibleUnit), \(personServed),
                \(codes[0]), \(codes[1]), \(codes[2]),
                \(next?.dueAt ?? Case.noDue), \(next?.name), \(asksForCoordinator), \(timing.isEscalated), 1, \(digest),
                \(version), \(document))
            """)
        for member in complainedAbout.staff.sorted() {
            try db.send("INSERT INTO case_named_staff (case_id, staff_id) VALUES (\(id), \(member))")
        }
        for unit in complainedAbout.units.sorted() {
            try db.send("INSERT INTO case_named_units (case_id, unit_id) VALUES (\(id), \(unit))")
        }
        try saveNamedOffices(in: db)
        if !state.isOpen { try saveOpennessOfNamed(in: db) }
        try saveAllegations(in: db)
    }

    /// Lets what looks for people named in open cases pass over the closed ones.
    func saveOpennessOfNamed(in db: any Connection) throws {
        for table in ["case_named_staff", "case_named_units", "case_named_roles"] {
            try db.send(
                """
                UPDATE \(SQL(raw: table)) SET is_open = \(state.isOpen)
                WHERE case_id = \(id) AND is_open <> \(state.isOpen)
                """)
        }
    }

    private func saveNamedOffices(in db: any Connection) throws {
        for role in complainedAbout.roles.sorted() {
            try db.send(
                """
                INSERT INTO case_named_roles (case_id, role) VALUES (\(id), \(role.rawValue))
                ON CONFLICT (case_id, role) DO NOTHING
                """)
        }
    }

    /// Writes what a step changed. Throws `Problem.conflict` when somebody else's step came between.
    func update(from earlier: Int, next: (name: String, dueAt: Instant)?, at desk: Desk, in db: any Connection) throws {
        let keys = try desk.vault.keyring(for: organisationID, in: db)
        let document = try document(sealedWith: keys)
        let codes = Case.codes(of: complainant, keys)
        let changed = try db.run(
            """
            UPDATE cases SET kind = \(kind.rawValue), restricted = \(isRestricted), state = \(state.rawValue),
                is_open = \(state.isOpen), level = \(level.current?.rawValue),
                level_confirmed = \(level.confirmed != nil), received_at = \(firstReceivedAt),
                decided_at = \(milestones.decisionAt), closed_at = \(milestones.closedAt),
                complainant_phone_index = \(codes[0]), complainant_phone_ending_index = \(codes[1]),
                complainant_name_index = \(codes[2]),
                holder_id = \(holder.idText), handler_id = \(handler), unit_id = \(responsibleUnit),
                offered_to_id = \(handling.offer?.to), reviewer_id = \(handling.review?.reviewer),
                disputed_since_at = \(teamwork.disputedSince),
                asks_coordinator = \(asksForCoordinator), escalated = \(timing.isEscalated),
                next_due_at = \(next?.dueAt ?? Case.noDue), next_due_kind = \(next?.name), version = \(version),
                document = \(document)
            WHERE id = \(id) AND organisation_id = \(organisationID) AND version = \(earlier)
            """)
        guard changed == 1 else { throw Problem.conflict("casework.refusal.changed_meanwhile") }
        try saveNamedOffices(in: db)
        try saveOpennessOfNamed(in: db)
        try saveAllegations(in: db)
        guard identityKept != nil else { return }
        try dropMovedAllegations(in: db)
        try saveLinks(in: db)
        try saveLimits(in: db)
    }

    /// Writes an anonymised case over the case it was, with everything gone by which somebody could be looked up.
    func storeAnonymised(at desk: Desk, in db: any Connection) throws {
        let keys = try desk.vault.keyring(for: organisationID, in: db)
        try db.send(
            """
            UPDATE cases SET complainant_phone_index = NULL, complainant_phone_ending_index = NULL,
                complainant_name_index = NULL, person_id = NULL, anonymised_at = \(db.now), pin_round = pin_round + 1,
                pin_digest = \(hex(db.randomBytes(32))), document = \(try document(sealedWith: keys))
            WHERE id = \(id) AND organisation_id = \(organisationID)
            """)
    }

    /// Where no clock runs, so that such cases come last in lists ordered by what is due: the year 2255.
    package static let noDue = Instant(milliseconds: 9_000_000_000_000)

    /// T0 of the first round: what lists and statistics go by.
    package var firstReceivedAt: Instant { earlierRounds.first?.receivedAt ?? milestones.receivedAt }

    private func saveAllegations(in db: any Connection) throws {
        for allegation in allegations {
            try db.send(
                """
                INSERT INTO allegations (case_id, organisation_id, place, category, finding, received_at)
                VALUES (\(id), \(organisationID), \(allegation.number), \(allegation.category.text),
                    \(allegation.finding?.rawValue), \(firstReceivedAt))
                ON CONFLICT (case_id, place) DO UPDATE SET category = excluded.category, finding = excluded.finding
                """)
        }
    }

    private func document(sealedWith keys: Keyring) throws -> Sealed {
        try keys.seal(JSONText.of(self), context: "cases.document.\(id)")
    }
}
