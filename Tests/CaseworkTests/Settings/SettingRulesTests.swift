import Deadlines
import Foundation
import Kernel
import Platform
import Testing

@testable import Casework

@Suite struct SettingRulesTests {
    let shipped: CaseworkData
    init() throws { shipped = try World.data.get() }

    private func faults(
        _ changes: [String: String], _ subject: SettingSubject = .promises, _ kind: OrganisationKind = .careHome,
        after former: CaseworkData? = nil
    ) -> [String] {
        let former = former ?? shipped
        let document = subject.document(of: former).merging(changes) { $1 }
        return refusal { try subject.check(document, after: former, shipped: shipped, kind) }
    }

    @Test(arguments: OrganisationKind.allCases)
    func `what the program brings keeps the invariant for every kind of body`(kind: OrganisationKind) {
        for subject in SettingSubject.allCases { #expect(faults([:], subject, kind).isEmpty, "\(subject)") }
    }

    @Test func `a document says all that is settled and gives the same table again`() {
        let document = SettingSubject.promises.document(of: shipped)
        #expect(document["level.3.first_feedback"] == "48h")
        #expect(document["cap.elder_care_decision"] == "14d")
        #expect(document["kind.INQ.reply"] == "24h")
        #expect(PromiseSettings.table(shipped.levels, with: document) == shipped.levels)
        let grading = SettingSubject.grading.document(of: shipped)
        #expect(GradingSettings.standard(.shipped, with: grading) == .shipped)
    }

    @Test(arguments: [
        (["level.3.first_feedback": "49h"], ["level.3.first_feedback: casework.rules.fault.beyond_cap"]),
        (["level.3.elder_care_decision": "15d"], ["level.3.elder_care_decision: casework.rules.fault.beyond_cap"]),
        (["cap.elder_care_decision": "20d"], ["cap.elder_care_decision: casework.rules.fault.cap_loosened"]),
        (["cap.first_feedback": "49h"], ["cap.first_feedback: casework.rules.fault.cap_loosened"]),
        (["cap.elder_care_decision": "10wd"], ["cap.elder_care_decision: casework.rules.fault.cap_loosened"]),
        (["cap.elder_care_decision": "9d"], ["level.3.elder_care_decision: casework.rules.fault.beyond_cap"]),
        (["level.1.elder_care_decision": "8d"], ["level.1.elder_care_decision: casework.rules.fault.slower"]),
        (["level.2.acknowledge": "9h"], ["level.2.acknowledge: casework.rules.fault.slower"]),
        (["level.1.ruling": "9h"], ["level.1.ruling: casework.rules.fault.slower"]),
        (["level.4.acknowledge": "30h"], ["level.4.acknowledge: casework.rules.fault.after_feedback"]),
        (["level.4.elder_care_decision": "20h"], ["level.4.first_feedback: casework.rules.fault.after_decision"]),
        (["kind.CPL.thanks": "49h"], ["kind.CPL.thanks: casework.rules.fault.beyond_cap"]),
        (["kind.DSR.reply": "16wd"], ["kind.DSR.reply: casework.rules.fault.beyond_cap"]),
    ])
    func `a limit that breaks the invariant is refused at its field`(changes: [String: String], expected: [String]) {
        #expect(faults(changes) == expected)
    }

    @Test(arguments: [
        ["level.3.elder_care_decision": "14d"], ["level.3.elder_care_decision": "8d"],
        ["cap.elder_care_decision": "10d"], ["cap.first_feedback": "48h", "level.2.first_feedback": "12h"],
        ["kind.SUG.reply": "45d"], ["level.4.elder_care_decision": "5d"],
    ])
    func `what stays within the caps is accepted`(changes: [String: String]) { #expect(faults(changes).isEmpty) }

    @Test func `a hospital keeps its working days and is not asked about eldercare`() {
        let key = "level.3.hospital_decision"
        #expect(faults([key: "6wd"], .promises, .hospital) == ["\(key): casework.rules.fault.beyond_cap"])
        #expect(faults([key: "4wd"], .promises, .hospital).isEmpty)
        #expect(faults(["level.3.elder_care_decision": "20d"], .promises, .hospital).isEmpty)
        let both = faults([key: "6wd", "level.3.elder_care_decision": "15d"], .promises, .combined)
        #expect(both.count == 2)
        let keys = PromiseSettings.slots(of: shipped.levels, .hospital).map(\.key)
        #expect(keys.contains(key) && !keys.contains("level.3.elder_care_decision"))
    }

    @Test func `a cap once tightened cannot go back`() {
        let tighter = SettingSubject.promises.rules(
            shipped,
            with: SettingSubject.promises.document(of: shipped).merging(["cap.elder_care_decision": "12d"]) { $1 },
            number: 1)
        #expect(
            faults(["cap.elder_care_decision": "14d"], after: tighter)
                == ["cap.elder_care_decision: casework.rules.fault.cap_loosened"])
    }

    @Test func `whatever is accepted keeps every target within its cap and no cap beyond the former`() {
        var chance = SystemRandomNumberGenerator()
        let slots = PromiseSettings.slots(of: shipped.levels, .combined)
        let terms = ["10m", "4h", "24h", "48h", "72h", "3d", "5d", "10d", "14d", "20d", "3wd", "5wd", "10wd", "12wd"]
        var accepted = 0
        for _ in 0..<3_000 {
            guard let slot = slots.randomElement(using: &chance), let term = terms.randomElement(using: &chance) else {
                continue
            }
            let document = SettingSubject.promises.document(of: shipped).merging([slot.key: term]) { $1 }
            let changed = SettingSubject.promises.rules(shipped, with: document, number: 1)
            guard
                (try? SettingSubject.promises.check(document, after: shipped, shipped: shipped, .combined)) != nil
            else { continue }
            accepted += 1
            #expect(changed.levels.fault == nil, "\(slot.key) \(term)")
            for column in LimitColumn.allCases {
                #expect(changed.levels.caps[column].isWithin(shipped.levels.caps[column]) == true)
            }
        }
        #expect(accepted > 100)
    }

    @Test func `a target by type is never later than the level promises`() {
        #expect(faults(["DIN.3": "5d"], .targets).isEmpty)
        #expect(faults(["DIN.3": "10d"], .targets).isEmpty)
        #expect(faults(["DIN.3": "11d"], .targets) == ["DIN.3: casework.rules.fault.beyond_level"])
        #expect(faults(["DIN-01.3": "5wd"], .targets) == ["DIN-01.3: casework.rules.fault.beyond_level"])
        #expect(faults(["DIN.2": "6d", "DIN.3": "5d"], .targets) == ["DIN.2: casework.rules.fault.slower"])
        #expect(faults(["DIN.3": "5d"], .targets, .hospital).isEmpty, "five days end no later than five working days")
        #expect(faults(["DIN.3": "6d"], .targets, .hospital) == ["DIN.3: casework.rules.fault.beyond_level"])
    }

    @Test func `a category's own target goes before its group's, and one that is not stricter is no target`() {
        var levels = shipped.levels
        levels.targets = CategoryTargets(document: ["DIN.3": "6d", "DIN-02.3": "3d", "FAC.3": "10d"])
        func target(_ code: String, _ level: ResponseLevel = .three) -> Term? {
            levels.resolutionTarget(for: World.category(code), level: level, organisation: .careHome)
        }
        #expect(target("DIN-01") == .days(6))
        #expect(target("DIN-02") == .days(3))
        #expect(target("DIN-01", .two) == nil)
        #expect(target("FAC-01") == nil)
        #expect(target("SAF-01") == nil)
    }

    @Test func `the matrix never weighs a worse matter lighter`() {
        #expect(faults(["matrix.3.3": "1"], .grading).first?.contains("less_grave") == true)
        #expect(faults(["matrix.1.3": "2"], .grading).isEmpty == false)
        #expect(faults(["matrix.1.1": "3", "matrix.2.1": "3", "matrix.3.1": "3", "matrix.4.1": "3"], .grading) != [])
        #expect(faults(["matrix.3.1": "3", "matrix.4.1": "3"], .grading).isEmpty)
        #expect(faults(["matrix.2.5": "2"], .grading) == ["matrix.2.5: casework.rules.fault.extreme"])
        #expect(faults(["many_people": "3", "repeats": "2", "money_limit": "300"], .grading).isEmpty)
    }

    @Test func `a suggestion goes by the standard it is given and names its version`() throws {
        let document = SettingSubject.grading.document(of: shipped).merging(["many_people": "3"]) { $1 }
        let standard = SettingSubject.grading.rules(shipped, with: document, number: 4).grading
        var facts = GradingFacts(
            kind: .complaint, points: [.init(shipped.categories[World.category("DIN-01")]!, actualHarm: .minor)])
        facts.scope.people = 3
        #expect(Grading.suggest(facts).level == .three)
        let suggestion = Grading.suggest(facts, by: standard)
        #expect(suggestion.level == .one)
        #expect(suggestion.ruleVersion == "2026-1+4")
    }

    @Test func `a text of the letter has the gaps it needs and no others`() {
        #expect(faults(["opening.en": "About your case {number} of {day}."], .letters).isEmpty)
        #expect(faults(["opening.en": "Hello."], .letters) == ["opening.en: casework.rules.fault.missing_gap"])
        #expect(faults(["closing.en": "Dear {name}"], .letters) == ["closing.en: casework.rules.fault.unknown_gap"])
    }
}

@Suite struct SettingVersionTests {
    private let now = World.thursday

    private func proposal(wished: LocalDay? = nil) -> SettingProposal {
        SettingProposal(
            id: World.made(70), organisationID: World.organisation, subject: .promises, base: 0, document: [:],
            wishedFrom: wished, reason: "x", proposedBy: World.directing.signature, proposedAt: now)
    }

    @Test func `nobody approves or rejects their own proposal and nobody else takes it back`() throws {
        var own = proposal()
        for word in [SettingProposal.State.approved, .rejected] {
            #expect(
                refusal { try own.settle(word, by: World.directing, remark: "x", at: now) }
                    == ["casework.rules.refusal.own_proposal"])
        }
        let other = World.actor(World.other, .chiefExecutive)
        #expect(
            refusal { try own.settle(.withdrawn, by: other, remark: nil, at: now) }
                == ["casework.rules.refusal.not_own"])
        #expect(refusal { try own.settle(.rejected, by: other, remark: nil, at: now) } == ["remark: web.form.required"])
        try own.settle(.approved, by: other, remark: nil, at: now)
        #expect(own.state == .approved && own.settledBy == other.signature)
        #expect(
            refusal { try own.settle(.rejected, by: other, remark: "x", at: now) } == ["casework.rules.refusal.settled"]
        )
    }

    @Test func `a version holds from the wished day, never before its approval and never before the former`() {
        let soon = now.advanced(byMinutes: 1)
        #expect(proposal().effectiveFrom(after: nil, approvedAt: now, zone: .shanghai) == soon)
        let past = proposal(wished: LocalDay("2026-05-01"))
        #expect(past.effectiveFrom(after: nil, approvedAt: now, zone: .shanghai) == soon)
        let later = proposal(wished: LocalDay("2026-06-01"))
        #expect(
            later.effectiveFrom(after: nil, approvedAt: now, zone: .shanghai)
                == Instant(iso8601: "2026-06-01T00:00:00+08:00"))
        let former = now.advanced(byHours: 72)
        #expect(proposal().effectiveFrom(after: former, approvedAt: now, zone: .shanghai) == former)
    }
}
