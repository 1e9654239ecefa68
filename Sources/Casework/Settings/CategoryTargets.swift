import Deadlines
import Kernel
import Platform

/// Within which time complaints of one type are to be resolved (分类办结目标, S4-52): by category or group, and level.
/// A goal of the house beside the promise to the complainant, never later than that promise.
package struct CategoryTargets: Hashable, Codable, Sendable {
    private let terms: [String: Term]

    package init(_ terms: [String: Term] = [:]) { self.terms = terms }

    package var isEmpty: Bool { terms.isEmpty }

    /// `DIN.3` for a group, `DIN-01.3` for one category.
    static func key(_ type: String, _ level: ResponseLevel) -> String { "\(type).\(level.rawValue)" }

    /// The category's own target, else its group's.
    package func term(for category: CategoryCode, _ level: ResponseLevel) -> Term? {
        terms[CategoryTargets.key(category.text, level)] ?? terms[CategoryTargets.key(category.group, level)]
    }

    /// What was set for a category or a group itself.
    package func own(_ type: String, _ level: ResponseLevel) -> Term? { terms[CategoryTargets.key(type, level)] }

    var document: SettingDocument { terms.mapValues(\.description) }

    init(document: SettingDocument) { terms = document.compactMapValues { Term($0) } }
}

extension LevelTable {
    /// The target of the type by which a case of this level is to be resolved (S4-52): the category's, where it is
    /// surely stricter than what the level promises anyway; otherwise `nil`, and the level's decision is the target.
    package func resolutionTarget(
        for category: CategoryCode, level: ResponseLevel, organisation: OrganisationKind,
        severalDepartments: Bool = false
    ) -> Term? {
        guard let term = targets?.term(for: category, level) else { return nil }
        let promised = promises(
            for: .complaint, level: level, organisation: organisation, severalDepartments: severalDepartments)[
                .decision]
        let rule = PromiseRule(.decision, term)
        let isStricter = (promised?.targets ?? []).allSatisfy { rule.isSurelyWithin($0) && $0.term != term }
        return isStricter ? term : nil
    }

    /// The strictest target of several categories.
    func resolutionTarget(
        for categories: [CategoryCode], level: ResponseLevel, organisation: OrganisationKind, severalDepartments: Bool
    ) -> Term? {
        categories.compactMap {
            resolutionTarget(
                for: $0, level: level, organisation: organisation, severalDepartments: severalDepartments)
        }.min { PromiseRule(.decision, $1).isSurelyWithin(PromiseRule(.decision, $0)) == false }
    }
}

/// What an organisation may say of its targets by type (分类目标设定).
enum TargetSettings {
    /// Every target that is later than its level promises, or graver and slower than the next lighter one.
    static func faults(
        in document: SettingDocument, _ table: LevelTable, _ categories: CategoryTree, _ organisation: OrganisationKind
    ) -> [String: Message] {
        let targets = CategoryTargets(document: document)
        var faults: [String: Message] = [:]
        for type in types(categories) {
            for level in ResponseLevel.allCases {
                guard let term = targets.own(type, level) else { continue }
                let rule = PromiseRule(.decision, term)
                let key = CategoryTargets.key(type, level)
                let promised = table.promises(for: .complaint, level: level, organisation: organisation)[.decision]
                if let limit = promised?.targets.first(where: { !rule.isSurelyWithin($0) }) {
                    faults[key] = Message("casework.rules.fault.beyond_level", ["limit": .message(limit.term.message)])
                } else if level.rawValue < 3, let next = ResponseLevel(rawValue: level.rawValue + 1),
                    let lighter = targets.own(type, next), rule.isWithin(PromiseRule(.decision, lighter)) == false
                {
                    faults[key] = Message("casework.rules.fault.slower", ["limit": .message(lighter.message)])
                }
            }
        }
        return faults
    }

    /// Groups, each followed by its categories.
    static func types(_ categories: CategoryTree) -> [String] {
        categories.groups.flatMap { group in [group] + categories.list(in: group).map(\.code.text) }
    }
}

extension PromiseRule {
    /// Whether `self` provably never ends after `other`: so many natural days end no later than as many working days.
    package func isSurelyWithin(_ other: PromiseRule) -> Bool {
        if let known = isWithin(other) { return known }
        guard other.term.unit == .workingDays else { return false }
        return isWithin(PromiseRule(other.clock, .days(other.term.amount))) == true
    }
}
