import Kernel

/// May this relative be told this about the person, and why (3.2 agent rule, D16, E27, PIPL 29 and 49).
package enum Disclosure {
    /// The answer with its reason, and a caution where relatives disagree.
    package struct Decision: Hashable, Sendable {
        package let allowed: Bool
        package let reason: Message
        package let caution: Message?
    }

    /// Judges one topic for one relative on one day. `relative.scope` says what was agreed; what it rests on is
    /// guardianship, an agent's document, the payer's bill, the emergency, or the person's consent. A general consent
    /// opens details to the spokesperson only and `status` to all. The person's own refusal beats everything but
    /// guardianship.
    package static func mayTell(
        _ relative: Relative, _ topic: DisclosureTopic, about person: Person, consents: [Consent], on day: LocalDay
    ) -> Decision {
        guard relative.personID == person.id, relative.organisationID == person.organisationID else {
            return refused("stranger", relative)
        }
        let wish = Consent.wish(
            topic == .health ? .healthDisclosure : .disclosure, about: relative.id, on: day, in: consents)
        if person.status(on: day) == .deceased { return afterDeath(relative, wish: wish) }
        if relative.authority(.guardian, on: day) != nil { return allowed("guardian", relative) }
        if case .denied(let refusal) = wish {
            return refused("own_refusal", relative, ["day": .day(refusal.decidedOn)])
        }
        if topic == .status, relative.isEmergencyContact(on: day) { return allowed("emergency_contact", relative) }
        if let lapsed = lapsedRepresentation(of: relative, on: day) {
            return refused("authority_lapsed", relative, ["day": .day(lapsed)])
        }
        guard relative.scope.contains(topic) else {
            return refused("outside_scope", relative, ["topic": .message(topic.label)])
        }
        return byBasis(relative, topic, wish: wish, on: day)
    }

    /// Every topic with its decision: what a page shows beside a relative.
    package static func overview(
        _ relative: Relative, about person: Person, consents: [Consent], on day: LocalDay
    ) -> [DisclosureTopic: Decision] {
        let pairs = DisclosureTopic.allCases.map {
            ($0, mayTell(relative, $0, about: person, consents: consents, on: day))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// A complaint is accepted from anybody; authority is asked only before personal data are told (3.2).
    package static func acceptance(from relative: Relative?, on day: LocalDay) -> Decision {
        let speaksFor = relative?.represents(on: day) ?? false
        let reason = Message("people.disclosure." + (speaksFor ? "accepted" : "accepted_without_authority"))
        return Decision(allowed: true, reason: reason, caution: nil)
    }

    /// Agency and guardianship end with the person's life; close relatives may ask for lawful interests of their own
    /// unless the person arranged otherwise (PIPL 49).
    private static func afterDeath(_ relative: Relative, wish: Consent.Wish) -> Decision {
        if case .denied(let refusal) = wish, refusal.givenBy == .person {
            return refused("refused_before_death", relative, ["day": .day(refusal.decidedOn)])
        }
        return relative.relation.isClose ? allowed("close_relative", relative) : refused("not_close_relative", relative)
    }

    private static func byBasis(
        _ relative: Relative, _ topic: DisclosureTopic, wish: Consent.Wish, on day: LocalDay
    ) -> Decision {
        if relative.authority(.agent, on: day) != nil { return allowed("agent", relative) }
        if topic == .money, relative.authority(.payer, on: day) != nil { return allowed("payer", relative) }
        guard case .given(let consent) = wish else {
            return refused(topic == .health ? "health_consent_missing" : "consent_missing", relative)
        }
        if consent.relativeID == relative.id { return allowed("named_consent", relative) }
        if topic == .status || relative.isSpokesperson { return allowed("general_consent", relative) }
        return refused("spokesperson_only", relative)
    }

    /// The day a representation ended, when the relative had one and has none now.
    private static func lapsedRepresentation(of relative: Relative, on day: LocalDay) -> LocalDay? {
        guard !relative.represents(on: day) else { return nil }
        let ended = relative.authorities.filter { $0.kind.needsDocument }.compactMap { $0.lapsedOn(before: day) }
        return ended.max()
    }

    private static func allowed(
        _ key: String, _ relative: Relative, _ arguments: [String: Message.Argument] = [:]
    ) -> Decision { decision(true, key, relative, arguments) }

    private static func refused(
        _ key: String, _ relative: Relative, _ arguments: [String: Message.Argument] = [:]
    ) -> Decision { decision(false, key, relative, arguments) }

    private static func decision(
        _ allowed: Bool, _ key: String, _ relative: Relative, _ arguments: [String: Message.Argument]
    ) -> Decision {
        let caution =
            relative.conflictNote.isEmpty
            ? nil : Message("people.disclosure.conflict", ["note": .text(relative.conflictNote)])
        return Decision(allowed: allowed, reason: Message("people.disclosure.\(key)", arguments), caution: caution)
    }
}
