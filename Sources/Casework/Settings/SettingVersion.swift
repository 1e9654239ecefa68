import Kernel
import Platform

/// What was settled for a subject from a moment on (规则版本). Never changed: a later version takes its place.
package struct SettingVersion: Hashable, Sendable {
    package let id: ID<SettingVersion>
    package let organisationID: ID<Organisation>
    /// 1, 2, 3 … over all subjects of the organisation.
    package let place: Int
    package let subject: SettingSubject
    /// 1, 2, 3 … within the subject; 0 is what the program brings.
    package let number: Int
    package let document: SettingDocument
    package let effectiveFrom: Instant
    /// Signatures of the two people; never the same.
    package let proposedBy: String
    package let proposedAt: Instant
    package let approvedBy: String
    package let approvedAt: Instant
    package let reason: String
    package let remark: String?
    /// Stands for this version and all before it, so that one row tells whether anything known is out of date.
    package let fingerprint: String

    /// A version takes effect a minute after it was approved at the earliest: whoever works at that very moment, on
    /// whatever node, still works by what they saw.
    package static let leadMinutes = 1

    static func fingerprint(after prior: String, _ parts: [String]) -> String {
        ContentDigest(of: Array(([prior] + parts).map { "\($0.utf8.count):\($0)" }.joined().utf8)).text
    }
}

/// A change somebody asks for (规则变更提议), waiting for a second person's word.
package struct SettingProposal: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        case open, approved, rejected, withdrawn
    }

    package let id: ID<SettingProposal>
    package let organisationID: ID<Organisation>
    package let subject: SettingSubject
    /// The version it changes.
    package let base: Int
    package let document: SettingDocument
    /// The day it is to hold from; at once when it is absent or past.
    package let wishedFrom: LocalDay?
    package let reason: String
    package let proposedBy: String
    package let proposedAt: Instant
    package internal(set) var state = State.open
    package internal(set) var settledBy: String?
    package internal(set) var settledAt: Instant?
    package internal(set) var remark: String?

    /// A second person's word. Throws when it was given already, or it is the proposer's own (separation of duties).
    package mutating func settle(
        _ word: State, by actor: Actor, remark: String?, at now: Instant
    ) throws(Problem) {
        guard state == .open else { throw .conflict("casework.rules.refusal.settled") }
        switch word {
        case .approved, .rejected:
            guard actor.signature != proposedBy else { throw .forbidden("casework.rules.refusal.own_proposal") }
        case .withdrawn:
            guard actor.signature == proposedBy else { throw .forbidden("casework.rules.refusal.not_own") }
        case .open: return
        }
        if word == .rejected, remark == nil { throw .invalid("remark", Message("web.form.required")) }
        state = word
        settledBy = actor.signature
        settledAt = now
        self.remark = remark
    }

    /// From when the version holds: the wished day, never before the version it follows and never before now.
    package func effectiveFrom(after former: Instant?, approvedAt: Instant, zone: Zone) -> Instant {
        let wished = wishedFrom.map { zone.instant(of: $0) } ?? approvedAt
        return max(wished, approvedAt.advanced(byMinutes: SettingVersion.leadMinutes), former ?? approvedAt)
    }
}

/// The rules of one organisation through time (规则沿革): what the program brings, changed by one version after another.
package struct RuleHistory: Sendable {
    private struct Era {
        let from: Instant
        let rules: CaseworkData
    }

    package let shipped: CaseworkData
    package let versions: [SettingVersion]
    /// The newest first.
    private let eras: [Era]

    /// `versions` in the order they were approved.
    package init(shipped: CaseworkData, versions: [SettingVersion]) {
        self.shipped = shipped
        self.versions = versions
        let moments = Set(versions.map(\.effectiveFrom)).sorted(by: >)
        eras = moments.map { moment in
            Era(from: moment, rules: RuleHistory.rules(shipped, versions.filter { $0.effectiveFrom <= moment }))
        }
    }

    /// What is in force at a moment.
    package func rules(at moment: Instant) -> CaseworkData { eras.first { $0.from <= moment }?.rules ?? shipped }
    package func levels(at moment: Instant) -> LevelTable { rules(at: moment).levels }

    /// What will be in force when every approved version has begun.
    package var latest: CaseworkData { eras.first?.rules ?? shipped }

    package func newest(_ subject: SettingSubject) -> SettingVersion? { versions.last { $0.subject == subject } }

    package func version(of subject: SettingSubject, at moment: Instant) -> SettingVersion? {
        versions.last { $0.subject == subject && $0.effectiveFrom <= moment }
    }

    /// The document of a version; number 0 is what the program brings.
    package func document(of subject: SettingSubject, number: Int) -> SettingDocument {
        versions.first { $0.subject == subject && $0.number == number }?.document ?? subject.document(of: shipped)
    }

    /// The newest version of each subject among them.
    private static func rules(_ shipped: CaseworkData, _ versions: [SettingVersion]) -> CaseworkData {
        SettingSubject.allCases.reduce(shipped) { rules, subject in
            guard let newest = versions.last(where: { $0.subject == subject }) else { return rules }
            return subject.rules(rules, with: newest.document, number: newest.number)
        }
    }
}
