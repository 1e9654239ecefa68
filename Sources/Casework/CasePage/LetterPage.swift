import Kernel
import Platform
import Web

/// The decision letter (处理结果告知书) on paper, in large readable type.
struct LetterPage: Page {
    static let template = "casework/letter"

    struct Point: Sendable {
        let title: String
        let text: String
        let finding: String
        let reasons: String
    }

    let title: String
    let number: String
    let greeting: String
    let opening: String
    let lookedAt: String
    let points: [Point]
    let apology: String?
    let actions: [String]
    let hasActions: Bool
    let ladder: [String]
    let outside: String
    let closing: String?
    let contact: String
    let day: String
    let organisation: String
    /// Shown while the letter has not gone out.
    let draft: String?
    /// On our own copy only, never on the paper that goes out: where two tasks were in one hand.
    let internalNotes: [String]

    /// `nil` when no letter was written.
    init?(_ contents: CaseContents, _ words: Words) {
        let open = contents.open
        let subject = open.subject
        guard let letter = subject.decision.letter else { return nil }
        func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
            words("casework.letter.\(key)", gaps)
        }
        title = word("title")
        number = subject.number.description
        let name = subject.complainant(seenBy: open.standing)?.name
        greeting = name.map { word("dear", ["name": .text($0)]) } ?? word("dear_unknown")
        let day = subject.milestones.receivedAt.day(in: words.zone)
        opening =
            letter.text(.opening, words, ["number": number, "day": words.day(day)])
            ?? word("opening", ["day": .day(day), "number": .text(number)])
        lookedAt = letter.lookedAt
        points = letter.points.map { point in
            let told = subject.allegations.first { $0.number == point.allegation }
            return Point(
                title: word("point", ["number": .number(point.allegation)]), text: told?.text ?? "",
                finding: words("casework.finding.\(point.finding.rawValue)"), reasons: point.reasons)
        }
        apology = letter.apology
        actions = letter.actions.map { word("action", ["text": .text($0.text), "day": .day($0.dueOn)]) }
        hasActions = !actions.isEmpty
        ladder = letter.ladder.map { words("casework.appeal.\($0.rawValue)") }
        outside = letter.text(.outside, words) ?? word("ladder_lead")
        closing = letter.text(.closing, words)
        contact = word(
            "contact",
            ["name": .text(contents.name(letter.contact) ?? ""), "words": .text(letter.contactWords)])
        self.day = words.day((subject.milestones.decisionAt ?? open.now).day(in: words.zone))
        organisation = open.profile.name
        draft = subject.milestones.decisionAt == nil ? word("draft") : nil
        internalNotes = subject.redress.waivers.map {
            WaiverWords(words: words).told($0, by: contents.name($0.by) ?? "")
        }
    }
}

/// The promised actions of a case (承诺措施清单) on paper.
struct ActionsPage: Page {
    static let template = "casework/actions"

    struct Line: Sendable {
        let number: Int
        let text: String
        let owner: String
        let due: String
        let done: String
        let evidence: String
    }

    let title: String
    let number: String
    let subject: String
    let lines: [Line]
    let isEmpty: Bool

    init(_ contents: CaseContents, _ words: Words) {
        let subject = contents.open.subject
        title = words("casework.letter.actions_title")
        number = subject.number.description
        self.subject = subject.subject
        lines = subject.decision.actions.map { action in
            Line(
                number: action.number, text: action.text, owner: contents.name(action.owner) ?? "",
                due: words.day(action.dueOn),
                done: action.doneAt.map { words.moment($0) } ?? words("casework.case_page.not_done"),
                evidence: action.evidence ?? "")
        }
        isEmpty = lines.isEmpty
    }
}
