import Kernel

/// Lays out what happens with one case after its voice: who does what when, in time or late, to which end.
struct YearPath {
    let data: YearData
    let cast: YearCast
    let rules: CaseworkData
    let voice: Voice
    var story: Told
    let level: ResponseLevel?
    var chance: Chance
    /// Goes the whole way without detours, because other cases hang on it.
    let isPlain: Bool

    var steps: [PlannedStep] = []
    var promises: [Promised] = []
    var ending = Ending.satisfied
    /// The moment of the last step laid out.
    var at: Instant

    init(
        data: YearData, cast: YearCast, rules: CaseworkData, voice: Voice, story: Told, level: ResponseLevel?,
        chance: Chance, isPlain: Bool
    ) {
        self.data = data
        self.cast = cast
        self.rules = rules
        self.voice = voice
        self.story = story
        self.level = level
        self.chance = chance
        self.isPlain = isPlain
        at = voice.at
    }

    mutating func walk() {
        guard level != nil else { return walkShort() }
        if level == .four, !story.fix.isEmpty, voice.outsideHours == nil, !isPlain {
            walkShort()
        } else {
            walkFull()
        }
        if chance.happens(8) { addNote() }
        if chance.happens(3) { addCorrection() }
    }

    /// The employee who takes the first steps: who received it, or the group.
    var desk: String { voice.receiver ?? (story.handler == "chuli" ? "chuli2" : "chuli") }

    /// Lays a step `minutes` or so after the last one.
    mutating func take(_ deed: YearDeed, by login: String?, after minutes: ClosedRange<Int>, _ text: String = "") {
        take(deed, by: login, at: Office.next(at.advanced(byMinutes: chance.within(minutes))), text)
    }

    /// Lays a step at a moment, but never before the last one.
    mutating func take(_ deed: YearDeed, by login: String?, at moment: Instant, _ text: String = "") {
        at = max(moment, at.advanced(byMinutes: 2))
        steps.append(PlannedStep(at: at, by: login, deed: deed, text: text))
    }

    mutating func words(_ list: [String]) -> String { chance.one(of: list) }

    /// Somebody is told that they were heard: soon by day, at night when the level allows it in the morning.
    mutating func acknowledge(within limit: Int) {
        let (_, minute) = at.local(in: .shanghai)
        let isNight = minute < 390 || minute >= 1_260
        let delay =
            if limit <= 30 {
                chance.within(4...20)
            } else if isNight, limit > 400, chance.happens(50) {
                min(limit - 20, minute < 390 ? 400 - minute + chance.below(60) : 1_840 - minute + chance.below(60))
            } else {
                chance.within(8...min(limit * 2 / 3, 170))
            }
        take(.acknowledge, by: desk, at: at.advanced(byMinutes: delay), words(data.words.acknowledged))
    }

    private mutating func addNote() {
        guard let moment = momentBetween() else { return }
        let isTheirs = voice.complainant.isReachable && chance.happens(65)
        put(
            PlannedStep(
                at: moment, by: isTheirs ? nil : "zuzhang", deed: .note,
                text: words(isTheirs ? data.words.ownNote : data.words.houseNote)))
    }

    private mutating func addCorrection() {
        guard let moment = momentBetween() else { return }
        put(
            PlannedStep(
                at: moment, by: "zuzhang", deed: .correct(days: chance.within(1...6)),
                text: words(data.words.corrections)))
    }

    /// Some hours after the voice and before the case is through; `nil` where there is no such moment.
    private mutating func momentBetween() -> Instant? {
        guard voice.secrecy == .open, let last = steps.last, ending != .merged else { return nil }
        let hours = Int((last.at - voice.at) / 3_600_000)
        guard hours > 4 else { return nil }
        return voice.at.advanced(byMinutes: 60 * chance.within(2...max(3, hours)) + chance.below(50))
    }

    private mutating func put(_ step: PlannedStep) {
        steps.append(step)
        steps.sort { $0.at < $1.at }
    }

    mutating func promise(_ kind: ClockKind, hours: Int, kept: Instant, extra: Int64 = 0) {
        let due = voice.at.advanced(byHours: hours).advanced(byMilliseconds: extra)
        promises.append(Promised(kind: kind, dueAt: due, keptAt: kept))
    }

    /// Somebody who has had no hand in solving the case.
    func seconder(besides hands: Set<String>) -> String {
        ["zhijian", "kehu", "qiantai2", "qiantai"].first { !hands.contains($0) && $0 != voice.receiver } ?? "zhijian"
    }
}
