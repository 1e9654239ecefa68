import App
import Deadlines
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Casework

/// Faults of assignment and absence that come back again and again in the field's systems (feature-anchors §4.4).
@Suite struct RecurrentAbsenceTests {
    private func leave(_ staff: ID<Staff>, hours: Int, in world: StoreWorld) async throws {
        let desk = world.desk
        try await world.database.write { db in
            try Absence(
                id: db.newID(), organisationID: World.organisation, staffID: staff, deputyID: nil, reason: .leave,
                span: Span(from: db.now, until: db.now.advanced(byHours: hours))
            ).enter(by: World.leading, at: desk, in: db)
        }
    }

    /// A suggestion answered and closed by its first receiver.
    private func closed(_ world: StoreWorld) async throws -> ID<Case> {
        let id = try await world.receive { $0.kind = .suggestion }.subject.id
        try await world.take(
            .settlement(.init(answer: "Heated", finding: nil, communication: world.talk(), satisfied: true)), on: id,
            by: World.receiving)
        try await world.take(.closure(.init(summary: "Hot", learning: "Lids")), on: id, by: World.receiving)
        return id
    }

    @Test(arguments: Engine.available)
    func `a reopened case never lies with somebody absent, as chatwoot#7204 did`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await closed(world)
            try await leave(World.receiver, hours: 72, in: world)
            let daughter = Actor(organisationID: World.organisation, kind: .complainant(caseID: id.text))
            let reopened = try await world.take(.reopening(.init(reason: "Cold again")), on: id, by: daughter)
            #expect(reopened.holder != .staff(World.receiver))
            world.clock.move(hours: 73)
            _ = try await Sweep.run(at: world.desk)
            #expect(try await world.find(id).holder == .staff(World.receiver), "back, it is theirs again")
        }
    }

    @Test(arguments: Engine.available)
    func
        `when all are absent the case waits with the group, is warned of and picked up later, as chatwoot#5672 was not`(
            engine: Engine
        ) async throws
    {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            for staff in [
                World.receiver, World.handler, World.other, World.boss, World.head, World.reviewer, World.named,
            ] { try await leave(staff, hours: 30, in: world) }
            _ = try await Sweep.run(at: world.desk)
            #expect(try await world.find(id).holder == .group(World.group))
            #expect(try await inbox(of: World.receiving, world).contains(id), "it stands in the group's list")
            world.clock.move(hours: 26)
            _ = try await Sweep.run(at: world.desk)
            #expect(try await world.find(id).timing.isEscalated, "nobody being there stops no ladder")
            world.clock.move(hours: 6)
            _ = try await Sweep.run(at: world.desk)
            #expect(try await world.find(id).holder == .staff(World.receiver))
        }
    }

    /// What the open list of an employee shows of the cases of their groups.
    private func inbox(of actor: Actor, _ world: StoreWorld) async throws -> [ID<Case>] {
        let desk = world.desk
        return try await world.database.read { db in
            let reader = try CaseReader.of(actor, in: db)
            return try CaseList.register(CaseFilter(), restricted: true, after: nil, reader: reader, at: desk, in: db)
                .lines.map(\.id)
        }
    }

    @Test(arguments: Engine.available)
    func `whoever works away from a desk without a session is no absent person, as chatwoot#5436 thought`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            world.clock.move(days: 3)
            _ = try await Sweep.run(at: world.desk)
            let subject = try await world.find(id)
            #expect(subject.holder == .staff(World.receiver), "presence is what the roster says, not who is signed in")
            #expect(subject.teamwork.standIns.isEmpty)
        }
    }

    @Test(arguments: [ResponseLevel.one, .two])
    func `a grave case made safe before can be taken up again and is to be made safe anew`(
        level: ResponseLevel
    ) async throws {
        try await StoreWorld.run { world in
            let id = try await world.receive().subject.id
            try await world.take(
                .safety(.init(measure: "Soup taken away", representativeTold: true)), on: id, by: World.receiving)
            try await world.take(
                .withdrawal(.init(reason: "Settled", ofOwnFreeWill: true)), on: id, by: World.receiving)
            world.clock.move(days: 2)
            try await world.take(.reopening(.init(reason: "Cold again")), on: id, by: World.receiving)
            try await world.take(.upgrade(.init(level: level, reason: "Burnt")), on: id, by: World.receiving)
            #expect(try await world.clocks(of: id)["make_safe@2"]?.clock.metAt == nil)
            try await world.take(
                .safety(.init(measure: "Taken away again", representativeTold: true)), on: id, by: World.receiving)
            let clocks = try await world.clocks(of: id)
            #expect(clocks["make_safe@2"]?.clock.metAt == world.clock.now)
            #expect(clocks["tell_representative@2"]?.clock.metAt == world.clock.now)
        }
    }
}
