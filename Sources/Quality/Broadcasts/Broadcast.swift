import Kernel
import Platform

/// A lesson sent to those who should learn from it (经验教训通报, S0-8, S0-20): drafted from an action, a case or a knowledge
/// case so that nobody can be known, approved by another person, read and understood by each, shift by shift.
package struct Broadcast: Hashable, Codable, Sendable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case draft, sent, withdrawn
    }

    /// What it says, and to whom (通报内容).
    package struct Content: Hashable, Codable, Sendable {
        package var title: String
        /// 发生了什么
        package var happened: String
        /// 学到了什么
        package var learnt: String
        /// 今后怎么做
        package var todo: String
        package var question: ControlQuestion?
        /// Empty for the whole house.
        package var units: [ID<OrganisationUnit>]
        /// Empty for every role.
        package var roles: [Role]
        /// Within how many days everybody should have read it.
        package var days: Int

        package init(
            title: String, happened: String, learnt: String, todo: String, question: ControlQuestion? = nil,
            units: [ID<OrganisationUnit>] = [], roles: [Role] = [], days: Int = 7
        ) {
            self.title = title
            self.happened = happened
            self.learnt = learnt
            self.todo = todo
            self.question = question
            self.units = units
            self.roles = roles
            self.days = days
        }

        static let titleLimit = 100
        static let textLimit = 2000
        static let longestDays = 30

        /// Every text that readers see, by the name of its field.
        package var texts: [String: String] {
            var texts = ["title": title, "happened": happened, "learnt": learnt, "todo": todo]
            if let question {
                texts["question"] = question.text
                texts["right"] = question.right
                for (place, wrong) in question.wrong.enumerated() { texts["wrong_\(place + 1)"] = wrong }
            }
            return texts
        }
    }

    package let id: ID<Broadcast>
    package let organisationID: ID<Organisation>
    /// `2026-0003`
    package let number: String
    package let source: ActionSource?
    package let madeAt: Instant
    /// Who wrote it or changed it last, as actors sign.
    package internal(set) var authors: [String]
    package internal(set) var content: Content
    package internal(set) var state: State
    package internal(set) var sentAt: Instant?
    package internal(set) var sentBy: String?
    package internal(set) var version: Int

    package var subject: Event.Subject { Event.Subject(kind: "broadcast", id: id.text) }

    /// Why it cannot be sent: it is no draft, or the approver wrote on it.
    package func refusal(toSend actor: Actor) -> Problem? {
        guard state == .draft else { return .conflict("quality.refusal.sent") }
        guard actor.staffID != nil, !authors.contains(actor.signature) else {
            return .forbidden("quality.refusal.own_words")
        }
        return nil
    }
}

/// Asked of whoever says that they understood (核对问题): one answer is right.
package struct ControlQuestion: Hashable, Codable, Sendable {
    package let text: String
    package let right: String
    package let wrong: [String]

    package init(_ text: String, right: String, wrong: [String]) {
        self.text = text
        self.right = right
        self.wrong = wrong
    }

    /// In an order that does not tell which is right.
    package var answers: [String] { (wrong + [right]).sorted() }
}

/// The shift somebody read it in (班次). The roster knows who is on call, not who works when, so each says it.
package struct WorkShift: Hashable, Sendable, Comparable {
    package enum Usual: String, Sendable, CaseIterable {
        case day, evening, night
    }

    /// A usual shift's word, or what the house calls its own.
    package let text: String

    /// `nil` for what is empty or too long.
    package init?(_ text: String) {
        guard (1...20).contains(text.count) else { return nil }
        self.text = text
    }

    package var usual: Usual? { Usual(rawValue: text) }

    private var order: Int { usual.flatMap { Usual.allCases.firstIndex(of: $0) } ?? Usual.allCases.count }

    package static func < (left: WorkShift, right: WorkShift) -> Bool {
        (left.order, left.text) < (right.order, right.text)
    }
}

/// Who was sent a lesson and how far they are (阅读情况).
package struct BroadcastReader: Hashable, Sendable {
    package let staffID: ID<Staff>
    package let name: String
    package let readAt: Instant?
    /// In which it was read; of those who have not, the shift they read in last.
    package let shift: WorkShift?
    /// Wrong answers to the control question.
    package let attempts: Int
}
