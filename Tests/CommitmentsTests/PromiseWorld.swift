import App
import Foundation
import Kernel
import People
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Commitments

/// The named world with promises: what tests of this slice begin from.
struct PromiseWorld: Sendable {
    let running: RunningProgram

    var desk: Desk { running.program.desk }
    var database: any Database { running.database }
    var today: LocalDay { running.clock.now.day(in: .shanghai) }
    static let organisation = World.organisation

    static func actor(_ login: String) -> Actor {
        let member = World.member(login)!
        return Actor(
            organisationID: World.organisation, kind: .staff(member.id, roles: Set(member.roles).union([.employee])))
    }

    static func parts(_ mark: String = "") -> CommitmentLetter.Parts {
        func both(_ text: String) -> Bilingual { Bilingual(zh: text + mark, en: text + mark) }
        return CommitmentLetter.Parts(
            scope: both("Care"), quality: both("Respect"), mechanism: both("The box"), contact: both("Xu Jing, 1234"),
            outside: both("12345"))
    }

    static func terms(
        _ target: StandardTarget = .within(.hours(24)), _ evidence: StandardEvidence = .clock(.acknowledge),
        scope: ServiceStandard.Scope = .init(), opensAfter: Int? = nil
    ) -> ServiceStandard.Terms {
        let words = "Within \(target.numberToName ?? 1) something is done"
        return ServiceStandard.Terms(
            name: Bilingual("Receipt"), wording: Bilingual(words), remedy: Bilingual("We apologise"), target: target,
            evidence: evidence, scope: scope, opensAfter: opensAfter)
    }

    /// A promise written by the quality supervisor and put in force by the director today.
    @discardableResult
    func promise(_ terms: ServiceStandard.Terms = terms(), code: String? = nil) async throws -> ServiceStandard {
        let (desk, today) = (desk, today)
        return try await database.write { db in
            let draft = try ServiceStandard.draft(
                terms, of: code, by: PromiseWorld.actor("zhijian"), at: desk, in: db)
            try ServiceStandard.issue(
                [draft.id], effectiveOn: today, by: PromiseWorld.actor("zongjian"), at: desk, in: db)
            return try ServiceStandard.find(draft.id, of: World.organisation, in: db)
        }
    }

    /// The next version of the letter, in force today.
    @discardableResult
    func letter(_ mark: String = "") async throws -> CommitmentLetter {
        let (desk, today) = (desk, today)
        return try await database.write { db in
            let draft = try CommitmentLetter.draft(
                PromiseWorld.parts(mark), by: PromiseWorld.actor("zhijian"), at: desk, in: db)
            try draft.issue(effectiveOn: today, by: PromiseWorld.actor("zongjian"), at: desk, in: db)
            return try LetterBook.load(of: World.organisation, in: db)[draft.version]!
        }
    }

    @discardableResult
    func give(
        _ letter: CommitmentLetter, to resident: Int, by login: String = "kehu",
        _ change: (inout IssueDraft) -> Void = { _ in }
    ) async throws -> CommitmentIssue {
        var draft = IssueDraft(issuedOn: today, outcome: .paper)
        change(&draft)
        let (desk, today, sent) = (desk, today, draft)
        let keys = try await desk.keyring(of: World.organisation)
        return try await database.write { db in
            try CommitmentIssue.record(
                sent, of: letter.id, to: World.residents[resident].id, by: PromiseWorld.actor(login), today: today,
                keys: keys, at: desk, in: db)
        }
    }

    func coverage(_ version: Int?) async throws -> LetterCoverage {
        let today = today
        return try await database.read { db in
            LetterCoverage.sum(
                try LetterCoverage.byUnit(of: World.organisation, current: version, on: today, in: db))
        }
    }

    /// The residents on a list, in its order.
    func holders(_ state: HoldingState?, version: Int? = nil, current: Int?) async throws -> [ID<Person>] {
        let today = today
        let keys = try await desk.keyring(of: World.organisation)
        return try await database.read { db in
            try HoldingState.page(
                state, holding: version, current: current, units: [], after: nil, limit: 200, names: .full, on: today,
                of: World.organisation, keys: keys, in: db
            ).page.entries.map(\.id)
        }
    }

    /// A complaint about cold soup, as the front desk takes it.
    func receive(_ change: @escaping @Sendable (inout Registration) -> Void = { _ in }) async throws -> ID<Case> {
        let cases = CaseDesk(desk: desk, rules: try CaseworkData.load())
        return try await database.write { db in
            try cases.receive(by: PromiseWorld.actor("qiantai"), in: db) { id, number in
                var registration = Registration(
                    id: id, organisationID: World.organisation, number: number, zone: .shanghai, kind: .complaint,
                    channel: .phone, secrecy: .open,
                    complainant: Complainant(kind: .child, name: "Lin Xiao", phone: "13900020001"), receivedAt: db.now,
                    accountableGroup: World.Unit.complaints.id, narrative: "The soup was cold.",
                    personServed: World.residents[0].id,
                    allegations: [
                        NewAllegation(text: "Cold soup", category: CategoryCode("DIN-01")!, harm: .minor)
                    ])
                change(&registration)
                return registration
            }.subject.id
        }
    }

    func sweep() async throws { _ = try await Sweep.run(at: desk) }
}

/// Gives `body` the world of a program on one of the engines.
func withPromises(
    _ engine: Engine = .sqlite, _ body: @escaping @Sendable (PromiseWorld) async throws -> Void
) async throws {
    let start = Instant(iso8601: "2026-09-14T09:00:00+08:00")!
    try await withProgram(engine, clock: MovableClock(at: start)) { running in
        try await body(PromiseWorld(running: running))
    }
}
