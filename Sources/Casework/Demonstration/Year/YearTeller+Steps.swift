import Deadlines
import Kernel
import People
import Platform
import Storage

extension YearTeller {
    func take(
        _ step: PlannedStep, of planned: PlannedCase, on id: ID<Case>, _ known: Known, in db: any Connection
    ) throws {
        let subject = try find(id, in: db)
        let login = step.by == "approver" ? approver(of: subject) : step.by
        let actor = login.map(actor) ?? Actor(organisationID: cast.organisation, kind: .complainant(caseID: id.text))
        for taken in try moves(step, of: planned, subject, known, in: db) {
            try cases.take(taken, on: id, by: actor, in: db)
        }
        // Whoever takes a step has opened the case; when it ends everybody has seen what they were told of it.
        try StaffNotice.markSeen(subject.eventSubject, by: actor, in: db)
        if step.deed.endsCase { try markAllSeen(subject.eventSubject, in: db) }
    }

    /// The real steps of one planned step: mostly one, for findings one for each point.
    private func moves(
        _ step: PlannedStep, of planned: PlannedCase, _ subject: Case, _ known: Known, in db: any Connection
    ) throws -> [CaseStep] {
        let (text, told) = (step.text, planned.story)
        switch step.deed {
        case .acknowledge:
            return [.acknowledgement(Acknowledgement(communication: talk(text, db), empathyShown: true))]
        case .makeSafe: return [.safety(SafetyMeasure(measure: text, representativeTold: true))]
        case .tellAuthority: return [.communication(talk(text, db, party: .authority))]
        case .tellManagement:
            let level = (subject.level.current ?? .three).message
            let reason = Message("casework.escalation.level", ["level": .message(level)])
            return [.escalation(Escalation(role: .supervisor, reason: reason))]
        case .grade:
            let suggested = subject.level.suggestion?.level ?? .four
            let level = (planned.level ?? .three).orWorse(suggested).orWorse(subject.level.confirmed ?? .four)
            return [.grading(LevelConfirmation(level: level, reason: nil))]
        case .assign(let login):
            return [.assignment(Assignment(handler: try staff(login), responsibleUnit: unit(of: login, told)))]
        case .giveBack: return [.returning(Return(reason: .notOurDuty, basis: text))]
        case .accept: return [.acceptance(Acceptance())]
        case .feedback:
            let feedback = Feedback(
                handler: try staff(told.handler), understood: text,
                nextStep: data.words.next[subject.number.counter % 3],
                expectedAt: db.now.advanced(byHours: 72), communication: talk(text, db))
            return [.feedback(feedback)]
        case .join(let name):
            guard let bureau = data.bureaus[name], let unit = cast.units[bureau.unit] else { throw Problem.notFound }
            let joining = Joining(
                unit: unit, owner: try staff(bureau.logins[0]), question: text, dueAt: db.now.advanced(byHours: 48))
            return [.joining(joining)]
        case .reportPart: return [.partReport(PartReport(number: 1, report: text))]
        case .evidence: return [.evidence(InvestigationRecord(mode: modes[subject.version % 3], summary: text))]
        case .finding: return try findings(subject, told)
        case .propose, .approve, .reject, .letter, .notice, .extend, .pause:
            return try deciding(step, told, subject, in: db)
        case .answer, .release, .attempt, .agree, .complete, .second, .close, .settle, .note, .reissue:
            return ending(step, of: planned, subject, in: db)
        case .withdraw, .decline, .merge, .link, .split, .reopen, .requestReview, .appoint, .conclude, .dispute,
            .endDispute, .reportBack:
            return try aside(step, subject, known, in: db)
        }
    }

    private var modes: [InvestigationRecord.Mode] { [.document, .interview, .site] }

    func talk(
        _ matter: String, _ db: any Connection, _ mode: CommunicationMode = .phone, party: Party = .complainant,
        reached: Bool = true
    ) -> CaseCommunication {
        CaseCommunication(
            happenedAt: db.now, place: data.words.places[mode.rawValue] ?? matter, mode: mode, matter: matter,
            party: party, reached: reached)
    }

    private func unit(of login: String, _ told: Told) -> ID<OrganisationUnit>? {
        if login == told.handler { return cast.units[told.unit] }
        return data.bureaus.values.first { $0.logins.contains(login) }.flatMap { cast.units[$0.unit] }
    }

    private func findings(_ subject: Case, _ told: Told) throws -> [CaseStep] {
        let isFound = told.finding.callsForApology
        let responsible = isFound ? cast.units[told.unit] : nil
        return subject.allegations.map { allegation in
            .finding(
                FindingRecord(
                    allegation: allegation.number, finding: told.finding, reasons: told.evidence,
                    causes: isFound ? Causes(primary: told.cause, whys: told.whys) : nil,
                    responsibleUnit: responsible))
        }
    }

    private func deciding(
        _ step: PlannedStep, _ told: Told, _ subject: Case, in db: any Connection
    ) throws -> [CaseStep] {
        switch step.deed {
        case .propose:
            let isFound = told.finding.callsForApology
            let due = db.now.day(in: .shanghai).advanced(by: told.actionDays)
            let owner = try staff(told.handler)
            let proposal = Proposal(
                plan: step.text, remedies: isFound ? [.writtenApology, told.remedy] : [.explanation],
                amount: told.amount.map { Money(yuan: $0) },
                actions: isFound ? [.init(text: told.action, owner: owner, dueOn: due)] : [])
            return [.proposal(proposal)]
        case .approve: return [.approval(Approval(remark: step.text))]
        case .reject: return [.rejection(Rejection(reason: step.text))]
        case .letter: return [.letter(try letter(step.text, told, subject))]
        case .notice: return [.notice(DecisionNotice(communication: talk(step.text, db, .letter)))]
        case .extend(let days):
            let due = try dueAt(of: subject, in: db)
            return [
                .extensionOfTime(
                    ExtensionOfTime(
                        dueAt: due, newDueAt: due.advanced(byHours: 24 * days), reason: step.text,
                        plan: data.words.extensionPlan[subject.number.counter % data.words.extensionPlan.count],
                        notice: talk(step.text, db)))
            ]
        case .pause(let days):
            let until = db.now.advanced(byHours: 24 * days)
            return [.pause(CasePause(reason: .complainantAsked, explanation: step.text, until: until))]
        default: return []
        }
    }

    private func letter(_ lookedAt: String, _ told: Told, _ subject: Case) throws -> DecisionLetter {
        DecisionLetter(
            lookedAt: lookedAt,
            points: subject.allegations.map {
                .init(allegation: $0.number, finding: $0.finding ?? told.finding, reasons: $0.reasons ?? told.evidence)
            }, apology: told.finding.callsForApology ? told.apology : nil,
            actions: subject.decision.actions.map { .init(number: $0.number, text: $0.text, dueOn: $0.dueOn) },
            ladder: AppealRoute.ladder(for: subject, organisation: .careHome), contact: try staff("qiantai"),
            contactWords: data.words.contact)
    }

    /// When the decision is due as the clock stands.
    private func dueAt(of subject: Case, in db: any Connection) throws -> Instant {
        let calendar = try OrganisationCalendar.load(subject.organisationID, in: db)
        let clock = try StoredClock.list(of: subject.eventSubject, in: db).first { $0.kind.rawValue == "decision" }
        return clock?.clock.reading(at: db.now, in: calendar).dueAt ?? db.now
    }
}
