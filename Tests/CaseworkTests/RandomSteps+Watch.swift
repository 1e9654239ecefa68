import Kernel
import Platform

@testable import Casework

extension RandomSteps {
    /// Supervision, emergencies, who the case is about, accountability, and answers to complainants of merged cases.
    mutating func watch(_ action: CaseAction, _ subject: Case, at now: Instant) -> CaseStep? {
        let words = happens(4) ? "" : "Word for word"
        let number = Int.random(in: 1...2, using: &self)
        let member = one(of: RandomSteps.staff)
        switch action {
        case .supervise: return .supervision(.init(wanted: words, workingDays: one(of: [0, 1, 3, 5])))
        case .answerSupervision: return .supervisionAnswer(.init(number: number, answer: words))
        case .acceptSupervision: return .supervisionAcceptance(.init(number: number))
        case .returnSupervision: return .supervisionReturn(.init(number: number, reason: words, workingDays: 2))
        case .declareEmergency: return .emergency(.init(situation: words, members: [member]))
        case .decideInEmergency: return .emergencyDecision(.init(decided: words))
        case .reportEmergency: return .emergencyReport(.init(done: words, why: words))
        case .correctAbout:
            return .attribution(
                .init(
                    staff: happens(70) ? subject.complainedAbout.staff : [member],
                    units: happens(50) ? [World.kitchen] : [], reason: words))
        case .writeOwnLetter: return .ownLetter(.init(letter: World.letter(for: subject)))
        case .tellOwn: return .ownNotice(.init(communication: talk(at: now)))
        default: return account(action, number, member, words, at: now)
        }
    }

    private mutating func account(
        _ action: CaseAction, _ number: Int, _ member: ID<Staff>, _ words: String, at now: Instant
    ) -> CaseStep? {
        switch action {
        case .proposeAccount:
            let reason = one(of: AccountReason.allCases)
            let measures = happens(80) ? reason.measures : [.endContract]
            return .account(
                .init(
                    person: member, reason: reason, grounds: words, measures: measures, notForReporting: happens(90)))
        case .hearAccount:
            return .accountHearing(.init(number: number, declined: happens(30), statement: words, heardAt: now))
        case .decideAccount: return .accountRuling(.init(number: number, agrees: happens(60), reasons: words))
        default: return nil
        }
    }
}
