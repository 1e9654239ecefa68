import Foundation

/// Casework (个案办理) is what happens between the first word of a complaint and its confirmed end. A `Case` is begun
/// by `Case.receive` and changed by `take`, one `CaseStep` after another; each step leaves a `CaseFact`, and `replay`
/// makes the same case of its facts again. Which step is lawful where stands in one table, `Transitions`; who may take
/// it in another, `CaseworkRights`. `Grading` suggests one of four levels and people confirm it; `LevelTable` says
/// what each level promises. Approver, proposer, handler and second confirmer are never the same hand, and whoever is
/// complained about has no hand in it at all. A case closes when the complainant and a second employee confirm, or,
/// unsatisfied, by the one exceptional rule, and then it says so for ever. Nothing in these folders knows the clock,
/// the database or a page.
package struct CaseworkData: Sendable {
    package internal(set) var categories: CategoryTree
    package internal(set) var levels: LevelTable
    package internal(set) var grading = GradingStandard.shipped
    package internal(set) var letters = LetterTexts()
    package let contradictions: ContradictionLexicon
    package let topics: TopicList
    package internal(set) var watch: WatchTerms
    package let recovery: RecoveryLibrary
    package internal(set) var reports: ReportTable
    package internal(set) var remedyLimits = RemedyLimits.standard
    /// What the organisation changed of categories, reasons and routes, line by line.
    package internal(set) var adaptations: [SettingSubject: SettingDocument] = [:]

    /// Reads and validates the data files; throws at start rather than fail in use.
    package static func load(_ folder: URL = CaseworkFolder.named("Data")) throws -> CaseworkData {
        let categories = try CategoryTree.load(folder.appendingPathComponent("categories.yaml"))
        return CaseworkData(
            categories: categories,
            levels: try .load(folder.appendingPathComponent("levels.yaml")),
            contradictions: try .load(folder.appendingPathComponent("contradictions.yaml")),
            topics: try .load(folder.appendingPathComponent("topics.yaml"), categories: categories),
            watch: try .load(folder.appendingPathComponent("watch.yaml")),
            recovery: try .load(folder.appendingPathComponent("recovery.yaml"), categories: categories),
            reports: try .load(folder.appendingPathComponent("authority-reports.yaml"), categories: categories))
    }
}
