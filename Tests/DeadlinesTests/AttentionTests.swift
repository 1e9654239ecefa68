import Deadlines
import Kernel
import Testing

@Suite struct AttentionTests {
    @Test func `a 48-hour clock warns, comes due and climbs the ladder`() {
        let clock = Clock(promise: promise("48h"), startedAt: at("2026-09-30T23:50"))
        let told = clock.schedule(in: .china).map { "\($0.id) \($0.at.iso8601(in: .shanghai).prefix(16))" }
        #expect(
            told == [
                "warning-50 2026-10-01T23:50", "ladder-0-holder-75% 2026-10-02T11:50", "due 2026-10-02T23:50",
                "ladder-1-unit_head-100% 2026-10-02T23:50", "ladder-2-director-150% 2026-10-03T23:50",
                "ladder-3-chief_executive-200% 2026-10-04T23:50",
            ])
    }

    @Test func `fourteen days climb four and two days ahead, on the last day and when broken`() {
        var fortnight = promise("14d")
        fortnight.warnings = []
        fortnight.ladder = .fourteenDays
        let clock = Clock(promise: fortnight, startedAt: at("2026-09-01T10:00"))
        let told = clock.schedule(in: .china).map { "\($0.id) \($0.at.iso8601(in: .shanghai).prefix(16))" }
        #expect(
            told == [
                "ladder-0-holder-D-4 2026-09-11T08:00", "ladder-1-unit_head-D-2 2026-09-13T08:00",
                "ladder-2-director-D-0 2026-09-15T08:00", "due 2026-09-16T00:00",
                "ladder-3-chief_executive-100% 2026-09-16T00:00",
            ])
    }

    @Test func `a handled attention is never fired twice, wherever its moment moves`() throws {
        var clock = Clock(promise: promise("48h"), startedAt: at("2026-09-30T23:50"))
        let noon = at("2026-10-02T12:00")
        let fired = clock.attentionsDue(until: noon, in: .china).map(\.id)
        #expect(fired == ["warning-50", "ladder-0-holder-75%"])
        for id in fired { try clock.apply(.handled(id)) }
        #expect(clock.attentionsDue(until: noon, in: .china).isEmpty)
        #expect(clock.nextAttentionAt(after: noon, in: .china) == at("2026-10-02T23:50"))
        try clock.apply(.paused(pause("2026-10-01T01:00", "2026-10-02T11:00")))
        #expect(
            clock.attentionsDue(until: at("2026-10-04T00:00"), in: .china).map(\.id).allSatisfy { !fired.contains($0) })
    }

    @Test func `what waits is named by the next attention until it is handled`() {
        let clock = Clock(promise: promise("48h"), startedAt: at("2026-09-30T23:50"))
        #expect(clock.nextAttentionAt(after: at("2026-10-02T00:00"), in: .china) == at("2026-10-01T23:50"))
    }

    @Test func `attentions can be asked for from a moment on`() {
        let clock = Clock(promise: promise("48h"), startedAt: at("2026-09-30T23:50"))
        let since = clock.attentionsDue(since: at("2026-10-01T23:50"), until: at("2026-10-02T12:00"), in: .china)
        #expect(since.map(\.id) == ["ladder-0-holder-75%"])
    }

    @Test func `when all is handled nothing more can happen`() throws {
        var clock = Clock(promise: promise("48h"), startedAt: at("2026-09-30T23:50"))
        for attention in clock.schedule(in: .china) { try clock.apply(.handled(attention.id)) }
        #expect(clock.nextAttentionAt(after: at("2026-10-09T00:00"), in: .china) == nil)
    }

    @Test func `a clock entered late gives no warning of what was past, yet its due is seen to`() {
        let late = Clock(
            promise: promise("48h"), startedAt: at("2026-09-30T23:50"), recordedAt: at("2026-10-02T08:00"))
        #expect(late.schedule(in: .china).first?.id == "ladder-0-holder-75%")
        let broken = Clock(
            promise: promise("48h"), startedAt: at("2026-09-30T23:50"), recordedAt: at("2026-10-03T08:00"))
        #expect(
            broken.attentionsDue(until: at("2026-10-03T08:01"), in: .china).map(\.id)
                == ["due", "ladder-1-unit_head-100%"])
    }

    @Test func `no reminder falls into a pause`() throws {
        var reminded = promise("14d")
        reminded.reminders = [4, 2, 0]
        var clock = Clock(promise: reminded, startedAt: at("2026-09-01T10:00"))
        try clock.apply(.paused(pause("2026-09-13T07:00", "2026-09-13T15:00")))
        let moments = clock.schedule(in: .china).filter { $0.id.hasPrefix("days-before") }.map(\.at)
        #expect(moments == [at("2026-09-11T08:00"), at("2026-09-13T15:00"), at("2026-09-15T08:00")])
    }
}
