import Kernel
import Platform

/// One point of complaint inside a case (诉求点): own category, severity, finding, cause and remedy (3.1).
package struct Allegation: Hashable, Codable, Sendable {
    /// 1, 2, 3 … within the case; never used twice.
    package let number: Int
    package internal(set) var text: String
    package internal(set) var category: CategoryCode
    package internal(set) var severity: Severity
    package internal(set) var harm: Harm
    package internal(set) var perpetrator: Perpetrator?
    package internal(set) var finding: Finding?
    /// Why the finding is so, in words the complainant can follow.
    package internal(set) var reasons: String?
    package internal(set) var causes: Causes?
    /// S1-40: the unit and the person answerable for what was found.
    package internal(set) var responsibleUnit: ID<OrganisationUnit>?
    package internal(set) var responsiblePerson: ID<Staff>?
}

/// The code of a category such as `SAF-01` (投诉类别代码). Data, so an organisation's tree may be later than ours.
package struct CategoryCode: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` unless it is three letters, a dash and two digits.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 6, bytes[3] == UInt8(ascii: "-"), bytes[..<3].allSatisfy({ (65...90).contains($0) }),
            bytes[4...].allSatisfy({ (48...57).contains($0) })
        else { return nil }
        self.text = text
    }

    package var group: String { String(text.prefix(3)) }
    package var description: String { text }
    package var message: Message { Message("casework.category.\(text)") }
    package static func < (left: CategoryCode, right: CategoryCode) -> Bool { left.text < right.text }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let code = CategoryCode(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no category"))
        }
        self = code
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// How serious the problem told is (HCAT 严重程度).
package enum Severity: Int, Codable, Sendable, CaseIterable {
    case none = 0
    case low, medium, high
}

/// What harm was done or could credibly have been done (HCAT 伤害程度).
package enum Harm: Int, Codable, Sendable, CaseIterable, Comparable {
    case none = 0
    case minimal, minor, moderate, major, catastrophic

    package static func < (left: Harm, right: Harm) -> Bool { left.rawValue < right.rawValue }
}

/// Who did it, for the group SAF (NORS 侵害人代码).
package enum Perpetrator: Int, Codable, Sendable, CaseIterable {
    /// 员工
    case staff = 1
    /// 其他老人
    case resident = 2
    /// 家属、访客或他人
    case other = 3
    /// 不明
    case unknown = 99
}

/// What the inquiry came to for one allegation (认定结论, 3.5).
package enum Finding: String, Codable, Sendable, CaseIterable {
    /// 成立
    case upheld
    /// 部分成立
    case partlyUpheld = "partly_upheld"
    /// 不成立
    case notUpheld = "not_upheld"
    /// 无法查实
    case unverifiable
    /// 撤回
    case withdrawn
    /// 超出职权
    case outOfRemit = "out_of_remit"

    /// Whether an apology belongs in the decision letter.
    package var callsForApology: Bool {
        switch self {
        case .upheld, .partlyUpheld: true
        case .notUpheld, .unverifiable, .withdrawn, .outOfRemit: false
        }
    }
}

/// Root causes of one allegation (根本原因, 3.7): one primary, up to two contributing, "five whys" for Ⅰ and Ⅱ.
package struct Causes: Hashable, Codable, Sendable {
    package var primary: RootCause
    package var contributing: [RootCause] = []
    package var whys: String?
}

/// The codes of root causes (根因代码, 3.7), whose names stand in the catalogue.
package enum RootCause: String, Codable, Sendable, CaseIterable {
    case skill = "P1"
    case attitude = "P2"
    case fatigue = "P3"
    case protocolNotFollowed = "P4"
    case misjudgement = "P5"
    case handover = "T1"
    case cooperation = "T2"
    case supervision = "T3"
    case wordsWithElder = "C1"
    case wordsWithFamily = "C2"
    case wordsBetweenUnits = "C3"
    case records = "C4"
    case staffing = "S1"
    case rota = "S2"
    case qualification = "S3"
    case ruleMissing = "M1"
    case ruleUnreasonable = "M2"
    case ruleNotTaught = "M3"
    case ruleNotApplied = "M4"
    case authorityUnclear = "M5"
    case defect = "E1"
    case maintenance = "E2"
    case surroundings = "E3"
    case systemFault = "I1"
    case wrongData = "I2"
    case illness = "R1"
    case cognition = "R2"
    case behaviour = "R3"
    case promisedTooMuch = "F1"
    case notTold = "F2"
    case otherExpectation = "F3"
    case supplier = "X1"
    case insuranceOrPolicy = "X2"
    case forceMajeure = "X3"
    case unknown = "U"
}
