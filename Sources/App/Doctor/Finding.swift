/// What `huiyin doctor` says about one thing (体检结论), and how to mend it.
package struct Finding: Sendable, Hashable {
    package enum Grade: String, Sendable, Comparable {
        case good = "ok"
        case warning = "warn"
        case bad = "FAIL"

        package static func < (left: Grade, right: Grade) -> Bool { left.rank < right.rank }
        private var rank: Int {
            switch self {
            case .good: 0
            case .warning: 1
            case .bad: 2
            }
        }
    }

    package let grade: Grade
    package let about: String
    package let sentence: String
    /// What to do; empty when all is well.
    package let mend: String

    package static func good(_ about: String, _ sentence: String) -> Finding {
        Finding(grade: .good, about: about, sentence: sentence, mend: "")
    }

    package static func warning(_ about: String, _ sentence: String, mend: String) -> Finding {
        Finding(grade: .warning, about: about, sentence: sentence, mend: mend)
    }

    package static func bad(_ about: String, _ sentence: String, mend: String) -> Finding {
        Finding(grade: .bad, about: about, sentence: sentence, mend: mend)
    }

    /// `warn  keys: …` with what to do on the next line.
    package var text: String {
        let padded = grade.rawValue.padding(toLength: 5, withPad: " ", startingAt: 0)
        return "\(padded) \(about): \(sentence)" + (mend.isEmpty ? "" : "\n      → \(mend)")
    }
}
