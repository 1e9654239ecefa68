import Kernel

extension YearPath {
    /// After the decision was told: how the complainant takes it, and how the case ends.
    mutating func finish(_ level: ResponseLevel) {
        let canSpeak = voice.secrecy == .anonymous || voice.complainant.isReachable
        if voice.outsideHours != nil {
            take(
                .reportBack, by: "zuzhang", at: at.advanced(byMinutes: chance.within(5...30)),
                words(data.words.reportedBack))
        }
        ending =
            isPlain
            ? .satisfied
            : chance.drawn(from: [
                (.satisfied, weight: 640), (.partly, weight: 110), (.unsatisfied, weight: 45),
                (.unconfirmed, weight: 60),
                (.reviewed, weight: 45), (.reopened, weight: 35), (.disputed, weight: 14),
            ])
        if ending == .disputed || ending == .unconfirmed, voice.secrecy == .anonymous { ending = .satisfied }
        if ending == .reopened || ending == .reviewed || ending == .unsatisfied, !canSpeak { ending = .partly }
        completeActions()
        switch ending {
        case .satisfied, .settled, .withdrawn, .declined, .merged:
            if chance.happens(2), !isPlain, canSpeak { contradict() } else { agree(canSpeak) }
        case .partly: answer(.partly, canSpeak, agrees: true, words(data.words.partly))
        case .unsatisfied:
            answer(.no, true, agrees: false, words(data.words.unsatisfied), refuses: true)
            take(.agree, by: "approver", after: 300...2_000, data.words.agreement[1])
        case .unconfirmed:
            for _ in 0..<3 {
                let next = Zone.shanghai.instant(of: at.day(in: .shanghai).advanced(by: 1), minute: 560)
                take(
                    .attempt, by: "zuzhang", at: next.advanced(byMinutes: chance.below(420)), words(data.words.attempt))
            }
            take(.agree, by: "approver", after: 200...1_500, data.words.agreement[0])
        case .reviewed: review(canSpeak)
        case .disputed: dispute(canSpeak)
        case .reopened: agree(canSpeak)
        }
        close(besides: hands)
        if ending == .reopened { again(level) }
        if ending == .unsatisfied || ending == .disputed, canSpeak, voice.secrecy == .open, chance.happens(40) {
            limitContact()
        }
        if voice.receiver != nil, canSpeak, voice.secrecy == .open, ending == .satisfied, chance.happens(3) {
            take(.reissue, by: voice.receiver, after: 3_000...20_000, data.words.calledBack)
        }
    }

    private var hands: Set<String> {
        var hands: Set = [story.handler, "chuli", "chuli2"]
        for step in steps {
            switch step.deed {
            case .evidence, .reportPart, .conclude: if let by = step.by { hands.insert(by) }
            case .acknowledge, .makeSafe, .tellAuthority, .tellManagement, .grade, .assign, .giveBack, .accept,
                .feedback, .join, .finding, .propose, .reject, .approve, .letter, .notice, .extend, .pause, .answer,
                .release, .attempt, .agree, .complete, .second, .close, .settle, .withdraw, .decline, .merge, .link,
                .split, .reopen, .requestReview, .appoint, .dispute, .endDispute, .reportBack, .note, .reissue,
                .correct, .pay, .limit, .agreeLimit, .reviewLimit:
                break
            }
        }
        return hands
    }

    private mutating func completeActions() {
        if story.amount != nil { take(.pay, by: "zuzhang", after: 100...900) }
        take(.complete, by: story.handler, after: 500...2_600, words(data.words.done))
    }

    private mutating func agree(_ canSpeak: Bool) { answer(.yes, canSpeak, agrees: true, words(data.words.agree)) }

    private mutating func answer(
        _ satisfied: Satisfaction, _ canSpeak: Bool, agrees: Bool, _ text: String, refuses: Bool = false
    ) {
        let isOwn = voice.secrecy == .anonymous || (canSpeak && (refuses || chance.happens(45)))
        let moment = Office.nextDaytime(at.advanced(byMinutes: chance.within(120...2_600)))
        take(.answer(satisfied, agrees: agrees, refuses: refuses), by: isOwn ? nil : "zuzhang", at: moment, text)
    }

    private mutating func contradict() {
        let moment = Office.nextDaytime(at.advanced(byMinutes: chance.within(120...2_000)))
        take(.answer(.yes, agrees: true, refuses: false), by: nil, at: moment, words(data.words.contradictory))
        take(.release, by: "zhijian", after: 60...700, words(data.words.released))
        ending = .partly
    }

    /// Somebody not involved looks again; the letter is written anew.
    private mutating func review(_ canSpeak: Bool) {
        take(
            .requestReview, by: nil, at: Office.nextDaytime(at.advanced(byMinutes: chance.within(200...2_000))),
            words(data.words.secondLook))
        let reviewer = hands.contains("diaocha") ? "zhijian" : "diaocha"
        take(.appoint(reviewer), by: "zuzhang", after: 60...500)
        let stands = chance.happens(65)
        let text = words(stands ? data.words.upheldReview : data.words.changedReview)
        take(.evidence, by: reviewer, after: 1_000...4_000, text)
        take(.conclude(stands: stands), by: reviewer, after: 200...1_500, text)
        take(.letter, by: story.handler, after: 120...800, story.evidence)
        take(.notice, by: story.handler, after: 20...200, words(data.words.told))
        answer(.yes, canSpeak, agrees: true, words(data.words.agree))
    }

    private mutating func dispute(_ canSpeak: Bool) {
        take(.dispute, by: "zuzhang", after: 500...3_000, words(data.words.disputed))
        take(.endDispute, by: "zuzhang", after: (12 * 1_440)...(30 * 1_440), words(data.words.upheldReview))
        answer(.partly, canSpeak, agrees: true, words(data.words.partly))
    }

    /// Who shouts at carers is heard by one person at set times for a while; a director agrees and looks again.
    private mutating func limitContact() {
        let days = chance.within(70...110)
        take(.limit(days: days), by: "zuzhang", after: 1_440...6_000, data.words.limitWhy)
        take(.agreeLimit, by: "zongjian", after: 500...2_500, data.words.limitTold)
        let keeps = chance.happens(35)
        take(
            .reviewLimit(keeps: keeps), by: "zongjian",
            at: Office.next(at.advanced(byHours: 24 * chance.within(35...50))),
            data.words.limitReviews[keeps ? 1 : 0])
    }

    private mutating func close(besides hands: Set<String>) {
        take(.second, by: seconder(besides: hands), after: 200...2_000, words(data.words.seen))
        take(.close, by: "zuzhang", after: 60...1_500)
    }

    /// The same comes back after some weeks: a second round, the whole way again.
    private mutating func again(_ level: ResponseLevel) {
        take(
            .reopen, by: nil, at: Office.nextDaytime(at.advanced(byMinutes: chance.within(4_000...40_000))),
            words(data.words.reopening))
        let began = at
        take(
            .acknowledge, by: "zuzhang", at: at.advanced(byMinutes: chance.within(10...50)),
            words(data.words.acknowledged))
        take(.grade, by: "zuzhang", at: at.advanced(byMinutes: chance.within(5...40)))
        if level == .one || level == .two {
            take(.makeSafe, by: "zuzhang", at: at.advanced(byMinutes: chance.within(3...10)), words(data.words.safety))
            take(.tellAuthority, by: "zuzhang", at: at.advanced(byMinutes: chance.within(3...10)), data.words.authority)
        }
        // What the management was told of the first round keeps no promise of the second.
        if level != .four {
            take(.tellManagement, by: "zuzhang", at: at.advanced(byMinutes: chance.within(2...9)))
        }
        take(.assign(story.handler), by: "zuzhang", after: 5...30)
        take(.accept, by: story.handler, after: 15...100)
        take(
            .feedback, by: story.handler,
            at: min(Office.next(at.advanced(byMinutes: chance.within(20...300))), began.advanced(byHours: 20)),
            words(data.words.understood))
        take(.evidence, by: story.handler, after: 300...1_500, story.evidence)
        take(.finding, by: story.handler, after: 100...600, story.evidence)
        take(.propose, by: story.handler, after: 60...500, story.plan)
        take(.approve, by: "approver", after: 60...600, data.words.remark)
        take(.letter, by: story.handler, after: 60...300, story.evidence)
        take(.notice, by: story.handler, after: 10...120, words(data.words.told))
        completeActions()
        answer(.yes, true, agrees: true, words(data.words.agree))
        close(besides: hands)
    }
}
