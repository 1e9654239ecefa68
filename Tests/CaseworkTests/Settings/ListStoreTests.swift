import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// Versions of lists, sums and routes at work in a store.
@Suite struct ListStoreTests {
    private func settle(_ changes: SettingDocument, _ subject: SettingSubject, in world: StoreWorld) async throws {
        let cases = world.cases
        try await world.database.write { db in
            let history = try cases.history(of: World.organisation, in: db)
            let base = history.newest(subject)?.number ?? 0
            let document = history.document(of: subject, number: base).merging(changes) { $1 }
            let proposal = try cases.propose(
                document, of: subject, from: base, wishedFrom: nil, reason: "Ours",
                by: World.actor(World.other, .systemAdministrator), in: db)
            try cases.settle(proposal.id, .approved, remark: nil, by: World.directing, in: db)
        }
        world.clock.move(minutes: SettingVersion.leadMinutes)
    }

    private static func point(_ category: String) -> NewAllegation {
        NewAllegation(text: "More", category: World.category(category))
    }

    @Test(arguments: Engine.available)
    func `a retired category is given to nothing new, and an old case keeps it`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await settle(
                [
                    "DIN-01.retired": "yes", "DIN-80.name.zh-Hans": "送餐", "DIN-80.name.en": "Meals brought up",
                    "DIN-80.rollup": "Q",
                ], .categories, in: world)
            await #expect(throws: Problem.invalid("category", Message("web.form.not_listed"))) {
                try await world.take(.allegation(ListStoreTests.point("DIN-01")), on: id, by: World.receiving)
            }
            try await world.take(.allegation(ListStoreTests.point("DIN-80")), on: id, by: World.receiving)
            let kept = try await world.take(
                .classification(
                    Classification(allegation: 1, category: World.category("DIN-01"), severity: .high, harm: .minor)),
                on: id, by: World.receiving)
            #expect(kept.allegations.map(\.category.text) == ["DIN-01", "DIN-80"])
        }
    }

    @Test(arguments: Engine.available)
    func `a further star weighs from its version on and the preview tells which open cases it would touch`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let before = try await world.receive().subject
            let cases = world.cases
            let preview = try await world.database.read { db in
                try cases.preview(["DIN-01.least": "1"], of: .categories, World.organisation, in: db)
            }
            #expect(preview.cases == 1)
            try await settle(["DIN-01.least": "1"], .categories, in: world)
            let after = try await world.receive().subject
            #expect(before.level.current != .one && after.level.current == .one)
            #expect(try await world.find(before.id).level.current == before.level.current)
        }
    }

    @Test(arguments: Engine.available)
    func `a case is sent back for an own reason and not for a retired one`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await world.take(.grading(LevelConfirmation(level: .three)), on: id, by: World.receiving)
            try await world.take(.assignment(Assignment(handler: World.handler)), on: id, by: World.directing)
            try await settle(
                [
                    "return_reason.own_1.name.zh-Hans": "人手不足", "return_reason.own_1.name.en": "Too few hands",
                    "return_reason.not_our_duty.retired": "yes",
                ], .reasons, in: world)
            await #expect(throws: Problem.invalid("reason", Message("web.form.not_listed"))) {
                try await world.take(
                    .returning(Return(reason: .notOurDuty, basis: "Kitchen")), on: id, by: World.handling)
            }
            let own = try #require(ReturnReason(rawValue: "own_1"))
            let back = try await world.take(
                .returning(Return(reason: own, basis: "Two ill")), on: id, by: World.handling)
            #expect(back.handling.returns.map(\.reason.rawValue) == ["own_1"])
        }
    }

    @Test(arguments: Engine.available)
    func `an authority is told within the hours in force, and a proposal keeps the sums it was made under`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            try await settle(["report.violence": "20m", "remedy.director": "800"], .limits, in: world)
            let rules = try await world.database.read { [cases = world.cases] db in
                try cases.rulesNow(of: World.organisation, in: db)
            }
            #expect(rules.reports["violence"]?.within == .minutes(20))
            #expect(!rules.remedyLimits.allows(Money(yuan: 900), to: [.director]))
            #expect(rules.remedyLimits.allows(Money(yuan: 900), to: [.chiefExecutive]))
            var subject = try await world.receive().subject
            subject.decision.proposal = Proposal(plan: "x", remedies: [], amount: Money(yuan: 900), actions: [])
            #expect(Guard.amountWithinLimit.holds(for: subject, actor: World.actor(World.other, .director)))
            subject.decision.proposal?.limits = rules.remedyLimits
            #expect(!Guard.amountWithinLimit.holds(for: subject, actor: World.actor(World.other, .director)))
        }
    }

    @Test(arguments: Engine.available)
    func `a voice is routed to group, unit and person, and to nobody who is complained about`(engine: Engine)
        async throws
    {
        try await StoreWorld.run(engine) { world in
            let cases = world.cases
            func route(_ about: ComplainedAbout = ComplainedAbout(), restricted: Bool = false) async throws
                -> CaseRoute?
            {
                try await world.database.read { db in
                    try cases.route(
                        for: RoutedVoice(
                            channel: .phone, kind: .complaint, categories: [World.category("DIN-01")], about: about,
                            isRestricted: restricted),
                        of: World.organisation, in: db)
                }
            }
            #expect(try await route() == nil)
            try await settle(
                ["1.type": "DIN", "1.group": World.group.text, "1.unit": World.kitchen.text], .routes, in: world)
            let plain = try #require(try await route())
            #expect(plain.group == World.group && plain.unit == World.kitchen && plain.staff == World.head)
            #expect(plain.rule == 1 && plain.version == 1)
            let head = try #require(try await route(ComplainedAbout(staff: [World.head])))
            #expect(head.group == World.group && head.unit == nil && head.staff == nil)
            let unit = try #require(try await route(ComplainedAbout(units: [World.kitchen]), restricted: true))
            #expect(unit.unit == nil && unit.staff == nil)
            #expect(try await route(ComplainedAbout(units: [World.kitchen, World.group])) == nil)
            let begun = try await world.receive { $0.route = plain }
            #expect(begun.subject.holder == .group(World.group) && begun.subject.responsibleUnit == World.kitchen)
        }
    }

    @Test(arguments: Engine.available)
    func `a route leads only to units of the house`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            await #expect(throws: Problem.invalid("1.group", Message("casework.rules.fault.unknown_value"))) {
                try await settle(["1.group": World.kitchen.text], .routes, in: world)
            }
        }
    }
}
