import Kernel
import Testing

@testable import Casework

@Suite struct GradingTests {
    let casework: CaseworkData
    init() throws { casework = try World.data.get() }

    private func category(_ code: String) -> Category { casework.categories[World.category(code)]! }

    private func suggest(
        _ code: String = "DIN-01", harm: Harm = .none, kind: CaseKind = .complaint, amount: Money? = nil,
        _ alter: (inout GradingFacts) -> Void = { _ in }
    ) -> GradingSuggestion {
        var facts = GradingFacts(
            kind: kind, points: [.init(category(code), actualHarm: harm, amount: amount)], likelihood: .rare)
        alter(&facts)
        return Grading.suggest(facts)
    }

    @Test(arguments: [
        (Likelihood.frequent, "33211"), (.likely, "43211"), (.possible, "43221"), (.unlikely, "44321"),
        (.rare, "44332"),
    ])
    func `the matrix is that of the requirements`(likelihood: Likelihood, levels: String) {
        let row = Consequence.allCases.map { String(GradingMatrix.level($0, likelihood).rawValue) }.joined()
        #expect(row == levels)
    }

    @Test func `every unconditional star sets the floor of its category`() {
        for category in casework.categories.categories {
            for rule in category.overrides where rule.when == nil {
                guard let level = rule.level else { continue }
                #expect(suggest(category.code.text).level == level, "\(category.code)")
            }
        }
    }

    @Test func `there are as many stars as in the requirements`() {
        let all = casework.categories.categories
        #expect(all.filter { $0.overrides.contains { $0.level == .one && $0.when == nil } }.count == 10)
        #expect(all.filter { $0.overrides.contains { $0.when == .harm } }.count == 4)
        #expect(all.filter { $0.overrides.contains { $0.when == .injury } }.count == 2)
        #expect(all.filter { $0.overrides.contains { $0.when == .cluster } }.count == 2)
    }

    @Test(arguments: ["CAR-01", "CAR-02"])
    func `a fall is level two only with an injury`(code: String) {
        #expect(suggest(code).level == .four)
        #expect(suggest(code) { $0.signals = [.injury] }.level == .two)
    }

    @Test(arguments: ["MED-01", "MED-02", "MED-03", "DIN-03"])
    func `medical points are level two when harm was done`(code: String) {
        #expect(suggest(code).level == .four)
        #expect(suggest(code, harm: .minimal).level == .two)
    }

    @Test func `clusters raise infection to two and food to one`() {
        #expect(suggest("CAR-14").level == .four)
        #expect(suggest("CAR-14") { $0.signals = [.cluster] }.level == .two)
        #expect(suggest("DIN-04").level == .two)
        #expect(suggest("DIN-04") { $0.signals = [.cluster] }.level == .one)
    }

    @Test func `a refund is level two above the limit only`() {
        #expect(suggest("FEE-02", amount: Money(yuan: 500)).level == .four)
        #expect(suggest("FEE-02", amount: Money(fen: 50_001)).level == .two)
    }

    @Test func `a complaint about the handling goes one level up`() {
        #expect(suggest("MGT-04").level == .three)
        #expect(suggest("MGT-04", harm: .catastrophic).level == .one)
    }

    @Test(arguments: [
        (GradingFacts.Signal.selfHarm, ResponseLevel.one), (.violence, .one), (.bigDataLeak, .one),
        (.publicAttention, .two), (.authorityOnSite, .two), (.litigation, .two), (.outsideReferral, .three),
        (.injury, .four), (.cluster, .four),
    ])
    func `each signal demands its level`(signal: GradingFacts.Signal, level: ResponseLevel) {
        #expect(suggest { $0.signals = [signal] }.level == level)
    }

    @Test(arguments: [(1, ResponseLevel.four), (2, .three), (4, .three), (5, .one)])
    func `the number of people counts`(people: Int, level: ResponseLevel) {
        #expect(suggest { $0.scope.people = people }.level == level)
    }

    @Test func `a whole site is level one`() { #expect(suggest { $0.scope.wholeSite = true }.level == .one) }

    @Test func `vulnerability lifts one level and never above two`() {
        #expect(suggest { $0.vulnerability.abilityLevel = 3 }.level == .three)
        #expect(suggest { $0.vulnerability.abilityLevel = 2 }.level == .four)
        #expect(suggest { $0.vulnerability.cognitionImpaired = true }.level == .four)
        #expect(
            suggest {
                $0.vulnerability.cognitionImpaired = true
                $0.vulnerability.hasActiveRepresentative = false
            }.level == .three)
        #expect(suggest(harm: .catastrophic) { $0.vulnerability.abilityLevel = 4 }.level == .two)
        #expect(
            suggest(harm: .catastrophic) {
                $0.likelihood = .frequent
                $0.vulnerability.abilityLevel = 4
            }.level == .one)
    }

    @Test func `repeats are at least level two from the third on`() {
        #expect(suggest { $0.repeats.samePersonAndCategory = 2 }.level == .four)
        #expect(suggest { $0.repeats.samePersonAndCategory = 3 }.level == .two)
        #expect(suggest { $0.repeats.upheldAboutSameEmployee = 3 }.level == .two)
    }

    @Test func `reports are at least two and referrals at least three`() {
        #expect(suggest(kind: .report).level == .two)
        #expect(suggest(kind: .referral).level == .three)
    }

    @Test func `every reason is said and nothing lowers a floor`() {
        let suggestion = suggest("SAF-01") {
            $0.signals = Set(GradingFacts.Signal.allCases)
            $0.scope.people = 3
        }
        #expect(suggestion.level == .one)
        let keys = suggestion.reasons.map(\.key)
        #expect(keys.first == "casework.reason.matrix")
        for key in ["several_people", "category", "self_harm", "violence", "litigation", "outside_referral"] {
            #expect(keys.contains("casework.reason.\(key)"))
        }
    }

    @Test func `the worst of potential and actual harm counts`() {
        let facts = GradingFacts(
            kind: .complaint, points: [.init(category("DIN-01"), actualHarm: .none, potentialHarm: .catastrophic)],
            likelihood: .rare)
        #expect(Grading.suggest(facts).level == .two)
    }
}
