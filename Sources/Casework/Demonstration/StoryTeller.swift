import Kernel
import People
import Platform
import Storage

/// Tells a story step by step by the same rules as everything else; nothing is written past them.
package struct StoryTeller: Sendable {
    /// Who and what the stories are about.
    package struct Cast: Sendable {
        package let organisation: ID<Organisation>
        package let staff: [String: (id: ID<Staff>, roles: Set<Role>)]
        package let units: [String: ID<OrganisationUnit>]
        package let people: [ID<Person>]

        package init(
            organisation: ID<Organisation>, staff: [String: (id: ID<Staff>, roles: Set<Role>)],
            units: [String: ID<OrganisationUnit>], people: [ID<Person>]
        ) {
            self.organisation = organisation
            self.staff = staff
            self.units = units
            self.people = people
        }
    }

    /// One thing that happens in a story: how many hours after its beginning, and what.
    package struct Scene: Sendable {
        package let hour: Int
        package let play: @Sendable (ID<Case>, any Connection) throws -> Void
    }

    let cases: CaseDesk
    let cast: Cast
    let words: Stories.Words

    package init(_ cases: CaseDesk, _ cast: Cast, _ stories: Stories) {
        self.cases = cases
        self.cast = cast
        words = stories.words
    }

    /// Receives the story's voice.
    package func begin(_ story: Story, in db: any Connection) throws -> ID<Case> {
        let byStaff = ![.web, .app].contains(story.channel)
        let actor = byStaff ? actor("qiantai") : Actor(organisationID: cast.organisation, kind: .visitor)
        guard let group = cast.units["complaints"] else { throw Problem.notFound }
        return try cases.receive(by: actor, in: db) { id, number in
            Registration(
                id: id, organisationID: cast.organisation, number: number, zone: .shanghai, kind: story.kind,
                channel: story.channel, secrecy: story.secrecy,
                complainant: Complainant(
                    kind: story.who, name: story.name, phone: story.phone, declinedContact: story.phone == nil),
                receivedAt: db.now, accountableGroup: group, narrative: story.narrative,
                personServed: story.person.map { cast.people[$0] }, desiredRemedy: story.remedy,
                outside: story.channel.isOutsideBody
                    ? OutsideReferral(body: story.channel, reference: "1", dueAt: db.now.advanced(byHours: 120)) : nil,
                allegations: [
                    NewAllegation(
                        text: SubjectLine.derived(from: story.narrative), category: story.category, harm: story.harm)
                ])
        }.subject.id
    }

    /// What happens after the beginning, in order, as far as the story has come.
    package func scenes(of story: Story) -> [Scene] {
        let all: [(Story.Reach, @Sendable (ID<Case>, any Connection) throws -> Void)] = [
            (.acknowledged, { try acknowledge($0, $1) }), (.graded, { try grade(story, $0, $1) }),
            (.offered, { try offer(story, $0, $1) }), (.investigating, { try accept(story, $0, $1) }),
            (.investigating, { try investigate(story, $0, $1) }), (.awaitingApproval, { try propose(story, $0, $1) }),
            (.decided, { try decide(story, $0, $1) }), (.answered, { try answer($0, $1) }),
            (.closed, { try close(story, $0, $1) }),
        ]
        return all.filter { $0.0 <= story.reach }.enumerated().map { index, scene in
            Scene(hour: 1 + index * story.hours, play: scene.1)
        }
    }

    private func actor(_ login: String) -> Actor {
        guard let member = cast.staff[login] else {
            return Actor(organisationID: cast.organisation, kind: .system)
        }
        return Actor(
            organisationID: cast.organisation, kind: .staff(member.id, roles: member.roles.union([.employee])))
    }

    private func talk(_ matter: String, _ mode: CommunicationMode = .phone, in db: any Connection) -> CaseCommunication
    {
        CaseCommunication(happenedAt: db.now, place: words.place, mode: mode, matter: matter)
    }

    private func take(_ step: CaseStep, _ id: ID<Case>, by login: String, _ db: any Connection) throws {
        try cases.take(step, on: id, by: actor(login), in: db)
    }

    private func acknowledge(_ id: ID<Case>, _ db: any Connection) throws {
        let step = Acknowledgement(communication: talk(words.acknowledged, in: db), empathyShown: true)
        let subject = try Case.find(id, of: cast.organisation, at: cases.desk, in: db)
        try take(.acknowledgement(step), id, by: subject.firstReceiver == nil ? "zuzhang" : "qiantai", db)
    }

    private func grade(_ story: Story, _ id: ID<Case>, _ db: any Connection) throws {
        let suggested = try Case.find(id, of: cast.organisation, at: cases.desk, in: db).level.suggestion?.level
        let level = story.level.orWorse(suggested ?? story.level)
        try take(.grading(LevelConfirmation(level: level, reason: nil)), id, by: "zuzhang", db)
    }

    private func offer(_ story: Story, _ id: ID<Case>, _ db: any Connection) throws {
        guard let handler = story.handler, let staff = cast.staff[handler]?.id else { return }
        let step = Assignment(handler: staff, responsibleUnit: story.unit.flatMap { cast.units[$0] })
        try take(.assignment(step), id, by: "zuzhang", db)
    }

    private func accept(_ story: Story, _ id: ID<Case>, _ db: any Connection) throws {
        guard let handler = story.handler, let staff = cast.staff[handler]?.id else { return }
        try take(.acceptance(Acceptance()), id, by: handler, db)
        let feedback = Feedback(
            handler: staff, understood: words.understood, nextStep: words.next,
            expectedAt: db.now.advanced(byHours: 72), communication: talk(words.next, in: db))
        try take(.feedback(feedback), id, by: handler, db)
        if story.level.isMoreSerious(than: .three) {
            try take(.safety(SafetyMeasure(measure: words.next, representativeTold: true)), id, by: handler, db)
        }
    }

    private func investigate(_ story: Story, _ id: ID<Case>, _ db: any Connection) throws {
        guard let handler = story.handler, let evidence = story.evidence else { return }
        try take(.evidence(InvestigationRecord(mode: .document, summary: evidence)), id, by: handler, db)
        guard let finding = story.finding, let cause = story.cause else { return }
        let causes = Causes(primary: cause, whys: story.whys)
        try take(
            .finding(FindingRecord(allegation: 1, finding: finding, reasons: evidence, causes: causes)), id,
            by: handler,
            db)
    }

    private func propose(_ story: Story, _ id: ID<Case>, _ db: any Connection) throws {
        guard let handler = story.handler, let plan = story.plan, let action = story.action else { return }
        let owner = cast.staff[handler]?.id
        let proposal = Proposal(
            plan: plan, remedies: [.writtenApology, .processChange] + (story.amount == nil ? [] : [.refund]),
            amount: story.amount.map { Money(yuan: $0) },
            actions: owner.map {
                [.init(text: action, owner: $0, dueOn: db.now.day(in: .shanghai).advanced(by: 3))]
            } ?? [])
        try take(.proposal(proposal), id, by: handler, db)
    }

    private func decide(_ story: Story, _ id: ID<Case>, _ db: any Connection) throws {
        guard let handler = story.handler, let receiver = cast.staff["qiantai"]?.id else { return }
        let approver = story.level == .three ? "zhuguan" : "zongjian"
        try take(.approval(Approval(remark: nil)), id, by: approver, db)
        let subject = try Case.find(id, of: cast.organisation, at: cases.desk, in: db)
        let letter = DecisionLetter(
            lookedAt: story.evidence ?? "",
            points: subject.allegations.map {
                .init(allegation: $0.number, finding: $0.finding ?? .unverifiable, reasons: $0.reasons ?? "")
            }, apology: story.apology,
            actions: subject.decision.actions.map { .init(number: $0.number, text: $0.text, dueOn: $0.dueOn) },
            ladder: AppealRoute.ladder(for: subject, organisation: .careHome), contact: receiver,
            contactWords: words.contact)
        try take(.letter(letter), id, by: handler, db)
        try take(.notice(DecisionNotice(communication: talk(words.told, .letter, in: db))), id, by: handler, db)
    }

    private func answer(_ id: ID<Case>, _ db: any Connection) throws {
        let complainant = Actor(organisationID: cast.organisation, kind: .complainant(caseID: id.text))
        let answer = ComplainantAnswer(
            understood: true, respect: 5, process: 4, result: 5, satisfied: .yes, words: words.agree)
        try cases.take(.answer(cases.rules.contradictions.judged(answer)), on: id, by: complainant, in: db)
    }

    private func close(_ story: Story, _ id: ID<Case>, _ db: any Connection) throws {
        guard let handler = story.handler else { return }
        for action in try Case.find(id, of: cast.organisation, at: cases.desk, in: db).decision.actions {
            try take(
                .completion(ActionCompletion(number: action.number, evidence: words.done)), id, by: handler, db)
        }
        let seen = SecondConfirmation(actionsSeen: words.seen, guidanceGiven: true)
        try take(.secondConfirmation(seen), id, by: "zhijian", db)
        try take(
            .closure(Closure(summary: story.plan ?? "", learning: story.learning)), id, by: "zuzhang", db)
    }
}
