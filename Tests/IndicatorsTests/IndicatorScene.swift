import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Indicators

/// A whole program with the named world, of which something can be counted.
struct IndicatorScene: Sendable {
    let running: RunningProgram
    let cases: CaseDesk

    var desk: Desk { running.program.desk }
    var database: any Database { running.database }
    var clock: MovableClock { running.clock }
    var follower: Follower { Follower(World.organisation, at: desk) }

    static func run(
        _ engine: Engine = .sqlite, at start: String = "2026-03-02T09:00:00+08:00",
        _ body: @escaping @Sendable (IndicatorScene) async throws -> Void
    ) async throws {
        try await withProgram(engine, clock: MovableClock(at: Instant(iso8601: start)!)) { running in
            try await body(
                IndicatorScene(
                    running: running, cases: CaseDesk(desk: running.program.desk, rules: try CaseworkData.load())))
        }
    }

    static func actor(_ login: String) -> Actor {
        let member = World.member(login)!
        return Actor(
            organisationID: World.organisation, kind: .staff(member.id, roles: Set(member.roles).union([.employee])))
    }

    /// Who may do whatever a step asks for.
    static let anybody = Actor(
        organisationID: World.organisation,
        kind: .staff(World.member("qiantai")!.id, roles: Set(Role.allCases)))
    static let system = Actor(organisationID: World.organisation, kind: .system)

    func receive(
        _ alter: @escaping @Sendable (inout Registration) -> Void = { _ in }
    ) async throws -> ID<Case> {
        let cases = cases
        return try await database.write { db in
            try cases.receive(by: IndicatorScene.actor("qiantai"), in: db) { id, number in
                var registration = Registration(
                    id: id, organisationID: World.organisation, number: number, zone: .shanghai, kind: .complaint,
                    channel: .phone, secrecy: .open,
                    complainant: Complainant(kind: .child, name: "Lin Xiao", phone: "13900020001"),
                    receivedAt: db.now, accountableGroup: World.Unit.complaints.id,
                    narrative: "The soup was cold.",
                    complainedAbout: ComplainedAbout(units: [World.Unit.catering.id]),
                    allegations: [
                        NewAllegation(text: "Cold soup", category: CategoryCode("DIN-01")!, harm: .minimal)
                    ])
                alter(&registration)
                return registration
            }.subject.id
        }
    }

    func take(_ step: CaseStep, on id: ID<Case>, by actor: Actor = actor("qiantai")) async throws {
        let cases = cases
        _ = try await database.write { try cases.take(step, on: id, by: actor, in: $0) }
    }

    /// Grades a case and gives it to the kitchen.
    func assign(_ id: ID<Case>) async throws {
        try await take(.grading(.init(level: .three)), on: id)
        try await take(
            .assignment(Assignment(handler: World.member("chuli")!.id, responsibleUnit: World.Unit.catering.id)),
            on: id, by: IndicatorScene.anybody)
    }

    func talk() -> CaseCommunication {
        CaseCommunication(
            happenedAt: clock.now, place: "Front desk", mode: .phone, matter: "The soup", reached: true)
    }

    func solve(_ id: ID<Case>, satisfied: Bool = true) async throws {
        try await take(.grading(.init(level: .four)), on: id)
        try await take(
            .settlement(
                Settlement(
                    answer: "Warm soup was brought", finding: .upheld, communication: talk(), satisfied: satisfied)),
            on: id)
        try await take(.closure(Closure(summary: "Warm soup", learning: "Lids")), on: id)
    }

    func record(_ kind: String, _ subject: ObservedSubject, in db: any Connection) throws {
        try Event.record(
            kind, of: Event.Subject(kind: subject.kind.rawValue, id: subject.id), by: IndicatorScene.system,
            facts: [String: String](), at: desk, in: db)
    }

    /// Every line that is kept, by record.
    func kept() async throws -> [ObservedSubject: [Observation]] {
        try await database.read { db in
            let rows = try db.rows("SELECT DISTINCT subject_kind, subject_id FROM indicator_observations")
            let subjects = try rows.map { ObservedSubject(try $0.get("subject_kind"), try $0.get("subject_id")) }
            return Dictionary(
                uniqueKeysWithValues: try subjects.map { ($0, try Observation.list(of: $0, in: db)) })
        }
    }

    /// Every line the records give now, counted from nothing.
    func recounted() async throws -> [ObservedSubject: [Observation]] {
        let desk = desk
        return try await database.read { db in
            let context = try ObservingContext(World.organisation, at: desk, in: db)
            var found: [ObservedSubject: [Observation]] = [:]
            for (kind, query) in IndicatorScene.everything {
                for row in try db.rows(query) {
                    let subject = ObservedSubject(kind, try row.get("id"))
                    let lines = try subject.observed(context, in: db).lines.inOrder
                    if !lines.isEmpty { found[subject] = lines }
                }
            }
            return found
        }
    }

    private static let everything: [(ObservedKind, SQL)] = [
        (.case, "SELECT id FROM cases"), (.person, "SELECT id FROM persons"),
        (.action, "SELECT id FROM improvement_actions"), (.suggestion, "SELECT case_id AS id FROM suggestion_reviews"),
        (.survey, "SELECT id FROM surveys"), (.inspection, "SELECT id FROM inspections"),
        (.volume, "SELECT id FROM indicator_volumes"), (.training, "SELECT id FROM training_sessions"),
        (.trainingRecord, "SELECT id FROM training_records"),
        // Duties that are not due and of which nothing happened are counted when they fall due.
        (.duty, "SELECT d.id FROM duties d JOIN indicator_subjects s ON s.subject_id = d.id"),
    ]

    func value(
        _ code: String, _ period: String, unit: ID<OrganisationUnit>? = nil
    ) async throws -> IndicatorValue {
        let indicator = try #require(try IndicatorCatalogue.load()[code])
        let question = IndicatorQuestion(
            FigurePeriod(period)!, count: 1, units: unit.map { [$0] }, of: World.organisation, in: .shanghai)
        return try await database.read { try IndicatorSeries.load([indicator], question, in: $0)[0].now }
    }
}
