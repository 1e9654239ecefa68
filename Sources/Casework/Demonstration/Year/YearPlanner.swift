import Deadlines
import Kernel
import Platform

/// Plans the year voice by voice in the order they come in, so that what grading will count of earlier ones is known.
struct YearPlanner {
    let data: YearData
    let cast: YearCast
    let rules: CaseworkData
    let begin: Instant
    let end: Instant
    var chance: Chance
    private(set) var cases: [PlannedCase] = []
    /// What was received about each elder: when, and in which categories.
    private var received: [Int: [(at: Instant, categories: Set<CategoryCode>)]] = [:]
    private var clusterLead: Int?
    private var referrals = 0

    init(
        data: YearData, cast: YearCast, rules: CaseworkData, begin: Instant, end: Instant, chance: Chance
    ) {
        self.data = data
        self.cast = cast
        self.rules = rules
        self.begin = begin
        self.end = end
        self.chance = chance
    }

    /// What makes a voice come in.
    private enum Cause {
        case ordinary
        case fault
        case again
    }

    mutating func run(_ size: DemoPlan.Size) {
        let faults = min(14, size.voices / 20)
        let again = size.voices / 100
        var arrivals: [(at: Instant, order: Int, cause: Cause)] = []
        for order in 0..<(size.voices - faults - again - size.voices / 150) {
            arrivals.append((arrival(size), order, .ordinary))
        }
        for order in 0..<again { arrivals.append((arrival(size), 10_000 + order, .again)) }
        let faultDay = begin.advanced(byHours: 24 * size.days * 58 / 100).day(in: .shanghai)
        for order in 0..<faults {
            let day = faultDay.advanced(by: order * 3 / max(1, faults))
            let minute = [430, 720, 1_080][order % 3] + chance.below(70)
            arrivals.append((Zone.shanghai.instant(of: day, minute: minute), 20_000 + order, .fault))
        }
        arrivals.sort { ($0.at, $0.order) < ($1.at, $1.order) }
        for arrival in arrivals where arrival.at < end { plan(arrival.cause, at: arrival.at) }
    }

    /// A moment somebody speaks up: by day mostly, now and then in the evening and at night, fewer at weekends, more on
    /// the days families come to visit.
    private mutating func arrival(_ size: DemoPlan.Size) -> Instant {
        let first = begin.day(in: .shanghai)
        var day = first.advanced(by: chance.below(size.days + 1))
        for _ in 0..<2 {
            switch WorkCalendar.china.status(of: day).nature {
            case .holiday: return moment(on: day)
            case .ordinary, .makeUp, .override: break
            }
            if WorkCalendar.china.status(of: day).isWorking || chance.happens(70) { break }
            day = first.advanced(by: chance.below(size.days + 1))
        }
        return moment(on: day)
    }

    private mutating func moment(on day: LocalDay) -> Instant {
        let minute =
            switch chance.below(100) {
            case ..<14: chance.happens(35) ? 1_320 + chance.below(119) : chance.below(360)
            case ..<33: 1_080 + chance.below(240)
            default: 420 + chance.below(640)
            }
        let at = Zone.shanghai.instant(of: day, minute: minute).advanced(byMilliseconds: Int64(chance.below(60_000)))
        return max(at, begin)
    }

    private mutating func plan(_ cause: Cause, at: Instant) {
        switch cause {
        case .ordinary: planOrdinary(at: at)
        case .fault: planFault(at: at)
        case .again: planAgain(at: at)
        }
    }

    /// Who is away when: everybody of the list some days two or three times a year, never together with who acts for
    /// them.
    mutating func absences() -> [PlannedAbsence] {
        var planned: [PlannedAbsence] = []
        let days = Int((end - begin) / 86_400_000)
        for pair in data.deputies {
            var day = chance.within(2...60)
            while day < days {
                let length = chance.within(2...9)
                let reason = chance.drawn(from: [
                    (Absence.Reason.leave, weight: 60), (.sick, weight: 20), (.training, weight: 15),
                    (.travel, weight: 5),
                ])
                let from = Zone.shanghai.instant(of: begin.day(in: .shanghai).advanced(by: day), minute: 480)
                let span = Span(from: from, until: from.advanced(byHours: 24 * length))
                let together = planned.contains {
                    $0.span.overlaps(span) && !Set([$0.login, $0.deputy]).isDisjoint(with: [pair.login, pair.by])
                }
                let notice = reason == .sick ? 0 : 24 * 60 * chance.within(1...12)
                let toldAt = max(begin, from.advanced(byMinutes: -notice))
                if !together {
                    planned.append(
                        PlannedAbsence(login: pair.login, deputy: pair.by, reason: reason, toldAt: toldAt, span: span))
                }
                day += chance.within(90...150)
            }
        }
        return planned.filter { $0.toldAt < end }.sorted { ($0.toldAt, $0.login) < ($1.toldAt, $1.login) }
    }

    private mutating func planOrdinary(at: Instant) {
        let kind: CaseKind = chance.drawn(from: [
            (.complaint, weight: 570), (.compliment, weight: 120), (.suggestion, weight: 80), (.request, weight: 82),
            (.inquiry, weight: 70), (.referral, weight: 28), (.report, weight: 13), (.incident, weight: 15),
            (.dispute, weight: 10), (.dataRequest, weight: 7), (.observation, weight: 8),
        ])
        var writer = VoiceWriter(data: data, cast: cast, chance: chance, at: at)
        var draft = writer.write(kind)
        chance = writer.chance
        if let place = draft.voice.elder, kind.isGraded, isThird(place, draft.voice) {
            // The same person with the same matter again and again would make everything grave.
            draft.voice.elder = nil
        }
        if kind == .referral {
            referrals += 1
            draft.voice.outsideHours = 24 * chance.within(5...9)
        }
        add(draft.voice, draft.story, theme: draft.theme)
    }

    private mutating func planFault(at: Instant) {
        var writer = VoiceWriter(data: data, cast: cast, chance: chance, at: at)
        let draft = writer.writeFault()
        chance = writer.chance
        add(draft.voice, draft.story, theme: nil, isOfCluster: true)
        let place = cases.count - 1
        guard let lead = clusterLead else {
            clusterLead = place
            return
        }
        let isSoon = at < cases[lead].voice.at.advanced(byHours: 20)
        if isSoon, chance.happens(85) {
            merge(place, into: lead)
        } else {
            let step = PlannedStep(
                at: Office.next(at.advanced(byMinutes: 90 + chance.below(120))), by: "zuzhang", deed: .link(to: lead),
                text: data.words.link)
            insert(step, into: place)
        }
    }

    /// Somebody speaks up a second time about what is a case already.
    private mutating func planAgain(at: Instant) {
        let recent = cases.suffix(60).filter { planned in
            planned.voice.kind == .complaint && planned.voice.secrecy == .open && planned.voice.elder != nil
                && !planned.isOfCluster && planned.voice.splitFrom == nil
                && planned.ending != .merged && planned.ending != .withdrawn && planned.ending != .declined
                && planned.ending != .settled && planned.voice.at < at
                && at.advanced(byHours: 30) < (planned.promises.last?.keptAt ?? at)
        }
        guard let first = recent.last, let elder = first.voice.elder else { return planOrdinary(at: at) }
        var voice = first.voice
        voice.at = at
        if isThird(elder, voice) { return planOrdinary(at: at) }
        voice.channel = .phone
        voice.receiver = "qiantai2"
        voice.narrative = chance.one(of: data.words.ownNote) + first.voice.narrative
        voice.points = [first.voice.points[0]]
        add(voice, first.story, theme: nil, mustBeFull: true)
        merge(cases.count - 1, into: first.place)
    }

    private mutating func merge(_ place: Int, into lead: Int) {
        let planned = cases[place]
        let told = planned.steps.first { $0.deed == .acknowledge }
        let at = (told?.at ?? planned.voice.at).advanced(byMinutes: 40 + chance.below(160))
        cases[place] = PlannedCase(
            place: place, voice: planned.voice, story: planned.story, ending: .merged,
            steps: [told].compactMap { $0 } + [
                PlannedStep(at: at, by: "zuzhang", deed: .merge(into: lead), text: chance.one(of: data.words.merger))
            ], level: planned.level, promises: [], isOfCluster: planned.isOfCluster)
    }

    private mutating func insert(_ step: PlannedStep, into place: Int) {
        guard step.at < end else { return }
        cases[place].steps.append(step)
        cases[place].steps.sort { $0.at < $1.at }
    }

    private mutating func add(
        _ voice: Voice, _ story: Told, theme: YearData.Theme?, isOfCluster: Bool = false, mustBeFull: Bool = false
    ) {
        let place = cases.count
        remember(voice)
        let level = level(of: voice, theme)
        var path = YearPath(
            data: data, cast: cast, rules: rules, voice: voice, story: story, level: level, chance: chance,
            isPlain: isOfCluster || mustBeFull)
        path.walk()
        chance = path.chance
        var told = path.story
        told.handler = story.handler
        cases.append(
            PlannedCase(
                place: place, voice: voice, story: told, ending: path.ending, steps: path.steps.filter { $0.at < end },
                level: level, promises: path.promises, isOfCluster: isOfCluster))
        if theme != nil, !isOfCluster, voice.points.count > 1 { split(place) }
    }

    /// The second point of a case goes to one of its own while the case is being given out.
    private mutating func split(_ place: Int) {
        let first = cases[place]
        guard let given = first.steps.first(where: { if case .assign = $0.deed { true } else { false } }) else {
            return
        }
        var writer = VoiceWriter(data: data, cast: cast, chance: chance, at: first.voice.at)
        let draft = writer.writePart(of: first.voice)
        chance = writer.chance
        var voice = draft.voice
        voice.splitFrom = place
        let at = given.at.advanced(byMinutes: -2)
        voice.at = at
        insert(
            PlannedStep(at: at, by: "zuzhang", deed: .split(into: cases.count), text: data.words.split), into: place)
        add(voice, draft.story, theme: nil, mustBeFull: true)
    }

    private mutating func remember(_ voice: Voice) {
        guard let elder = voice.elder else { return }
        received[elder, default: []].append((voice.at, Set(voice.points.map(\.category))))
    }

    private func isThird(_ elder: Int, _ voice: Voice) -> Bool { repeats(elder, voice) >= 2 }

    private func repeats(_ elder: Int, _ voice: Voice) -> Int {
        let (since, own) = (voice.at.advanced(byHours: -90 * 24), Set(voice.points.map(\.category)))
        return received[elder, default: []].filter { since <= $0.at && !$0.categories.isDisjoint(with: own) }.count
    }

    /// What the machine will suggest, or what people make of it where that is graver.
    private mutating func level(of voice: Voice, _ theme: YearData.Theme?) -> ResponseLevel? {
        guard voice.kind.isGraded else { return nil }
        var facts = GradingFacts(
            kind: voice.kind,
            points: voice.points.compactMap { point in
                rules.categories[point.category].map { GradingFacts.Point($0, actualHarm: point.harm) }
            })
        if voice.channel.isOutsideBody { facts.signals.insert(.outsideReferral) }
        if let elder = voice.elder {
            facts.vulnerability = cast.elders[elder].vulnerability
            facts.repeats.samePersonAndCategory = repeats(elder, voice)
        }
        let suggested = Grading.suggest(facts).level
        guard let wanted = theme?.level else { return suggested.orWorse(theme == nil ? .three : .four) }
        return suggested.orWorse(chance.happens(wanted == .four ? 78 : 85) ? wanted : .three)
    }
}
