import Casework
import Duties
import Foundation
import Kernel
import People
import Platform
import Storage

extension SurveyDraft {
    /// Writes the survey down as a draft with the questions of its bank.
    package func make(
        _ bank: QuestionBank, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> ID<Survey> {
        if let ratedUnit, try UnitTree.load(of: actor.organisationID, in: db)[ratedUnit] == nil {
            throw Problem.invalid("rated_unit", Message("web.form.not_listed"))
        }
        let id: ID<Survey> = db.newID()
        try db.run(
            """
            INSERT INTO surveys (id, organisation_id, kind, name, state, bank_version, questions, is_anonymous, plan,
                sample_size, population, threshold, rated_unit_id, opens_on, closes_on, made_at, made_by)
            VALUES (\(id), \(actor.organisationID), \(kind), \(name), \(SurveyState.draft),
                \(bank.version), \(try JSONText.of(bank.questions)), \(bank.isAnonymous), \(plan.kind),
                \(plan.kind == .everybody ? 0 : plan.size), 0, \(threshold), \(ratedUnit), \(opensOn), \(closesOn),
                \(db.now), \(actor.signature))
            """)
        try Event.record(
            "feedback.survey_made", of: Survey.subject(id), by: actor,
            facts: ["kind": kind.rawValue, "name": name, "opens_on": "\(opensOn)", "closes_on": "\(closesOn)"],
            at: desk,
            in: db)
        return id
    }
}

extension Survey {
    /// The survey of that id within the organisation; throws `Problem.notFound`.
    package static func find(
        _ id: ID<Survey>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Survey {
        try Survey(db.one("SELECT * FROM surveys WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// The survey a link or QR code leads to.
    static func first(link digest: String, in db: any Connection) throws -> Survey? {
        try db.first("SELECT * FROM surveys WHERE link_digest = \(digest)").map { try Survey($0) }
    }

    static let pageSize = 30

    /// Surveys, the newest first.
    package static func page(
        of organisation: ID<Organisation>, after cursor: MomentCursor<Survey>? = nil, in db: any Connection
    ) throws -> (surveys: [Survey], next: MomentCursor<Survey>?) {
        var rest: SQL = ""
        if let cursor { rest = " AND (made_at, id) < (\(cursor.at), \(cursor.id))" }
        let found = try db.rows(
            """
            SELECT * FROM surveys WHERE organisation_id = \(organisation)\(rest)
            ORDER BY made_at DESC, id DESC LIMIT \(pageSize + 1)
            """
        ).map { try Survey($0) }
        let last = found.count > pageSize ? found.prefix(pageSize).last : nil
        return (Array(found.prefix(pageSize)), last.map { MomentCursor(at: $0.madeAt, id: $0.id) })
    }

    /// The wave before of the same kind that is closed, to compare with.
    func earlier(in db: any Connection) throws -> Survey? {
        try db.first(
            """
            SELECT * FROM surveys WHERE organisation_id = \(organisationID) AND kind = \(kind)
                AND state = \(SurveyState.closed) AND closes_on <= \(closesOn) AND id < \(id)
            ORDER BY closes_on DESC, id DESC LIMIT 1
            """
        ).map { try Survey($0) }
    }

    /// The open survey of a kind that answers of today belong to.
    static func running(
        _ kind: SurveyKind, of organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> Survey? {
        try db.first(
            """
            SELECT * FROM surveys WHERE organisation_id = \(organisation) AND kind = \(kind)
                AND state = \(SurveyState.open) AND opens_on <= \(day) AND closes_on >= \(day)
            ORDER BY closes_on DESC, id DESC LIMIT 1
            """
        ).map { try Survey($0) }
    }

    /// Freezes the questions, draws the sample and invites it (S4-48). Throws `Problem.conflict` when it is open already.
    package func open(_ bank: QuestionBank, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let seed = hex(db.randomBytes(8))
        let population = try SurveyPopulation(of: self, at: desk, in: db)
        let asked = plan.draw(from: population.members, seed: UInt64(seed, radix: 16) ?? 0) { $0.unitID?.text ?? "" }
        let changed = try db.run(
            """
            UPDATE surveys SET state = \(SurveyState.open), bank_version = \(bank.version),
                questions = \(try JSONText.of(bank.questions)), is_anonymous = \(bank.isAnonymous), seed = \(seed),
                population = \(population.members.count), link_digest = \(SurveyCode.link(of: id, at: desk).digest),
                opened_at = \(db.now)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND state = \(SurveyState.draft)
            """)
        guard changed == 1 else { throw Problem.conflict("feedback.problem.not_draft") }
        for (place, member) in asked.enumerated() {
            try SurveyInvitation.invite(member, number: place + 1, to: self, at: desk, in: db)
        }
        try Event.record(
            "feedback.survey_opened", of: subject, by: actor,
            facts: [
                "version": bank.version, "population": String(population.members.count), "asked": String(asked.count),
                "seed": seed,
            ], at: desk, in: db)
    }

    /// Ends it: no more answers, and its report can be read. Throws `Problem.conflict` unless it is open.
    package func close(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let changed = try db.run(
            """
            UPDATE surveys SET state = \(SurveyState.closed), closed_at = \(db.now)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND state = \(SurveyState.open)
            """)
        guard changed == 1 else { throw Problem.conflict("feedback.problem.not_open") }
        try Event.record("feedback.survey_closed", of: subject, by: actor, facts: [String: String](), at: desk, in: db)
        let today = db.now.day(in: try OrganisationProfile.find(organisationID, in: db).zone)
        let counts = try SurveyCounts(self, in: db)
        if isAnonymous { try LowScore.openAll(of: self, counts, on: today, at: desk, in: db) }
        // A survey that can tell nothing was not held.
        guard let duty, counts.answered >= Rate.smallest else { return }
        try Duties.meet(
            duty, scope: .organisation(organisationID), evidence: subject, on: min(today, closesOn), by: actor,
            at: desk,
            in: db)
    }

    /// The shipped duty it settles (S0-28, S2-25).
    private var duty: DutyCode? {
        switch kind {
        case .annual: "annual_survey"
        case .ltci: "insurance_survey"
        case .postCase, .awareness, .silence: nil
        }
    }

    /// Closes what ended before today; a few at a time, so that a round of the sweep stays short.
    static func closeEnded(at desk: Desk) async throws {
        try await desk.write { db in
            for home in try OrganisationProfile.list(in: db) {
                let ended = try db.rows(
                    """
                    SELECT * FROM surveys WHERE organisation_id = \(home.id) AND state = \(SurveyState.open)
                        AND closes_on < \(db.now.day(in: home.zone)) ORDER BY closes_on, id LIMIT 20
                    """
                ).map { try Survey($0) }
                for survey in ended {
                    try survey.close(by: Actor(organisationID: home.id, kind: .system), at: desk, in: db)
                }
            }
        }
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        organisationID = try row.get("organisation_id")
        kind = try row.get("kind")
        name = try row.get("name")
        state = try row.get("state")
        bankVersion = try row.get("bank_version")
        questions = try JSONDecoder().decode(
            [Question].self, from: Data(row.get("questions", as: String.self).utf8))
        isAnonymous = try row.get("is_anonymous")
        plan = SamplingPlan(try row.get("plan"), size: try row.get("sample_size"))
        seed = try row.get("seed")
        population = try row.get("population")
        threshold = try row.get("threshold")
        ratedUnit = try row.get("rated_unit_id")
        opensOn = try row.get("opens_on")
        closesOn = try row.get("closes_on")
        madeAt = try row.get("made_at")
    }
}

/// Who could be asked (调查总体): the people in service on the day it opens, of a survey on long-term care insurance those
/// it pays for. Ratings after a case come by the cases.
struct SurveyPopulation: Sendable {
    struct Member: Hashable, Sendable {
        let personID: ID<Person>
        let unitID: ID<OrganisationUnit>?
    }

    private(set) var members: [Member] = []

    init(of survey: Survey, at desk: Desk, in db: any Connection) throws {
        guard survey.kind != .postCase else { return }
        let organisation = survey.organisationID
        let keys = try desk.vault.keyring(for: organisation, in: db)
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        var after: PersonCode?
        repeat {
            let page = try Person.list(
                PersonFilter(statuses: [.inService, .inHospital]), after: after, limit: Person.pageLimit, names: .none,
                on: today, of: organisation, keys: keys, in: db)
            var ids = Set(page.entries.map(\.id))
            if survey.kind == .ltci {
                let persons = try Person.list(page.entries.map(\.id), of: organisation, keys: keys, in: db)
                ids = Set(
                    persons.filter { $0.payer == .longTermCareInsurance || ($0.insuranceLevel ?? .normal) != .normal }
                        .map(\.id))
            }
            members += page.entries.filter { ids.contains($0.id) }.map { Member(personID: $0.id, unitID: $0.unitID) }
            after = page.next
        } while after != nil && members.count < Survey.populationLimit
        members = Array(members.prefix(Survey.populationLimit))
    }
}
