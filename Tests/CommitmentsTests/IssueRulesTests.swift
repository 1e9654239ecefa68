import Kernel
import People
import Platform
import Testing

@testable import Commitments

@Suite struct IssueRulesTests {
    private static let today = LocalDay("2026-09-24")!
    private static func id<Subject>(_ number: Int) -> ID<Subject> {
        ID(at: Instant(milliseconds: Int64(number)), random: [UInt8](repeating: 3, count: 10))
    }
    private static let clerk: ID<Staff> = id(1)
    private static let other: ID<Staff> = id(2)

    private static func person(impaired: Bool = false, until: LocalDay? = nil) -> Person {
        Person(
            id: id(10), organisationID: id(0), code: PersonCode(number: 1), name: "Wang", cognitionImpaired: impaired,
            periods: [ServicePeriod(from: LocalDay("2025-01-01")!, until: until)])
    }

    private static func relative(_ kind: Authority.Kind?, until: LocalDay? = nil) throws -> Relative {
        let document = Authority.Document(
            kind: kind == .guardian ? .courtDecision : .powerOfAttorney, reference: "A-1")
        let powers = try kind.map {
            [
                try Authority(
                    id: id(30), kind: $0, document: $0.needsDocument ? document : nil,
                    validFrom: LocalDay("2025-01-01")!, validUntil: until)
            ]
        }
        return Relative(
            id: id(20), organisationID: id(0), personID: id(10), name: "Li", relation: .child,
            authorities: powers ?? [])
    }

    private static let letter = CommitmentLetter(
        id: id(40), organisationID: id(0), version: 1, parts: PromiseWorld.parts(), madeAt: Instant(milliseconds: 0),
        madeBy: nil,
        issued: .init(
            at: Instant(milliseconds: 0), by: nil, effectiveOn: LocalDay("2026-09-01")!, in: .shanghai), standards: [])

    private func check(
        _ draft: IssueDraft, _ person: Person = person(), _ relatives: [Relative] = []
    ) throws -> SignerRelation {
        try draft.checked(
            person: person, relatives: relatives, letter: IssueRulesTests.letter, today: IssueRulesTests.today,
            recorder: IssueRulesTests.clerk)
    }

    private func fault(_ field: String, _ key: String) -> Problem {
        .invalid([field: Message("commitments.fault.\(key)")])
    }

    @Test func `a resident signs for themselves, on paper, drawn or scanned`() throws {
        let today = IssueRulesTests.today
        #expect(try check(IssueDraft(issuedOn: today, outcome: .paper)) == .own)
        for outcome in [CommitmentIssue.Outcome.drawn, .scan] {
            #expect(try check(IssueDraft(issuedOn: today, outcome: outcome, hasPicture: true)) == .own)
        }
        #expect(throws: fault("signature", "not_drawn")) { try check(IssueDraft(issuedOn: today, outcome: .drawn)) }
        #expect(throws: fault("scan", "no_scan")) { try check(IssueDraft(issuedOn: today, outcome: .scan)) }
    }

    @Test func `whoever's understanding is impaired does not sign alone, nor through a relative without power`() throws
    {
        let impaired = IssueRulesTests.person(impaired: true)
        let alone = IssueDraft(issuedOn: IssueRulesTests.today, outcome: .paper)
        #expect(throws: fault("signer", "needs_representative")) { try check(alone, impaired) }
        let through = IssueDraft(
            issuedOn: IssueRulesTests.today, outcome: .paper, signer: IssueRulesTests.id(20), reason: "Visiting")
        #expect(throws: fault("signer", "needs_representative")) {
            try check(through, impaired, [IssueRulesTests.relative(.emergencyContact)])
        }
        let signed = try check(through, impaired, [IssueRulesTests.relative(.guardian)])
        #expect(signed == SignerRelation(relation: "child", authority: .guardian))
        let lapsed = LocalDay("2026-09-23")!
        #expect(throws: Problem.self) {
            try check(through, impaired, [IssueRulesTests.relative(.guardian, until: lapsed)])
        }
    }

    @Test func `a relative without power signs only with a reason`() throws {
        var draft = IssueDraft(
            issuedOn: IssueRulesTests.today, outcome: .paper, signer: IssueRulesTests.id(20))
        let family = [try IssueRulesTests.relative(nil)]
        #expect(throws: fault("reason", "why_not_self")) { try check(draft, relatives: family) }
        draft.reason = "The hand is broken"
        #expect(try check(draft, relatives: family) == SignerRelation(relation: "child", authority: nil))
        draft.reason = ""
        #expect(try check(draft, relatives: [IssueRulesTests.relative(.agent)]).authority == .agent)
        #expect(throws: fault("signer", "not_a_relative")) { try check(draft, relatives: []) }
    }

    private func check(_ draft: IssueDraft, relatives: [Relative]) throws -> SignerRelation {
        try check(draft, IssueRulesTests.person(), relatives)
    }

    @Test(arguments: [CommitmentIssue.Outcome.refused, .unable])
    func `that nobody signed needs a reason and a second witness`(outcome: CommitmentIssue.Outcome) throws {
        var draft = IssueDraft(issuedOn: IssueRulesTests.today, outcome: outcome)
        #expect(
            throws: Problem.invalid([
                "reason": Message("commitments.fault.reason_missing"),
                "witness": Message("commitments.fault.witness_missing"),
            ])
        ) { try check(draft) }
        (draft.reason, draft.witness) = ("Does not want to", IssueRulesTests.clerk)
        #expect(throws: fault("witness", "witness_self")) { try check(draft) }
        draft.witness = IssueRulesTests.other
        #expect(try check(draft) == .own)
    }

    @Test(arguments: [("2026-09-25", "day_ahead"), ("2026-08-31", "before_letter")])
    func `a day ahead or before the letter is refused`(day: String, key: String) {
        let draft = IssueDraft(issuedOn: LocalDay(day)!, outcome: .paper)
        #expect(throws: fault("issued_on", key)) { try check(draft) }
    }

    @Test func `who left service gets no letter`() {
        let left = IssueRulesTests.person(until: LocalDay("2026-09-23")!)
        #expect(throws: Problem.conflict("commitments.refusal.not_in_service")) {
            try check(IssueDraft(issuedOn: IssueRulesTests.today, outcome: .paper), left)
        }
    }
}
