import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct ConductLimitTests {
    private static let today = LocalDay("2026-05-21")!

    private static func limit(
        from: Int = 0, until: Int = 120, review: Int = 60, rules: [ContactRule] = [.onePerson],
        why: String = "Struck a nurse"
    ) -> ConductProposal {
        ConductProposal(
            rules: rules, what: "By letter to the director", why: why, from: today.advanced(by: from),
            until: today.advanced(by: until), reviewOn: today.advanced(by: review))
    }

    private static let director = World.actor(World.boss, .director)

    private func approval(_ explained: Bool = true, at now: Instant = World.thursday) -> CaseStep {
        .conductApproval(ConductApproval(rightExplained: explained, notice: World.talk(at: now, .letter)))
    }

    @Test(arguments: [
        (limit(review: 91), "review_on: casework.field.review_in_time"),
        (limit(until: 30, review: 31), "review_on: casework.field.review_in_time"),
        (limit(review: 0), "review_on: casework.field.review_in_time"),
        (limit(until: 366), "until: casework.field.limit_too_long"),
        (limit(from: -1), "from: casework.field.in_the_past"),
        (limit(rules: []), "rules: casework.field.choose_rule"), (limit(why: " "), "why: casework.field.blank"),
    ])
    func `a limit names what, why, from when to when and when it is looked at again`(
        proposal: ConductProposal, fault: String
    ) throws {
        var journey = try Journey()
        #expect(refusal { try journey.take(.conductProposal(proposal), by: World.receiving) }.contains(fault))
    }

    @Test func `it holds only when a director agreed and the right to complain was told`() throws {
        var journey = try Journey()
        try journey.take(.conductProposal(ConductLimitTests.limit()), by: World.receiving)
        #expect(journey.subject.currentLimit?.isInForce(on: ConductLimitTests.today) == false)
        #expect(
            refusal { try journey.take(approval(false), by: ConductLimitTests.director) }
                == ["right_explained: casework.field.right_explained_needed"])
        try journey.take(approval(), by: ConductLimitTests.director)
        let limit = try #require(journey.subject.currentLimit)
        #expect(limit.isInForce(on: ConductLimitTests.today) && limit.approvedBy == .staff(World.boss))
        #expect(!limit.isInForce(on: ConductLimitTests.today.advanced(by: 121)))
        #expect(Case.replay(journey.facts) == journey.subject)
    }

    @Test func `only directors approve, and nobody their own proposal`() throws {
        let roles = Set(CaseworkRights.lines.filter { $0.action == CaseAction.approveLimit.rawValue }.map(\.role))
        #expect(roles == [.director, .chiefExecutive])
        var journey = try Journey()
        try journey.take(.conductProposal(ConductLimitTests.limit()), by: ConductLimitTests.director)
        #expect(
            refusal { try journey.take(approval(), by: ConductLimitTests.director) }
                == ["casework.guard.approver_is_not_limit_proposer"])
    }

    @Test func `a review keeps it for at most ninety days more, or ends it`() throws {
        var journey = try Journey()
        try journey.take(.conductProposal(ConductLimitTests.limit()), by: World.receiving)
        try journey.take(approval(), by: ConductLimitTests.director)
        func review(_ days: Int?) -> CaseStep {
            .conductReview(
                ConductReview(
                    keptUntilReviewOn: days.map { ConductLimitTests.today.advanced(by: $0) }, reason: "Calmer"))
        }
        #expect(
            refusal { try journey.take(review(91), by: ConductLimitTests.director) }
                == ["review_on: casework.field.review_in_time"])
        try journey.take(review(80), by: ConductLimitTests.director)
        #expect(journey.subject.currentLimit?.reviewOn == ConductLimitTests.today.advanced(by: 80))
        try journey.take(review(nil), by: ConductLimitTests.director)
        #expect(journey.subject.currentLimit == nil && journey.subject.identity.limits.count == 1)
    }

    @Test func `no word of the program calls a person malicious`() {
        let words =
            CaseState.allCases.map(\.rawValue) + RefusalReason.allCases.map(\.rawValue)
            + CaseAction.allCases.map(\.rawValue) + ContactRule.allCases.map(\.rawValue)
        #expect(!words.contains { $0.contains("malicious") || $0.contains("vexatious") || $0.contains("abusive") })
    }

    @Test(arguments: Engine.available)
    func `whoever has a limit is heard as always, and those who may know see it`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let first = try await world.receive().subject
            try await world.take(.conductProposal(ConductLimitTests.limit()), on: first.id, by: World.receiving)
            let cases = world.cases
            func seen(_ actor: Actor) async throws -> [String] {
                try await world.database.read { db in
                    try cases.limits(ofPhone: "555-0100", reader: CaseReader.of(actor, in: db), in: db)
                        .map(\.subject.number.description)
                }
            }
            #expect(try await seen(World.receiving).isEmpty)
            try await world.take(approval(at: world.clock.now), on: first.id, by: ConductLimitTests.director)
            #expect(try await seen(World.receiving) == [first.number.description])
            let again = try await world.receive()
            #expect(again.subject.state == .registered && again.subject.complainant == first.complainant)
            let web = try await world.receive(by: Actor(organisationID: World.organisation, kind: .visitor)) {
                $0.channel = .web
            }
            #expect(web.subject.state.isOpen)
            world.clock.move(days: 121)
            #expect(try await seen(World.receiving).isEmpty)
        }
    }
}
