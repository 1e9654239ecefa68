import Deadlines
import Foundation
import Kernel
import Testing

@Suite struct ClockTests {
    /// First feedback in 48 hours, received just before National Day (S0-15).
    private let feedback = Clock(promise: promise("48h"), startedAt: at("2026-09-30T23:50"))
    /// Resolution in 14 days (S0-16).
    private let resolution = Clock(promise: promise("14d"), startedAt: at("2026-09-01T10:00"))

    private func read(_ clock: Clock, _ moment: String) -> Reading { clock.reading(at: at(moment), in: .china) }

    @Test(arguments: [
        ("2026-09-30T23:50", Reading.State.running, 0), ("2026-10-01T23:49", .running, 49),
        ("2026-10-01T23:50", .dueSoon(percent: 50), 50), ("2026-10-02T11:50", .dueSoon(percent: 75), 75),
        ("2026-10-02T23:50", .dueSoon(percent: 75), 100), ("2026-10-02T23:51", .overdue, 100),
        ("2026-10-04T23:50", .overdue, 200),
    ])
    func `a running clock says how far it has come`(moment: String, state: Reading.State, percent: Int) {
        let reading = read(feedback, moment)
        #expect(reading.state == state)
        #expect(reading.percentUsed == percent)
        #expect(reading.elapsed + reading.remaining == 48 * 3_600_000)
        #expect(reading.isPromiseBroken == (state == .overdue))
    }

    @Test(arguments: [
        ("2026-10-01T08:00", Reading.State.metOnTime), ("2026-10-02T23:50", .metOnTime), ("2026-10-02T23:51", .metLate),
    ])
    func `a kept promise is judged by the moment it was kept`(moment: String, state: Reading.State) throws {
        var clock = feedback
        try clock.apply(.met(at(moment)))
        let reading = read(clock, "2026-12-01T00:00")
        #expect(reading.state == state)
        #expect(clock.nextAttentionAt(after: at("2026-12-01T00:00"), in: .china) == nil)
        #expect(reading.remaining == at("2026-10-02T23:50") - at(moment))
    }

    @Test func `a paused clock stands still and wakes by itself`() throws {
        var clock = feedback
        try clock.apply(.paused(pause("2026-10-01T23:50", "2026-10-02T23:50", .externalAppraisal)))
        let during = read(clock, "2026-10-02T10:00")
        #expect(during.state == .paused(until: at("2026-10-02T23:50")))
        #expect(clock.nextAttentionAt(after: at("2026-10-02T10:00"), in: .china) == at("2026-10-02T23:50"))
        #expect(during.elapsed == 24 * 3_600_000)
        #expect(during.paused == 10 * 3_600_000 + 600_000)
        #expect(during.dueAt == at("2026-10-03T23:50"))
        #expect(clock.attentionsDue(until: at("2026-10-02T10:00"), in: .china).isEmpty)
        let woken = clock.attentionsDue(until: at("2026-10-02T23:50"), in: .china).map(\.id)
        #expect(woken.contains { $0.hasPrefix("pause-ended-") })
    }

    @Test func `a pause can be ended early`() throws {
        var clock = feedback
        try clock.apply(.paused(pause("2026-10-01T23:50", "2026-10-05T23:50")))
        try clock.apply(.resumed(at("2026-10-02T11:50")))
        #expect(read(clock, "2026-10-02T12:00").dueAt == at("2026-10-03T11:50"))
        #expect(!clock.schedule(in: .china).contains { $0.id.hasPrefix("pause-ended-") })
        #expect(refusal { try clock.apply(.resumed(at("2026-10-02T12:00"))) } == "deadlines.clock.not_paused")
    }

    @Test func `a pause begun after the due hides nothing`() throws {
        var clock = feedback
        try clock.apply(.paused(pause("2026-10-03T00:00", "2026-10-09T00:00")))
        let reading = read(clock, "2026-10-04T00:00")
        #expect(reading.state == .overdue)
        #expect(reading.dueAt == at("2026-10-02T23:50"))
    }

    @Test(arguments: [
        ("2026-09-15T12:00", Reading.State.dueSoon(percent: 50), false), ("2026-09-20T12:00", .extended, true),
        ("2026-09-23T00:01", .overdue, true),
    ])
    func `an extension stays visible against what was promised`(
        moment: String, state: Reading.State, broken: Bool
    ) throws {
        var clock = resolution
        try clock.apply(.extended(granted))
        let reading = read(clock, moment)
        #expect(reading.state == state)
        #expect(reading.isPromiseBroken == broken)
        #expect(reading.originalDueAt == at("2026-09-16T00:00"))
        #expect(reading.dueAt == at("2026-09-23T00:00"))
        #expect(reading.lastDay == day("2026-09-22"))
        #expect(reading.isExtended)
    }

    @Test func `late within an extension is never on time`() throws {
        var clock = resolution
        try clock.apply(.extended(granted))
        try clock.apply(.met(at("2026-09-21T09:00")))
        #expect(read(clock, "2026-10-01T00:00").state == .metWithinExtension)
        #expect(read(clock, "2026-10-01T00:00").isPromiseBroken)
    }

    @Test func `the promised due and the extended due are each attended to`() throws {
        var clock = resolution
        try clock.apply(.extended(granted))
        let dues = clock.schedule(in: .china).filter { $0.kind == .due }
        #expect(dues.map(\.id) == ["due", "due/1"])
        #expect(dues.map(\.at) == [at("2026-09-16T00:00"), at("2026-09-23T00:00")])
    }

    @Test func `a pause after an extension moves the extended due`() throws {
        var clock = resolution
        try clock.apply(.extended(granted))
        try clock.apply(.paused(pause("2026-09-18T10:00", "2026-09-20T10:00")))
        #expect(read(clock, "2026-09-21T00:00").dueAt == at("2026-09-25T00:00"))
        #expect(read(clock, "2026-09-21T00:00").originalDueAt == at("2026-09-16T00:00"))
        var hours = Clock(promise: promise("48h"), startedAt: at("2026-09-01T10:00"))
        try hours.apply(
            .extended(
                Extension(
                    requestedAt: at("2026-09-02T10:00"), newDue: at("2026-09-04T10:00"), reasonKey: "r", approvedBy: "a"
                )))
        try hours.apply(.paused(pause("2026-09-03T12:00", "2026-09-03T15:00")))
        #expect(read(hours, "2026-09-03T16:00").dueAt == at("2026-09-04T13:00"))
    }

    @Test func `an extension must lead further`() throws {
        var clock = resolution
        try clock.apply(.extended(granted))
        #expect(refusal { try clock.apply(.extended(granted)) } == "deadlines.extension.not_later")
        let backwards = Extension(
            requestedAt: at("2026-09-30T10:00"), newDue: at("2026-09-29T00:00"), reasonKey: "r", approvedBy: "a")
        #expect(refusal { try clock.apply(.extended(backwards)) } == "deadlines.extension.not_later")
        let endless = Extension(
            requestedAt: at("2026-09-30T10:00"), newDue: at("2046-09-29T00:00"), reasonKey: "r", approvedBy: "a")
        #expect(refusal { try clock.apply(.extended(endless)) } == "deadlines.extension.too_long")
    }

    @Test func `a finished clock refuses every change`() throws {
        var clock = feedback
        try clock.apply(.cancelled(at("2026-10-01T08:00")))
        let changes: [ClockFact] = [
            .paused(pause("2026-10-01T09:00", "2026-10-01T10:00")), .resumed(at("2026-10-01T09:00")),
            .extended(granted), .met(at("2026-10-01T09:00")), .cancelled(at("2026-10-01T09:00")),
        ]
        for change in changes { #expect(refusal { try clock.apply(change) } == "deadlines.clock.finished") }
        try clock.apply(.handled("warning-50"))
        #expect(clock.handled == ["warning-50"])
        #expect(read(clock, "2026-10-05T00:00").state == .cancelled)
    }

    @Test func `nothing is met before it began`() {
        var clock = feedback
        #expect(refusal { try clock.apply(.met(at("2026-09-30T23:49"))) } == "deadlines.clock.before_start")
    }

    @Test func `a clock survives being stored`() throws {
        var clock = resolution
        try clock.apply(.paused(pause("2026-09-03T10:00", "2026-09-05T10:00")))
        try clock.apply(.extended(granted))
        try clock.apply(.handled("warning-50"))
        #expect(try JSONDecoder().decode(Clock.self, from: JSONEncoder().encode(clock)) == clock)
    }

    private let granted = Extension(
        requestedAt: at("2026-09-14T10:00"), newDue: at("2026-09-23T00:00"), reasonKey: "casework.reason.appraisal",
        approvedBy: "director")
}
