import App
import Deadlines
import Kernel
import Testing

@testable import Casework

@Suite struct DemoPlanTests {
    static let end = Zone.shanghai.instant(of: LocalDay("2026-11-20")!, minute: 600)

    private static func plan(_ seed: UInt64, _ size: DemoPlan.Size = .year) throws -> DemoPlan {
        try DemoPlan.make(
            seed: seed, cast: App.World.yearCast, rules: try CaseworkData.load(), until: end, size: size)
    }

    /// Planned once for all tests.
    private static let year: Result<DemoPlan, any Error> = Result { try plan(2026) }
    private static let other: Result<DemoPlan, any Error> = Result { try plan(77) }

    private static func planned(_ seed: UInt64) throws -> DemoPlan { try (seed == 77 ? other : year).get() }

    private func share(_ holds: (PlannedCase) -> Bool, of list: [PlannedCase]) -> Double {
        Double(list.count(where: holds)) / Double(max(1, list.count))
    }

    @Test func `the same seed plans the same weeks and another seed other ones`() throws {
        let weeks = DemoPlan.Size(days: 30, voices: 60)
        let first = try Self.plan(2026, weeks)
        let again = try Self.plan(2026, weeks)
        #expect(again.cases == first.cases && again.absences == first.absences)
        #expect(try Self.plan(7, weeks).cases != first.cases)
        #expect(first.seed(of: first.begin) == again.seed(of: first.begin))
        #expect(first.seed(of: first.begin) != first.seed(of: first.end))
    }

    @Test(arguments: [2026, 77] as [UInt64])
    func `some 1500 voices of every kind come by many ways`(seed: UInt64) throws {
        let cases = try Self.planned(seed).cases
        #expect((1_450...1_550).contains(cases.count))
        for kind in CaseKind.allCases { #expect(cases.count { $0.voice.kind == kind } >= 3, "\(kind)") }
        #expect(Set(cases.map(\.voice.channel)).count >= 16)
        #expect(Set(cases.map(\.voice.secrecy)) == Set(Secrecy.allCases))
        #expect(Set(cases.compactMap(\.level)) == Set(ResponseLevel.allCases))
        #expect(Set(cases.map(\.ending)) == Set(Ending.allCases))
    }

    @Test func `people speak up at night and on holidays too`() throws {
        let cases = try Self.year.get().cases
        let atNight = share(
            {
                let minute = $0.voice.at.local(in: .shanghai).minute
                return minute < 360 || minute >= 1_320
            }, of: cases)
        #expect((0.1...0.2).contains(atNight), "\(atNight)")
        let onRestDays = share({ !WorkCalendar.china.status(of: $0.voice.at.day(in: .shanghai)).isWorking }, of: cases)
        #expect((0.2...0.45).contains(onRestDays), "\(onRestDays)")
        let months = Set(cases.map { $0.voice.at.day(in: .shanghai).month })
        #expect(months.count == 12)
    }

    @Test(arguments: [2026, 77] as [UInt64])
    func `few promises are broken, but some are`(seed: UInt64) throws {
        let promised = try Self.planned(seed).cases.filter { !$0.promises.isEmpty }
        let late = share(\.isLate, of: promised)
        #expect((0.05...0.15).contains(late), "\(late)")
    }

    @Test func `what can befall a case befalls some`() throws {
        let steps = try Self.year.get().cases.flatMap(\.steps)
        func count(_ holds: (YearDeed) -> Bool) -> Int { steps.count { holds($0.deed) } }
        #expect(count { if case .extend = $0 { true } else { false } } >= 8)
        #expect(count { if case .pause = $0 { true } else { false } } >= 8)
        #expect(count { if case .merge = $0 { true } else { false } } >= 8)
        #expect(count { if case .split = $0 { true } else { false } } >= 2)
        #expect(count { if case .join = $0 { true } else { false } } >= 8)
        #expect(count { $0 == .giveBack } >= 8)
        #expect(count { $0 == .reopen } >= 6)
        #expect(count { $0 == .reject } >= 8)
        #expect(count { $0 == .release } >= 2)
        #expect(count { $0 == .reportBack } >= 20)
        #expect(count { if case .correct = $0 { true } else { false } } >= 8)
        #expect(count { $0 == .pay } >= 8)
        #expect(count { if case .limit = $0 { true } else { false } } >= 3)
        #expect(count { if case .reviewLimit = $0 { true } else { false } } >= 2)
    }

    @Test func `the management is told anew when a case is reopened`() throws {
        let reopened = try Self.year.get().cases.filter { planned in
            planned.level != .four && planned.steps.contains { $0.deed == .reopen }
        }
        #expect(!reopened.isEmpty)
        for planned in reopened {
            let second = planned.steps.drop { $0.deed != .reopen }
            guard second.contains(where: { $0.deed == .accept }) else { continue }
            #expect(second.contains { $0.deed == .tellManagement }, "\(planned.place)")
        }
    }

    @Test func `people are away now and then, never together with who acts for them`() throws {
        let plan = try Self.year.get()
        #expect(plan.absences.count >= 15)
        for (place, absence) in plan.absences.enumerated() {
            #expect(absence.toldAt <= absence.span.from && absence.toldAt < plan.end)
            for other in plan.absences.dropFirst(place + 1) where other.span.overlaps(absence.span) {
                #expect(other.login != absence.login && other.login != absence.deputy)
                #expect(other.deputy != absence.login)
            }
        }
    }

    @Test func `one fault of the kitchen brings many voices within three days`() throws {
        let fault = try Self.year.get().cases.filter(\.isOfCluster)
        #expect(fault.count == 14)
        let span = fault.map(\.voice.at).max()! - fault.map(\.voice.at).min()!
        #expect(span < 3 * 86_400_000)
        #expect(fault.contains { $0.ending == .merged } && fault.contains { $0.ending != .merged })
    }

    @Test func `hardly two voices have the same words and no gap is left open`() throws {
        let cases = try Self.year.get().cases
        let texts = cases.map(\.voice.narrative)
        #expect(Double(Set(texts).count) > 0.9 * Double(texts.count))
        let all = texts + cases.flatMap { $0.steps.map(\.text) + [$0.story.plan, $0.story.evidence, $0.story.fix] }
        #expect(all.allSatisfy { !$0.contains("{") && !$0.contains("}") })
    }

    @Test func `who stays unknown leaves nothing that could tell`() throws {
        for planned in try Self.year.get().cases where planned.voice.secrecy == .anonymous {
            #expect(planned.voice.elder == nil)
            #expect(!planned.voice.complainant.isIdentified)
        }
    }

    @Test func `steps follow each other in time and end with the year`() throws {
        let plan = try Self.year.get()
        for planned in plan.cases {
            let moments = [planned.voice.at] + planned.steps.map(\.at)
            #expect(moments == moments.sorted(), "\(planned.place)")
            #expect(moments.allSatisfy { plan.begin <= $0 && $0 < plan.end })
        }
        let open = plan.cases.filter { planned in
            !planned.steps.contains { [.close, .withdraw, .decline].contains($0.deed) } && planned.ending != .merged
        }
        #expect((15...120).contains(open.count), "\(open.count)")
    }
}
