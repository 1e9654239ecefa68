import Casework
import Deadlines
import Kernel
import Platform
import Storage

extension LetterBook {
    static let limit = 500

    package static func load(of organisation: ID<Organisation>, in db: any Connection) throws -> LetterBook {
        let rows = try db.rows(
            """
            SELECT * FROM commitment_letters WHERE organisation_id = \(organisation) ORDER BY version LIMIT \(limit)
            """)
        var standards: [ID<CommitmentLetter>: [ID<ServiceStandard>]] = [:]
        for row in try db.rows(
            """
            SELECT letter_id, standard_id FROM commitment_letter_standards WHERE organisation_id = \(organisation)
            ORDER BY letter_id, place LIMIT \(limit * 100)
            """)
        {
            standards[try row.get("letter_id"), default: []].append(try row.get("standard_id"))
        }
        return LetterBook(try rows.map { try CommitmentLetter($0, standards: standards) })
    }
}

extension CommitmentLetter {
    /// Adds a version as a draft.
    package static func draft(
        _ parts: Parts, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> CommitmentLetter {
        let book = try LetterBook.load(of: actor.organisationID, in: db)
        guard book.versions.count < LetterBook.limit else {
            throw Problem.conflict("commitments.refusal.too_many")
        }
        let letter = CommitmentLetter(
            id: db.newID(), organisationID: actor.organisationID, version: book.nextVersion, parts: parts,
            madeAt: db.now, madeBy: actor.staffID, issued: nil, standards: [])
        try letter.insert(in: db)
        try Event.record(
            "commitments.letter_drafted", of: letter.subject, by: actor,
            facts: Dictionary(
                uniqueKeysWithValues: parts.all.flatMap { name, text in
                    [("\(name)_zh", text.zh), ("\(name)_en", text.en)]
                } + [("version", String(letter.version))]), at: desk, in: db)
        return letter
    }

    private func insert(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO commitment_letters (id, organisation_id, version, scope_zh, scope_en, quality_zh, quality_en,
                mechanism_zh, mechanism_en, contact_zh, contact_en, outside_zh, outside_en, made_at, made_by)
            VALUES (\(id), \(organisationID), \(version), \(parts.scope.zh), \(parts.scope.en), \(parts.quality.zh),
                \(parts.quality.en), \(parts.mechanism.zh), \(parts.mechanism.en), \(parts.contact.zh),
                \(parts.contact.en), \(parts.outside.zh), \(parts.outside.en), \(madeAt), \(madeBy))
            """)
    }

    /// Puts the draft in force from a day on, with the promises that hold then. Who gives letters is told, and after
    /// a year who keeps the promises is told to look it over (S0-24, reading 34).
    package func issue(effectiveOn day: LocalDay, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let zone = try OrganisationProfile.find(organisationID, in: db).zone
        let issued = ServiceStandard.Issued(at: db.now, by: actor.staffID, effectiveOn: day, in: zone)
        let promises = try StandardBook.load(of: organisationID, in: db).inForce(at: issued.inForceFrom)
        let book = try LetterBook.load(of: organisationID, in: db)
        if let refusal = book.refusal(
            toIssue: self, effectiveOn: day, today: db.now.day(in: zone), by: actor.staffID, promises: promises)
        {
            throw refusal
        }
        try db.run(
            """
            UPDATE commitment_letters SET issued_at = \(issued.at), issued_by = \(issued.by), effective_on = \(day),
                in_force_from = \(issued.inForceFrom)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND issued_at IS NULL
            """)
        for (place, promise) in promises.enumerated() {
            try db.run(
                """
                INSERT INTO commitment_letter_standards (letter_id, place, standard_id, organisation_id)
                VALUES (\(id), \(place + 1), \(promise.id), \(organisationID))
                """)
        }
        try Event.record(
            "commitments.letter_issued", of: subject, by: actor,
            facts: [
                "version": String(version), "effective_on": day.description,
                "standards": promises.map { "\($0.code).\($0.version)" }.joined(separator: " "),
            ], at: desk, in: db)
        try LetterReview.begin(for: self, after: book, in: db)
        let givers = try RoleGrant.holders(
            of: .customerRelations, organisation: organisationID, on: db.now.day(in: zone), in: db)
        try StaffNotice.leave(
            Message("commitments.notice.reissue", ["n": .number(version), "day": .day(day)]), for: givers.map(\.id),
            about: subject, of: organisationID, topic: "reissue", in: db)
    }

    init(_ row: Row, standards: [ID<CommitmentLetter>: [ID<ServiceStandard>]]) throws {
        func both(_ name: String) throws -> Bilingual {
            Bilingual(zh: try row.get("\(name)_zh"), en: try row.get("\(name)_en"))
        }
        var issued: ServiceStandard.Issued?
        if let at: Instant = try row.get("issued_at"), let day: LocalDay = try row.get("effective_on"),
            let from: Instant = try row.get("in_force_from")
        {
            issued = ServiceStandard.Issued(
                at: at, by: try row.get("issued_by"), effectiveOn: day, inForceFrom: from)
        }
        let id: ID<CommitmentLetter> = try row.get("id")
        self.init(
            id: id, organisationID: try row.get("organisation_id"), version: try row.get("version"),
            parts: Parts(
                scope: try both("scope"), quality: try both("quality"), mechanism: try both("mechanism"),
                contact: try both("contact"), outside: try both("outside")), madeAt: try row.get("made_at"),
            madeBy: try row.get("made_by"), issued: issued, standards: standards[id] ?? [])
    }
}

/// The yearly look at the letter (承诺书复审, S0-24): a clock that runs from the day a version is issued until the next.
enum LetterReview {
    private static let days = 365
    static let kind: Promise.Kind = "letter_review"

    static func begin(for letter: CommitmentLetter, after book: LetterBook, in db: any Connection) throws {
        let calendar = try OrganisationCalendar.load(letter.organisationID, in: db)
        for former in book.versions where former.issued != nil {
            for var stored in try StoredClock.list(of: former.subject, in: db) where stored.clock.finishedAt == nil {
                try stored.clock.apply(.met(max(db.now, stored.clock.startedAt)))
                try stored.save(calendar: calendar, in: db)
            }
        }
        let promise = Promise(
            kind: kind, term: .days(days), warnings: [], reminders: [30], ladder: [], ruleVersion: "1")
        try StoredClock(
            organisationID: letter.organisationID, subject: letter.subject,
            clock: Clock(promise: promise, startedAt: db.now, recordedAt: db.now), holderID: nil
        ).save(calendar: calendar, in: db)
    }

    /// Tells who keeps the promises that the letter is to be looked over.
    static func remind(of stored: StoredClock, _ reading: Reading, in db: any Connection) throws {
        let profile = try OrganisationProfile.find(stored.organisationID, in: db)
        let keepers = try RoleGrant.holders(
            of: .qualitySupervisor, organisation: profile.id, on: db.now.day(in: profile.zone), in: db)
        try StaffNotice.leave(
            Message("commitments.notice.review", ["at": .instant(reading.dueAt)]), for: keepers.map(\.id),
            about: stored.subject, of: profile.id, topic: "letter_review", in: db)
    }
}
