import Kernel
import Platform
import Web

/// A rung of the appeal ladder (申诉途径, 3.7).
package enum AppealRoute: String, Codable, Sendable, CaseIterable {
    /// 内部复核
    case internalReview = "internal_review"
    /// 院长
    case chiefExecutive = "chief_executive"
    /// 民政部门
    case civilAffairs = "civil_affairs"
    /// 卫生健康部门
    case healthCommission = "health_commission"
    /// 医疗保障部门
    case medicalInsurance = "medical_insurance"
    case hotline12345 = "12345"
    case hotline12315 = "12315"
    /// 人民调解
    case mediation
    /// 司法途径
    case court

    package var isOutside: Bool { self != .internalReview && self != .chiefExecutive }

    /// The ladder of a case, lowest rung first, by the kind of body and what the case is about.
    package static func ladder(for subject: Case, organisation: OrganisationKind) -> [AppealRoute] {
        let groups = Set(subject.allegations.map(\.category.group))
        var routes: [AppealRoute] = [.internalReview]
        if !subject.complainedAbout.roles.contains(.chiefExecutive) { routes.append(.chiefExecutive) }
        if organisation.isElderCare { routes.append(.civilAffairs) }
        if organisation.isHospital || groups.contains("MED") { routes.append(.healthCommission) }
        if organisation == .ltciProvider || groups.contains("LTC") { routes.append(.medicalInsurance) }
        routes.append(.hotline12345)
        if groups.contains("FEE") { routes.append(.hotline12315) }
        return routes + [.mediation, .court]
    }
}

/// The decision in words for the complainant (处理结果告知书) with all its mandatory parts.
package struct DecisionLetter: CaseChange {
    /// What was looked at.
    package var lookedAt: String
    package var points: [Point]
    /// Where anything was upheld.
    package var apology: String?
    package var actions: [Promise]
    package var ladder: [AppealRoute]
    package var contact: ID<Staff>
    /// How the contact person can be reached, in words.
    package var contactWords: String
    /// The organisation's own words in force when it was written; absent where there were none.
    var texts: LetterTexts?

    /// The finding on one allegation with its reasons.
    package struct Point: Hashable, Codable, Sendable {
        package var allegation: Int
        package var finding: Finding
        package var reasons: String
    }

    /// What will be done, and by which day.
    package struct Promise: Hashable, Codable, Sendable {
        package var number: Int
        package var text: String
        package var dueOn: LocalDay
    }

    var action: CaseAction { .writeLetter }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        let faults = faults(for: subject)
        if !faults.isEmpty { throw .invalid(faults) }
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) { subject.decision.letter = self }

    /// Every mandatory part that is missing or does not agree with the case: field → what to do.
    package func faults(for subject: Case) -> [String: Message] {
        var fields = FieldCheck()
        fields.text("looked_at", lookedAt, limit: 10_000)
        for allegation in subject.allegations {
            let point = points.first { $0.allegation == allegation.number }
            let field = "points.\(allegation.number)"
            fields.require(point?.finding == allegation.finding && point != nil, field, "letter_point")
            fields.text(field, point?.reasons)
        }
        if subject.allegations.contains(where: { $0.finding?.callsForApology ?? false }) {
            fields.text("apology", apology)
        }
        for promised in subject.decision.actions where promised.doneAt == nil {
            let told = actions.contains { $0.number == promised.number && $0.dueOn == promised.dueOn }
            fields.require(told, "actions.\(promised.number)", "letter_action")
        }
        fields.require(ladder.contains(.internalReview), "ladder", "letter_ladder")
        fields.require(ladder.contains { $0.isOutside }, "ladder", "letter_ladder")
        fields.text("contact", contactWords, limit: 400)
        fields.require(!subject.complainedAbout.staff.contains(contact), "contact", "person_is_named")
        do { try fields.finish() } catch .invalid(let faults) { return faults } catch { return [:] }
        return [:]
    }
}

extension DecisionLetter {
    /// The organisation's own words for a passage, as they were when the letter was written.
    func text(_ passage: LetterTexts.Passage, _ words: Words, _ gaps: [String: String] = [:]) -> String? {
        texts?.text(passage, words.language.rawValue, gaps)
    }
}
