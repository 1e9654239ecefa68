import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Quality

/// A whole program with the named world, worked by the rules.
struct QualityScene: Sendable {
    let running: RunningProgram
    let cases: CaseDesk

    var desk: Desk { running.program.desk }
    var database: any Database { running.database }

    static func run(
        _ engine: Engine = .sqlite, at start: String = "2026-09-03T09:00:00+08:00",
        _ body: @escaping @Sendable (QualityScene) async throws -> Void
    ) async throws {
        try await withProgram(engine, clock: MovableClock(at: Instant(iso8601: start)!)) { running in
            let scene = QualityScene(
                running: running, cases: CaseDesk(desk: running.program.desk, rules: try CaseworkData.load()))
            try await body(scene)
        }
    }

    static func actor(_ login: String) -> Actor {
        let member = World.member(login)!
        return Actor(
            organisationID: World.organisation, kind: .staff(member.id, roles: Set(member.roles).union([.employee])))
    }

    static func staff(_ login: String) -> ID<Staff> { World.member(login)!.id }

    /// A complaint about a unit, as the front desk takes it; `alter` changes what is registered.
    func receive(
        _ category: String = "DIN-01", about unit: World.Unit = .catering,
        _ alter: @escaping @Sendable (inout Registration) -> Void = { _ in }
    ) async throws -> ID<Case> {
        let cases = cases
        return try await database.write { db in
            try cases.receive(by: QualityScene.actor("qiantai"), in: db) { id, number in
                var registration = Registration(
                    id: id, organisationID: World.organisation, number: number, zone: .shanghai, kind: .complaint,
                    channel: .phone, secrecy: .open,
                    complainant: Complainant(kind: .child, name: "Lin Xiao", phone: "13900020001"),
                    receivedAt: db.now, accountableGroup: World.Unit.complaints.id,
                    narrative: "The soup was cold.", complainedAbout: ComplainedAbout(units: [unit.id]),
                    allegations: [
                        NewAllegation(text: "Cold soup", category: CategoryCode(category)!, harm: .minimal)
                    ])
                alter(&registration)
                return registration
            }.subject.id
        }
    }

    func take(_ step: CaseStep, on id: ID<Case>, by login: String = "qiantai") async throws {
        let cases = cases
        _ = try await database.write { try cases.take(step, on: id, by: QualityScene.actor(login), in: $0) }
    }

    /// Solves it at once and closes it.
    func solve(_ id: ID<Case>) async throws {
        let talk = CaseCommunication(
            happenedAt: running.clock.now, place: "Front desk", mode: .phone, matter: "The soup", reached: true)
        try await take(.grading(.init(level: .four)), on: id)
        try await take(
            .settlement(
                Settlement(answer: "Warm soup was brought", finding: .upheld, communication: talk, satisfied: true)),
            on: id)
        try await take(.closure(Closure(summary: "Warm soup", learning: "Lids")), on: id)
    }

    @discardableResult
    func solved(_ category: String = "DIN-01") async throws -> ID<Case> {
        let id = try await receive(category)
        try await solve(id)
        return id
    }

    func sweep() async throws { _ = try await Sweep.run(at: desk) }

    func actions(_ view: ActionView = .open, as login: String = "zhijian") async throws -> [ImprovementAction] {
        let desk = desk
        return try await database.read {
            try ActionList.page(view, reader: QualityScene.actor(login), at: desk, in: $0).actions
        }
    }

    @discardableResult
    func move(_ step: ActionStep, _ id: ID<ImprovementAction>, by login: String) async throws -> ImprovementAction {
        let desk = desk
        return try await database.write {
            try ImprovementAction.take(step, on: id, by: QualityScene.actor(login), at: desk, in: $0)
        }
    }

    func open(_ draft: ActionDraft, source: Event.Subject, by login: String) async throws -> ID<ImprovementAction> {
        let desk = desk
        return try await database.write {
            try ImprovementAction.open(draft, source: source, by: QualityScene.actor(login), at: desk, in: $0)
        }
    }

    func notices(of login: String) async throws -> [String] {
        try await database.read { try StaffNotice.unread(of: QualityScene.actor(login), in: $0).map(\.message.key) }
    }
}

/// What a body was refused with.
func refused(_ body: () async throws -> Void) async -> String? {
    do { try await body() } catch { return refusal { throw error } }
    return nil
}
