import Kernel

extension VoiceWriter {
    /// Who speaks up, about whom, by which way and how openly; the words come after.
    mutating func speaker(_ kind: CaseKind, at dwelling: String?) -> Voice {
        let secrecy = secrecy(kind)
        let isNight = isNight
        let channel = channel(kind, isNight, dwelling == "home", secrecy)
        var voice = Voice(
            at: at, kind: kind, channel: channel, secrecy: secrecy,
            complainant: Complainant(kind: .anonymous, declinedContact: true), narrative: "", points: [])
        let isAboutNobody = secrecy == .anonymous || kind == .observation || (kind == .inquiry && chance.happens(40))
        let elder = elder(dwelling)
        if !isAboutNobody { voice.elder = elder }
        if secrecy != .anonymous { voice.complainant = complainant(kind, cast.elders[elder], channel) }
        name(cast.elders[elder], by: voice.complainant.kind, isHidden: isAboutNobody)
        voice.receiver = receiver(channel, isNight, cast.elders[elder])
        return voice
    }

    private var isNight: Bool {
        let minute = at.local(in: .shanghai).minute
        return minute < 360 || minute >= 1_320
    }

    private mutating func secrecy(_ kind: CaseKind) -> Secrecy {
        switch kind {
        case .report: chance.happens(65) ? .anonymous : .confidential
        case .complaint: chance.drawn(from: [(.open, weight: 90), (.confidential, weight: 6), (.anonymous, weight: 4)])
        case .suggestion: chance.happens(15) ? .anonymous : .open
        case .inquiry, .request, .compliment, .incident, .dataRequest, .referral, .observation, .dispute: .open
        }
    }

    private mutating func channel(
        _ kind: CaseKind, _ isNight: Bool, _ isAtHome: Bool, _ secrecy: Secrecy
    ) -> Channel {
        switch kind {
        case .referral:
            return chance.drawn(from: [
                (.hotline12345, weight: 60), (.civilAffairs, weight: 20), (.medicalInsurance, weight: 10),
                (.hotline12315, weight: 10),
            ])
        case .incident: return .staffCapture
        case .observation: return chance.happens(50) ? .thirdPartyVisitor : .wardRound
        case .inquiry, .request, .suggestion, .complaint, .compliment, .report, .dataRequest, .dispute: break
        }
        if secrecy == .anonymous { return isNight || chance.happens(75) ? .web : .suggestionBox }
        if isNight { return chance.drawn(from: [(.web, weight: 45), (.app, weight: 20), (.phone, weight: 35)]) }
        if isAtHome, chance.happens(20) { return .homeVisit }
        return chance.drawn(from: [
            (.phone, weight: 34), (.web, weight: 17), (.weChat, weight: 12), (.walkIn, weight: 11),
            (.hotline, weight: 6),
            (.app, weight: 6), (.staffCapture, weight: 4), (.email, weight: 3), (.suggestionBox, weight: 2),
            (.letter, weight: 2), (.followUpCall, weight: 2), (.residentsCommittee, weight: 1),
        ])
    }

    private mutating func elder(_ dwelling: String?) -> Int {
        for _ in 0..<40 {
            let place = chance.below(cast.elders.count)
            let bureau = cast.elders[place].dwelling.bureau
            let fits = dwelling.map { $0 == bureau } ?? (bureau != "home" && bureau != "ward")
            if fits { return place }
        }
        return 0
    }

    private mutating func complainant(
        _ kind: CaseKind, _ elder: YearCast.Elder, _ channel: Channel
    ) -> Complainant {
        if kind == .incident || channel == .wardRound {
            let login = chance.one(of: cast.staff.keys.filter { $0.hasPrefix("hugong") }.sorted())
            return Complainant(kind: .employee, name: cast.staff[login]?.name, declinedContact: true)
        }
        if channel == .thirdPartyVisitor { return Complainant(kind: .volunteer, declinedContact: true) }
        let speaksOneself =
            elder.families.isEmpty || chance.happens(12) && !elder.vulnerability.isHigh && channel != .web
        if speaksOneself { return Complainant(kind: .personServed, name: elder.name, declinedContact: true) }
        let family = chance.one(of: elder.families)
        return Complainant(
            kind: family.kind, name: family.name, phone: family.phone,
            replyChannel: chance.happens(70) ? .phone : .weChat)
    }

    /// How the speaker calls the elder and the place, for the gaps of the sentences.
    private mutating func name(_ elder: YearCast.Elder, by kind: ComplainantKind, isHidden: Bool) {
        let sex = elder.isWoman ? "woman" : "man"
        let list =
            switch kind {
            case .child: "child_\(sex)"
            case .spouse: elder.isWoman ? "spouse_woman" : "spouse"
            case .relative: "relative_\(sex)"
            case .personServed: "self"
            case .anonymous: "unknown"
            case .representative, .neighbour, .employee, .volunteer, .body: sex
            }
        set("family", String(elder.name.prefix(1)))
        set("elder", filled(chance.one(of: data.kin[isHidden ? "unknown" : list] ?? [""])))
        set("place", isHidden ? data.slots["spot"].map { chance.one(of: $0) } ?? "" : elder.dwelling.place)
        set("opening", chance.one(of: data.openings[isHidden ? "anonymous" : kind.rawValue] ?? [""]))
    }

    /// Who takes it down: the front desk, at night whoever leads the floor; nobody where it comes by itself.
    private mutating func receiver(_ channel: Channel, _ isNight: Bool, _ elder: YearCast.Elder) -> String? {
        if channel == .web || channel == .app { return nil }
        if channel == .homeVisit { return "jujia" }
        let leads = data.bureaus[elder.dwelling.bureau]?.logins.first
        if isNight || channel == .staffCapture || channel == .wardRound { return leads ?? "qiantai2" }
        return chance.happens(60) ? "qiantai" : "qiantai2"
    }
}
