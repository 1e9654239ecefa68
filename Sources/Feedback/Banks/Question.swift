import Casework
import Web

/// One question of a survey (问卷题目), in both languages.
package struct Question: Hashable, Codable, Sendable {
    /// What an answer may be.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// 非常满意 5 … 非常不满意 1
        case satisfaction
        /// 1…5 points
        case rating
        /// 0…10: would you recommend us
        case recommend
        /// 1…7: how easy was it
        case effort
        /// 是 2、否 1、说不清 0
        case yesNo = "yes_no"
        /// Any of several
        case choices
        /// Own words
        case text

        /// The values in the order they are offered, the best first; of `choices` and `text` none.
        package var values: [Int] {
            switch self {
            case .satisfaction, .rating: [5, 4, 3, 2, 1]
            case .recommend: Array((0...10).reversed())
            case .effort: [7, 6, 5, 4, 3, 2, 1]
            case .yesNo: [2, 1, 0]
            case .choices, .text: []
            }
        }
    }

    /// The same from wave to wave, by which waves are compared.
    package var code: String
    package var kind: Kind
    /// How much it counts in the index; 0 where it does not.
    package var weight: Int
    package var text: Bilingual
    /// What may be chosen; of `choices` alone.
    package var options: [Bilingual]
    /// "Yes" is the bad answer, as with a complaint held back.
    package var yesIsBad: Bool

    package init(
        _ code: String, _ kind: Kind, weight: Int = 0, text: Bilingual, options: [Bilingual] = [],
        yesIsBad: Bool = false
    ) {
        self.code = code
        self.kind = kind
        self.weight = weight
        self.text = text
        self.options = options
        self.yesIsBad = yesIsBad
    }

    package init(from decoder: any Decoder) throws {
        let told = try decoder.container(keyedBy: CodingKeys.self)
        code = try told.decode(String.self, forKey: .code)
        kind = try told.decode(Kind.self, forKey: .kind)
        weight = try told.decodeIfPresent(Int.self, forKey: .weight) ?? 0
        text = try told.decode(Bilingual.self, forKey: .text)
        options = try told.decodeIfPresent([Bilingual].self, forKey: .options) ?? []
        yesIsBad = try told.decodeIfPresent(Bool.self, forKey: .yesIsBad) ?? false
    }

    /// The values an answer may have; of `choices` the places of the options, counted from 1.
    package var allowed: Set<Int> {
        kind == .choices ? Set(options.indices.map { $0 + 1 }) : Set(kind.values)
    }

    /// Whether somebody should look into an answer of this value (S4-50).
    package func isLow(_ value: Int) -> Bool {
        switch kind {
        case .satisfaction, .rating, .effort: value <= 2
        case .recommend: value <= 3
        case .yesNo: yesIsBad && value == 2
        case .choices, .text: false
        }
    }

    /// The value on a scale from 0 to 100; `nil` for kinds that have no index.
    package func points(_ mean: Double) -> Double? {
        switch kind {
        case .satisfaction, .rating: (mean - 1) * 25
        case .recommend: mean * 10
        case .effort: (mean - 1) * 100 / 6
        case .yesNo, .choices, .text: nil
        }
    }
}

extension Bilingual {
    /// The text in the reader's language.
    package func told(in language: Language) -> String {
        switch language {
        case .chinese: zh
        case .english: en
        }
    }
}
