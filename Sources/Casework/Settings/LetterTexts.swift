import Kernel

/// What an organisation says in every decision letter (告知书用语): empty where it says what the program says. A
/// letter carries the words it was written with, so one that was sent never changes.
package struct LetterTexts: Hashable, Codable, Sendable {
    /// A passage of the letter (段落).
    package enum Passage: String, Sendable, CaseIterable {
        /// 开头
        case opening
        /// 道歉：what a draft begins with.
        case apology
        /// 外部途径
        case outside
        /// 结尾
        case closing

        /// The gaps `{name}` a text may have; the first one it must have.
        var gaps: [String] {
            switch self {
            case .opening: ["number", "day"]
            case .apology, .outside, .closing: []
            }
        }
    }

    package let number: Int
    private let texts: [String: String]

    package init() { self.init(document: [:], number: 0) }

    init(document: SettingDocument, number: Int) {
        texts = document.filter { !$0.value.isEmpty }
        self.number = number
    }

    var isEmpty: Bool { texts.isEmpty }
    var document: SettingDocument { texts }

    /// `language` is `zh-Hans` or `en`.
    static func key(_ passage: Passage, _ language: String) -> String { "\(passage.rawValue).\(language)" }

    /// The text with its gaps filled; `nil` where nothing was settled.
    package func text(_ passage: Passage, _ language: String, _ gaps: [String: String] = [:]) -> String? {
        guard let text = texts[LetterTexts.key(passage, language)] else { return nil }
        return gaps.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
    }

    static let limit = 2000
    static let languages = ["zh-Hans", "en"]

    /// Texts with a gap nobody fills, or without the one they must have.
    static func faults(in document: SettingDocument) -> [String: Message] {
        var faults: [String: Message] = [:]
        for passage in Passage.allCases {
            for language in languages {
                let key = key(passage, language)
                guard let text = document[key], !text.isEmpty else { continue }
                let gaps = text.matches(of: /\{([^{}]*)\}/).map { String($0.output.1) }
                let others = gaps.filter { !passage.gaps.contains($0) }
                if let other = others.first {
                    faults[key] = Message("casework.rules.fault.unknown_gap", ["gap": .text("{\(other)}")])
                } else if let needed = passage.gaps.first, !gaps.contains(needed) {
                    faults[key] = Message("casework.rules.fault.missing_gap", ["gap": .text("{\(needed)}")])
                }
            }
        }
        return faults
    }
}
