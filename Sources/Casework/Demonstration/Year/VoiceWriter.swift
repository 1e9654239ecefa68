import Kernel

/// Writes what people say, and what the house will find of it, from the sentences of `YearData`.
struct VoiceWriter {
    let data: YearData
    let cast: YearCast
    var chance: Chance
    let at: Instant
    private var slots: [String: String] = [:]

    init(data: YearData, cast: YearCast, chance: Chance, at: Instant) {
        self.data = data
        self.cast = cast
        self.chance = chance
        self.at = at
        for name in data.slots.keys.sorted() { slots[name] = self.chance.one(of: data.slots[name] ?? [""]) }
    }

    /// A voice with its story.
    struct Draft {
        var voice: Voice
        var story: Told
        var theme: YearData.Theme?
    }

    mutating func write(_ kind: CaseKind) -> Draft {
        switch kind {
        case .complaint, .referral: writeComplaint(kind)
        case .report: write(kind, chance.one(of: data.reports))
        case .incident: write(kind, chance.one(of: data.incidents))
        case .dispute: write(kind, chance.one(of: data.disputes))
        case .inquiry, .request, .suggestion, .compliment, .dataRequest, .observation: writeExchange(kind)
        }
    }

    private mutating func writeComplaint(_ kind: CaseKind) -> Draft {
        let theme = chance.drawn(from: data.themes.map { ($0, weight: $0.weight ?? 1) })
        var voice = speaker(kind, at: theme.at)
        voice.narrative = narrative(theme.core, theme.effect)
        voice.remedy = filled(chance.one(of: theme.wish))
        let harm = Harm(rawValue: chance.within(theme.harm[0]...max(theme.harm[0], theme.harm[1]))) ?? .none
        voice.points = [point(theme.category, harm)]
        if theme.names == true, chance.happens(20) { voice.named = [carer(voice.elder)] }
        if kind == .complaint, voice.elder != nil, voice.secrecy == .open, chance.happens(4) {
            addSecond(to: &voice, theme)
        }
        let isFound = chance.happens(72)
        let partly = chance.happens(35)
        var story = told(
            isFound ? (partly ? .partlyUpheld : .upheld) : (chance.happens(70) ? .notUpheld : .unverifiable),
            evidence: isFound ? theme.evidence : theme.clear, theme.cause, theme.plan, theme.action, theme.learning,
            theme.apology, theme.fix ?? [])
        if isFound, theme.refunds == true {
            story.amount = slots["yuan"].flatMap(Int64.init)
            story.remedy = .refund
        }
        place(&story, theme.unit, voice.elder)
        return Draft(voice: voice, story: story, theme: theme)
    }

    private mutating func addSecond(to voice: inout Voice, _ first: YearData.Theme) {
        let others = data.themes.filter { $0.category != first.category && $0.at == first.at && $0.level != .two }
        guard !others.isEmpty else { return }
        let other = chance.one(of: others)
        let words = filled(chance.one(of: other.core))
        voice.narrative += words
        voice.points.append(.init(text: words, category: other.category, harm: .none))
    }

    /// The second point as a case of its own.
    mutating func writePart(of whole: Voice) -> Draft {
        var voice = whole
        voice.points = [whole.points[1]]
        voice.narrative = whole.points[1].text
        let theme = data.themes.first { $0.category == voice.points[0].category } ?? data.themes[0]
        var story = told(
            .upheld, evidence: theme.evidence, theme.cause, theme.plan, theme.action, theme.learning, theme.apology,
            theme.fix ?? [])
        place(&story, theme.unit, voice.elder)
        return Draft(voice: voice, story: story)
    }

    mutating func writeFault() -> Draft {
        let fault = data.kitchenFault
        var voice = speaker(.complaint, at: nil)
        voice.secrecy = .open
        if voice.complainant.kind == .anonymous {
            voice.complainant = Complainant(kind: .personServed, declinedContact: true)
        }
        voice.narrative = narrative(fault.core, fault.effect)
        voice.remedy = chance.one(of: fault.wish)
        voice.points = [point(fault.category, .minimal)]
        var story = told(
            .upheld, evidence: fault.evidence, [fault.cause], [fault.plan], [fault.action], [fault.learning],
            fault.apology, [])
        place(&story, "kitchen", nil)
        return Draft(voice: voice, story: story)
    }

    private mutating func write(_ kind: CaseKind, _ matter: YearData.Matter) -> Draft {
        var voice = speaker(kind, at: matter.category.group == "HOM" ? "home" : nil)
        voice.narrative = narrative(matter.core, [])
        voice.points = [point(matter.category, Harm(rawValue: matter.harm) ?? .none)]
        let isFound = kind == .incident || chance.happens(60)
        var story = told(
            isFound ? .upheld : .notUpheld, evidence: isFound ? matter.evidence : matter.clear ?? matter.evidence,
            [matter.cause], [matter.plan], [matter.action], [matter.learning], matter.apology, [])
        place(&story, kind == .report ? "quality" : matter.unit ?? "service", kind == .report ? nil : voice.elder)
        return Draft(voice: voice, story: story)
    }

    private mutating func writeExchange(_ kind: CaseKind) -> Draft {
        let exchange = chance.one(of: data.others[kind.rawValue] ?? [])
        var voice = speaker(kind, at: exchange.category.group == "HOM" ? "home" : nil)
        voice.narrative = narrative(exchange.core, [])
        voice.points = [point(exchange.category, .none)]
        if kind == .inquiry { voice.replyHours = 24 }
        var story = told(.upheld, evidence: [""], [.unknown], [""], [""], [""], "", exchange.fix)
        place(&story, "service", nil)
        return Draft(voice: voice, story: story)
    }

    private mutating func point(_ category: CategoryCode, _ harm: Harm) -> Voice.Point {
        .init(text: slots["core"] ?? "", category: category, harm: harm)
    }

    private mutating func narrative(_ core: [String], _ effect: [String]) -> String {
        let words = filled(chance.one(of: core))
        slots["core"] = words
        var text = filled(slots["opening"] ?? "") + words
        if !effect.isEmpty, chance.happens(75) { text += filled(chance.one(of: effect)) }
        return text + chance.one(of: data.closings)
    }

    private mutating func told(
        _ finding: Finding, evidence: [String], _ cause: [RootCause], _ plan: [String], _ action: [String],
        _ learning: [String], _ apology: String, _ fix: [String]
    ) -> Told {
        let isFound = finding.callsForApology
        return Told(
            handler: "chuli", unit: "customers", evidence: filled(chance.one(of: evidence)), finding: finding,
            cause: chance.one(of: cause), whys: chance.one(of: data.words.whys),
            plan: filled(chance.one(of: isFound ? plan : data.words.explained)),
            action: filled(chance.one(of: action)), actionDays: chance.within(3...9), apology: apology,
            learning: chance.one(of: isFound ? learning : data.words.kept),
            fix: fix.isEmpty ? "" : filled(chance.one(of: fix)), amount: nil,
            remedy: isFound ? chance.one(of: [.processChange, .training, .redo, .carePlan]) : .explanation)
    }

    /// Whose matter it is: the bureau of the unit, for nursing that of where the elder lives.
    private mutating func place(_ story: inout Told, _ unit: String?, _ elder: Int?) {
        var name = unit ?? "service"
        if name == "nursing", let elder { name = cast.elders[elder].dwelling.bureau }
        guard let bureau = data.bureaus[name] else { return }
        story.handler = chance.one(of: bureau.logins)
        story.unit = bureau.unit
    }

    private mutating func carer(_ elder: Int?) -> String {
        chance.one(of: cast.staff.keys.filter { $0.hasPrefix("hugong") }.sorted())
    }

    /// The gaps of a sentence filled with this case's words.
    func filled(_ text: String) -> String {
        var result = text
        while let open = result.firstIndex(of: "{"), let close = result[open...].firstIndex(of: "}") {
            let name = String(result[result.index(after: open)..<close])
            result.replaceSubrange(open...close, with: slots[name] ?? "")
        }
        return result
    }

    mutating func set(_ name: String, _ words: String) { slots[name] = words }
}
