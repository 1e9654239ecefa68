import Deadlines
import Foundation
import Kernel
import Platform
import Testing
import Web

@testable import Casework

/// Categories, reasons and sums as an organisation settles them, without a store.
@Suite struct ListSettingsTests {
    private static let own = [
        "DIN-80.name.zh-Hans": "送餐", "DIN-80.name.en": "Meals brought up", "DIN-80.rollup": "Q",
    ]
    private static let ownReason = [
        "return_reason.own_1.name.zh-Hans": "人手不足", "return_reason.own_1.name.en": "Too few hands",
    ]
    let shipped: CaseworkData
    init() throws { shipped = try World.data.get() }

    private func rules(_ document: SettingDocument, _ subject: SettingSubject = .categories) -> CaseworkData {
        subject.rules(shipped, with: document, number: 1)
    }

    private func faults(
        _ document: SettingDocument, _ subject: SettingSubject = .categories, after former: CaseworkData? = nil
    ) -> [String] {
        refusal { try subject.check(document, after: former ?? shipped, shipped: shipped, .careHome) }
    }

    @Test(arguments: [
        (["DIN-80.name.en": "Meals"], ["DIN-80.name.zh-Hans", "DIN-80.rollup"], "own_whole"),
        (["SAF-01.retired": "yes"], ["SAF-01.retired"], "category_needed"),
        (["MGT-99.retired": "yes"], ["MGT-99.retired"], "category_needed"),
    ])
    func `an own category is whole, and what a rule needs is not retired`(
        document: SettingDocument, fields: [String], fault: String
    ) {
        #expect(faults(document).sorted() == fields.map { "\($0): casework.rules.fault.\(fault)" })
    }

    @Test func `the last category of a group stays`() {
        let free = shipped.categories.groups.first { group in
            shipped.categories.list(in: group).allSatisfy { !CategorySettings.isNeeded($0.code, shipped) }
        }
        guard let free else { return }
        let all = Dictionary(
            uniqueKeysWithValues: shipped.categories.list(in: free).map { ("\($0.code.text).retired", "yes") })
        #expect(faults(all).first?.hasSuffix("group_empty") == true)
    }

    @Test func `an own category stands in its group, is offered and named, and stays once it was in force`() {
        let changed = rules(ListSettingsTests.own)
        let code = World.category("DIN-80")
        #expect(changed.categories[code]?.rollup == .quality)
        #expect(changed.categories.list(in: "DIN").last?.code == code)
        #expect(changed.categories.isOffered(code))
        #expect(changed.wording["en"]?[code.message.key] == "Meals brought up")
        #expect(faults([:], after: changed).first?.hasSuffix("own_stays") == true)
        #expect(faults(ListSettingsTests.own.merging(["DIN-80.retired": "yes"]) { $1 }, after: changed).isEmpty)
        let again = SettingSubject.categories.rules(changed, with: ListSettingsTests.own, number: 2)
        #expect(again.categories.categories.count == shipped.categories.categories.count + 1)
    }

    @Test func `a retired category is known and not offered, and topics that lead to it are not asked`() {
        let changed = rules(["DIN-01.retired": "yes"])
        let code = World.category("DIN-01")
        #expect(changed.categories[code] != nil && !changed.categories.isOffered(code))
        #expect(!changed.categories.offered(in: "DIN").contains { $0.code == code })
        #expect(changed.categories.offered(in: "DIN", keeping: code).contains { $0.code == code })
        #expect(shipped.topics.offered(by: changed.categories).topics.allSatisfy { $0.category != code })
    }

    @Test func `a star is added to those that are there, and only made stricter afterwards`() {
        let changed = rules(["DIN-01.least": "2"])
        let category = changed.categories[World.category("DIN-01")]!
        #expect(Grading.suggest(GradingFacts(kind: .complaint, points: [.init(category)])).level == .two)
        #expect(faults(["DIN-01.least": "3"], after: changed).first?.hasSuffix("star_stays") == true)
        #expect(faults([:], after: changed).first?.hasSuffix("star_stays") == true)
        #expect(faults(["DIN-01.least": "1"], after: changed).isEmpty)
        let abuse = rules(["SAF-01.least": "3"]).categories[World.category("SAF-01")]!
        #expect(Grading.suggest(GradingFacts(kind: .complaint, points: [.init(abuse)])).level == .one)
    }

    @Test func `reasons are renamed, retired and added where the rules leave room`() {
        let changed = rules(
            ListSettingsTests.ownReason.merging(["return_reason.lacking_facts.retired": "yes"]) { $1 }, .reasons)
        #expect(changed.offered(.returns) == ["not_our_duty", "conflict_of_interest", "lacking_competence", "own_1"])
        #expect(changed.wording["zh-Hans"]?["casework.return_reason.own_1"] == "人手不足")
        #expect(faults([:], .reasons, after: changed).first?.hasSuffix("own_stays") == true)
        for list in ReasonList.allCases {
            for code in list.needed {
                #expect(
                    faults(["\(list.rawValue).\(code).retired": "yes"], .reasons)
                        == ["\(list.rawValue).\(code).retired: casework.rules.fault.reason_needed"])
            }
        }
        let none = Dictionary(
            uniqueKeysWithValues: ReasonList.refusals.shipped.map { ("refusal_reason.\($0).retired", "yes") })
        #expect(faults(none, .reasons).first?.hasSuffix("list_empty") == true)
        #expect(faults(["return_reason.own_1.name.en": "Few"], .reasons).first?.hasSuffix("own_whole") == true)
    }

    @Test func `a renamed pause is named so in the explanation of a due date as well`() {
        let changed = rules(["pause_reason.outside_inquiry.name.en": "Waiting for the laboratory"], .reasons)
        let told = changed.wording["en"] ?? [:]
        #expect(told["casework.pause_reason.outside_inquiry"] == "Waiting for the laboratory")
        #expect(told["deadlines.pause_reason.external_appraisal"] == "Waiting for the laboratory")
    }

    @Test(arguments: [
        (["remedy.director": "400"], "remedy.director: casework.rules.fault.less_than_supervisor"),
        (["watch.note_days": "4"], "watch.note_days: casework.rules.fault.beyond_cap"),
        (["report.violence": "2h"], "report.violence: casework.rules.fault.beyond_cap"),
    ])
    func `sums rise with the office and hours are only shortened`(changes: SettingDocument, fault: String) {
        let document = SettingSubject.limits.document(of: shipped)
        #expect(faults(document.merging(changes) { $1 }, .limits) == [fault])
        let stricter = document.merging(
            ["remedy.supervisor": "300", "report.violence": "30m", "watch.note_days": "2"]) { $1 }
        #expect(faults(stricter, .limits).isEmpty)
        #expect(SettingSubject.limits.document(of: rules(stricter, .limits)) == stricter)
    }

    @Test func `a document says nothing on lines that are not there and only what a line can say`() {
        let groups = SettingSubject.categories.groups(shipped, SettingHouse(kind: .careHome))
        func told(_ changes: SettingDocument) -> [String] {
            SettingLine.faults(from: [:], to: changes, groups).map { "\($0.key): \($0.value.key)" }.sorted()
        }
        #expect(told(["DIN-01.name.en": "Cold food", "DIN-01.least": "2"]).isEmpty)
        #expect(told(["DIN-89.name.en": "x"]) == ["DIN-89.name.en: casework.rules.fault.unknown_line"])
        #expect(told(["DIN-01.least": "4"]) == ["DIN-01.least: casework.rules.fault.unknown_value"])
        #expect(told(["DIN-01.name.en": "a\u{0}b"]) == ["DIN-01.name.en: casework.rules.fault.unknown_value"])
    }

    @Test func `an own text goes before the catalogue's in its language alone`() throws {
        let catalogue = try Catalogue(folders: [CaseworkFolder.named("Strings")])
        let code = World.category("DIN-01")
        let own = catalogue.adapted([.english: [code.message.key: "Cold {food}"]])
        #expect(own.word(code.message, .english, zone: .shanghai) == "Cold {food}")
        #expect(
            own.word(code.message, .chinese, zone: .shanghai)
                == catalogue.word(code.message, .chinese, zone: .shanghai))
        #expect(own.has("casework.category_about.DIN-01") == false)
    }
}

@Suite struct RoutingRuleTests {
    private let group: ID<OrganisationUnit> = World.made(81)
    private let kitchen: ID<OrganisationUnit> = World.made(83)

    private func rule(_ place: Int, _ alter: (inout RoutingRule) -> Void) -> RoutingRule {
        var rule = RoutingRule(place: place)
        rule.group = group
        alter(&rule)
        return rule
    }

    private func voice(_ categories: [String], about: ComplainedAbout = ComplainedAbout()) -> RoutedVoice {
        RoutedVoice(
            channel: .hotline12345, kind: .complaint, categories: categories.map { World.category($0) }, about: about,
            isRestricted: false)
    }

    @Test func `of several rules that fit the closest is followed, among equals the first`() {
        let rules = [
            rule(1) { _ in }, rule(2) { $0.type = "DIN" }, rule(3) { $0.type = "DIN-01" },
            rule(4) { $0.channel = .hotline12345 }, rule(5) { $0.about = kitchen }, rule(6) { $0.type = "DIN-01" },
            rule(7) { $0.kind = .report },
        ]
        func places(_ voice: RoutedVoice) -> [Int] { RoutingRule.matching(voice, among: rules).map(\.place) }
        #expect(places(voice(["DIN-01"])) == [3, 6, 2, 4, 1])
        #expect(places(voice(["DIN-02", "ATT-01"])) == [2, 4, 1])
        #expect(places(voice(["ATT-01"], about: ComplainedAbout(units: [kitchen]))) == [5, 4, 1])
        #expect(places(voice([])) == [4, 1])
    }

    @Test func `a rule that leads nowhere is no rule, and none may be settled`() {
        let bare = rule(1) { $0.group = nil }
        #expect(RoutingRule.matching(voice(["DIN-01"]), among: [bare]).isEmpty)
        #expect(RouteSettings.faults(in: ["1.channel": "phone"])["1.group"] != nil)
        #expect(RouteSettings.faults(in: ["1.channel": "phone", "1.unit": kitchen.text]).isEmpty)
        let read = RouteSettings.rules(in: ["2.type": "DIN", "2.group": group.text])
        #expect(read.map(\.place) == [2] && read.first?.type == "DIN" && read.first?.group == group)
    }
}

@Suite struct CaseFlowTests {
    @Test func `every state of the way is reached and left by somebody with a right`() {
        for (index, state) in CaseFlow.way.enumerated() {
            let steps = CaseFlow.steps(from: state)
            if state != .closed {
                #expect(steps.contains { step in CaseFlow.way[(index + 1)...].contains(step.to) }, "\(state)")
            }
            for step in steps { #expect(!CaseFlow.roles(for: step.action).isEmpty, "\(step.action)") }
        }
    }

    @Test func `the chart says what the tables say`() {
        let approve = CaseFlow.duties(of: [.director]).first { $0.action == .approve }
        #expect(approve?.states == [.awaitingApproval] && approve?.relations.contains(.approver) == true)
        #expect(
            CaseFlow.duties(of: [.employee]).contains { $0.action == .approve && $0.relations == [.approver] } == false)
        #expect(CaseFlow.handOvers.contains { $0.state == .awaitingApproval && $0.to.contains(.director) })
        #expect(CaseFlow.duties(of: [.regulator]).isEmpty)
    }
}
