import Deadlines
import Kernel
import Platform
import Testing

@testable import Casework

@Suite struct CapTests {
    private static let bodies = OrganisationKind.allCases
    private static let terms: [Term] =
        (1...16).map { .days($0) } + (1...11).map { .workingDays($0) } + [1, 24, 47, 48, 49, 72].map { .hours($0) }

    private func levels() throws -> LevelTable { try World.data.get().levels }

    /// Whatever body, level and number of departments: no governing rule is looser than the cap of its kind, and where
    /// units cannot be compared the cap itself runs.
    @Test(arguments: bodies)
    func `every level of every body stays within its caps`(body: OrganisationKind) throws {
        try expectCapped(try levels(), body)
    }

    private func expectCapped(_ table: LevelTable, _ body: OrganisationKind) throws {
        for level in ResponseLevel.allCases {
            for several in [false, true] {
                let promises = table.promises(
                    for: .complaint, level: level, organisation: body, severalDepartments: several)
                let decision = try #require(promises[.decision])
                var caps: [PromiseRule] = []
                if body != .hospital { caps.append(table.caps.elderCareDecision) }
                if body == .hospital || body == .combined {
                    caps.append(several ? table.caps.hospitalDecisionSeveral : table.caps.hospitalDecision)
                }
                #expect(decision.caps == caps)
                for cap in caps {
                    #expect(decision.governing.contains { $0.isWithin(cap) == true }, "\(body) \(level) \(cap.term)")
                }
                let feedback = try #require(promises[.firstFeedback])
                #expect(feedback.governing.contains { $0.isWithin(table.caps.firstFeedback) == true })
            }
        }
    }

    /// Every change there is, of every limit to every term, for every body: either the settings refuse it or all that is
    /// promised afterwards is within the caps, and no cap is later than before.
    @Test(arguments: bodies)
    func `whatever the settings accept, caps are tightened or left, never loosened`(body: OrganisationKind) throws {
        let table = try levels()
        var accepted = 0
        for slot in PromiseSettings.slots(of: table, body) where CapTests.isCapped(slot) {
            for term in CapTests.terms {
                var after = table
                after[slot] = term
                guard PromiseSettings.faults(in: after, after: table, shipped: table, body).isEmpty else { continue }
                accepted += 1
                for column in LimitColumn.allCases where column.concerns(body) {
                    #expect(after.caps[column].isWithin(table.caps[column]) == true, "\(slot.key) \(term)")
                }
                try expectCapped(after, body)
            }
        }
        #expect(accepted > 30)
    }

    private static func isCapped(_ slot: PromiseSlot) -> Bool {
        switch slot {
        case .cap, .decision: true
        case .promise(_, let clock): clock == .firstFeedback
        case .offer, .ruling, .kind: false
        }
    }

    /// Conversion starts the new kind's promises and leaves what the old kind's clocks came to.
    @Test func `a request that becomes a complaint starts its clocks from the first word`() throws {
        var registration = World.registration(kind: .request)
        registration.allegations = []
        var journey = try Journey(registration)
        try journey.take(.acknowledgement(.init(communication: World.talk(), empathyShown: true)), by: World.receiving)
        try journey.take(.conversion(.init(kind: .complaint, reason: "Nobody came")), by: World.receiving, after: 30)
        let clocks = try journey.subject.clocks(by: try levels(), organisation: .careHome, at: journey.now)
        let decision = try #require(clocks.first { $0.kind == .decision }?.clock)
        #expect(decision.startedAt == World.thursday && decision.finishedAt == nil)
    }
}
