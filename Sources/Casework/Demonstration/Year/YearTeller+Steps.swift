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
        let actor =
            try login.map { try acting(for: $0, step.deed, of: planned, in: subject) }
            ?? Actor(organisationID: cast.organisation, kind: .complainant(caseID: id.text))
        for taken in try moves(step, of: planned, subject, known, in: db) {
            try cases.take(taken, on: id, by: actor, in: db)
        }
        if step.deed == .notice { try tellMerged(into: id, step.text, of: planned, in: db) }
        if step.by != nil { try makeReports(on: id, in: db) }
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
        case .propose: return [.proposal(try proposal(text, told, in: db))]
        case .approve: return [.approval(Approval(remark: text))]
        case .reject: return [.rejection(Rejection(reason: text))]
        case .letter: return [.letter(try letter(text, told, subject))]
        case .notice: return [.notice(DecisionNotice(communication: talk(text, db, .letter)))]
        case .extend(let days): return [.extensionOfTime(try extensionOfTime(days, text, subject, in: db))]
        case .pause(let days):
            let until = db.now.advanced(byHours: 24 * days)
            return [.pause(CasePause(reason: .complainantAsked, explanation: text, until: until))]
        case .answer(let satisfied, let agrees, let refuses):
            return [.answer(answer(satisfied, agrees, refuses, step, subject))]
        case .release: return [.release(AnswerRelease(takenAs: .partly, explanation: text))]
        case .attempt: return [.communication(talk(text, db, reached: false))]
        case .agree: return [.agreement(UnsatisfiedAgreement(reason: text))]
        case .complete:
            return subject.decision.actions.filter { $0.doneAt == nil }.map {
                .completion(ActionCompletion(number: $0.number, evidence: text))
            }
        case .second: return [.secondConfirmation(SecondConfirmation(actionsSeen: text, guidanceGiven: true))]
        case .close: return [.closure(closure(told, subject))]
        case .settle(let isSampled): return [.settlement(settlement(text, told, subject, isSampled, in: db))]
        case .note: return [.note(Note(text: text))]
        case .reissue: return [.reissue(Reissue(proof: .calledBack, check: text))]
        case .withdraw: return [.withdrawal(Withdrawal(reason: text, ofOwnFreeWill: true))]
        case .decline:
            return [.refusal(Refusal(reason: .inCourtOrMediation, explanation: text, notice: talk(text, db)))]
        case .merge(let into): return [.merger(Merger(into: try other(into, known).id, reason: text))]
        case .link(let to):
            let other = try other(to, known)
            return [.link(CaseLink(to: other.id, number: other.number, kind: .sameCluster, reason: text))]
        // It makes a case and is played by `split` of the teller.
        case .split: return []
        case .reopen: return [.reopening(Reopening(reason: text))]
        case .requestReview: return [.reviewRequest(ReviewRequest(reason: text))]
        case .appoint(let login): return [.reviewer(ReviewerAppointment(reviewer: try staff(login)))]
        case .conclude(let stands): return [.reviewConclusion(ReviewConclusion(decisionStands: stands, reasons: text))]
        case .dispute: return [.dispute(OutsideDispute(route: .civilAffairs, reference: nil))]
        case .endDispute: return [.disputeEnd(DisputeEnd(outcome: text))]
        case .reportBack: return outsideReport(text, subject, in: db).map { [.outsideReport($0)] } ?? []
        case .correct(let days): return [.correction(correction(days, text, subject))]
        case .pay: return payment(subject, in: db).map { [.payment($0)] } ?? []
        case .limit(let days): return [.conductProposal(limit(days, text, in: db))]
        case .agreeLimit:
            return [.conductApproval(ConductApproval(rightExplained: true, notice: talk(text, db, .inPerson)))]
        case .reviewLimit(let keeps): return [.conductReview(limitReview(keeps, text, subject, in: db))]
        }
    }

    /// Who does what an employee was to do: whoever it was offered to, whoever the case went to in the meantime, and
    /// for each of them who acts for them while they are away.
    private func acting(
        for login: String, _ deed: YearDeed, of planned: PlannedCase, in subject: Case
    ) throws -> Actor {
        var staff = try staff(login)
        if deed == .accept || deed == .giveBack {
            staff = subject.handling.offer?.to ?? staff
        } else {
            if login == planned.story.handler { staff = subject.handler ?? staff }
            staff = subject.acting(for: staff).staffID ?? staff
        }
        return actor(cast.staff.first { $0.value.id == staff }?.key ?? login)
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
        return data.bureaus.sorted { $0.key < $1.key }.first { $0.value.logins.contains(login) }
            .flatMap { cast.units[$0.value.unit] }
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

    private func proposal(_ text: String, _ told: Told, in db: any Connection) throws -> Proposal {
        let isFound = told.finding.callsForApology
        let due = db.now.day(in: .shanghai).advanced(by: told.actionDays)
        let owner = try staff(told.handler)
        return Proposal(
            plan: text, remedies: isFound ? [.writtenApology, told.remedy] : [.explanation],
            amount: told.amount.map { Money(yuan: $0) },
            actions: isFound ? [.init(text: told.action, owner: owner, dueOn: due)] : [])
    }

    private func extensionOfTime(
        _ days: Int, _ text: String, _ subject: Case, in db: any Connection
    ) throws -> ExtensionOfTime {
        let due = try dueAt(of: subject, in: db)
        return ExtensionOfTime(
            dueAt: due, newDueAt: due.advanced(byHours: 24 * days), reason: text,
            plan: data.words.extensionPlan[subject.number.counter % data.words.extensionPlan.count],
            notice: talk(text, db))
    }

    /// Others whose cases were merged into this one have an answer of their own when its complainant is told.
    private func tellMerged(
        into id: ID<Case>, _ text: String, of planned: PlannedCase, in db: any Connection
    ) throws {
        let lookedAt = planned.steps.first { $0.deed == .letter }?.text ?? text
        for merged in try find(id, in: db).untold {
            let own = try letter(lookedAt, planned.story, find(merged.of, in: db))
            try cases.take(.ownLetter(OwnLetter(letter: own)), on: merged.of, by: actor("zuzhang"), in: db)
            let notice = OwnNotice(communication: talk(text, db, .letter))
            try cases.take(.ownNotice(notice), on: merged.of, by: actor("zuzhang"), in: db)
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
