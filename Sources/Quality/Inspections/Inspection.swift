import Casework
import Kernel
import Platform

/// A look at how well a unit serves (评价、检查、暗访, S0-25, S2-11, S2-13, S2-17…19, S4-55…57): each item scored, what
/// was found put right by actions. What a mystery visitor saw is secret until somebody releases it.
package struct Inspection: Hashable, Codable, Sendable {
    package let id: ID<Inspection>
    package let organisationID: ID<Organisation>
    package let number: String
    package let kind: InspectionKind
    package let checklist: String
    package let unit: ID<OrganisationUnit>
    package let heldOn: LocalDay
    /// Who wrote it down.
    package let inspector: ID<Staff>
    /// Who looked, in words; of a mystery visit this stands sealed elsewhere.
    package let team: String
    /// Residents who took part, by their codes.
    package let participants: [String]
    package let scores: [Score]
    package let summary: String
    /// The day by which what was found is put right.
    package let rectifyBy: LocalDay
    /// When this is looked at again.
    package let nextOn: LocalDay?
    /// Cases the mystery visitor made.
    package let cases: [ID<Case>]
    package let madeAt: Instant
    package internal(set) var releasedAt: Instant?
    package internal(set) var releasedBy: ID<Staff>?

    /// How far one item holds, and what was found.
    package struct Score: Hashable, Codable, Sendable {
        package let item: String
        package let mark: Mark
        package let note: String

        package init(item: String, mark: Mark, note: String) {
            self.item = item
            self.mark = mark
            self.note = note
        }
    }

    package enum Mark: String, Codable, Sendable, CaseIterable {
        /// 符合
        case full
        /// 部分符合
        case partly
        /// 不符合
        case none
        /// 未检查
        case notSeen = "not_seen"

        var points: Int? {
            switch self {
            case .full: 2
            case .partly: 1
            case .none: 0
            case .notSeen: nil
            }
        }
    }

    package var subject: Event.Subject { Event.Subject(kind: Inspection.subjectKind(kind), id: id.text) }
    static func subjectKind(_ kind: InspectionKind) -> String { kind == .mystery ? "mystery_visit" : "inspection" }

    package var isReleased: Bool { releasedAt != nil }
    package var isSecret: Bool { kind == .mystery && !isReleased }

    /// Points reached of those that could be (得分): each item weighted, what was not seen left out.
    package func score(by list: Checklist) -> (reached: Int, of: Int) {
        let weights = Dictionary(list.items.map { ($0.code, $0.weight) }, uniquingKeysWith: { first, _ in first })
        return scores.reduce(into: (0, 0)) { sum, score in
            guard let points = score.mark.points, let weight = weights[score.item] else { return }
            sum.0 += points * weight
            sum.1 += 2 * weight
        }
    }

    /// What has to be put right: every item that did not hold in full.
    package var findings: [Score] { scores.filter { $0.mark == .partly || $0.mark == .none } }

    static let noteLimit = 1000
    static let summaryLimit = 4000

    /// Throws `Problem.invalid` for what is missing: an item without its mark, a finding without words, residents where
    /// they are to take part, a day that cannot be.
    package func check(by list: Checklist, on today: LocalDay) throws(Problem) {
        var faults: [String: Message] = [:]
        func refuse(_ field: String, _ key: String) { faults[field] = faults[field] ?? Message(key) }
        if !list.kinds.contains(kind) { refuse("kind", "web.form.not_listed") }
        for item in list.items {
            guard let score = scores.first(where: { $0.item == item.code }) else {
                refuse("item.\(item.code)", "web.form.choose")
                continue
            }
            let isBlank = score.note.allSatisfy(\.isWhitespace)
            if score.mark == .partly || score.mark == .none, isBlank {
                refuse("note.\(item.code)", "quality.field.finding")
            }
        }
        if scores.allSatisfy({ $0.mark == .notSeen }) { refuse("form", "quality.field.nothing_seen") }
        if kind == .residents, participants.isEmpty { refuse("participants", "quality.field.participants") }
        if heldOn > today { refuse("held_on", "casework.field.in_the_future") }
        if rectifyBy <= today || rectifyBy > today.advanced(by: ImprovementAction.longestDays) {
            faults["rectify_by"] = Message("quality.field.due_on", ["n": .number(ImprovementAction.longestDays)])
        }
        if let nextOn, nextOn <= today || nextOn > today.advanced(by: ImprovementAction.longestDays) {
            faults["next_on"] = Message("quality.field.due_on", ["n": .number(ImprovementAction.longestDays)])
        }
        if !faults.isEmpty { throw .invalid(faults) }
    }

    /// Lets everybody know what a mystery visitor saw. Throws `Problem.conflict` when it was released.
    package mutating func release(by staff: ID<Staff>, at now: Instant) throws(Problem) {
        guard !isReleased else { throw .conflict("quality.refusal.released") }
        releasedAt = now
        releasedBy = staff
    }
}

/// What is known of a mystery visit by few, and stays so (暗访密件): who came and why they can judge.
package struct MysterySecret: Hashable, Codable, Sendable {
    package let visitor: String
    /// Why the visitor is fit for it (S4-56).
    package let qualification: String
    package let scenario: String

    package init(visitor: String, qualification: String, scenario: String) {
        self.visitor = visitor
        self.qualification = qualification
        self.scenario = scenario
    }
}
