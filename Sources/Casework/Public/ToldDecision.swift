import Kernel
import Platform
import Web

/// The result as the complainant reads it (处理结果告知, S0-17): a finding with reasons on each point, the apology,
/// what is promised by when, where to turn if it is not accepted.
struct ToldDecision: Sendable {
    struct Point: Sendable {
        let text: String
        let finding: String
        let reasons: String
    }

    struct Action: Sendable {
        let text: String
        let due: String
        let isDone: Bool
    }

    let when: String
    let lookedAt: String
    let points: [Point]
    let hasPoints: Bool
    let apology: String
    let answer: String
    let actions: [Action]
    let hasActions: Bool
    let ladder: [String]
    let hasLadder: Bool
    /// What stands before the ladder, where the organisation says more than the program.
    let outside: String
    let contact: String
    let contactWords: String
    let hasContact: Bool
    let hasLetter: Bool

    /// `nil` while nothing was told.
    init?(_ mine: MyCase, words: Words) {
        guard mine.isResultKnown, let told = mine.subject.milestones.decisionAt else { return nil }
        let (subject, letter) = (mine.subject, mine.letter)
        when = words.moment(told)
        lookedAt = letter?.lookedAt ?? ""
        answer = mine.settlement?.answer ?? ""
        points = (letter?.points ?? []).map { point in
            Point(
                text: subject.allegations.first { $0.number == point.allegation }?.text ?? "",
                finding: words("casework.finding.\(point.finding.rawValue)"), reasons: point.reasons)
        }
        hasPoints = !points.isEmpty
        apology = letter?.apology ?? ""
        actions = (letter?.actions ?? []).map { promised in
            let done = subject.decision.actions.first { $0.number == promised.number }?.doneAt
            let due = words("casework.public.decision.by_day", ["day": .day(promised.dueOn)])
            return Action(
                text: promised.text,
                due: done.map { words("casework.public.decision.done_at", ["day": .day($0.day(in: words.zone))]) }
                    ?? due,
                isDone: done != nil)
        }
        hasActions = !actions.isEmpty
        let routes = letter?.ladder ?? AppealRoute.ladder(for: subject, organisation: mine.profile.kind)
        ladder = subject.kind.isGraded ? routes.map { words("casework.appeal.\($0.rawValue)") } : []
        hasLadder = !ladder.isEmpty
        outside = letter?.text(.outside, words) ?? ""
        contact = letter.flatMap { mine.names[$0.contact] } ?? ""
        contactWords = letter?.contactWords ?? ""
        hasContact = letter != nil
        hasLetter = letter != nil
    }
}

/// The letter on paper (告知书).
struct ToldLetterPage: Page {
    static let template = "casework/public-letter"

    let title: String
    let number: String
    let opening: String
    let decision: ToldDecision
    let closing: String
    let organisation: String

    /// `nil` when no letter was sent.
    init?(_ mine: MyCase, words: Words) {
        guard let letter = mine.letter, let decision = ToldDecision(mine, words: words) else { return nil }
        title = words("casework.public.letter.title")
        number = mine.subject.number.description
        let received = mine.subject.milestones.receivedAt
        let gaps = ["number": number, "day": words.day(received.day(in: words.zone))]
        opening =
            letter.text(.opening, words, gaps)
            ?? words(
                "casework.public.letter.opening",
                ["when": .instant(received), "subject": .text(mine.subject.subject)])
        closing = letter.text(.closing, words) ?? ""
        self.decision = decision
        organisation = mine.profile.name
    }
}
