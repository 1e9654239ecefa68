import Casework
import Kernel
import Platform

/// One version of a promise (服务标准, S0-21): what is promised, how much, to whom, except when, what happens if it is
/// missed, and where it is seen. What it says never changes; a change is a new version.
package struct ServiceStandard: Hashable, Sendable {
    package let id: ID<ServiceStandard>
    package let organisationID: ID<Organisation>
    /// The promise across its versions, such as `P01`.
    package let code: String
    package let version: Int
    package let terms: Terms
    package let madeAt: Instant
    /// `nil` for what the program ships.
    package let madeBy: ID<Staff>?
    package var issued: Issued?
    package var retiredFrom: Instant?

    /// What a version says (标准内容).
    package struct Terms: Hashable, Sendable {
        package var name: Bilingual
        /// What residents read (公开表述).
        package var wording: Bilingual
        /// 不适用情形; empty when there are none.
        package var exclusions: Bilingual
        /// 未做到时怎么办
        package var remedy: Bilingual
        package var target: StandardTarget
        package var evidence: StandardEvidence
        package var scope = Scope()
        /// So many misses falling due in one month open an action by themselves, one for each miss when it is one; `nil`
        /// while a person decides (S0-24, ISO 10001).
        package var opensAfter: Int?
        /// 默认值，请按当地规定核对 (reading 42)
        package var needsCheck = false

        package init(
            name: Bilingual, wording: Bilingual, exclusions: Bilingual = Bilingual(""), remedy: Bilingual,
            target: StandardTarget, evidence: StandardEvidence, scope: Scope = Scope(), opensAfter: Int? = nil,
            needsCheck: Bool = false
        ) {
            self.name = name
            self.wording = wording
            self.exclusions = exclusions
            self.remedy = remedy
            self.target = target
            self.evidence = evidence
            self.scope = scope
            self.opensAfter = opensAfter
            self.needsCheck = needsCheck
        }
    }

    /// For whom and what it holds (适用范围); nothing named means all.
    package struct Scope: Hashable, Sendable {
        package var unit: ID<OrganisationUnit>?
        package var category: CategoryCode?
        package var level: ResponseLevel?

        package init(
            unit: ID<OrganisationUnit>? = nil, category: CategoryCode? = nil, level: ResponseLevel? = nil
        ) {
            self.unit = unit
            self.category = category
            self.level = level
        }

        /// Whether a case is one the promise is about.
        package func holds(_ figure: CaseFigure) -> Bool {
            (unit.map { $0 == figure.unit } ?? true) && (category.map(figure.categories.contains) ?? true)
                && (level.map { $0 == figure.level } ?? true)
        }

        /// Whether it stands in the letter of somebody living in `unit`.
        package func concerns(livingIn home: ID<OrganisationUnit>?, _ tree: UnitTree) -> Bool {
            guard let unit else { return true }
            return home.map { $0 == unit || tree.below(unit).contains($0) } ?? false
        }
    }

    /// Who put it in force, and from when.
    package struct Issued: Hashable, Sendable {
        package let at: Instant
        package let by: ID<Staff>?
        package let effectiveOn: LocalDay
        /// The first moment of that day, or when it was issued on it: nothing is promised backwards.
        package let inForceFrom: Instant

        package init(at now: Instant, by staff: ID<Staff>?, effectiveOn: LocalDay, in zone: Zone) {
            self.init(
                at: now, by: staff, effectiveOn: effectiveOn, inForceFrom: max(now, zone.instant(of: effectiveOn)))
        }

        init(at: Instant, by: ID<Staff>?, effectiveOn: LocalDay, inForceFrom: Instant) {
            self.at = at
            self.by = by
            self.effectiveOn = effectiveOn
            self.inForceFrom = inForceFrom
        }
    }

    package var subject: Event.Subject { Event.Subject(kind: "service_standard", id: id.text) }

    /// The rules offered for misses within a month; programs may name any number up to fifty.
    static let openingChoices = [1, 2, 3, 5, 10]
    static let nameLimit = 60
    static let wordingLimit = 500
    static let restLimit = 500
    /// Furthest day from today a version may be put in force on.
    static let aheadDays = 366
}

extension ServiceStandard.Terms {
    /// Throws `Problem.invalid` by field for what would mislead: a measured time without a clock's term, or public
    /// words that do not name the number that is measured.
    package func checked() throws(Problem) -> ServiceStandard.Terms {
        var faults: [String: Message] = [:]
        if case .clock = evidence {
            if case .within = target {} else { faults["target"] = Message("commitments.fault.clock_needs_term") }
        }
        if case .indicator = evidence {
            if case .share = target {} else { faults["target"] = Message("commitments.fault.indicator_needs_share") }
        }
        if let number = target.numberToName {
            for (field, text) in [("wording_zh", wording.zh), ("wording_en", wording.en)]
            where !text.split(whereSeparator: { !$0.isNumber }).contains(where: { Int($0) == number }) {
                faults[field] = Message("commitments.fault.number_missing", ["n": .number(number)])
            }
        }
        if !faults.isEmpty { throw .invalid(faults) }
        return self
    }
}
