import Deadlines
import Kernel
import Testing

@Suite struct PauseTests {
    private let start = "2026-09-07T10:00"

    private func due(_ term: String, workingTime: Bool = false, _ pauses: Pause...) -> Instant {
        promise(term, workingTime: workingTime).due(from: at(start), pauses: pauses, in: .china).at
    }

    @Test func `hours are extended by exactly the time paused`() {
        #expect(due("48h") == at("2026-09-09T10:00"))
        #expect(due("48h", pause("2026-09-08T10:00", "2026-09-08T13:30")) == at("2026-09-09T13:30"))
    }

    @Test func `overlapping and touching pauses are united`() {
        let found = due(
            "48h", pause("2026-09-08T12:00", "2026-09-08T15:00"), pause("2026-09-08T10:00", "2026-09-08T13:00"),
            pause("2026-09-08T15:00", "2026-09-08T16:00"))
        #expect(found == at("2026-09-09T16:00"))
    }

    @Test func `a pause is clipped at the start and counts for nothing after the due`() {
        #expect(due("48h", pause("2026-09-06T10:00", "2026-09-07T11:00")) == at("2026-09-09T11:00"))
        #expect(due("48h", pause("2026-09-01T10:00", "2026-09-02T10:00")) == at("2026-09-09T10:00"))
        #expect(due("48h", pause("2026-09-09T10:00", "2026-09-20T10:00")) == at("2026-09-09T10:00"))
    }

    @Test func `a pause that the extended due reaches counts too`() {
        let first = pause("2026-09-08T10:00", "2026-09-09T10:00")
        let second = pause("2026-09-09T22:00", "2026-09-10T10:00")
        #expect(due("48h", first, second) == at("2026-09-10T22:00"))
    }

    @Test func `working time is extended by the working time paused`() {
        #expect(due("10h", workingTime: true) == at("2026-09-08T12:00"))
        let overLunch = pause("2026-09-07T11:00", "2026-09-07T15:00")
        #expect(due("10h", workingTime: true, overLunch) == at("2026-09-08T16:00"))
    }

    @Test func `a natural-day due moves by the midnights paused`() {
        #expect(due("5d") == at("2026-09-13T00:00"))
        #expect(due("5d", pause("2026-09-08T09:00", "2026-09-08T18:00")) == at("2026-09-13T00:00"))
        #expect(due("5d", pause("2026-09-08T09:00", "2026-09-09T18:00")) == at("2026-09-14T00:00"))
        #expect(due("5d", pause("2026-09-08T09:00", "2026-09-11T08:00")) == at("2026-09-16T00:00"))
        #expect(due("5d", pause("2026-09-08T00:00", "2026-09-09T00:00")) == at("2026-09-14T00:00"))
    }

    @Test func `a pause over the day of receipt moves the counting behind it`() {
        #expect(due("5d", pause("2026-09-07T11:00", "2026-09-09T11:00")) == at("2026-09-15T00:00"))
    }

    @Test func `rest days slept through cost working days nothing`() {
        #expect(due("5wd") == at("2026-09-15T00:00"))
        #expect(due("5wd", pause("2026-09-12T10:00", "2026-09-13T12:00")) == at("2026-09-15T00:00"))
        #expect(due("5wd", pause("2026-09-11T10:00", "2026-09-14T09:00")) == at("2026-09-16T00:00"))
    }

    @Test func `a clock never comes due while it stands still`() {
        let overTheEnd = pause("2026-09-12T10:00", "2026-09-14T09:00")
        #expect(due("5d", overTheEnd) == at("2026-09-15T00:00"))
    }

    @Test func `a rolled last day that is slept through moves on`() {
        let rolled = promise("5d", roll: true)
        #expect(rolled.due(from: at(start), in: .china).lastDay == day("2026-09-14"))
        let over = pause("2026-09-14T10:00", "2026-09-15T09:00")
        #expect(rolled.due(from: at(start), pauses: [over], in: .china).lastDay == day("2026-09-15"))
    }

    @Test func `a pause without an end, or too long a one, is refused`() {
        let from = at(start)
        #expect(
            refusal { _ = try Pause(reason: .forceMajeure, from: from, until: from) }
                == "deadlines.pause.ends_before_start")
        #expect(
            refusal { _ = try Pause(reason: .forceMajeure, from: from, until: from.advanced(byHours: 24 * 181)) }
                == "deadlines.pause.too_long")
    }
}
