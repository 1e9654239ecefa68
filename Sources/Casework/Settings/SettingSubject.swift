import Deadlines
import Kernel
import Platform

/// The lines of a version: name of the line → its value in a form that lasts, such as `48h` (设定内容).
package typealias SettingDocument = [String: String]

/// What an organisation settles for itself, each with its own versions (规则主题).
package enum SettingSubject: String, Codable, Sendable, CaseIterable {
    /// 时限与上限
    case promises
    /// 分类办结目标 (S4-52)
    case targets
    /// 分级标准 (S4-26)
    case grading
    /// 告知书用语
    case letters
    /// 投诉类别 (3.3)
    case categories
    /// 事由清单
    case reasons
    /// 限额与其他时限
    case limits
    /// 分派规则 (S4-14)
    case routes

    /// Whether a document says only what differs from what the program brings.
    var saysDifferences: Bool {
        switch self {
        case .categories, .reasons, .routes, .targets: true
        case .promises, .grading, .letters, .limits: false
        }
    }

    /// Whether a change can touch open cases when they are graded anew.
    var touchesCases: Bool {
        switch self {
        case .promises, .targets, .grading, .categories: true
        case .letters, .reasons, .limits, .routes: false
        }
    }

    package var message: Message { Message("casework.rules.subject.\(rawValue)") }

    /// What is in force, written out: what a first version is compared with and begins from.
    package func document(of rules: CaseworkData) -> SettingDocument {
        switch self {
        case .promises: PromiseSettings.document(of: rules.levels)
        case .targets: rules.levels.targets?.document ?? [:]
        case .grading: GradingSettings.document(of: rules.grading)
        case .letters: rules.letters.document
        case .limits: LimitSettings.document(of: rules)
        case .categories, .reasons, .routes: rules.adaptations[self] ?? [:]
        }
    }

    /// The rules with this document in force; `number` is its version.
    package func rules(_ rules: CaseworkData, with document: SettingDocument, number: Int) -> CaseworkData {
        var changed = rules
        switch self {
        case .promises: changed.levels = PromiseSettings.table(rules.levels, with: document)
        case .targets: changed.levels.targets = CategoryTargets(document: document)
        case .grading:
            changed.grading = GradingSettings.standard(rules.grading, with: document)
            changed.grading.version = "\(Grading.ruleVersion)+\(number)"
        case .letters: changed.letters = LetterTexts(document: document, number: number)
        case .limits: changed = LimitSettings.rules(rules, with: document)
        case .categories:
            changed.adaptations[self] = document
            changed.categories = CategorySettings.tree(rules.categories, with: document)
        case .reasons, .routes: changed.adaptations[self] = document
        }
        if self == .promises || self == .targets {
            changed.levels.settingVersion = "\(rules.levels.ruleVersion)+\(rawValue).\(number)"
        }
        return changed
    }

    /// Throws `Problem.invalid` at every line that breaks what holds for the subject. `former` is what would be in
    /// force without the change, `shipped` what the program brings.
    package func check(
        _ document: SettingDocument, after former: CaseworkData, shipped: CaseworkData, _ organisation: OrganisationKind
    ) throws(Problem) {
        let rules = rules(former, with: document, number: 0)
        let faults =
            switch self {
            case .promises:
                PromiseSettings.faults(
                    in: rules.levels, after: former.levels, shipped: shipped.levels, organisation)
            case .targets: TargetSettings.faults(in: document, former.levels, former.categories, organisation)
            case .grading: GradingSettings.faults(in: rules.grading)
            case .letters: LetterTexts.faults(in: document)
            case .categories: CategorySettings.faults(in: document, after: former)
            case .reasons: ReasonSettings.faults(in: document, after: former)
            case .limits: LimitSettings.faults(in: rules, shipped: shipped)
            case .routes: RouteSettings.faults(in: document)
            }
        if !faults.isEmpty { throw .invalid(faults) }
    }
}
