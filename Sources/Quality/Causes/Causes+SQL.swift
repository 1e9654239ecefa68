import Casework
import Kernel
import Platform
import Storage
import Web

extension CauseSighting {
    /// The steps of a case after which its causes may stand otherwise.
    static let telling: Set<String> = Set(
        [
            CaseAction.communicateDecision, .settle, .recordFinding, .classify, .convert, .close, .reopen, .merge,
            .unmerge, .withdraw, .decline, .concludeReview, .tellOwn,
        ].map(\.rawValue))

    /// Puts a case on the list of those to look at again. The case itself is read by the next round, when the step is
    /// wholly written.
    package static func note(_ event: Event, in db: any Connection) throws {
        guard event.subject.kind == "case", telling.contains(event.kind) || SuggestionReview.concerns(event) else {
            return
        }
        try db.run(
            """
            INSERT INTO cause_checks (case_id, organisation_id, asked_at)
            VALUES (\(event.subject.id), \(event.organisationID), \(event.recordedAt))
            ON CONFLICT (case_id) DO NOTHING
            """)
    }

    static let batch = 50
    static let batches = 20

    /// Looks at the cases noted: keeps what was found in them, opens an action for a cause that came too often, and
    /// asks of closed ones whether anything must change.
    package static func work(at desk: Desk) async throws {
        for _ in 0..<batches {
            guard try await desk.read({ try $0.first("SELECT case_id FROM cause_checks LIMIT 1") != nil }) else {
                return
            }
            let count = try await desk.write { try workSome(at: desk, in: $0) }
            if count < batch { return }
        }
    }

    /// The same for one batch; gives how many cases it looked at.
    @discardableResult
    package static func workSome(at desk: Desk, in db: any Connection) throws -> Int {
        let waiting: [(ID<Case>, ID<Organisation>)] = try db.rows(
            """
            SELECT case_id, organisation_id FROM cause_checks ORDER BY asked_at, case_id LIMIT \(batch) \(.skipLocked)
            """
        ).map { (try $0.get("case_id"), try $0.get("organisation_id")) }
        for (id, organisation) in waiting {
            try db.run("DELETE FROM cause_checks WHERE case_id = \(id)")
            // A case that is no longer kept may still be noted.
            guard try db.first("SELECT 1 AS n FROM cases WHERE id = \(id)") != nil else { continue }
            let subject = try Case.find(id, of: organisation, at: desk, in: db)
            let isCounted = try CaseFigure.first(of: id, in: db)?.counting == .counted
            try keep(subject, isCounted: isCounted, in: db)
            try openForRepeated(in: subject, at: desk, in: db)
            try CaseLesson.keep(subject, isCounted: isCounted, in: db)
            try SuggestionReview.keep(subject, isCounted: isCounted, at: desk, in: db)
        }
        return waiting.count
    }

    /// What a case shows by now: nothing before it is decided, and nothing of one that is not counted or set aside.
    static func sightings(
        in subject: Case, isCounted: Bool
    ) -> [(place: Int, sighting: CauseSighting)] {
        guard isCounted, subject.kind.isGraded, subject.milestones.decisionAt != nil,
            subject.state != .withdrawn, subject.state != .notAccepted
        else { return [] }
        return subject.allegations.compactMap { allegation in
            guard allegation.finding?.callsForApology ?? false,
                let unit = unit(of: allegation, in: subject)
            else { return nil }
            return (
                allegation.number,
                CauseSighting(
                    caseID: subject.id, unit: unit, category: allegation.category, root: allegation.causes?.primary)
            )
        }
    }

    /// The unit found answerable; for what was solved at once the one complained about, when it is one.
    static func unit(of allegation: Allegation, in subject: Case) -> ID<OrganisationUnit>? {
        let about = subject.complainedAbout.units
        return allegation.responsibleUnit ?? subject.responsibleUnit ?? (about.count == 1 ? about.first : nil)
    }

    private static func keep(_ subject: Case, isCounted: Bool, in db: any Connection) throws {
        try db.run("DELETE FROM cause_sightings WHERE case_id = \(subject.id)")
        guard let decided = subject.milestones.decisionAt else { return }
        for (place, one) in sightings(in: subject, isCounted: isCounted) {
            try db.run(
                """
                INSERT INTO cause_sightings (case_id, place, organisation_id, unit_id, category, root, received_at,
                    decided_at)
                VALUES (\(subject.id), \(place), \(subject.organisationID), \(one.unit), \(one.category.text),
                    \(one.root?.rawValue), \(subject.milestones.receivedAt), \(decided))
                """)
        }
    }

    /// Opens an action for each cause of the case that came too often in the quarter of its decision. The occasion is
    /// the cause and the quarter, so it opens once, whoever looks and how often.
    private static func openForRepeated(in subject: Case, at desk: Desk, in db: any Connection) throws {
        guard let decided = subject.milestones.decisionAt else { return }
        let units = Set(subject.allegations.compactMap { unit(of: $0, in: subject) })
        let quarter = FigurePeriod(.quarter, holding: decided.day(in: subject.zone))
        let system = Actor(organisationID: subject.organisationID, kind: .system)
        for unit in units.sorted() {
            let found = try list(in: unit, decided: quarter.moments(in: subject.zone), subject.organisationID, in: db)
            for cause in RepeatedCause.list(among: found) where cause.cases.contains(subject.id) {
                try ImprovementAction.open(
                    try draft(for: cause, quarter, subject.organisationID, at: desk, in: db),
                    source: Event.Subject(kind: "cause", id: "\(quarter).\(cause.key.text)"), by: system, at: desk,
                    in: db)
            }
        }
    }

    /// The title is in the organisation's language: nobody was there to write it.
    private static func draft(
        for cause: RepeatedCause, _ quarter: FigurePeriod, _ organisation: ID<Organisation>, at desk: Desk,
        in db: any Connection
    ) throws -> ActionDraft {
        let profile = try OrganisationProfile.find(organisation, in: db)
        let words = Words(catalogue: desk.catalogue, language: profile.language, zone: profile.zone)
        let what = words(cause.key.message)
        let count = CaseCount(key: cause.key, before: cause.cases.count, days: 90)
        let title = words("quality.cause.title", ["what": .text(what), "n": .number(cause.cases.count)])
        return ActionDraft(
            title: String(title.prefix(ImprovementAction.titleLimit)), reason: "repeated",
            cause: ActionCause(
                category: cause.key.category, root: cause.root,
                words: words(
                    "quality.cause.words",
                    ["what": .text(what), "n": .number(cause.cases.count), "period": .message(quarter.message)])),
            measure: words("quality.cause.measure", ["n": .number(count.allowed)]), unit: cause.key.unit,
            trigger: .cases(count))
    }

    private static func list(
        in unit: ID<OrganisationUnit>, decided: Range<Instant>, _ organisation: ID<Organisation>,
        in db: any Connection
    ) throws -> [CauseSighting] {
        try db.rows(
            """
            SELECT case_id, category, root FROM cause_sightings
            WHERE organisation_id = \(organisation) AND unit_id = \(unit)
                AND decided_at >= \(decided.lowerBound) AND decided_at < \(decided.upperBound)
            ORDER BY decided_at, case_id LIMIT 5000
            """
        ).compactMap { row in
            let root: String? = try row.get("root")
            guard let category = CategoryCode(try row.get("category")) else { return nil }
            return CauseSighting(
                caseID: try row.get("case_id"), unit: unit, category: category,
                root: root.flatMap(RootCause.init(rawValue:)))
        }
    }

    /// How many cases received in those moments were found to have the cause.
    package static func count(
        _ key: CauseKey, received moments: Range<Instant>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Int {
        let what: SQL = key.category == nil ? "root = \(key.what)" : "category = \(key.what)"
        return try db.count(
            """
            SELECT count(DISTINCT case_id) AS n FROM cause_sightings
            WHERE organisation_id = \(organisation) AND unit_id = \(key.unit) AND \(what)
                AND received_at > \(moments.lowerBound) AND received_at <= \(moments.upperBound)
            """)
    }
}
