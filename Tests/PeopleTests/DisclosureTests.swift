import Kernel
import People
import Testing

@Suite struct DisclosureTests {
    private func answer(
        _ relative: Relative, _ topic: DisclosureTopic, person: Person = World.wang(), _ consents: Consent...
    ) -> String {
        let decision = Disclosure.mayTell(relative, topic, about: person, consents: consents, on: today)
        let word = decision.reason.key.replacing("people.disclosure.", with: "")
        return (decision.allowed ? "yes " : "no ") + word
    }

    @Test func `a relative of somebody else is told nothing`() {
        let stranger = Relative(
            id: World.id(1), organisationID: World.home, personID: World.id(999), name: "某", relation: .child,
            scope: Set(DisclosureTopic.allCases))
        #expect(answer(stranger, .status) == "no stranger")
    }

    @Test(arguments: DisclosureTopic.allCases)
    func `a guardian is told everything, even against the person's refusal`(topic: DisclosureTopic) {
        let guardian = World.relative(201, .guardian, World.authority(.guardian))
        #expect(answer(guardian, topic, World.consent(.disclosure, .refused)) == "yes guardian")
    }

    @Test func `a guardian by name only, without a document, is told nothing`() {
        #expect(answer(World.relative(201, .guardian, scope: [.care]), .care) == "no consent_missing")
    }

    @Test func `the person's own refusal beats an agent and an emergency contact`() {
        let agent = World.relative(201, .agent, scope: [.care, .health], World.authority(.agent))
        #expect(answer(agent, .care, World.consent(.disclosure, .refused)) == "no own_refusal")
        #expect(answer(agent, .health, World.consent(.healthDisclosure, .refused, about: 201)) == "no own_refusal")
        let contact = World.relative(201, .child, World.authority(.emergencyContact))
        #expect(answer(contact, .status, World.consent(.disclosure, .withdrawn)) == "no own_refusal")
    }

    @Test func `a refusal that names one relative leaves the other alone`() {
        let son = World.relative(201, scope: [.care], spokesperson: true)
        let refusal = World.consent(.disclosure, .refused, about: 202, number: 402)
        #expect(answer(son, .care, World.consent(.disclosure, .given), refusal) == "yes general_consent")
    }

    @Test func `an agent is told what the scope says and no more`() {
        let agent = World.relative(201, .agent, scope: [.care], World.authority(.agent))
        #expect(answer(agent, .care) == "yes agent")
        #expect(answer(agent, .health) == "no outside_scope")
    }

    @Test(arguments: [
        (World.authority(.agent, until: today), "yes agent"),
        (World.authority(.agent, until: today.advanced(by: -1)), "no authority_lapsed"),
        (World.authority(.agent, revokedOn: today), "no authority_lapsed"),
        (World.authority(.agent, revokedOn: today.advanced(by: 1)), "yes agent"),
    ])
    func `an authority counts through its last day and not on the day it is revoked`(
        authority: Authority, expected: String
    ) {
        #expect(answer(World.relative(201, .agent, scope: [.care], authority), .care) == expected)
    }

    @Test func `a renewed authority makes the lapsed one forgotten`() {
        let old = World.authority(.agent, until: today.advanced(by: -1))
        let agent = World.relative(201, .agent, scope: [.care], old, World.authority(.agent, number: 302))
        #expect(answer(agent, .care) == "yes agent")
    }

    @Test func `an emergency contact hears the general state without consent, and nothing else`() {
        let contact = World.relative(201, .child, World.authority(.emergencyContact))
        #expect(answer(contact, .status) == "yes emergency_contact")
        #expect(answer(contact, .care) == "no outside_scope")
    }

    @Test func `the payer hears about money only`() {
        let payer = World.relative(201, .child, scope: [.money, .care], World.authority(.payer))
        #expect(answer(payer, .money) == "yes payer")
        #expect(answer(payer, .care) == "no consent_missing")
    }

    @Test func `health needs a consent of its own`() {
        let daughter = World.relative(201, scope: [.care, .health], spokesperson: true)
        let general = World.consent(.disclosure, .given)
        #expect(answer(daughter, .health, general) == "no health_consent_missing")
        let health = World.consent(.healthDisclosure, .given, number: 402)
        #expect(answer(daughter, .health, general, health) == "yes general_consent")
    }

    @Test func `a general consent opens details to the spokesperson and the state to all`() {
        let consent = World.consent(.disclosure, .given)
        let other = World.relative(202, scope: [.status, .care])
        #expect(answer(other, .care, consent) == "no spokesperson_only")
        #expect(answer(other, .status, consent) == "yes general_consent")
        #expect(answer(other, .care, World.consent(.disclosure, .given, about: 202)) == "yes named_consent")
    }

    @Test func `without consent and authority nothing is told`() {
        #expect(answer(World.relative(201, scope: [.status]), .status) == "no consent_missing")
    }

    @Test(arguments: [
        (Kinship.spouse, "yes close_relative"), (.child, "yes close_relative"), (.closeRelative, "yes close_relative"),
        (.otherRelative, "no not_close_relative"), (.agent, "no not_close_relative"),
        (.guardian, "no not_close_relative"), (.friendOrNeighbour, "no not_close_relative"),
        (.organisation, "no not_close_relative"),
    ])
    func `after death only close relatives are told`(relation: Kinship, expected: String) {
        let dead = World.wang(diedOn: today.advanced(by: -3))
        let relative = World.relative(201, relation, scope: [.care], World.authority(.agent))
        #expect(answer(relative, .care, person: dead) == expected)
    }

    @Test func `what the person refused while living holds after death`() {
        let dead = World.wang(diedOn: today)
        let refusal = World.consent(.disclosure, .refused, on: today.advanced(by: -10), about: 201)
        #expect(answer(World.relative(), .care, person: dead, refusal) == "no refused_before_death")
    }

    @Test func `a complaint is accepted from anybody`() {
        let nobody = Disclosure.acceptance(from: nil, on: today)
        #expect(nobody.allowed && nobody.reason.key == "people.disclosure.accepted_without_authority")
        let lapsed = World.relative(201, .agent, World.authority(.agent, until: today.advanced(by: -1)))
        #expect(Disclosure.acceptance(from: lapsed, on: today).allowed)
        let agent = World.relative(201, .agent, World.authority(.agent))
        #expect(Disclosure.acceptance(from: agent, on: today).reason.key == "people.disclosure.accepted")
    }

    @Test func `a disagreement in the family is shown beside every answer`() {
        let son = World.relative(201, conflict: "与妹妹就搬房意见不一")
        for decision in Disclosure.overview(son, about: World.wang(), consents: [], on: today).values {
            #expect(decision.caution?.key == "people.disclosure.conflict")
        }
    }

    @Test(arguments: [Authority.Kind.agent, .guardian])
    func `an agent or guardian without a document is refused`(kind: Authority.Kind) {
        #expect(throws: Problem.invalid("document", Message("people.authority.document_missing"))) {
            try Authority(id: World.id(1), kind: kind, validFrom: today)
        }
    }

    @Test func `a power of attorney makes no guardian`() {
        #expect(throws: Problem.self) {
            try Authority(
                id: World.id(1), kind: .guardian, document: .init(kind: .powerOfAttorney, reference: "1"),
                validFrom: today)
        }
    }

    @Test func `an authority that ends before it begins is refused`() {
        #expect(throws: Problem.invalid("valid_until", Message("people.authority.ends_before_start"))) {
            try Authority(id: World.id(1), kind: .payer, validFrom: today, validUntil: today.advanced(by: -1))
        }
    }

    @Test func `there is one spokesperson, who must be allowed to hear about care`() throws {
        let family = [
            World.relative(201, scope: [.care], spokesperson: true), World.relative(202, scope: [.care]),
            World.relative(203),
        ]
        let after = try Relative.appointing(World.id(202), spokespersonOf: family)
        #expect(after.filter(\.isSpokesperson).map(\.id) == [World.id(202)])
        #expect(throws: Problem.conflict("people.spokesperson.may_not_be_told")) {
            try Relative.appointing(World.id(203), spokespersonOf: family)
        }
        #expect(throws: Problem.notFound) { try Relative.appointing(World.id(204), spokespersonOf: family) }
    }

    @Test func `in an emergency the emergency contact is called before the agent`() {
        let agent = World.relative(201, .child, World.authority(.agent))
        let contact = World.relative(202, .child, World.authority(.emergencyContact))
        #expect(
            Relative.callingOrder([agent, contact], emergency: true, on: today).map(\.id) == [contact.id, agent.id])
        #expect(
            Relative.callingOrder([contact, agent], emergency: false, on: today).map(\.id) == [agent.id, contact.id])
    }
}
