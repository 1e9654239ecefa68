import Foundation
import Kernel
import Platform
import Yams

/// A text in both languages of the house (双语文本).
package struct Bilingual: Hashable, Codable, Sendable {
    package var zh: String
    package var en: String

    package init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    /// The same words for everybody, as a house writes its own.
    package init(_ text: String) { self.init(zh: text, en: text) }
}

/// How to win back somebody's trust in one kind of situation (服务补救策略, S4-42): what to say and do, in order.
package struct RecoveryStrategy: Hashable, Codable, Sendable {
    package var code: String
    package var version: Int
    package var name: Bilingual
    package var situation: Situation
    package var steps: [Step]
    /// What may be offered on the spot; anything with money still needs its approval.
    package var remedies: [Remedy]
    package var notWhen: Bilingual

    /// When it fits; an empty list means any.
    package struct Situation: Hashable, Codable, Sendable {
        package var groups: [String]
        package var levels: [ResponseLevel]
        package var people: [ComplainantKind]
    }

    /// One line of the script (话术与动作).
    package struct Step: Hashable, Codable, Sendable {
        package var kind: Kind
        package var text: Bilingual

        package enum Kind: String, Codable, Sendable, CaseIterable {
            case say, act
        }
    }

    package static let stepLimit = 12

    /// What is wrong with a strategy somebody wrote.
    package func checked(_ tree: CategoryTree) throws(Problem) -> RecoveryStrategy {
        var fields = FieldCheck()
        fields.text("name", name.zh, limit: 80)
        fields.text("not_when", notWhen.zh, limit: 1000)
        fields.require((2...RecoveryStrategy.stepLimit).contains(steps.count), "steps", "recovery_steps")
        for step in steps { fields.text("steps", step.text.zh, limit: 400) }
        fields.require(situation.groups.allSatisfy(tree.groups.contains), "groups", "not_listed")
        try fields.finish()
        return self
    }
}

/// The built-in strategies, read from `Data/recovery.yaml`.
package struct RecoveryLibrary: Hashable, Codable, Sendable {
    package let strategies: [RecoveryStrategy]

    /// Throws when a code stands twice, a group is unknown or a text is missing.
    package static func load(_ file: URL, categories: CategoryTree) throws -> RecoveryLibrary {
        let text = try String(contentsOf: file, encoding: .utf8)
        let library = try YAMLDecoder().decode(RecoveryLibrary.self, from: text)
        guard Set(library.strategies.map(\.code)).count == library.strategies.count else {
            throw CaseworkDataError("a recovery strategy stands twice")
        }
        for strategy in library.strategies {
            let texts = [strategy.name, strategy.notWhen] + strategy.steps.map(\.text)
            guard texts.allSatisfy({ !$0.zh.isEmpty && !$0.en.isEmpty }), strategy.steps.count >= 2,
                strategy.situation.groups.allSatisfy(categories.groups.contains)
            else { throw CaseworkDataError("the recovery strategy \(strategy.code) is not whole") }
        }
        return library
    }
}

/// A strategy that fits a case, with the reasons (策略建议). A person chooses.
package struct RecoverySuggestion: Hashable, Sendable {
    package let strategy: RecoveryStrategy
    package let reasons: [Message]
    package let points: Int

    package static let most = 5

    /// What fits the case, the closest first. What names another group, level or kind of person is left out.
    package static func list(
        _ strategies: [RecoveryStrategy], for subject: Case, limit: Int = most
    ) -> [RecoverySuggestion] {
        let groups = Set(subject.allegations.map(\.category.group))
        let level = subject.level.current
        return strategies.compactMap { strategy -> RecoverySuggestion? in
            var (points, reasons): (Int, [Message]) = (0, [])
            let situation = strategy.situation
            if !situation.groups.isEmpty {
                guard let group = situation.groups.first(where: groups.contains) else { return nil }
                points += 4
                reasons.append(
                    Message(
                        "casework.recovery.because.group",
                        ["group": .message(Message("casework.category_group.\(group)"))]))
            }
            if !situation.levels.isEmpty {
                guard let level, situation.levels.contains(level) else { return nil }
                points += 2
                reasons.append(Message("casework.recovery.because.level", ["level": .message(level.message)]))
            }
            if !situation.people.isEmpty {
                let kind = subject.complainant.kind
                guard situation.people.contains(kind) else { return nil }
                points += 3
                reasons.append(
                    Message(
                        "casework.recovery.because.person",
                        ["kind": .message(Message("casework.complainant_kind.\(kind.rawValue)"))]))
            }
            if reasons.isEmpty { reasons.append(Message("casework.recovery.because.any")) }
            return RecoverySuggestion(strategy: strategy, reasons: reasons, points: points)
        }
        .sorted { ($1.points, $0.strategy.code) < ($0.points, $1.strategy.code) }
        .prefix(limit).map { $0 }
    }
}

/// How well a strategy worked (补救效果, S4-44). Below five answers nothing is said: chance would speak.
package struct RecoveryScore: Hashable, Sendable {
    package let code: String
    package let started: Int
    /// How many said how well it went.
    package let answers: Int
    /// The sum of what they said, 1…5 each.
    package let sum: Int
    /// Milliseconds from receipt to start, summed over all started.
    package let waited: Int64

    package static let fewest = 5

    /// Tenths of a point, rounded; `nil` below five answers.
    package var tenths: Int? { answers < RecoveryScore.fewest ? nil : (sum * 10 + answers / 2) / answers }
    package var averageMinutes: Int { started == 0 ? 0 : Int(waited / Int64(started) / 60_000) }
}
