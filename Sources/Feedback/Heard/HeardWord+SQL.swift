import Casework
import Kernel
import Platform
import Storage

/// What an employee overheard or was told in passing (员工听到的, S0-32): a few words, until they became a case or somebody
/// wrote what was done. Who told them is told what came of them.
package struct HeardWord: Hashable, Sendable {
    package let id: ID<HeardWord>
    package let organisationID: ID<Organisation>
    package let heardBy: ID<Staff>
    package let unitID: ID<OrganisationUnit>?
    package let kind: CaseKind
    package let text: String
    package let heardOn: LocalDay
    package let recordedAt: Instant
    package let isOpen: Bool
    package let caseID: ID<Case>?
    package let outcome: String?

    static let kinds: [CaseKind] = [.complaint, .suggestion, .compliment]
    package static let textLimit = 1000
    static let pageSize = 30

    static func context(_ column: String, _ id: String) -> String { "heard_words.\(column).\(id)" }
    static func subject(_ id: ID<HeardWord>) -> Event.Subject { Event.Subject(kind: "heard", id: id.text) }
    package var subject: Event.Subject { HeardWord.subject(id) }

    /// Writes it down and tells those who see to it.
    package static func tell(
        _ text: String, kind: CaseKind, heardOn day: LocalDay, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> ID<HeardWord> {
        try desk.rights.must(FeedbackAction.hear, actor)
        guard let staff = actor.staffID else { throw Problem.signedOut }
        let organisation = actor.organisationID
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        let id: ID<HeardWord> = db.newID()
        let facts = try StaffFacts.relationsFacts(for: staff, of: organisation, on: today, in: db)
        let unit = facts.memberOf.subtracting(facts.groups).min()
        let sealed = try desk.vault.seal(text, for: organisation, context: context("text", id.text), in: db)
        try db.run(
            """
            INSERT INTO heard_words (id, organisation_id, heard_by, unit_id, kind, text_sealed, heard_on, recorded_at,
                is_open)
            VALUES (\(id), \(organisation), \(staff), \(unit), \(kind.rawValue), \(sealed), \(day), \(db.now), 1)
            """)
        try Event.record("feedback.heard", of: subject(id), by: actor, facts: ["kind": kind.rawValue], at: desk, in: db)
        let told = try RoleGrant.holders(of: .customerService, organisation: organisation, on: today, in: db)
        try StaffNotice.leave(
            Message("feedback.notice.heard"), for: told.map(\.id).filter { $0 != staff }, about: subject(id),
            of: organisation, topic: "heard", in: db)
        return id
    }

    /// Throws `Problem.notFound`.
    package static func find(
        _ id: ID<HeardWord>, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> HeardWord {
        try HeardWord(
            db.one("SELECT * FROM heard_words WHERE organisation_id = \(organisation) AND id = \(id)"), at: desk, in: db
        )
    }

    /// What waits, the oldest first; one more than a page shows that there is more.
    static func waiting(
        of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> [HeardWord] {
        try db.rows(
            """
            SELECT * FROM heard_words WHERE organisation_id = \(organisation) AND is_open = 1
            ORDER BY recorded_at, id LIMIT \(pageSize + 1)
            """
        ).map { try HeardWord($0, at: desk, in: db) }
    }

    /// What an employee told, the latest first.
    static func list(by actor: Actor, at desk: Desk, in db: any Connection) throws -> [HeardWord] {
        try db.rows(
            """
            SELECT * FROM heard_words WHERE organisation_id = \(actor.organisationID) AND heard_by = \(actor.staffID)
            ORDER BY recorded_at DESC, id DESC LIMIT \(pageSize)
            """
        ).map { try HeardWord($0, at: desk, in: db) }
    }

    /// Ends it without a case; who told it reads why. Throws `Problem.conflict` when somebody was quicker.
    package func answer(_ outcome: String, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        try desk.rights.must(FeedbackAction.answerHeard, actor)
        let sealed = try desk.vault.seal(
            outcome, for: organisationID, context: HeardWord.context("outcome", id.text), in: db)
        let changed = try db.run(
            """
            UPDATE heard_words SET is_open = 0, outcome_sealed = \(sealed), handled_by = \(actor.signature),
                handled_at = \(db.now)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND is_open = 1
            """)
        guard changed == 1 else { throw Problem.conflict("feedback.problem.heard_ended") }
        try Event.record(
            "feedback.heard_answered", of: subject, by: actor, facts: [String: String](), at: desk, in: db)
        try tellBack("answered", in: db)
    }

    private func tellBack(_ key: String, in db: any Connection) throws {
        try StaffNotice.leave(
            Message("feedback.notice.heard_\(key)"), for: [heardBy], about: subject, of: organisationID, topic: "heard",
            in: db)
    }

    /// Remembers that the actor is about to register a case from it.
    func askForCase(by actor: Actor, in db: any Connection) throws {
        let changed = try db.run(
            """
            UPDATE heard_words SET case_asked_by = \(actor.staffID), case_asked_at = \(db.now)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND is_open = 1
            """)
        guard changed == 1 else { throw Problem.conflict("feedback.problem.heard_ended") }
    }

    private static let tieHours = 48

    /// Ties the next case its asker registers by the channel 员工主动收集, in the transaction that registers it.
    static func tie(_ event: Event, in db: any Connection, at desk: Desk) throws {
        guard event.subject.kind == "case", event.actor.hasPrefix("staff:"), let caseID = ID<Case>(event.subject.id),
            let fact = try? event.decode(CaseFact.self), case .registration(let registration) = fact.step,
            registration.channel == .staffCapture, let staff = ID<Staff>(String(event.actor.dropFirst(6)))
        else { return }
        let asked = try db.first(
            """
            SELECT * FROM heard_words WHERE organisation_id = \(event.organisationID) AND case_asked_by = \(staff)
                AND is_open = 1 AND case_asked_at > \(db.now.advanced(byHours: -tieHours))
            ORDER BY case_asked_at DESC, id DESC LIMIT 1
            """)
        guard let asked else { return }
        let word = try HeardWord(asked, at: desk, in: db)
        try db.run(
            """
            UPDATE heard_words SET case_id = \(caseID), is_open = 0, handled_by = \(event.actor), handled_at = \(db.now)
            WHERE organisation_id = \(event.organisationID) AND id = \(word.id)
            """)
        try Event.record(
            "feedback.heard_became_case", of: word.subject,
            by: Actor(organisationID: event.organisationID, kind: .staff(staff, roles: [])),
            facts: ["case": caseID.text], at: desk, in: db)
        try word.tellBack("case", in: db)
    }

    private init(_ row: Row, at desk: Desk, in db: any Connection) throws {
        id = try row.get("id")
        organisationID = try row.get("organisation_id")
        heardBy = try row.get("heard_by")
        unitID = try row.get("unit_id")
        guard let kind = CaseKind(rawValue: try row.get("kind")) else { throw StorageError.badColumn("kind") }
        self.kind = kind
        text = try desk.vault.open(
            row.get("text_sealed"), for: organisationID, context: HeardWord.context("text", id.text), in: db)
        heardOn = try row.get("heard_on")
        recordedAt = try row.get("recorded_at")
        isOpen = try row.get("is_open")
        caseID = try row.get("case_id")
        let sealed: Sealed? = try row.get("outcome_sealed")
        let (organisation, key) = (organisationID, id.text)
        outcome = try sealed.map {
            try desk.vault.open($0, for: organisation, context: HeardWord.context("outcome", key), in: db)
        }
    }
}

/// How much each unit told within some days, and how much of it became a case (各部门主动收集, S0-32).
package struct HeardCount: Hashable, Sendable {
    package let unit: ID<OrganisationUnit>?
    package let told: Int
    package let cases: Int

    package static func list(
        of organisation: ID<Organisation>, heard days: ClosedRange<LocalDay>, in db: any Connection
    ) throws -> [HeardCount] {
        try db.rows(
            """
            SELECT unit_id, count(*) AS told, count(case_id) AS cases FROM heard_words
            WHERE organisation_id = \(organisation) AND heard_on >= \(days.lowerBound)
                AND heard_on <= \(days.upperBound)
            GROUP BY unit_id ORDER BY told DESC, unit_id LIMIT 500
            """
        ).map { HeardCount(unit: try $0.get("unit_id"), told: try $0.get("told"), cases: try $0.get("cases")) }
    }
}
