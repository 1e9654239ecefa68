import Kernel
import Platform
import Storage

extension YearTeller {
    func closure(_ told: Told, _ subject: Case) -> Closure {
        let summary = subject.decision.settlement == nil ? told.plan : told.fix
        return Closure(summary: summary, learning: subject.kind.isGraded ? told.learning : nil)
    }

    func settlement(
        _ text: String, _ told: Told, _ subject: Case, _ isSampled: Bool, in db: any Connection
    ) -> Settlement {
        Settlement(
            answer: text, finding: subject.kind.isGraded ? told.finding : nil,
            remedies: subject.kind.isGraded ? [.spokenApology] : [], communication: talk(text, db),
            satisfied: true, sampled: isSampled)
    }

    func answer(
        _ satisfied: Satisfaction, _ agrees: Bool, _ refuses: Bool, _ step: PlannedStep, _ subject: Case
    ) -> ComplainantAnswer {
        let shade = subject.number.counter % 2
        let marks =
            switch satisfied {
            case .yes: (respect: 5, process: 4 + shade, result: 5 - shade)
            case .partly: (respect: 4, process: 3, result: 3 + shade)
            case .no: (respect: 2, process: 1 + shade, result: 1)
            }
        let byStaff = step.by != nil
        let answer = ComplainantAnswer(
            understood: true, respect: marks.respect, process: marks.process, result: marks.result,
            satisfied: satisfied, agreesToClose: agrees, refusesFurtherContact: refuses, words: step.text,
            evidence: byStaff ? data.words.recording : nil)
        return cases.rules.contradictions.judged(answer)
    }

    /// `nil` where no outside body waits for one.
    func outsideReport(_ text: String, _ subject: Case, in db: any Connection) -> OutsideReport? {
        subject.openReferrals.first.map {
            OutsideReport(reference: $0.reference, proof: text, notice: talk(text, db, .other, party: .authority))
        }
    }

    /// `nil` where nothing is owed.
    func payment(_ subject: Case, in db: any Connection) -> RemedyPayment? {
        guard subject.moneyOwed.fen > 0, let remedy = subject.decision.proposal?.remedies.first(where: \.isMoney) else {
            return nil
        }
        return RemedyPayment(
            remedy: remedy, amount: subject.moneyOwed, paidOn: db.now.day(in: .shanghai), way: .transfer,
            payee: subject.complainant.name ?? data.words.payee,
            proof: "\(data.words.reference)-\(subject.number.counter)")
    }

    /// The director tells at once whoever is on the checklist of the case.
    func makeReports(on id: ID<Case>, in db: any Connection) throws {
        let subject = try find(id, in: db)
        guard subject.state != .merged else { return }
        for duty in subject.openReports {
            let report = AuthorityReport(
                number: duty.number, recipient: data.words.office,
                receipt: "\(data.words.reference)-\(subject.number.counter)-\(duty.number)",
                notice: talk(data.words.authority, db, party: .authority))
            try cases.take(.authorityReport(report), on: id, by: actor("zongjian"), in: db)
        }
    }

    func correction(_ days: Int, _ text: String, _ subject: Case) -> Correction {
        let day = subject.firstReceivedAt.day(in: .shanghai).advanced(by: -days)
        return Correction(
            fact: .occurredOn, wrong: subject.written(.occurredOn), right: day.description, reason: text)
    }

    func limit(_ days: Int, _ why: String, in db: any Connection) -> ConductProposal {
        let today = db.now.day(in: .shanghai)
        return ConductProposal(
            rules: [.onePerson, .setTimes], what: data.words.limit, why: why, from: today,
            until: today.advanced(by: days), reviewOn: today.advanced(by: 60))
    }

    func limitReview(_ keeps: Bool, _ text: String, _ subject: Case, in db: any Connection) -> ConductReview {
        let until = subject.currentLimit?.proposal.until
        return ConductReview(keptUntilReviewOn: keeps ? until : nil, reason: text)
    }

    func other(_ place: Int, _ known: Known) throws -> (id: ID<Case>, number: CaseNumber) {
        guard let found = known[place] else { throw Problem.notFound }
        return found
    }

    /// Enters an absence, unless it stands there already.
    package func tell(_ absence: PlannedAbsence, in db: any Connection) throws {
        let (away, deputy) = (try staff(absence.login), try staff(absence.deputy))
        let stored = try Absence.overlapping(absence.span, of: cast.organisation, in: db)
        guard !stored.contains(where: { $0.staffID == away }) else { return }
        try Absence(
            id: db.newID(), organisationID: cast.organisation, staffID: away, deputyID: deputy,
            reason: absence.reason, span: absence.span
        ).enter(by: actor(absence.login), at: cases.desk, in: db)
    }
}
