import Kernel

extension YearPath {
    /// The whole way of a graded case, with the detours some of them take.
    mutating func walkFull() {
        guard let level else { return }
        let isGrave = level == .one || level == .two
        acknowledge(within: [30, 110, 460, 1_300][level.rawValue - 1])
        if isGrave {
            take(.makeSafe, by: desk, at: at.advanced(byMinutes: chance.within(3...15)), words(data.words.safety))
            let hours = level == .one ? 0 : chance.within(1...12)
            take(
                .tellAuthority, by: "zuzhang", at: at.advanced(byMinutes: 10 + hours * 60 + chance.below(30)),
                data.words.authority)
        }
        if leavesEarly() { return }
        let isLateFeedback = chance.happens(4.5)
        giveOut(isGrave, level, isLateFeedback)
        let told = investigateAndDecide(level)
        promise(.decision, hours: decisionHours(level), kept: told, extra: extraTime)
        finish(level)
    }

    private mutating func giveOut(_ isGrave: Bool, _ level: ResponseLevel, _ isLate: Bool) {
        let (near, far) = isGrave ? (5...15, 5...20) : (20...240, 30...220)
        lay(.grade, by: "zuzhang", near, isGrave)
        if level == .three { take(.tellManagement, by: "zuzhang", at: at.advanced(byMinutes: chance.within(2...9))) }
        let bureau = story.handler
        if !isPlain, !isGrave, chance.happens(5) {
            let other = ["chuli", "chuli2", "houqin", "huli"].first { $0 != bureau } ?? "chuli"
            lay(.assign(other), by: "zuzhang", near, isGrave)
            // Within the hours it may be sent back, though the office closed meanwhile.
            lay(.giveBack, by: other, 20...200, true, words(data.words.returned))
        }
        lay(.assign(bureau), by: "zuzhang", near, isGrave)
        lay(.accept, by: bureau, far, isGrave)
        let limit = [4, 24, 48, 24][level.rawValue - 1]
        if isLate {
            take(
                .feedback, by: bureau, at: voice.at.advanced(byMinutes: limit * 60 + chance.within(60...900)),
                words(data.words.understood))
        } else {
            let latest = voice.at.advanced(byMinutes: limit * 60 - 15)
            let wanted = at.advanced(byMinutes: chance.within(isGrave ? 10...40 : 30...500))
            take(
                .feedback, by: bureau, at: min(isGrave ? wanted : Office.next(wanted), latest),
                words(data.words.understood))
        }
        promise(.firstFeedback, hours: limit, kept: at)
    }

    private mutating func lay(
        _ deed: YearDeed, by login: String, _ minutes: ClosedRange<Int>, _ atOnce: Bool, _ text: String = ""
    ) {
        if atOnce {
            take(deed, by: login, at: at.advanced(byMinutes: chance.within(minutes)), text)
        } else {
            take(deed, by: login, after: minutes, text)
        }
    }

    private func decisionHours(_ level: ResponseLevel) -> Int {
        let hours = [120, 168, 240, 72][level.rawValue - 1]
        return hours
    }

    /// What pauses and extensions add to the promised time.
    private var extraTime: Int64 {
        steps.reduce(0) { sum, step in
            switch step.deed {
            case .pause(let days), .extend(let days): sum + Int64(days) * 86_400_000
            case .acknowledge, .makeSafe, .tellAuthority, .tellManagement, .grade, .assign, .giveBack, .accept,
                .feedback, .join, .reportPart, .evidence, .finding, .propose, .reject, .approve, .letter, .notice,
                .answer, .release, .attempt, .agree, .complete, .second, .close, .settle, .withdraw, .decline, .merge,
                .link, .split, .reopen, .requestReview, .appoint, .conclude, .dispute, .endDispute, .reportBack,
                .note, .reissue, .correct, .pay, .limit, .agreeLimit, .reviewLimit:
                sum
            }
        }
    }

    /// Looks into it, proposes, has it approved and tells; returns when the decision was told.
    private mutating func investigateAndDecide(_ level: ResponseLevel) -> Instant {
        let limit = min(decisionHours(level), voice.outsideHours ?? 1_000)
        var due = voice.at.advanced(byHours: limit)
        let isThree = level == .three && voice.outsideHours == nil && !isPlain
        if isThree, chance.happens(4) {
            let days = chance.within(3...8)
            take(.pause(days: days), by: "zhuguan", after: 200...1_500, words(data.words.pause))
            at = at.advanced(byHours: days * 24 + 1)
            due = due.advanced(byHours: days * 24)
        } else if isThree, chance.happens(4.5) {
            let days = chance.within(3...6)
            let asked = due.advanced(byHours: -chance.within(26...60))
            take(.extend(days: days), by: "zhuguan", at: Office.next(asked), words(data.words.extension))
            due = due.advanced(byHours: days * 24)
        }
        let isLate = voice.outsideHours == nil && chance.happens(5.5)
        let share = isPlain ? 0.55 + 0.3 * chance.share() : 0.3 + 0.55 * chance.share()
        let span = Double(due - voice.at)
        let target =
            isLate
            ? due.advanced(byMinutes: chance.within(400...5_000))
            : max(voice.at.advanced(byMilliseconds: Int64(span * share)), at.advanced(byHours: 6))
        let start = at
        func moment(_ part: Double) -> Instant {
            start.advanced(byMilliseconds: Int64(Double(max(0, target - start)) * part))
        }
        let latest = isLate ? Instant(milliseconds: .max / 2) : due.advanced(byMinutes: -40)
        inquire(moment, latest, level)
        decide(moment, latest)
        return at
    }

    private mutating func inquire(_ moment: (Double) -> Instant, _ latest: Instant, _ level: ResponseLevel) {
        let handler = story.handler
        var isJoined = false
        if !isPlain, chance.happens(6) {
            let bureau = ["logistics", "kitchen", "nursing"].first {
                data.bureaus[$0]?.logins.contains(handler) == false
            }
            if let bureau, let owner = data.bureaus[bureau]?.logins.first, owner != handler {
                office(.join(bureau: bureau), by: handler, moment(0.08), latest, words(data.words.partQuestion))
                office(.reportPart, by: owner, moment(0.2), latest, words(data.words.partReport))
                isJoined = true
            }
        }
        if level == .one || level == .two, handler != "diaocha", !isJoined {
            office(.evidence, by: "diaocha", moment(0.22), latest, words(data.words.partReport))
        }
        office(.evidence, by: handler, moment(0.35), latest, story.evidence)
        office(.finding, by: handler, moment(0.5), latest, story.evidence)
    }

    private mutating func decide(_ moment: (Double) -> Instant, _ latest: Instant) {
        let handler = story.handler
        office(.propose, by: handler, moment(0.6), latest, story.plan)
        if !isPlain, chance.happens(5) {
            office(.reject, by: "approver", moment(0.68), latest, words(data.words.rejected))
            office(.propose, by: handler, moment(0.78), latest, story.plan)
        }
        office(.approve, by: "approver", moment(0.88), latest, data.words.remark)
        office(.letter, by: handler, moment(0.95), latest, story.evidence)
        office(.notice, by: handler, moment(1), latest, words(data.words.told))
    }

    /// In office hours, unless that would be too late.
    private mutating func office(
        _ deed: YearDeed, by login: String, _ moment: Instant, _ latest: Instant, _ text: String
    ) {
        take(deed, by: login, at: min(Office.next(max(moment, at.advanced(byMinutes: 12))), latest), text)
    }
}
