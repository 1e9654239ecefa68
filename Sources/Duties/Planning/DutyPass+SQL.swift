import Deadlines
import Kernel
import Platform
import Storage

/// One going-over of all rules of an organisation (排程轮次): it lays duties ahead, and makes what is stored follow what
/// is owed. Its place is kept, so that it goes on where it was stopped, and each part of it is small.
struct DutyPass: Hashable, Sendable {
    let organisationID: ID<Organisation>
    /// The day it was begun on; its window ends so many days later.
    let today: LocalDay
    /// From which day on it looks, before each rhythm's own look back.
    let from: LocalDay
    /// Where it stands: the rule, the first day of the period, and the subject behind which it goes on.
    var code: String
    var first: LocalDay?
    var after: String
    let startedAt: Instant
    var completedAt: Instant?
    /// Through which day an earlier pass was whole.
    var covered: LocalDay?

    static let horizonDays = 40
    /// How old a pass may get before residents who came meanwhile are looked for again.
    static let renewalMilliseconds: Int64 = 60 * 60_000

    /// The pass that is to be worked at now: the one begun, or a new one when it is time; `nil` when nothing is to do.
    static func current(
        of profile: OrganisationProfile, in db: any Connection
    ) throws -> DutyPass? {
        let today = db.now.day(in: profile.zone)
        guard let row = try db.first("SELECT * FROM duty_passes WHERE organisation_id = \(profile.id)") else {
            return DutyPass(
                organisationID: profile.id, today: today, from: today, code: "", after: "", startedAt: db.now)
        }
        let known = try DutyPass(row)
        guard let completedAt = known.completedAt else { return known }
        let age = db.now - completedAt
        guard known.today != today || age >= renewalMilliseconds || age < 0 else { return nil }
        return DutyPass(
            organisationID: profile.id, today: today, from: min(known.covered ?? today, today), code: "", after: "",
            startedAt: db.now, covered: known.covered)
    }

    /// Makes the pass begin anew, because a rule changed.
    static func restart(of organisation: ID<Organisation>, in db: any Connection) throws {
        try db.run(
            """
            UPDATE duty_passes SET rule_code = '', first_on = '', subject_after = '', completed_at = NULL
            WHERE organisation_id = \(organisation)
            """)
    }

    func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO duty_passes (organisation_id, today_on, from_on, rule_code, first_on, subject_after, started_at,
                completed_at, covered_on)
            VALUES (\(organisationID), \(today), \(from), \(code), \(first?.description ?? ""), \(after), \(startedAt),
                \(completedAt), \(covered))
            ON CONFLICT (organisation_id) DO UPDATE SET today_on = excluded.today_on, from_on = excluded.from_on,
                rule_code = excluded.rule_code, first_on = excluded.first_on, subject_after = excluded.subject_after,
                started_at = excluded.started_at, completed_at = excluded.completed_at,
                covered_on = excluded.covered_on
            """)
    }

    private init(_ row: Row) throws {
        self.init(
            organisationID: try row.get("organisation_id"), today: try row.get("today_on"),
            from: try row.get("from_on"), code: try row.get("rule_code"),
            first: LocalDay(try row.get("first_on", as: String.self)), after: try row.get("subject_after"),
            startedAt: try row.get("started_at"), completedAt: try row.get("completed_at"),
            covered: try row.get("covered_on"))
    }

    init(
        organisationID: ID<Organisation>, today: LocalDay, from: LocalDay, code: String, first: LocalDay? = nil,
        after: String, startedAt: Instant, completedAt: Instant? = nil, covered: LocalDay? = nil
    ) {
        self.organisationID = organisationID
        self.today = today
        self.from = from
        self.code = code
        self.first = first
        self.after = after
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.covered = covered
    }

    /// The days within which the periods of a rule begin that the pass looks at.
    func window(of history: RuleHistory) -> ClosedRange<LocalDay> {
        let back = history.versions.map(\.rule.rhythm.lookBackDays).max() ?? 0
        return from.advanced(by: -back)...today.advanced(by: DutyPass.horizonDays)
    }
}

extension Rhythm {
    /// How far back a pass looks: as long as a period and what may be due after it.
    fileprivate var lookBackDays: Int {
        switch self {
        case .daily: 7
        case .weekly: 14
        case .monthly, .festival: 62
        case .quarterly: 123
        case .halfYearly: 245
        case .yearly: 430
        case .event: 0
        }
    }
}
