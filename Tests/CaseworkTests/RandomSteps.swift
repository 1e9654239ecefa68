import Kernel
import Platform

@testable import Casework

/// Steps anybody might try, right or wrong, the same for the same seed (SplitMix64).
struct RandomSteps: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func one<Element>(of choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }
    mutating func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    static let staff: [ID<Staff>] = [
        World.receiver, World.handler, World.other, World.boss, World.named, World.head, World.reviewer,
    ]

    /// Anybody, but more often somebody whose turn it is.
    mutating func person(for subject: Case) -> Actor {
        let turn = [
            subject.handling.offer?.to, subject.handler, subject.holder.staffID, subject.handling.review?.reviewer,
        ]
        .compactMap { $0 }
        switch Int.random(in: 0..<12, using: &self) {
        case 0: return Actor(organisationID: World.organisation, kind: .complainant(caseID: subject.id.text))
        case 1: return World.program
        case 2: return World.actor(World.named, one(of: Role.allCases))
        case 3...5:
            return World.actor(World.boss, .supervisor, .director, .chiefExecutive, .coordinator, .complaintLeader)
        case 6, 7: return World.receiving
        case 8: return World.actor(one(of: RandomSteps.staff), one(of: Role.allCases))
        default: return turn.isEmpty ? World.receiving : World.actor(one(of: turn))
        }
    }

    /// One of the actions; what would end the case early comes up less often.
    mutating func action(among choices: [CaseAction]) -> CaseAction {
        let first = one(of: choices)
        let endsEarly: Set<CaseAction> = [.withdraw, .decline, .merge, .disputeOutside, .convert, .upgrade, .escalate]
        return endsEarly.contains(first) && happens(85) ? one(of: choices) : first
    }

    /// What would bring the case on, and who would do it; chance alone seldom gets past the middle.
    mutating func forward(_ subject: Case) -> (CaseAction, Actor)? {
        let boss = World.actor(World.boss, .supervisor, .director, .chiefExecutive, .coordinator)
        let handler = subject.handler.map { World.actor($0) } ?? boss
        let reviewer = World.actor(subject.handling.review?.reviewer ?? World.reviewer)
        let complainant = Actor(organisationID: World.organisation, kind: .complainant(caseID: subject.id.text))
        switch subject.state {
        case .registered: return (.acknowledge, World.receiving)
        case .acknowledged: return (.confirmLevel, World.receiving)
        case .graded: return (.assign, boss)
        case .assigned: return (.accept, subject.handling.offer.map { World.actor($0.to) } ?? handler)
        case .investigating: return (one(of: [.recordInvestigation, .recordFinding, .propose, .makeSafe]), handler)
        case .awaitingApproval: return (one(of: [.approve, .approve, .reject]), boss)
        case .decisionReady: return (one(of: [.writeLetter, .communicateDecision]), handler)
        case .decisionCommunicated, .confirming:
            return one(of: [
                (.recordAnswer, complainant), (.completeAction, handler), (.confirmSecond, reviewer),
                (.close, World.receiving), (.releaseAnswer, boss), (.payRemedy, World.receiving),
                (.makeReport, handler),
            ])
        case .internalReview: return one(of: [(.appointReviewer, boss), (.concludeReview, reviewer)])
        case .closed, .notAccepted, .withdrawn, .merged, .outsideDispute: return nil
        }
    }

    mutating func registration() -> Registration {
        let about = ComplainedAbout(
            staff: happens(60) ? [World.named] : [], units: happens(30) ? [World.kitchen] : [],
            roles: happens(10) ? [.director] : [])
        let kind = one(of: [CaseKind.complaint, .complaint, .report, .dispute, .inquiry, .suggestion, .compliment])
        let secrecy = one(of: kind == .report ? [.confidential, .anonymous] : Secrecy.allCases)
        let complainant =
            secrecy == .anonymous
            ? Complainant(kind: .anonymous, declinedContact: true)
            : Complainant(kind: .child, name: "Lin", phone: "13900000001")
        return World.registration(
            kind: kind,
            secrecy: secrecy, about: about, complainant: complainant)
    }

    /// A step of that kind with values that may suit the case; `now` is the moment it would be taken.
    mutating func step(_ action: CaseAction, _ subject: Case, _ others: [ID<Case>], at now: Instant) -> CaseStep? {
        let talk = talk(at: now)
        let allegation = subject.allegations.isEmpty || happens(5) ? 9 : one(of: subject.allegations.map(\.number))
        let words = happens(4) ? "" : "Word for word"
        let level = one(of: ResponseLevel.allCases)
        let member = one(of: RandomSteps.staff)
        switch action {
        case .acknowledge: return .acknowledgement(.init(communication: talk, empathyShown: happens(90)))
        case .giveFeedback:
            return .feedback(
                .init(
                    handler: member, understood: words, nextStep: words, expectedAt: now.advanced(byHours: 30),
                    communication: talk))
        case .makeSafe: return .safety(.init(measure: words, representativeTold: happens(70)))
        case .suggestLevel: return .suggestion(.init(level: level, reasons: [], ruleVersion: "t"))
        case .confirmLevel:
            return .grading(.init(level: happens(70) ? subject.level.suggestion?.level ?? level : level, reason: words))
        case .upgrade: return .upgrade(.init(level: level, reason: words))
        case .downgrade: return .downgrade(.init(level: level, reason: words))
        case .addAllegation:
            return .allegation(.init(text: words, category: World.category("SAF-01"), severity: .high, harm: .minor))
        case .classify:
            return .classification(
                .init(
                    allegation: allegation, category: World.category("DIN-02"), severity: .low, harm: .none,
                    perpetrator: nil))
        case .convert: return .conversion(.init(kind: one(of: CaseKind.allCases), reason: words))
        case .assign: return .assignment(.init(handler: member, responsibleUnit: World.kitchen, instruction: nil))
        case .arbitrate: return .arbitration(.init(handler: member, responsibleUnit: World.kitchen, reason: words))
        case .accept: return .acceptance(.init())
        case .giveBack: return .returning(.init(reason: one(of: ReturnReason.allCases), basis: words))
        case .recordCommunication: return .communication(talk)
        case .recordInvestigation: return .evidence(.init(mode: .interview, summary: words))
        case .recordFinding:
            return .finding(
                .init(
                    allegation: allegation, finding: one(of: Finding.allCases), reasons: words,
                    causes: Causes(primary: .maintenance, contributing: [.ruleNotApplied], whys: "Why, why, why")))
        case .propose:
            let item = Proposal.Item(text: "New lid", owner: member, dueOn: now.day(in: .shanghai).advanced(by: 9))
            let money: Money? = happens(40) ? Money(yuan: 300) : nil
            return .proposal(
                .init(
                    plan: words, remedies: [.spokenApology] + (money == nil ? [] : [.refund]), amount: money,
                    actions: happens(70) ? [item] : []))
        case .approve: return .approval(.init())
        case .reject: return .rejection(.init(reason: words))
        case .writeLetter: return .letter(World.letter(for: subject))
        case .communicateDecision: return .notice(.init(communication: talk))
        case .settle:
            return .settlement(
                .init(answer: words, finding: one(of: Finding.allCases), communication: talk, satisfied: happens(80)))
        case .recordAnswer:
            return .answer(
                World.answer(
                    one(of: Satisfaction.allCases), result: Int.random(in: 0...6, using: &self), agrees: happens(30)))
        case .releaseAnswer: return .release(.init(takenAs: one(of: Satisfaction.allCases), explanation: words))
        case .agreeUnsatisfied: return .agreement(.init(reason: words))
        case .completeAction: return .completion(.init(number: one(of: [1, 1, 1, 2]), evidence: words))
        case .confirmSecond: return .secondConfirmation(.init(actionsSeen: words, guidanceGiven: happens(90)))
        case .close: return .closure(.init(summary: words, learning: "Check lids"))
        case .reopen: return .reopening(.init(reason: words))
        case .requestReview: return .reviewRequest(.init(reason: words))
        case .appointReviewer: return .reviewer(.init(reviewer: member))
        case .concludeReview: return .reviewConclusion(.init(decisionStands: happens(60), reasons: words))
        case .disputeOutside: return .dispute(.init(route: one(of: AppealRoute.allCases), reference: nil))
        case .endDispute: return .disputeEnd(.init(outcome: words))
        case .withdraw: return .withdrawal(.init(reason: words, ofOwnFreeWill: happens(80)))
        case .decline:
            return .refusal(.init(reason: one(of: RefusalReason.allCases), explanation: words, notice: talk))
        case .merge: return others.isEmpty ? nil : .merger(.init(into: one(of: others), reason: words))
        case .unmerge: return .separation(.init(reason: words))
        case .extend:
            return .extensionOfTime(
                .init(
                    dueAt: now.advanced(byHours: Int.random(in: -10...200, using: &self)),
                    newDueAt: now.advanced(byHours: 400), reason: words, plan: words, notice: talk))
        case .pause:
            return .pause(
                .init(reason: one(of: PauseReason.allCases), explanation: words, until: now.advanced(byHours: 20)))
        case .resume: return .resumption(.init())
        case .escalate:
            return .escalation(.init(role: one(of: Role.allCases), reason: Message("casework.escalation.level")))
        case .addNote: return .note(.init(text: words))
        case .addAttachment: return .attachment(.init(name: "a.txt", hash: String(repeating: "a", count: 64)))
        case .reissuePIN: return .reissue(.init(proof: .calledBack, check: words))
        default:
            return team(action, subject, at: now) ?? identity(action, subject, others, at: now)
                ?? watch(action, subject, at: now) ?? redress(action, subject, at: now)
        }
    }

    private mutating func team(_ action: CaseAction, _ subject: Case, at now: Instant) -> CaseStep? {
        let (member, words) = (one(of: RandomSteps.staff), happens(4) ? "" : "Word for word")
        let number = Int.random(in: 1...3, using: &self)
        switch action {
        case .addCoHandler:
            return .joining(
                .init(unit: World.kitchen, owner: member, question: words, dueAt: now.advanced(byHours: 20)))
        case .reportPart: return .partReport(.init(number: number, report: words))
        case .waivePart: return .partWaiver(.init(number: number, reason: words))
        case .addTask: return .task(.init(text: words, owner: member, dueAt: now.advanced(byHours: 30)))
        case .completeTask: return .taskCompletion(.init(number: number, evidence: words))
        case .dropTask: return .taskRemoval(.init(number: number, reason: words))
        default: return nil
        }
    }

    private mutating func identity(
        _ action: CaseAction, _ subject: Case, _ others: [ID<Case>], at now: Instant
    ) -> CaseStep? {
        let words = happens(4) ? "" : "Word for word"
        let today = now.day(in: .shanghai)
        switch action {
        case .link:
            return others.isEmpty
                ? nil
                : .link(
                    .init(
                        to: one(of: others), number: CaseNumber(year: 2026, counter: 1), kind: .related, reason: words))
        case .correct:
            return .correction(.init(fact: .subject, wrong: subject.subject, right: "Cold stew", reason: words))
        case .reportBack: return .outsideReport(.init(reference: "HK-1", proof: words, notice: talk(at: now)))
        case .proposeLimit:
            return .conductProposal(
                .init(
                    rules: [.inWriting], what: words, why: words, from: today, until: today.advanced(by: 60),
                    reviewOn: today.advanced(by: 40)))
        case .approveLimit: return .conductApproval(.init(rightExplained: happens(80), notice: talk(at: now)))
        case .reviewLimit:
            return .conductReview(.init(keptUntilReviewOn: happens(50) ? today.advanced(by: 10) : nil, reason: words))
        default: return nil
        }
    }

    mutating func talk(at now: Instant) -> CaseCommunication {
        World.talk(
            at: now.advanced(byHours: happens(5) ? 3 : 0), one(of: CommunicationMode.allCases), reached: happens(85))
    }
}
