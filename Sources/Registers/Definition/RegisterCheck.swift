import Platform

/// A rule every entry keeps (台账校验): a closed set.
package enum RegisterCheck: Hashable, Sendable {
    /// The day or moment has come already.
    case notFuture(String)
    /// The first is not after, or not more than, the second.
    case order(String, String)
    /// Two different answers, such as two persons.
    case different(String, String)
    case atMost(String, Bound)
    case atLeast(String, Bound)
    /// No two entries have all these answers alike.
    case unique([String])
    /// Above the amount an entry leaves its first state only for `state`, or when it has been there.
    case approval(field: String, above: Bound, state: String)

    /// A number in the definition, or a setting the house may change. Sums are in fen, ratios in per mille.
    package enum Bound: Hashable, Sendable {
        case fixed(Int)
        case setting(String)
    }

    var fields: [String] {
        switch self {
        case .notFuture(let field), .atMost(let field, _), .atLeast(let field, _), .approval(let field, _, _): [field]
        case .order(let first, let second), .different(let first, let second): [first, second]
        case .unique(let fields): fields
        }
    }
}

/// A number a register's rules hang on, which the house may change (台账参数).
package struct RegisterSetting: Hashable, Sendable {
    package let code: String
    package let name: BothLanguages
    package let kind: Kind
    /// What holds until the house says otherwise; sums in fen, ratios in per mille.
    package let value: Int
    package let bounds: ClosedRange<Int>

    package enum Kind: String, Sendable, CaseIterable {
        case number, money
        /// In per cent on the page, in per mille everywhere else.
        case percent
    }
}

/// How long entries are kept (保存期限, standards 2.19).
package struct Retention: Hashable, Sendable {
    package let recordClass: RecordClass
    /// Years after the entry's day; `nil` is for ever.
    package let years: Int?
    /// What becomes of it then.
    package let manner: Manner

    /// What becomes of an entry whose term is over (期满处置).
    package enum Manner: String, Sendable, CaseIterable {
        /// Gone without a trace but the event that says so.
        case delete
        /// Persons and words are taken out of it; sums, days and choices stay for figures.
        case anonymise
    }
}

/// How an entry is laid out on paper (打印版式).
package struct PrintLayout: Hashable, Sendable {
    package let columns: Int
    package let sections: [Section]
    /// Lines to sign on.
    package let signatures: [BothLanguages]

    package struct Section: Hashable, Sendable {
        package let name: BothLanguages?
        package let fields: [String]
    }
}

/// What was planned beside what came of it (计划与执行), line by line on an entry's page.
package struct Comparison: Hashable, Sendable {
    package let name: BothLanguages
    package let lines: [Line]

    package struct Line: Hashable, Sendable {
        package let name: BothLanguages
        package let plan: String
        package let actual: String
    }
}
