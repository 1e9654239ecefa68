import Kernel

extension YearPath {
    /// Answered at once by whoever took it: kinds without a level, and level Ⅳ.
    mutating func walkShort() {
        ending = .settled
        let isLate = chance.happens(6)
        switch voice.kind {
        case .inquiry: settle(within: 24, isLate)
        case .request: settle(within: 48, isLate)
        case .compliment:
            acknowledge(within: 48 * 60)
            settle(within: 60, false)
        case .suggestion:
            acknowledge(within: 48 * 60)
            settle(within: 24 * 26, isLate)
        case .dataRequest:
            acknowledge(within: 48 * 60)
            settle(within: 24 * 12, false)
        case .observation: settle(within: 24 * 13, isLate)
        case .complaint, .referral, .report, .incident, .dispute:
            acknowledge(within: 24 * 60)
            if leavesEarly() { return }
            take(.grade, by: level == nil ? desk : "zuzhang", after: 10...90)
            settle(within: 23, isLate)
        }
    }

    /// Withdrawn or not accepted before anything was looked into.
    mutating func leavesEarly() -> Bool {
        guard !isPlain, level != .one, level != .two, voice.kind == .complaint, voice.secrecy == .open,
            voice.points.count == 1
        else { return false }
        if chance.happens(3.5) {
            let isOwn = voice.complainant.isReachable && chance.happens(50)
            take(
                .withdraw, by: isOwn ? nil : desk == voice.receiver ? desk : "zuzhang", after: 60...900,
                words(data.words.withdrawal))
            ending = .withdrawn
            return true
        }
        if chance.happens(1) {
            take(.decline, by: "zuzhang", after: 100...900, words(data.words.declined))
            ending = .declined
            return true
        }
        return false
    }

    private mutating func settle(within hours: Int, _ isLate: Bool) {
        let limit = voice.at.advanced(byHours: hours)
        var moment =
            isLate
            ? Office.next(limit.advanced(byMinutes: chance.within(60...1_500)))
            : Office.next(voice.at.advanced(byMinutes: chance.within(20...max(30, hours * 36))))
        if !isLate, limit.advanced(byMinutes: -20) < moment {
            moment = max(at.advanced(byMinutes: 10), limit.advanced(byMinutes: -chance.within(30...120)))
        }
        let isSampled = level != nil && chance.happens(10)
        take(.settle(sampled: isSampled), by: desk, at: moment, story.fix)
        let kind: ClockKind = level == nil ? .reply : .firstFeedback
        if voice.kind != .compliment { promise(kind, hours: level == nil ? promisedHours : 24, kept: at) }
        if isSampled {
            take(.second, by: seconder(besides: [desk]), after: 300...2_000, words(data.words.seen))
        }
        take(.close, by: voice.receiver ?? "zuzhang", after: 30...2_400)
    }

    private var promisedHours: Int {
        switch voice.kind {
        case .inquiry: voice.replyHours ?? 24
        case .request: 48
        case .suggestion: 24 * 30
        case .dataRequest: 24 * 21
        case .observation: 24 * 14
        case .compliment, .complaint, .referral, .report, .incident, .dispute: 48
        }
    }
}
