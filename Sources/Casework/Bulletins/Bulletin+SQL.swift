import Deadlines
import Kernel
import Platform
import Storage
import Web

extension Bulletin {
    /// The bulletin of that id within the organisation; throws `Problem.notFound`.
    package static func find(
        _ id: ID<Bulletin>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Bulletin {
        try Bulletin(
            db.one("SELECT * FROM bulletins WHERE organisation_id = \(organisation) AND id = \(id)"), in: db)
    }

    /// Bulletins, the latest quarter first, at most 40 (ten years).
    package static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [Bulletin] {
        try db.rows(
            "SELECT * FROM bulletins WHERE organisation_id = \(organisation) ORDER BY period DESC LIMIT 40"
        ).map { try Bulletin($0, in: db) }
    }

    /// Writes the system's draft of an analysed quarter, once; who writes bulletins is told.
    package static func draft(
        _ period: FigurePeriod, profile: OrganisationProfile, in catalogue: Catalogue, at desk: Desk,
        in db: any Connection
    ) throws {
        let known = try db.first(
            "SELECT id FROM bulletins WHERE organisation_id = \(profile.id) AND period = \(period.description)")
        guard known == nil, let analysis = try Analysis.latest(period, of: profile.id, in: db) else { return }
        let id: ID<Bulletin> = db.newID()
        try db.run(
            """
            INSERT INTO bulletins (id, organisation_id, period) VALUES (\(id), \(profile.id), \(period.description))
            """)
        let words = Words(catalogue: catalogue, language: profile.language, zone: profile.zone)
        let bulletin = try find(id, of: profile.id, in: db)
        try bulletin.add(
            draft(of: analysis.slices.all, period, words), by: Actor(organisationID: profile.id, kind: .system),
            analysis: analysis.version, at: desk, in: db)
        let writers = try RoleGrant.holders(
            of: .qualitySupervisor, organisation: profile.id, on: db.now.day(in: profile.zone), in: db)
        try bulletin.tell(writers.map(\.id), "drafted", in: db)
    }

    /// Adds a version of the words, by the latest analysis. Throws `Problem.invalid` for words that tell of a person,
    /// `Problem.conflict` when it is published, or when somebody else wrote since version `seen`.
    func write(_ words: String, after seen: Int, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        guard !isPublished else { throw Problem.conflict("casework.bulletin.refusal.published") }
        guard versions.last?.number == seen else { throw Problem.conflict("casework.refusal.changed_meanwhile") }
        guard let analysis = try Analysis.latest(period, of: organisationID, in: db) else { throw Problem.notFound }
        try PersonTraces.refuse(in: ["words": words], of: organisationID, at: desk, in: db)
        try add(words, by: actor, analysis: analysis.version, at: desk, in: db)
    }

    private func add(
        _ words: String, by actor: Actor, analysis: Int, at desk: Desk, in db: any Connection
    ) throws {
        let number = (versions.last?.number ?? 0) + 1
        try db.run(
            """
            INSERT INTO bulletin_versions (bulletin_id, version, organisation_id, analysis_version, words, made_at,
                made_by)
            VALUES (\(id), \(number), \(organisationID), \(analysis), \(words), \(db.now), \(actor.staffID))
            """)
        try Event.record(
            "casework.bulletin_written", of: subject, by: actor,
            facts: ["version": String(number), "analysis": String(analysis), "words": words], at: desk, in: db)
    }

    /// Approves and publishes the latest words; everybody employed is told.
    func approve(by actor: Actor, on today: LocalDay, at desk: Desk, in db: any Connection) throws {
        if let refusal = refusal(to: actor.staffID) { throw refusal }
        guard let last = versions.last else { throw Problem.notFound }
        try PersonTraces.refuse(publishing: last.words, of: organisationID, at: desk, in: db)
        try db.run(
            """
            UPDATE bulletins SET published_at = \(db.now), published_version = \(last.number),
                published_by = \(actor.staffID)
            WHERE id = \(id) AND organisation_id = \(organisationID) AND published_at IS NULL
            """)
        try Event.record(
            "casework.bulletin_published", of: subject, by: actor, facts: ["version": String(last.number)],
            at: desk, in: db)
        try tell(try unread(on: today, in: db).map(\.id), "published", in: db)
        try startReminders(in: db)
    }

    /// Notes that an employee has read it; once.
    func acknowledge(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        guard isPublished, let staff = actor.staffID else { throw Problem.notFound }
        let written = try db.run(
            """
            INSERT INTO bulletin_receipts (bulletin_id, staff_id, organisation_id, read_at)
            VALUES (\(id), \(staff), \(organisationID), \(db.now)) ON CONFLICT (bulletin_id, staff_id) DO NOTHING
            """)
        try StaffNotice.markSeen(subject, by: actor, in: db)
        guard written > 0 else { return }
        try Event.record("casework.bulletin_read", of: subject, by: actor, facts: [String: String](), at: desk, in: db)
    }

    /// Reminds everybody who has not read it.
    func remind(by actor: Actor, on today: LocalDay, at desk: Desk, in db: any Connection) throws {
        guard isPublished else { throw Problem.notFound }
        let late = try unread(on: today, in: db)
        guard !late.isEmpty else { return }
        try tell(late.map(\.id), "reminder", in: db)
        try Event.record(
            "casework.bulletin_reminded", of: subject, by: actor, facts: ["n": String(late.count)], at: desk, in: db)
    }

    private func tell(_ staff: [ID<Staff>], _ key: String, in db: any Connection) throws {
        try StaffNotice.leave(
            Message("casework.bulletin.notice.\(key)", ["period": .message(period.message)]), for: staff,
            about: subject, of: organisationID, topic: "bulletin", in: db)
    }

    static let readerLimit = 5_000

    /// Who is employed today and has not read it, by name.
    package func unread(on today: LocalDay, in db: any Connection) throws -> [StaffMember] {
        let ids: [ID<Staff>] = try db.rows(
            """
            SELECT s.id FROM staff s
            WHERE s.organisation_id = \(organisationID) AND s.employed_from_on <= \(today)
                AND (s.employed_to_on IS NULL OR s.employed_to_on >= \(today))
                AND NOT EXISTS (SELECT 1 FROM bulletin_receipts r WHERE r.bulletin_id = \(id) AND r.staff_id = s.id)
            ORDER BY s.name, s.id LIMIT \(Bulletin.readerLimit)
            """
        ).map { try $0.get("id") }
        let found = try StaffMember.find(all: ids, of: organisationID, in: db)
        return ids.compactMap { found[$0] }
    }

    package func receipts(in db: any Connection) throws -> Int {
        try db.count("SELECT count(*) AS n FROM bulletin_receipts WHERE bulletin_id = \(id)")
    }

    /// When an employee read each bulletin.
    package static func read(by staff: ID<Staff>?, of organisation: ID<Organisation>, in db: any Connection)
        throws -> [ID<Bulletin>: Instant]
    {
        let rows = try db.rows(
            """
            SELECT bulletin_id, read_at FROM bulletin_receipts
            WHERE organisation_id = \(organisation) AND staff_id = \(staff) ORDER BY bulletin_id DESC LIMIT 100
            """)
        return Dictionary(
            try rows.map { try ($0.get("bulletin_id"), $0.get("read_at")) }, uniquingKeysWith: { first, _ in first })
    }

    private init(_ row: Row, in db: any Connection) throws {
        let id: ID<Bulletin> = try row.get("id")
        guard let period = FigurePeriod(try row.get("period")) else { throw StorageError.badColumn("period") }
        let versions = try db.rows(
            "SELECT * FROM bulletin_versions WHERE bulletin_id = \(id) ORDER BY version LIMIT 500"
        ).map { row in
            Version(
                number: try row.get("version"), analysisVersion: try row.get("analysis_version"),
                words: try row.get("words"), madeAt: try row.get("made_at"), madeBy: try row.get("made_by"))
        }
        self.init(
            id: id, organisationID: try row.get("organisation_id"), period: period,
            publishedAt: try row.get("published_at"), publishedVersion: try row.get("published_version"),
            publishedBy: try row.get("published_by"), versions: versions)
    }
}
