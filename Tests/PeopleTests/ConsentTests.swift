import Kernel
import People
import Testing

@Suite struct ConsentTests {
    private let relatives = [
        World.relative(201, .agent, World.authority(.agent)),
        World.relative(202, .guardian, World.authority(.guardian)),
        World.relative(203),
    ]

    private func check(_ consent: Consent, earlier: [Consent] = []) throws(Problem) {
        try consent.check(relatives: relatives, earlier: earlier, today: today)
    }

    @Test func `the latest decision counts from its day on`() {
        let given = World.consent(.marketing, .given, on: today.advanced(by: -10), number: 401)
        let withdrawn = World.consent(.marketing, .withdrawn, on: today.advanced(by: -2), number: 402)
        let facts = [withdrawn, given]
        #expect(Consent.inForce(kind: .marketing, on: today.advanced(by: -11), in: facts) == nil)
        #expect(Consent.inForce(kind: .marketing, on: today.advanced(by: -3), in: facts) == given)
        #expect(Consent.inForce(kind: .marketing, on: today, in: facts) == nil)
        #expect(Consent.wish(.marketing, on: today, in: facts) == .denied(withdrawn))
        #expect(Consent.wish(.recording, on: today, in: facts) == .unasked)
    }

    @Test func `one consent is never taken for another`() {
        let service = World.consent(.service, .given)
        #expect(Consent.inForce(kind: .healthData, on: today, in: [service]) == nil)
        #expect(Consent.inForce(kind: .marketing, on: today, in: [service]) == nil)
    }

    @Test func `a general refusal made later takes back a consent by name`() {
        let named = World.consent(.disclosure, .given, on: today.advanced(by: -5), about: 201, number: 401)
        let general = World.consent(.disclosure, .refused, on: today, number: 402)
        #expect(Consent.wish(.disclosure, about: World.id(201), on: today, in: [named, general]) == .denied(general))
    }

    @Test func `a refusal by name stays though a general consent follows`() {
        let named = World.consent(.disclosure, .refused, on: today.advanced(by: -5), about: 201, number: 401)
        let general = World.consent(.disclosure, .given, on: today, number: 402)
        #expect(Consent.wish(.disclosure, about: World.id(201), on: today, in: [named, general]) == .denied(named))
        #expect(Consent.wish(.disclosure, about: World.id(202), on: today, in: [named, general]) == .given(general))
    }

    @Test func `nothing is withdrawn that was not given`() {
        #expect(throws: Problem.conflict("people.consent.nothing_to_withdraw")) {
            try check(World.consent(.recording, .withdrawn))
        }
    }

    @Test func `what was given can be withdrawn`() throws {
        try check(World.consent(.recording, .withdrawn, number: 402), earlier: [World.consent(.recording, .given)])
    }

    @Test func `a relative without authority decides nothing`() {
        #expect(throws: Problem.conflict("people.consent.giver_without_authority")) {
            try check(World.consent(.recording, .given, by: .relative(World.id(203))))
        }
        #expect(throws: Problem.notFound) {
            try check(World.consent(.recording, .given, by: .relative(World.id(299))))
        }
    }

    @Test func `an agent may not open the file to himself, a guardian may`() throws {
        #expect(throws: Problem.conflict("people.consent.agent_for_himself")) {
            try check(World.consent(.disclosure, .given, about: 201, by: .relative(World.id(201))))
        }
        try check(World.consent(.disclosure, .given, about: 202, by: .relative(World.id(202))))
    }

    @Test func `a decision of tomorrow, without version or naming somebody in vain is refused`() {
        #expect(throws: Problem.invalid("decided_on", Message("people.consent.in_future"))) {
            try check(World.consent(.service, .given, on: today.advanced(by: 1)))
        }
        #expect(throws: Problem.invalid("relative", Message("people.consent.names_nobody"))) {
            try check(World.consent(.marketing, .given, about: 201))
        }
        let unversioned = Consent(
            id: World.id(1), organisationID: World.home, personID: World.id(100), kind: .service, decision: .given,
            version: "", decidedOn: today, recordedAt: Instant(milliseconds: 0), recordedBy: "system")
        #expect(throws: Problem.invalid("version", Message("people.consent.version_missing"))) {
            try check(unversioned)
        }
    }
}
