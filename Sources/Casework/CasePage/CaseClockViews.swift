import Deadlines
import Kernel
import Platform
import Web

/// The clocks of a case as they are shown: those that run as cards, those that ended as lines.
struct CaseClockViews: Sendable {
    struct Ended: Sendable {
        let label: String
        let state: String
        let when: String
        let stamp: String
        let icon: String
        let isLate: Bool
    }

    let running: [ClockView]
    let ended: [Ended]
    let hasEnded: Bool

    init(_ open: OpenCase, _ words: Words) {
        let writer = ClockWriter(words: words, now: open.now)
        running = open.clocks.filter { $0.stored.clock.finishedAt == nil }.map(writer.view)
        ended = open.clocks.filter { $0.stored.clock.finishedAt != nil && $0.reading.state != .cancelled }
            .map(writer.ended)
        hasEnded = !ended.isEmpty
    }
}

/// Words the readings of clocks.
private struct ClockWriter {
    let words: Words
    let now: Instant

    func view(_ clock: OpenCase.ReadClock) -> ClockView {
        let reading = clock.reading
        return ClockView(
            label: label(clock.stored.kind), state: state(reading.state), stateWord: words(reading.state.message),
            dueText: words("casework.case_page.by", ["at": .due(reading.dueAt)]),
            dueStamp: words.stamp(reading.dueAt), remainingText: remaining(reading),
            explanation: clock.explanation.map { words($0) }, percent: reading.percentUsed,
            provisional: reading.isProvisional ? words("casework.case_page.provisional") : nil,
            originalDue: reading.isExtended ? words.due(reading.originalDueAt) : nil)
    }

    func ended(_ clock: OpenCase.ReadClock) -> CaseClockViews.Ended {
        let at = clock.stored.clock.finishedAt ?? now
        let isLate = clock.reading.isPromiseBroken
        return .init(
            label: label(clock.stored.kind), state: words(clock.reading.state.message), when: words.moment(at),
            stamp: words.stamp(at), icon: isLate ? "exclamation-triangle" : "check-circle", isLate: isLate)
    }

    /// The promise's name; a second one that governs beside it, and one of an earlier round, say so.
    private func label(_ kind: Promise.Kind) -> String {
        let name = words("casework.clock.\(CaseClock.baseName(kind))")
        let isSecond = kind.rawValue.contains("-")
        let round = kind.rawValue.split(separator: "@").dropFirst().first.map(String.init)
        if let number = kind.rawValue.split(separator: ".").dropFirst().first, Int(number) ?? 1 > 1 {
            return words("casework.team.numbered_clock", ["clock": .text(name), "number": .text(String(number))])
        }
        let full = isSecond ? words("casework.case_page.second_clock", ["clock": .text(name)]) : name
        return round.map { words("casework.case_page.round_clock", ["clock": .text(full), "round": .text($0)]) } ?? full
    }

    private func state(_ state: Reading.State) -> ClockView.State {
        switch state {
        case .running: .running
        case .dueSoon, .extended: .soon
        case .paused: .paused
        case .overdue: .late
        case .metOnTime, .metWithinExtension, .cancelled: .met
        case .metLate: .missed
        }
    }

    private func remaining(_ reading: Reading) -> String {
        if case .paused(let until) = reading.state {
            return words("casework.case_page.paused_until", ["at": .instant(until)])
        }
        let key = reading.remaining < 0 ? "over" : "left"
        return words("casework.case_page.\(key)", ["length": .message(length(abs(reading.dueAt - now)))])
    }

    /// At most two units: days and hours, hours and minutes.
    private func length(_ milliseconds: Int64) -> Message {
        let minutes = Int(milliseconds / 60_000)
        let parts: [(String, Int)] = [
            ("days", minutes / 1440), ("hours", minutes / 60 % 24), ("minutes", minutes % 60),
        ]
        let told = parts.drop { $0.1 == 0 }.prefix(2).filter { $0.1 > 0 }
            .map { Message("deadlines.length.\($0.0)", ["n": .number($0.1)]) }
        guard let first = told.first else { return Message("deadlines.length.minutes", ["n": 0]) }
        guard told.count == 2 else { return first }
        return Message("deadlines.length.and", ["first": .message(first), "rest": .message(told[1])])
    }
}
