import Kernel

/// The rules of grading (定级规则, 3.4): matrix, then steps up, then floors. Nothing lowers what a floor demands.
package enum Grading {
    package static let ruleVersion = "2026-1"

    /// FEE-02 above this sum is level Ⅱ: more than a supervisor may grant alone.
    package static let standardMoneyLimit = Money(yuan: 500)

    /// Suggests a level with every reason that played a part, the matrix first.
    package static func suggest(
        _ facts: GradingFacts, by standard: GradingStandard = .shipped
    ) -> GradingSuggestion {
        var ladder = Ladder(facts, standard)
        ladder.climb(facts)
        ladder.stand(facts)
        return GradingSuggestion(level: ladder.level, reasons: ladder.reasons, ruleVersion: standard.version)
    }
}

private struct Ladder {
    let standard: GradingStandard
    var level: ResponseLevel
    var reasons: [Message]

    init(_ facts: GradingFacts, _ standard: GradingStandard) {
        self.standard = standard
        let consequence = Consequence(facts.points.map(\.worstHarm).max() ?? .none)
        level = standard.level(consequence, facts.likelihood)
        reasons = [
            Message(
                "casework.reason.matrix",
                [
                    "consequence": .message(consequence.message), "likelihood": .message(facts.likelihood.message),
                    "level": .message(level.message),
                ])
        ]
    }

    /// Steps up from the matrix: scope, vulnerability, and the categories that go one level up.
    mutating func climb(_ facts: GradingFacts) {
        if (2..<standard.manyPeople).contains(facts.scope.people) {
            level = level.raised(by: 1)
            reasons.append(Message("casework.reason.several_people", ["n": .number(facts.scope.people)]))
        }
        if facts.vulnerability.isHigh {
            level = level.orWorse(ResponseLevel.two.orLess(level.raised(by: 1)))
            reasons.append(Message("casework.reason.vulnerable"))
        }
        for point in facts.points {
            for rule in point.category.overrides where rule.holds(for: point, facts, standard.moneyLimit) {
                guard let steps = rule.raise else { continue }
                level = level.raised(by: steps)
                reasons.append(
                    Message("casework.reason.category_raise", ["category": .message(point.category.code.message)]))
            }
        }
    }

    /// Floors: the level is at least this, whatever the matrix said.
    mutating func stand(_ facts: GradingFacts) {
        if facts.scope.people >= standard.manyPeople || facts.scope.wholeSite {
            floor(.one, "people_from", ["n": .number(standard.manyPeople)])
        }
        for point in facts.points {
            for rule in point.category.overrides where rule.holds(for: point, facts, standard.moneyLimit) {
                guard let least = rule.level else { continue }
                let key = rule.when.map { "category_\($0.rawValue)" } ?? "category"
                floor(least, key, ["category": .message(point.category.code.message)])
            }
        }
        if facts.kind == .report { floor(.two, "report") }
        for signal in GradingFacts.Signal.allCases where facts.signals.contains(signal) {
            if let least = signal.floor { floor(least, signal.rawValue) }
        }
        if facts.kind == .referral, !facts.signals.contains(.outsideReferral) { floor(.three, "outside_referral") }
        if facts.repeats.samePersonAndCategory >= standard.repeats {
            floor(.two, "repeated_by_person", ["n": .number(facts.repeats.samePersonAndCategory)])
        }
        if facts.repeats.upheldAboutSameEmployee >= standard.repeats {
            floor(.two, "repeated_about_employee", ["n": .number(facts.repeats.upheldAboutSameEmployee)])
        }
    }

    private mutating func floor(
        _ least: ResponseLevel, _ key: String, _ arguments: [String: Message.Argument] = [:]
    ) {
        level = level.orWorse(least)
        let all = arguments.merging(["level": .message(least.message)]) { own, _ in own }
        reasons.append(Message("casework.reason.\(key)", all))
    }
}

extension ResponseLevel {
    /// The less serious of the two.
    fileprivate func orLess(_ other: ResponseLevel) -> ResponseLevel { isMoreSerious(than: other) ? other : self }
}

extension GradingFacts.Signal {
    /// The level a signal demands at least; `nil` for signals that only fulfil a category's condition.
    package var floor: ResponseLevel? {
        switch self {
        case .selfHarm, .violence, .bigDataLeak: .one
        case .publicAttention, .authorityOnSite, .litigation: .two
        case .outsideReferral: .three
        case .injury, .cluster: nil
        }
    }
}

extension Category.Override {
    fileprivate func holds(for point: GradingFacts.Point, _ facts: GradingFacts, _ limit: Money) -> Bool {
        switch when {
        case nil: true
        case .injury: facts.signals.contains(.injury) || point.actualHarm >= .moderate
        case .harm: facts.signals.contains(.injury) || point.actualHarm >= .minimal
        case .cluster: facts.signals.contains(.cluster)
        case .aboveLimit: point.amount.map { limit < $0 } ?? false
        }
    }
}
