import Kernel
import Platform
import Storage

/// Finding what is due and dealing with it, a little at a time (到期处置).
package struct Retention: Sendable {
    let desk: Desk
    let organisation: ID<Organisation>
    let zone: Zone
    /// Records of other slices, with terms of their own.
    var records = RetainedRecords.none
    static let batch = 50

    /// One case whose term is over.
    struct DueCase: Sendable {
        let id: ID<Case>
        let number: String
        let closedAt: Instant
    }

    private func moment(_ day: LocalDay) -> Instant {
        // The first moment after the day, in the organisation's zone.
        let start = Instant(milliseconds: Int64(day.advanced(by: 1).daysSince1970) * 86_400_000)
        return start.advanced(byMilliseconds: -zone.offsetMilliseconds(at: start))
    }

    /// How many are due by that day.
    func count(_ rule: RetentionRule, until day: LocalDay, in db: any Connection) throws -> Int {
        switch rule {
        case .caseFiles, .otherCaseFiles:
            try db.count("SELECT count(*) AS n FROM cases c WHERE \(caseCondition(rule, day, db.now))")
        case .recordings, .sealedEvidence, .outpatientCopies, .inpatientCopies, .impactAssessments, .sharingRecords,
            .candidates:
            try db.count("SELECT count(*) AS n FROM attachments a WHERE \(fileCondition(rule, day))")
        case .securityLog:
            try db.count(
                """
                SELECT count(*) AS n FROM security_events
                WHERE organisation_id = \(organisation) AND happened_at < \(moment(day))
                """)
        case .registerEntries, .registerFigures:
            try records.count(rule.manners[0], organisation, day, db)
        }
    }

    /// The first cases due, the longest closed first.
    func dueCases(
        _ rule: RetentionRule, until day: LocalDay, limit: Int, in db: any Connection
    ) throws -> [DueCase] {
        try db.rows(
            """
            SELECT c.id, c.number, c.closed_at FROM cases c WHERE \(caseCondition(rule, day, db.now))
            ORDER BY c.closed_at, c.id LIMIT \(limit)
            """
        ).map { DueCase(id: try $0.get("id"), number: try $0.get("number"), closedAt: try $0.get("closed_at")) }
    }

    /// Closed, not held, in a care home the agreement of the person served ended as long ago too, and nothing in the
    /// file with a longer term: the longest wins.
    private func caseCondition(_ rule: RetentionRule, _ day: LocalDay, _ now: Instant) -> SQL {
        let agreement: SQL =
            rule == .caseFiles
            ? """
             AND NOT EXISTS (SELECT 1 FROM service_periods s WHERE s.organisation_id = c.organisation_id
                AND s.person_id = c.person_id AND (s.until_on IS NULL OR s.until_on > \(day)))
            """ : ""
        return """
            c.organisation_id = \(organisation) AND c.is_open = 0 AND c.closed_at < \(moment(day))
                AND c.anonymised_at IS NULL AND \(notHeld)\(agreement) AND NOT (\(holdsLongerKept(now)))
            """
    }

    /// The file holds papers of a class whose own term still runs.
    private func holdsLongerKept(_ now: Instant) -> SQL {
        let running = RetentionRule.allCases.compactMap { rule -> SQL? in
            guard let kind = rule.recordClass else { return nil }
            return "(a.record_class = \(kind) AND a.added_at >= \(moment(rule.cutoff(on: now.day(in: zone)))))"
        }
        let any = running.dropFirst().reduce(running[0]) { $0 + " OR " + $1 }
        return """
            EXISTS (SELECT 1 FROM attachments a WHERE a.organisation_id = c.organisation_id
                AND a.subject_kind = 'case' AND a.subject_id = c.id AND (\(any)))
            """
    }

    private var notHeld: SQL { "NOT \(LegalHold.stands(on: "c.id"))" }

    /// Files that are due: recordings by the closing of their case; those of a class by when they were added, and in a
    /// case not before it is closed.
    private func fileCondition(_ rule: RetentionRule, _ day: LocalDay) -> SQL {
        guard let kind = rule.recordClass else { return recordingCondition(day) }
        return """
            a.organisation_id = \(organisation) AND a.record_class = \(kind) AND a.added_at < \(moment(day))
                AND (a.subject_kind <> 'case' OR EXISTS (SELECT 1 FROM cases c
                    WHERE c.id = a.subject_id AND c.is_open = 0 AND \(notHeld)))
            """
    }

    private func recordingCondition(_ day: LocalDay) -> SQL {
        """
        a.organisation_id = \(organisation) AND a.subject_kind = 'case' AND a.record_class = 'ordinary'
            AND a.kind IN ('mp3', 'wav', 'm4a', 'ogg', 'amr', 'webm_audio')
            AND EXISTS (SELECT 1 FROM cases c WHERE c.id = a.subject_id AND c.is_open = 0
                AND c.closed_at < \(moment(day)) AND \(notHeld))
        """
    }

    /// Goes on with every approved run; what the sweep does.
    package static func work(at desk: Desk, records: RetainedRecords = .none) async throws {
        for run in try await desk.read({ try RetentionRun.working(in: $0) }) {
            let zone = try await desk.read { try OrganisationProfile.find(run.organisationID, in: $0).zone }
            let retention = Retention(desk: desk, organisation: run.organisationID, zone: zone, records: records)
            var (run, isMore) = (run, true)
            while isMore {
                let done: Int
                (done, isMore) = try await retention.step(run)
                run.done += done
                let kept = run
                try await desk.write { try kept.save(in: $0) }
            }
            let actor = Actor(organisationID: run.organisationID, kind: .system)
            try await desk.write { [run] db in
                var ended = run
                ended.doneAt = db.now
                try ended.save(in: db)
                try Event.record(
                    "casework.retention_done", of: ended.subject, by: actor, facts: ["done": String(ended.done)],
                    sealed: false, at: desk, in: db)
            }
        }
    }

    /// Deals with a batch; tells how many and whether there may be more.
    private func step(_ run: RetentionRun) async throws -> (Int, Bool) {
        switch run.rule {
        case .caseFiles, .otherCaseFiles:
            let due = try await desk.read {
                try dueCases(run.rule, until: run.untilOn, limit: Retention.batch, in: $0)
            }
            for found in due { try await dispose(of: found, run) }
            return (due.count, due.count == Retention.batch)
        case .recordings, .sealedEvidence, .outpatientCopies, .inpatientCopies, .impactAssessments, .sharingRecords,
            .candidates:
            let due = try await desk.read { db in
                try db.rows(
                    """
                    SELECT a.id FROM attachments a WHERE \(fileCondition(run.rule, run.untilOn))
                    LIMIT \(Retention.batch)
                    """
                ).map { try $0.get("id", as: ID<Attachment>.self) }
            }
            for id in due { try await remove(id, of: run) }
            return (due.count, due.count == Retention.batch)
        case .securityLog:
            let before = moment(run.untilOn)
            let count = try await desk.write { db in
                try db.run(
                    """
                    DELETE FROM security_events WHERE id IN (SELECT id FROM security_events
                        WHERE organisation_id = \(organisation) AND happened_at < \(before) ORDER BY id LIMIT 1000)
                    """)
            }
            return (count, count == 1000)
        case .registerEntries, .registerFigures:
            let done = try await records.dispose(desk, run.manner, organisation, run.untilOn)
            // One that goes may have kept another.
            return (done, done > 0)
        }
    }

    private func dispose(of found: DueCase, _ run: RetentionRun) async throws {
        if run.manner == .delete {
            do {
                return try await delete(found, run)
            } catch StorageError.foreignKeyViolation {
                // Something else stands on it, such as the book of the fund: it stays without persons.
            }
        }
        try await anonymise(found, run)
    }

    private func anonymise(_ found: DueCase, _ run: RetentionRun) async throws {
        try await clear(found, run) { db in
            let subject = try Case.find(found.id, of: organisation, at: desk, in: db)
            try Anonymised.of(subject).storeAnonymised(at: desk, in: db)
        }
    }

    private func delete(_ found: DueCase, _ run: RetentionRun) async throws {
        try await clear(found, run) { db in
            for table in Retention.tablesOfCases {
                try db.run("DELETE FROM \(SQL(raw: table)) WHERE case_id = \(found.id)")
            }
            try db.run("DELETE FROM cases WHERE id = \(found.id) AND organisation_id = \(organisation)")
        }
    }

    private static let tablesOfCases = [
        "allegations", "case_named_staff", "case_named_units", "case_named_roles", "case_links", "conduct_limits",
        "case_hops", "case_errands", "case_stand_ins", "supervision_notes", "case_accounts", "case_figures",
        "case_waivers", "case_recoveries", "case_reports", "case_money", "legal_holds", "hidden_cases",
        "case_emergency_members",
    ]

    /// Takes away what belongs to a case besides its row: words of events, attachments, the index of words, notices.
    private func clear(
        _ found: DueCase, _ run: RetentionRun, _ body: @escaping @Sendable (any Connection) throws -> Void
    ) async throws {
        let (desk, organisation) = (desk, organisation)
        let files = try await desk.write { db in
            // A hold may have been placed since it was found.
            let isDue = caseCondition(run.rule, run.untilOn, db.now)
            let due = try db.count("SELECT count(*) AS n FROM cases c WHERE c.id = \(found.id) AND \(isDue)")
            guard due > 0 else { return [ContentDigest]() }
            try body(db)
            let subject = Event.Subject(kind: "case", id: found.id.text)
            let left = try Event.shred(subject, in: db) + Event.shred(CaseAccess.subject(found.id), in: db)
            try SearchIndex.remove(subject.kind, subject.id, organisation, in: db)
            try db.run("DELETE FROM notices WHERE subject_kind = 'case' AND subject_id = \(found.id)")
            try db.run("DELETE FROM clocks WHERE subject_kind = 'case' AND subject_id = \(found.id)")
            let contents = try Attachment.removeAll(of: "case", found.id.text, organisation, in: db)
            try Event.record(
                "casework.retention_applied", of: CaseAccess.subject(found.id),
                by: Actor(organisationID: organisation, kind: .system),
                facts: ["number": found.number, "facts_left": String(left)], sealed: false, at: desk, in: db)
            return contents
        }
        try await Attachment.removeUnused(files, of: organisation, at: desk)
    }

    private func remove(_ id: ID<Attachment>, of run: RetentionRun) async throws {
        let (organisation, isDue) = (organisation, fileCondition(run.rule, run.untilOn))
        let digest: ContentDigest? = try await desk.write { db in
            let due = try db.count("SELECT count(*) AS n FROM attachments a WHERE a.id = \(id) AND \(isDue)")
            guard due > 0 else { return nil }
            let found = try Attachment.find(id, organisation, in: db)
            try db.run("DELETE FROM attachments WHERE id = \(id) AND organisation_id = \(organisation)")
            return found.digest
        }
        try await Attachment.removeUnused([digest].compactMap { $0 }, of: organisation, at: desk)
    }
}
