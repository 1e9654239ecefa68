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

    package var message: Message { Message("casework.rules.subject.\(rawValue)") }

    /// What is in force, written out: what a first version is compared with and begins from.
    package func document(of rules: CaseworkData) -> SettingDocument {
        switch self {
        case .promises: PromiseSettings.document(of: rules.levels)
        case .targets: rules.levels.targets?.document ?? [:]
        case .grading: GradingSettings.document(of: rules.grading)
        case .letters: rules.letters.document
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
            }
        if !faults.isEmpty { throw .invalid(faults) }
    }
}
