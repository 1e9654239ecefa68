import Deadlines
import Kernel
import Platform
import Testing

@testable import Casework

@Suite struct LevelPromiseTests {
    let levels: LevelTable
    init() throws { levels = try World.data.get().levels }

    private func terms(
        _ clock: ClockKind, _ level: ResponseLevel, _ organisation: OrganisationKind = .careHome, several: Bool = false
    ) -> [String] {
        let promises = levels.promises(
            for: .complaint, level: level, organisation: organisation, severalDepartments: several)
        return promises[clock]?.governing.map { $0.term.description } ?? []
    }

    @Test(arguments: [
        (ResponseLevel.one, "30m", "4h"), (.two, "2h", "24h"), (.three, "8h", "48h"), (.four, "24h", "24h"),
    ])
    func `acknowledgement and first feedback are those of the level`(level: ResponseLevel, heard: String, told: String)
    {
        #expect(terms(.acknowledge, level) == [heard])
        #expect(terms(.firstFeedback, level) == [told])
    }

    @Test(arguments: [(ResponseLevel.one, "5d"), (.two, "7d"), (.three, "10d"), (.four, "3d")])
    func `an eldercare body decides by the day limit of the level`(level: ResponseLevel, limit: String) {
        for kind in [OrganisationKind.careHome, .homeCare, .ltciProvider] {
            #expect(terms(.decision, level, kind) == [limit])
        }
    }

    @Test func `a hospital also keeps the working days of the order`() {
        #expect(terms(.decision, .two, .hospital) == ["7d", "5wd"])
        #expect(terms(.decision, .two, .hospital, several: true) == ["7d", "10wd"])
        #expect(terms(.decision, .three, .hospital) == ["5wd"])
        #expect(terms(.decision, .three, .hospital, several: true) == ["10wd"])
    }

    @Test func `a combined body owes both and the earlier governs`() {
        #expect(Set(terms(.decision, .three, .combined)) == ["10d", "5wd"])
        #expect(Set(terms(.decision, .one, .combined, several: true)) == ["5d", "10wd"])
    }

    @Test(arguments: [
        (CaseKind.inquiry, ClockKind.reply, "24h"), (.suggestion, .acknowledge, "48h"), (.suggestion, .reply, "30d"),
        (.compliment, .thanks, "48h"), (.dataRequest, .reply, "15wd"),
    ])
    func `kinds without level have their own promises`(kind: CaseKind, clock: ClockKind, term: String) {
        let promises = levels.promises(for: kind, level: .four, organisation: .careHome)
        #expect(promises[clock]?.governing.map { $0.term.description } == [term])
    }

    @Test func `every kind promises something`() {
        for kind in CaseKind.allCases {
            #expect(!levels.promises(for: kind, level: .three, organisation: .combined).isEmpty, "\(kind)")
        }
    }
}
