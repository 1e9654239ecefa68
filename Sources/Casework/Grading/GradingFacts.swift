import Kernel

/// All that grading looks at (定级依据, S4-25). What is not known keeps its harmless default.
package struct GradingFacts: Hashable, Sendable {
    package var kind: CaseKind
    package var points: [Point]
    package var likelihood: Likelihood
    package var scope: Scope
    package var vulnerability: Vulnerability
    package var signals: Set<Signal>
    package var repeats: Repeats

    package init(
        kind: CaseKind, points: [Point], likelihood: Likelihood = .unlikely, scope: Scope = Scope(),
        vulnerability: Vulnerability = Vulnerability(), signals: Set<Signal> = [], repeats: Repeats = Repeats()
    ) {
        self.kind = kind
        self.points = points
        self.likelihood = likelihood
        self.scope = scope
        self.vulnerability = vulnerability
        self.signals = signals
        self.repeats = repeats
    }

    /// What one allegation brings to the grading.
    package struct Point: Hashable, Sendable {
        package var category: Category
        package var actualHarm: Harm
        /// What could credibly have come of it.
        package var potentialHarm: Harm
        /// Money in dispute.
        package var amount: Money?

        package init(
            _ category: Category, actualHarm: Harm = .none, potentialHarm: Harm = .none, amount: Money? = nil
        ) {
            self.category = category
            self.actualHarm = actualHarm
            self.potentialHarm = potentialHarm
            self.amount = amount
        }

        package var worstHarm: Harm { max(actualHarm, potentialHarm) }
    }

    /// How many complain of one cause within 24 hours, and whether a whole floor or site is hit.
    package struct Scope: Hashable, Sendable {
        package var people: Int
        package var wholeSite: Bool

        package init(people: Int = 1, wholeSite: Bool = false) {
            self.people = people
            self.wholeSite = wholeSite
        }
    }

    /// How far the person served can speak for themselves.
    package struct Vulnerability: Hashable, Sendable {
        /// Ability level 0–4 of GB/T 42195; `nil` when not assessed.
        package var abilityLevel: Int?
        package var cognitionImpaired: Bool
        package var hasActiveRepresentative: Bool

        package init(abilityLevel: Int? = nil, cognitionImpaired: Bool = false, hasActiveRepresentative: Bool = true) {
            self.abilityLevel = abilityLevel
            self.cognitionImpaired = cognitionImpaired
            self.hasActiveRepresentative = hasActiveRepresentative
        }

        /// Ability level 3 or 4 counts by itself; impaired cognition counts when nobody acts for the person.
        package var isHigh: Bool { (abilityLevel ?? 0) >= 3 || (cognitionImpaired && !hasActiveRepresentative) }
    }

    /// Counts over the last 90 days.
    package struct Repeats: Hashable, Sendable {
        /// Complaints of the same person in the same category, this one included.
        package var samePersonAndCategory: Int
        /// Upheld complaints about the same employee.
        package var upheldAboutSameEmployee: Int

        package init(samePersonAndCategory: Int = 0, upheldAboutSameEmployee: Int = 0) {
            self.samePersonAndCategory = samePersonAndCategory
            self.upheldAboutSameEmployee = upheldAboutSameEmployee
        }
    }

    /// Marks heard in the words or seen at intake (定级信号).
    package enum Signal: String, Codable, Sendable, CaseIterable {
        /// 扬言自伤
        case selfHarm = "self_harm"
        /// 扬言伤人
        case violence
        /// 有人受伤
        case injury
        /// 聚集性
        case cluster
        /// 媒体、网络传播
        case publicAttention = "public_attention"
        /// 主管部门到场
        case authorityOnSite = "authority_on_site"
        /// 外部转办
        case outsideReferral = "outside_referral"
        /// 诉讼或医疗纠纷
        case litigation
        /// 大规模信息泄露
        case bigDataLeak = "big_data_leak"
    }
}

/// What the machine or a rule thinks of the level, with every reason (定级建议). A person confirms (reading 8).
package struct GradingSuggestion: CaseChange {
    package let level: ResponseLevel
    package let reasons: [Message]
    /// Version of the grading rules that spoke (S4-26).
    package let ruleVersion: String

    package init(level: ResponseLevel, reasons: [Message], ruleVersion: String) {
        self.level = level
        self.reasons = reasons
        self.ruleVersion = ruleVersion
    }

    var action: CaseAction { .suggestLevel }

    func change(_ subject: inout Case, by author: Author, at now: Instant) { subject.level.suggestion = self }
}
