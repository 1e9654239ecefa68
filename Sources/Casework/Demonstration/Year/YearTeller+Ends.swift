import Kernel
import Platform
import Storage

extension YearTeller {
    func ending(
        _ step: PlannedStep, of planned: PlannedCase, _ subject: Case, in db: any Connection
    ) -> [CaseStep] {
        let (text, told) = (step.text, planned.story)
        switch step.deed {
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
        case .close:
            let summary = subject.decision.settlement == nil ? told.plan : told.fix
            return [.closure(Closure(summary: summary, learning: subject.kind.isGraded ? told.learning : nil))]
        case .settle(let isSampled):
            let settlement = Settlement(
                answer: text, finding: subject.kind.isGraded ? told.finding : nil,
                remedies: subject.kind.isGraded ? [.spokenApology] : [], communication: talk(text, db),
                satisfied: true, sampled: isSampled)
            return [.settlement(settlement)]
        case .note: return [.note(Note(text: text))]
        case .reissue: return [.reissue(Reissue(proof: .calledBack, check: text))]
        default: return []
        }
    }

    private func answer(
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

    func aside(_ step: PlannedStep, _ subject: Case, _ known: Known, in db: any Connection) throws -> [CaseStep] {
        let text = step.text
        switch step.deed {
        case .withdraw: return [.withdrawal(Withdrawal(reason: text, ofOwnFreeWill: true))]
        case .decline:
            return [.refusal(Refusal(reason: .inCourtOrMediation, explanation: text, notice: talk(text, db)))]
        case .merge(let into): return [.merger(Merger(into: try other(into, known).id, reason: text))]
        case .link(let to):
            let other = try other(to, known)
            return [.link(CaseLink(to: other.id, number: other.number, kind: .sameCluster, reason: text))]
        case .reopen: return [.reopening(Reopening(reason: text))]
        case .requestReview: return [.reviewRequest(ReviewRequest(reason: text))]
        case .appoint(let login): return [.reviewer(ReviewerAppointment(reviewer: try staff(login)))]
        case .conclude(let stands): return [.reviewConclusion(ReviewConclusion(decisionStands: stands, reasons: text))]
        case .dispute: return [.dispute(OutsideDispute(route: .civilAffairs, reference: nil))]
        case .endDispute: return [.disputeEnd(DisputeEnd(outcome: text))]
        case .reportBack:
            guard let reference = subject.openReferrals.first?.reference else { return [] }
            return [
                .outsideReport(
                    OutsideReport(reference: reference, proof: text, notice: talk(text, db, .other, party: .authority)))
            ]
        default: return []
        }
    }

    private func other(_ place: Int, _ known: Known) throws -> (id: ID<Case>, number: CaseNumber) {
        guard let found = known[place] else { throw Problem.notFound }
        return found
    }
}
