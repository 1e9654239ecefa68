import Deadlines
import Foundation
import Kernel
import Platform

/// The name of a rule within an organisation: lower-case letters, digits and underscores.
package struct DutyCode: RawRepresentable, Hashable, Sendable, Codable, Comparable, ExpressibleByStringLiteral {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }

    /// `nil` unless the text is a code of 3 to 60 signs.
    package init?(checking text: String) {
        guard (3...60).contains(text.utf8.count), text.utf8.first.map({ (97...122).contains($0) }) == true,
            text.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") })
        else { return nil }
        rawValue = text
    }

    package static func < (left: DutyCode, right: DutyCode) -> Bool { left.rawValue < right.rawValue }
}

/// For what a duty is owed (范围).
package enum DutyScopeKind: String, Hashable, Codable, Sendable, CaseIterable {
    /// 每位老人
    case resident
    /// 每个部门
    case unit
    /// 全院
    case organisation
}

/// Who a rule gives its duties to (责任人).
package enum DutyOwner: Hashable, Sendable {
    /// Whoever holds the role; one of them takes it.
    case role(Role)
    /// The head of the unit it is about, or of the resident's unit; without one, the supervisors.
    case unitHead
    case person(ID<Staff>)

    /// A role, `head_of_unit`, or `person ID`.
    package init?(_ text: String) {
        if text == "head_of_unit" {
            self = .unitHead
        } else if text.hasPrefix("person "), let id = ID<Staff>(String(text.dropFirst(7))) {
            self = .person(id)
        } else if let role = Role(rawValue: text) {
            self = .role(role)
        } else {
            return nil
        }
    }

    package var text: String {
        switch self {
        case .role(let role): role.rawValue
        case .unitHead: "head_of_unit"
        case .person(let id): "person \(id)"
        }
    }
}

/// What shows that a duty was done (办结依据).
package enum DutyEvidence: Hashable, Sendable {
    case note
    case file
    /// An entry of a register.
    case register(String)
    /// Something that happens in another part of the program; it settles the duty by itself.
    case event(String)

    /// `note`, `file`, `register CODE` or `event KIND`.
    package init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        switch (words.first, words.count) {
        case ("note", 1): self = .note
        case ("file", 1): self = .file
        case ("register", 2): self = .register(words[1])
        case ("event", 2) where words[1].contains("."): self = .event(words[1])
        default: return nil
        }
    }

    package var text: String {
        switch self {
        case .note: "note"
        case .file: "file"
        case .register(let code): "register \(code)"
        case .event(let kind): "event \(kind)"
        }
    }
}

/// Where a rule comes from (依据): said so in the house's own papers, inferred from them, or a default to be checked
/// locally (Part 4 nos. 34, 36, 42), or made by the house itself.
package enum DutyBasis: String, Hashable, Codable, Sendable, CaseIterable {
    case stated
    case inferred
    case usual = "default"
    /// 本院自定
    case house
}

/// A recurring obligation as data (定期义务): who owes what, how often, by when, for what, and what shows it. A new one
/// is a row, not code (design §7).
package struct DutyRule: Hashable, Sendable {
    package let code: DutyCode
    package var name: BilingualText
    package var why: BilingualText
    /// Rows of the requirements it fulfils.
    package let rows: [String]
    package let basis: DutyBasis
    package var rhythm: Rhythm
    package var due: DuePoint
    package var rest: RestDays
    package var owner: DutyOwner
    package let scope: DutyScopeKind
    package var evidence: DutyEvidence
    /// A resident is owed it who lives here so many days of the period (Part 4 no. 14).
    package var minimumDays: Int
    /// Percent of the time at which the holder is warned.
    package var warnings: [Int]
    /// Days before the due day on whose morning the holder is reminded.
    package var reminders: [Int]
    /// The holder is also reminded on the last working day before (reading 20).
    package var remindsOnLastWorkingDay: Bool
    package var ladder: [LadderStep]
    /// Where it is done: an address of the program, in which `{period}` stands for the duty's period, or
    /// `register:CODE`.
    package let place: String?
    /// A rule that is off makes no duties.
    package var isOn: Bool

    package init(
        code: DutyCode, name: BilingualText, why: BilingualText, rows: [String] = [], basis: DutyBasis = .usual,
        rhythm: Rhythm, due: DuePoint, rest: RestDays = .stay, owner: DutyOwner, scope: DutyScopeKind = .organisation,
        evidence: DutyEvidence = .note, minimumDays: Int = 1, warnings: [Int] = [], reminders: [Int] = [],
        remindsOnLastWorkingDay: Bool = false, ladder: [LadderStep] = [], place: String? = nil, isOn: Bool = true
    ) {
        self.code = code
        self.name = name
        self.why = why
        self.rows = rows
        self.basis = basis
        self.rhythm = rhythm
        self.due = due
        self.rest = rest
        self.owner = owner
        self.scope = scope
        self.evidence = evidence
        self.minimumDays = minimumDays
        self.warnings = warnings
        self.reminders = reminders
        self.remindsOnLastWorkingDay = remindsOnLastWorkingDay
        self.ladder = ladder
        self.place = place
        self.isOn = isOn
    }

    /// The register that keeps what shows the duty done, if one does.
    package var register: String? {
        if case .register(let code) = evidence { return code }
        return nil
    }

    /// The page on which a duty of the period is done.
    package func address(in period: Period) -> String? {
        guard let place else { return nil }
        return place.hasPrefix("register:")
            ? "/registers/\(place.dropFirst(9))" : place.replacingOccurrences(of: "{period}", with: period.key)
    }

    /// Throws `Problem.invalid` by field when the parts do not fit one another.
    package func check() throws(Problem) {
        var faults: [String: Message] = [:]
        for (field, text) in [("name_zh", name.chinese), ("name_en", name.english)]
        where !(1...100).contains(text.count) {
            faults[field] = Message("duties.fault.name")
        }
        for (field, text) in [("why_zh", why.chinese), ("why_en", why.english)] where !(1...500).contains(text.count) {
            faults[field] = Message("duties.fault.why")
        }
        if !due.fits(rhythm) { faults["due"] = Message("duties.fault.due") }
        if !(1...366).contains(minimumDays) { faults["minimum_days"] = Message("duties.fault.minimum_days") }
        if rhythm == .daily, scope == .resident { faults["every"] = Message("duties.fault.daily_resident") }
        if !rhythm.isOfCalendar, scope != .organisation { faults["scope"] = Message("duties.fault.event_scope") }
        if !faults.isEmpty { throw .invalid(faults) }
        try promise(term: .days(1), version: "1").check()
    }

    /// The promise of one duty, `term` after its start. `reminders` are counted for the very due day.
    func promise(term: Term, version: String, reminders: [Int]? = nil) -> Promise {
        Promise(
            kind: DutyRule.clockKind, term: term, rollsOverRestDays: rhythm.isOfCalendar ? false : rest == .later,
            warnings: warnings, reminders: Array(Set(reminders ?? self.reminders)).sorted(by: >), ladder: ladder,
            ruleVersion: version)
    }

    static let clockKind: Promise.Kind = "duty"
}
