import Kernel
import Platform

/// One voice of the made year with all that will come of it (计划个案). A plain value: nothing is stored yet.
package struct PlannedCase: Sendable, Hashable {
    package let place: Int
    package let voice: Voice
    package let story: Told
    package let ending: Ending
    /// What happens, in the order of time; what would lie after the end of the year is left out.
    package internal(set) var steps: [PlannedStep]
    /// The level it will be given, for kinds that have one.
    package let level: ResponseLevel?
    /// When the first feedback and the decision are promised, and when they will be given.
    package internal(set) var promises: [Promised]
    package let isOfCluster: Bool

    /// Whether a promise will be broken.
    package var isLate: Bool { promises.contains { $0.dueAt < $0.keptAt } }
}

/// A promise to the complainant and when it will be kept.
package struct Promised: Sendable, Hashable {
    package let kind: ClockKind
    package let dueAt: Instant
    package let keptAt: Instant
}

/// How a case comes to its end (结局).
package enum Ending: String, Sendable, CaseIterable {
    case settled, satisfied, partly, unsatisfied, unconfirmed, reviewed, reopened, disputed, withdrawn, declined,
        merged
}

/// What is written down when the voice comes in.
package struct Voice: Sendable, Hashable {
    var at: Instant
    package var kind: CaseKind
    package var channel: Channel
    package var secrecy: Secrecy
    package var complainant: Complainant
    /// The login of who receives it; `nil` where it comes by itself.
    var receiver: String?
    /// Which elder it is about.
    var elder: Int?
    /// Logins of who is complained about.
    var named: [String] = []
    package var narrative: String
    var remedy: String?
    var points: [Point]
    var replyHours: Int?
    var outsideHours: Int?
    /// The planned case it is split from: then nobody receives it anew.
    package var splitFrom: Int?

    struct Point: Sendable, Hashable {
        let text: String
        let category: CategoryCode
        let harm: Harm
    }

    package var receivedAt: Instant { at }
    package var category: CategoryCode? { points.first?.category }
}

/// What the house found, decided and learnt: the words of the steps.
package struct Told: Sendable, Hashable {
    var handler: String
    var unit: String
    var evidence: String
    var finding: Finding
    var cause: RootCause
    var whys: String
    var plan: String
    var action: String
    var actionDays: Int
    var apology: String
    var learning: String
    var fix: String
    /// Yuan that are given back.
    var amount: Int64?
    var remedy: Remedy
}

/// Something done at a moment by somebody; `by` is a login, `nil` the complainant.
package struct PlannedStep: Sendable, Hashable {
    package let at: Instant
    let by: String?
    package let deed: YearDeed
    var text = ""
}

/// What can be done with a case of the year (步骤).
package enum YearDeed: Sendable, Hashable {
    case acknowledge, makeSafe, tellAuthority, tellManagement, grade
    case assign(String)
    case giveBack, accept, feedback
    case join(bureau: String)
    case reportPart
    case evidence, finding, propose, reject, approve, letter, notice
    case extend(days: Int)
    case pause(days: Int)
    case answer(Satisfaction, agrees: Bool, refuses: Bool)
    case release, attempt, agree, complete, second, close
    case settle(sampled: Bool)
    case withdraw, decline
    case merge(into: Int)
    case link(to: Int)
    case split(into: Int)
    case reopen, requestReview
    case appoint(String)
    case conclude(stands: Bool)
    case dispute, endDispute, reportBack, note, reissue
    /// What happened was some days before it was told.
    case correct(days: Int)
    /// What was approved is paid out of the special fund.
    case pay
    case limit(days: Int)
    case agreeLimit
    case reviewLimit(keeps: Bool)
}

/// That somebody is away for some days (计划缺勤), entered before it begins.
package struct PlannedAbsence: Sendable, Hashable {
    package let login: String
    package let deputy: String
    package let reason: Absence.Reason
    package let toldAt: Instant
    package let span: Span
}

extension YearDeed {
    /// Whether nobody has anything left to do after it.
    var endsCase: Bool {
        switch self {
        case .close, .withdraw, .decline, .merge: true
        case .acknowledge, .makeSafe, .tellAuthority, .tellManagement, .grade, .assign, .giveBack, .accept, .feedback,
            .join, .reportPart, .evidence, .finding, .propose, .reject, .approve, .letter, .notice, .extend, .pause,
            .answer, .release, .attempt, .agree, .complete, .second, .settle, .link, .split, .reopen, .requestReview,
            .appoint, .conclude, .dispute, .endDispute, .reportBack, .note, .reissue, .correct, .pay, .limit,
            .agreeLimit,
            .reviewLimit:
            false
        }
    }
}
