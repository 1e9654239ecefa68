import Deadlines
import Foundation
import Kernel
import People
import Platform
import Storage

extension CaseDesk {
    /// Receives a voice in the transaction's moment: number, case, facts, suggested level, clocks, index, notices.
    /// `draft` makes the registration of the number and id it is given; `facts` is what grading looks at besides.
    package func receive(
        by actor: Actor, in db: any Connection, id: ID<Case>? = nil, signals: Set<GradingFacts.Signal> = [],
        points: (CategoryTree, Case) -> [GradingFacts.Point] = CaseDesk.plainPoints,
        draft: (ID<Case>, CaseNumber) throws -> Registration
    ) throws -> Received {
        let profile = try OrganisationProfile.find(actor.organisationID, in: db)
        let year = db.now.day(in: profile.zone).year
        let registration = try draft(id ?? db.newID(), Case.nextNumber(actor.organisationID, year: year, in: db))
        let (begun, fact) = try Case.receive(registration, by: actor, at: db.now)
        let pin = pin(of: begun.id, round: 1)
        try record(fact, of: begun, by: actor, in: db)
        var subject = begun
        try followAbsences(&subject, in: db)
        let facts = try gradingFacts(of: subject, signals: signals, points: points, in: db)
        try suggestLevel(by: facts, for: &subject, in: db)
        try openReports(of: &subject, in: db)
        try settle(subject, after: nil, profile: profile, in: db) { next in
            try subject.insert(pin: pin, next: next, at: desk, in: db)
        }
        return Received(subject: subject, pin: pin)
    }

    /// Takes one step with a stored case for an actor: rights, rule, event, projection, clocks, index and notices, in
    /// one transaction. Throws `Problem` with nothing written.
    @discardableResult
    package func take(
        _ step: CaseStep, on id: ID<Case>, by actor: Actor, in db: any Connection
    ) throws -> Case {
        var subject = try Case.find(id, of: actor.organisationID, at: desk, in: db)
        let before = subject
        let waiving = try authorise(step.change.action, on: subject, by: actor, in: db)
        try check(step, on: subject, by: actor, in: db)
        try checkGivenWork(by: step, on: subject, in: db)
        try checkOffered(step, on: subject, in: db)
        try apply(completed(step, for: subject, by: actor, in: db), to: &subject, by: actor, waiving: waiving, in: db)
        try follow(step, from: before, on: &subject, by: actor, in: db)
        try openReports(of: &subject, in: db)
        try followAbsences(&subject, in: db)
        let profile = try OrganisationProfile.find(actor.organisationID, in: db)
        try settle(subject, after: before, from: before.version, profile: profile, in: db)
        return subject
    }

    /// Throws `Problem.forbidden` unless the actor may do this with the case; an attempt from a conflict of interest
    /// says so. Gives the separations waived because nobody else could do it.
    @discardableResult
    package func authorise(
        _ action: CaseAction, on subject: Case, by actor: Actor, in db: any Connection
    ) throws -> Set<Guard> {
        guard case .staff = actor.kind else { return [] }
        let standing = try Standing.of(actor, in: db)
        let relations = subject.relations(of: standing)
        let waived = try waivers(for: action, on: subject, by: actor, in: db)
        try desk.rights.must(action, actor, as: waived.isEmpty ? relations : relations.union([.uninvolved]))
        if action == .decline, subject.isParty(standing) {
            throw Problem.forbidden("casework.refusal.party_refuses")
        }
        return waived
    }

    /// The PIN of a case: made from the server's key, so it can be printed again and is stored nowhere.
    package func pin(of id: ID<Case>, round: Int) -> PIN { CaseDesk.pin(of: id.text, round: round, desk.vault) }

    package static func pin(of id: String, round: Int, _ vault: Vault) -> PIN {
        PIN(random: Array(vault.mac(purpose: "case_pin", "\(id)|\(round)".utf8).prefix(PIN.randomLength)))
    }

    /// The machine's word on the level, when it says something new; whoever must know of a grave one is told at once.
    /// A person confirms (reading 8).
    func suggestLevel(by facts: GradingFacts, for subject: inout Case, in db: any Connection) throws {
        guard subject.kind.isGraded else { return }
        let standard = try rulesNow(of: subject.organisationID, in: db).grading
        let suggestion = Grading.suggest(facts, by: standard)
        let before = subject.level.suggestion?.level
        guard before.map({ suggestion.level.isMoreSerious(than: $0) }) ?? true else { return }
        let system = Actor(organisationID: subject.organisationID, kind: .system)
        guard Transitions.line(subject.state, .suggestLevel) != nil else { return }
        try apply(.suggestion(suggestion), to: &subject, by: system, in: db)
        for role in suggestion.level.rolesTold {
            let reason = Message("casework.escalation.level", ["level": .message(suggestion.level.message)])
            try apply(.escalation(Escalation(role: role, reason: reason)), to: &subject, by: system, in: db)
        }
    }

    func apply(
        _ step: CaseStep, to subject: inout Case, by actor: Actor, waiving: Set<Guard> = [], in db: any Connection
    ) throws {
        let fact = try subject.take(step, by: actor, at: db.now, waiving: waiving)
        try record(fact, of: subject, by: actor, in: db)
    }

    private func record(_ fact: CaseFact, of subject: Case, by actor: Actor, in db: any Connection) throws {
        try Event.record(fact.action.eventKind, of: subject.eventSubject, by: actor, facts: fact, at: desk, in: db)
        try leaveNotices(after: fact, about: subject, in: db)
    }

    /// Writes the projection, the clocks and the index for where the case stands now.
    func settle(
        _ subject: Case, after before: Case?, from earlier: Int, profile: OrganisationProfile, in db: any Connection
    ) throws {
        try settle(subject, after: before, profile: profile, in: db) { next in
            try subject.update(from: earlier, next: next, at: desk, in: db)
        }
    }

    /// The same with its row written by `write`, which is told what is due next: a case is sealed once for a step.
    private func settle(
        _ subject: Case, after before: Case?, profile: OrganisationProfile, in db: any Connection,
        write: ((name: String, dueAt: Instant)?) throws -> Void
    ) throws {
        let calendar = try OrganisationCalendar.load(subject.organisationID, in: db)
        let history = try history(of: subject.organisationID, in: db)
        let next = try subject.saveClocks(
            by: history.levels, organisation: profile.kind, calendar: calendar, in: db)
        try write(next)
        try subject.saveTeamwork(after: before, in: db)
        try keepFigure(
            of: subject, isNew: before == nil, by: history.levels, organisation: profile.kind, calendar: calendar,
            in: db)
        try subject.saveWatch(after: before, in: db)
        try subject.saveRedress(after: before, in: db)
        guard before?.searchDocument != subject.searchDocument else { return }
        let keys = try desk.vault.keyring(for: subject.organisationID, in: db)
        try SearchIndex.put(subject.searchDocument, keys: keys, in: db)
    }

    /// One point per allegation, its harm as it was told.
    package static func plainPoints(_ tree: CategoryTree, _ subject: Case) -> [GradingFacts.Point] {
        subject.allegations.compactMap { allegation in
            tree[allegation.category].map { GradingFacts.Point($0, actualHarm: allegation.harm) }
        }
    }

    func gradingFacts(
        of subject: Case, signals: Set<GradingFacts.Signal>,
        points: (CategoryTree, Case) -> [GradingFacts.Point], by tree: CategoryTree? = nil, in db: any Connection
    ) throws -> GradingFacts {
        let tree = try tree ?? rulesNow(of: subject.organisationID, in: db).categories
        var facts = GradingFacts(kind: subject.kind, points: points(tree, subject), signals: signals)
        if subject.channel.isOutsideBody { facts.signals.insert(.outsideReferral) }
        guard let personID = subject.personServed else { return facts }
        let keys = try desk.vault.keyring(for: subject.organisationID, in: db)
        let person = try Person.find(personID, of: subject.organisationID, keys: keys, in: db)
        let relatives = try Relative.list(of: personID, subject.organisationID, keys: keys, in: db)
        facts.vulnerability = .init(
            abilityLevel: person.ability?.level.rawValue, cognitionImpaired: person.cognitionImpaired,
            hasActiveRepresentative: relatives.contains { $0.represents(on: db.now.day(in: subject.zone)) })
        facts.repeats.samePersonAndCategory = try repeats(of: subject, personID, in: db)
        return facts
    }

    /// Cases about the same person in one of the same categories within 90 days, this one included (3.4), whether it is
    /// written already or not.
    private func repeats(of subject: Case, _ person: ID<Person>, in db: any Connection) throws -> Int {
        guard !subject.allegations.isEmpty else { return 0 }
        let since = subject.milestones.receivedAt.advanced(byHours: -90 * 24)
        return try 1
            + db.count(
                """
                SELECT count(DISTINCT c.id) AS n FROM cases c JOIN allegations a ON a.case_id = c.id
                WHERE c.organisation_id = \(subject.organisationID) AND c.person_id = \(person) AND c.id <> \(subject.id)
                    AND c.received_at >= \(since) AND a.category IN \(subject.allegations.map(\.category.text))
                """)
    }
}

extension ResponseLevel {
    /// Who is told at once when a voice of this level comes in (3.4).
    var rolesTold: [Role] {
        switch self {
        case .one: [.chiefExecutive, .coordinator]
        case .two: [.director]
        case .three, .four: []
        }
    }
}
