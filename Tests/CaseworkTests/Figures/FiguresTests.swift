import Kernel
import Testing

@testable import Casework

/// Figures over rows written by hand. September 2026 in Shanghai; day `n` of it at 09:00.
@Suite struct FiguresTests {
    static let end = Zone.shanghai.instant(of: LocalDay("2026-10-01")!)

    static func day(_ number: Int, hour: Int = 9) -> Instant {
        Zone.shanghai.instant(of: LocalDay("2026-09-01")!.advanced(by: number - 1), minute: hour * 60)
    }

    /// A complaint of level Ⅲ with both limits of the source documents and both targets.
    static func row(
        _ number: UInt8, received: Instant, feedback: Instant? = nil, decision: Instant? = nil,
        counting: CaseFigure.Counting = .counted, category: String = "DIN-01", closing: FigureClosing? = nil,
        isAnonymous: Bool = false, level: ResponseLevel = .three, ended: Instant? = nil
    ) -> CaseFigure {
        let start = LocalDay(received.day(in: .shanghai).description)!
        func midnight(_ days: Int) -> Instant { Zone.shanghai.instant(of: start.advanced(by: days + 1)) }
        var round = FigureRound(startedAt: received, level: level)
        round.clocks = [
            FigureClock(
                .firstFeedback, startedAt: received, promisedAt: received.advanced(byHours: 48), metAt: feedback,
                endedAt: ended),
            FigureClock(.decision, startedAt: received, promisedAt: midnight(10), metAt: decision, endedAt: ended),
            FigureClock(
                .firstFeedback, isCap: true, startedAt: received, promisedAt: received.advanced(byHours: 48),
                metAt: feedback, endedAt: ended),
            FigureClock(
                .decision, isCap: true, startedAt: received, promisedAt: midnight(14), metAt: decision,
                endedAt: ended),
        ]
        round.decisionAt = decision
        round.closing = closing
        round.endedAt = ended
        return CaseFigure(
            caseID: World.made(number), receivedAt: received, kind: .complaint, level: level, unit: World.kitchen,
            counting: counting, isAnonymous: isAnonymous, categories: [World.category(category)],
            causes: [.maintenance], rounds: [round], stays: [.init(state: .registered, since: received)])
    }

    static func figures(_ rows: [CaseFigure], asOf: Instant = end) -> Figures {
        Figures(rows, judged: rows.filter { $0.judgedAt != nil }, asOf: asOf, in: .shanghai)
    }

    @Test func `promises not yet due, though kept, are in neither number and are counted`() throws {
        // Received on the 29th and 30th: due in October, kept or not.
        let rows =
            (1...6).map { Self.row(UInt8($0), received: Self.day($0), feedback: Self.day($0 + 1)) }
            + [
                Self.row(7, received: Self.day(7), feedback: Self.day(10)),
                Self.row(8, received: Self.day(29), feedback: Self.day(29, hour: 10)),
                Self.row(9, received: Self.day(30)),
            ]
        let figures = Self.figures(rows)
        let line = try #require(figures.promises.first)
        #expect(line.kind == .firstFeedback && line.isCap)
        #expect(line.promised.rate == Rate(6, of: 7))
        #expect(line.promised.immature == 2)
        #expect(figures.received == 9)
    }

    @Test func `duplicates and mystery visits are no complaints and are told as one number`() {
        let rows = [
            Self.row(1, received: Self.day(1), feedback: Self.day(2)),
            Self.row(2, received: Self.day(1), counting: .merged),
            Self.row(3, received: Self.day(1), counting: .hidden),
        ]
        let figures = Self.figures(rows)
        #expect(figures.received == 1)
        #expect(figures.leftOut == 2)
        #expect(figures.promises.allSatisfy { $0.promised.rate.of <= 1 })
        #expect(figures.categories == ["DIN-01": 1])
        #expect(!FigureSelection.received.holds(rows[2], asOf: Self.end))
    }

    @Test func `what was withdrawn before it was due is left out, afterwards it stays late`() throws {
        let early = Self.row(1, received: Self.day(1), ended: Self.day(2))
        let late = Self.row(2, received: Self.day(1), ended: Self.day(5))
        let line = try #require(Self.figures([early, late]).promises.first)
        #expect(line.promised.rate == Rate(0, of: 1))
        #expect(line.promised.ended == 1)
        #expect(Self.figures([early, late]).withdrawn == 2)
    }

    @Test func `an extension and a pause help only in their own columns, and the share paused stands beside`() throws {
        let start = Self.day(1, hour: 0)
        let clock = FigureClock(
            .decision, startedAt: start, promisedAt: start.advanced(byHours: 240),
            extendedAt: start.advanced(byHours: 288), dueAt: start.advanced(byHours: 336),
            metAt: start.advanced(byHours: 300),
            pauses: [
                .init(from: start.advanced(byHours: 100), until: start.advanced(byHours: 124)),
                .init(from: start.advanced(byHours: 112), until: start.advanced(byHours: 148)),
                .init(from: start.advanced(byHours: 290), until: start.advanced(byHours: 400)),
            ])
        #expect(clock.outcome(.promised, asOf: Self.end) == .late)
        #expect(clock.outcome(.extended, asOf: Self.end) == .late)
        #expect(clock.outcome(.paused, asOf: Self.end) == .onTime)
        // 100–148 once, and 290–300: 58 of 300 hours.
        #expect(clock.paused(asOf: Self.end) == 58 * 3_600_000)
        var line = Figures.PromiseLine(kind: .decision, isCap: false, level: .three)
        line.add(clock, asOf: Self.end)
        #expect(line.stillPerMille == 193)
        #expect(line.pausedCases == 1)
        // Extended beyond the end of the period it is still late as promised.
        let longer = FigureClock(
            .decision, startedAt: start, promisedAt: start.advanced(byHours: 240),
            extendedAt: Self.end.advanced(byHours: 1))
        #expect(longer.outcome(.promised, asOf: Self.end) == .late)
        #expect(longer.outcome(.extended, asOf: Self.end) == .immature)
    }

    @Test(arguments: [(0, FigureClock.Outcome.late), (1, .immature)])
    func `a promise due at the very end of the period counts, a moment later it does not`(
        later: Int, outcome: FigureClock.Outcome
    ) {
        let clock = FigureClock(
            .decision, startedAt: Self.day(1), promisedAt: Self.end.advanced(byMilliseconds: Int64(later)))
        #expect(clock.outcome(.promised, asOf: Self.end) == outcome)
    }

    @Test func `median and ninetieth are by rank, and what is open counts as longest`() {
        let ten = Spread((1...10).map { Int64($0) })
        #expect(ten.median == 5 && ten.p90 == 9 && ten.open == 0)
        let open = Spread([1, 2, 3, nil, nil])
        #expect(open.median == 3 && open.p90 == nil && open.open == 2)
        #expect(Spread([1, nil, nil, nil, nil]).median == nil)
        let few = Spread([1, 2, 3, 4])
        #expect(few.isTooSmall && few.median == nil)
    }

    @Test func `no answer and closing unconfirmed never count as satisfied, anonymous stands outside`() {
        func closed(_ number: UInt8, _ how: Disposition, isAnswered: Bool, isAnonymous: Bool = false) -> CaseFigure {
            Self.row(
                number, received: Self.day(1), feedback: Self.day(2), decision: Self.day(3),
                closing: FigureClosing(
                    at: Self.day(9), disposition: how, isAnswered: isAnswered, isByFirstReceiver: false),
                isAnonymous: isAnonymous)
        }
        let count = Self.figures([
            closed(1, .satisfied, isAnswered: true), closed(2, .satisfied, isAnswered: true),
            closed(3, .partlySatisfied, isAnswered: true), closed(4, .unsatisfied, isAnswered: true),
            closed(5, .unconfirmed, isAnswered: false), closed(6, .satisfied, isAnswered: false),
            closed(7, .unconfirmed, isAnswered: false, isAnonymous: true),
        ]).satisfaction
        #expect(count.closed == 7)
        #expect(count.rate == Rate(2, of: 4))
        #expect(count.unconfirmed == 2)
        #expect(count.response == Rate(4, of: 6))
        #expect(count.anonymous == 1)
    }

    @Test func `first-contact resolution waits thirty days and is lost by reopening`() {
        func solved(_ number: UInt8, day: Int, byReceiver: Bool = true) -> CaseFigure {
            Self.row(
                number, received: Self.day(day), feedback: Self.day(day), decision: Self.day(day),
                closing: FigureClosing(
                    at: Self.day(day), disposition: .satisfied, isAnswered: true, isByFirstReceiver: byReceiver),
                level: .four)
        }
        var again = solved(3, day: -40)
        again.rounds.append(FigureRound(startedAt: Self.day(-20)))
        let rows = [solved(1, day: -40), solved(2, day: -40, byReceiver: false), again]
        let figures = Figures([solved(4, day: 20)], judged: rows, asOf: Self.end, in: .shanghai)
        #expect(figures.firstContact.rate == Rate(1, of: 3))
        #expect(figures.firstContact.immature == 1)
    }

    @Test func `words on progress are owed on fixed days after the feedback, or in each stretch, until the answer`() {
        var round = FigureRound(startedAt: Self.day(1), level: .three)
        round.clocks = [
            FigureClock(
                .firstFeedback, startedAt: Self.day(1), promisedAt: Self.day(3), metAt: Self.day(2))
        ]
        round.rhythm = ProgressRhythm(days: [5, 10])
        round.told = [Self.day(2), Self.day(9)]
        #expect(round.updates(asOf: Self.end, in: .shanghai) == Rate(1, of: 2))
        round.decisionAt = Self.day(8)
        #expect(round.updates(asOf: Self.end, in: .shanghai) == Rate(0, of: 1))
        round.decisionAt = Self.day(6)
        round.rhythm = ProgressRhythm(every: 2)
        round.told = [Self.day(2), Self.day(4)]
        // Day 3 and day 5 end before the answer on day 6.
        #expect(round.updates(asOf: Self.end, in: .shanghai) == Rate(2, of: 2))
        #expect(FigureRound(startedAt: Self.day(1)).updates(asOf: Self.end, in: .shanghai) == Rate())
    }

    @Test func `resolution targets stand by category and level`() {
        let rows = [
            Self.row(1, received: Self.day(1), decision: Self.day(5)),
            Self.row(2, received: Self.day(1), decision: Self.day(20)),
            Self.row(3, received: Self.day(1), decision: Self.day(5), category: "FAC-01", level: .two),
        ]
        let lines = Self.figures(rows).targets
        #expect(lines.map(\.category.text) == ["DIN-01", "FAC-01"])
        #expect(lines.map(\.promised.rate) == [Rate(1, of: 2), Rate(1, of: 1)])
    }

    @Test func `the longest stay comes from the state that took the time, clipped at the end of the period`() throws {
        var row = Self.row(1, received: Self.day(1))
        row.stays = [
            .init(state: .registered, since: Self.day(1)), .init(state: .investigating, since: Self.day(3)),
            .init(state: .closed, since: Self.day(40)),
        ]
        let lines = Self.figures([row]).stays
        #expect(lines.map(\.state) == [.registered, .investigating])
        #expect(lines[0].total == 48 * 3_600_000)
        #expect(lines[1].total == Self.end - Self.day(3))
    }

    @Test func `what stands behind a number is counted by the same judgement`() throws {
        let rows = (1...9).map { number in
            Self.row(UInt8(number), received: Self.day(number * 3), feedback: Self.day(number * 3 + number / 3))
        }
        let line = try #require(Self.figures(rows).promises.first)
        for outcome in FigureClock.Outcome.allCases {
            let selection = FigureSelection.promise(outcome, .firstFeedback, isCap: true, level: nil)
            #expect(FigureSelection(selection.text) == selection)
            let count = rows.count { selection.holds($0, asOf: Self.end) }
            switch outcome {
            case .onTime: #expect(count == line.promised.rate.met)
            case .late: #expect(count == line.promised.rate.of - line.promised.rate.met)
            case .immature: #expect(count == line.promised.immature)
            case .ended: #expect(count == line.promised.ended)
            }
        }
        #expect(FigureSelection("late.nonsense.cap") == nil)
        #expect(FigureSelection("category.DIN-01") == .category(World.category("DIN-01")))
    }
}
