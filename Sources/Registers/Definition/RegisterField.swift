import Kernel
import Platform

/// One question of a register (台账字段): what may be answered, and where the answer is shown.
package struct RegisterField: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case text
        case longText = "long_text"
        case number
        /// In yuan on the form, in fen everywhere else.
        case money
        case day, moment, choice
        case yesNo = "yes_no"
        case staff, unit
        /// A person served, told by their code alone.
        case person
        case complaint = "case"
        /// An entry of another register, or of this one.
        case entry
        case file
        /// A text sealed by the vault; reading it leaves a trace.
        case sealed
        /// Worked out of other fields; never typed.
        case computed
    }

    package struct Choice: Hashable, Sendable {
        package let code: String
        package let name: BothLanguages
    }

    package let code: String
    package let kind: Kind
    package let name: BothLanguages
    package let hint: BothLanguages?
    package let isRequired: Bool
    /// The most signs of a text.
    package let limit: Int
    /// The bounds of a number or, in fen, of a sum.
    package let bounds: ClosedRange<Int>
    package let isListed: Bool
    package let isSearched: Bool
    package let isFilter: Bool
    package let choices: [Choice]
    /// How a sealed text is masked.
    package let mask: FieldKind
    package let fieldClass: FieldClass
    /// Which register an entry is of.
    package let register: String?
    package let formula: Formula?

    static let textLimit = 200
    static let longTextLimit = 4_000
    static let longestText = 10_000
    static let numberBounds = -1_000_000_000...1_000_000_000
    /// Up to a hundred million yuan.
    static let moneyBounds = 0...10_000_000_000

    /// Kinds whose answers tie the entry to something else.
    static let linkKinds: Set<Kind> = [.staff, .unit, .person, .complaint, .entry]
    static let amountKinds: Set<Kind> = [.number, .money]
    static let filterKinds: Set<Kind> = [.choice, .yesNo, .staff, .unit, .entry]
    static let searchKinds: Set<Kind> = [.text, .longText, .choice]

    /// Whether somebody answers it on the form.
    var isAsked: Bool { kind != .computed }
    /// Whether its answer stands as plain text in the entry.
    var isPlain: Bool { isAsked && kind != .sealed }
    /// Whether its answer is looked for by value.
    var isIndexed: Bool { isFilter || RegisterField.amountKinds.contains(kind) }
}

/// How a computed field is worked out (公式): a closed set, over fields of the same entry or, for a total, over the
/// entries of another register that point to this one.
package enum Formula: Hashable, Sendable {
    case sum([String])
    /// The first less the others.
    case difference([String])
    /// The first in per mille of the second; nothing where the second is nothing.
    case ratio(String, String)
    case total(Total)

    package struct Total: Hashable, Sendable {
        /// The field that is added up.
        package let field: String
        package let register: String
        /// The field that points here.
        package let through: String
        /// Only entries with these answers.
        package let matching: [String: String]
    }

    /// The fields of the same entry it is worked out of.
    var fields: [String] {
        switch self {
        case .sum(let fields), .difference(let fields): fields
        case .ratio(let part, let whole): [part, whole]
        case .total: []
        }
    }
}
