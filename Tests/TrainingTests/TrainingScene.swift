import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Training

/// The named world with its courses laid down (培训场景).
struct TrainingScene: Sendable {
    let running: RunningProgram
    let training: TrainingDesk

    var desk: Desk { running.program.desk }
    var database: any Database { running.database }

    static func run(
        _ engine: Engine = .sqlite, _ body: @escaping @Sendable (TrainingScene) async throws -> Void
    ) async throws {
        let clock = MovableClock(at: Instant(iso8601: "2026-09-24T08:00:00+08:00")!)
        let shelf = CourseShelf(library: try CourseLibrary.load())
        try await withProgram(engine, clock: clock) { running in
            let scene = TrainingScene(
                running: running, training: TrainingDesk(desk: running.program.desk, shelf: shelf))
            try await running.database.write { db in
                try shelf.lay(of: OrganisationProfile.find(World.organisation, in: db), in: db)
            }
            try await body(scene)
        }
    }

    func staff(_ login: String) throws -> ID<Staff> { try #require(World.member(login)).id }

    func actor(_ login: String) throws -> Actor {
        let member = try #require(World.member(login))
        return Actor(
            organisationID: World.organisation, kind: .staff(member.id, roles: Set(member.roles).union([.employee])))
    }

    /// A session that began some hours ago, or begins later, with these people asked to come.
    func session(
        _ courses: [String] = ["receiving-complaints"], hoursAgo: Int = 2, trainer: String = "zuzhang",
        asked: [String] = ["hulier", "huli"]
    ) async throws -> TrainingSession {
        let (training, clerk) = (training, try actor("renshi"))
        let (trainer, asked) = (try staff(trainer), Set(try asked.map(staff)))
        return try await database.write { db in
            let session = TrainingSession(
                id: db.newID(), organisationID: World.organisation, startsAt: db.now.advanced(byHours: -hoursAgo),
                minutes: 60, place: "Hall", trainer: .staff(trainer), courses: courses, madeAt: db.now,
                madeBy: clerk.signature)
            try session.plan(by: clerk, at: training, in: db)
            try session.invite(asked, by: clerk, at: training, in: db)
            return session
        }
    }

    @discardableResult
    func key(
        _ session: TrainingSession, _ outcomes: [String: AttendanceOutcome], seen: Int = 1, by login: String = "renshi"
    ) async throws -> TrainingSession {
        let (training, actor) = (training, try actor(login))
        let lines = try outcomes.map { login, outcome in
            AttendanceLine(staffID: try staff(login), outcome: outcome, minutes: outcome == .attended ? 60 : 0)
        }
        return try await database.write { db in
            try TrainingSession.key(lines, of: session.id, seen: seen, by: actor, at: training, in: db)
        }
    }

    func begin(_ course: String, by login: String) async throws -> QuizSitting {
        let (training, actor) = (training, try actor(login))
        return try await database.write { try QuizSitting.begin(course, by: actor, at: training, in: $0) }
    }

    /// Hands in with so many wrong answers.
    @discardableResult
    func handIn(_ sitting: QuizSitting, wrong: Int = 0, by login: String) async throws -> QuizSitting {
        let (training, actor) = (training, try actor(login))
        return try await database.write { db in
            let paper = QuizPaper(try sitting.version(in: db).course, seed: sitting.seed)
            let answers = paper.items.enumerated().map { place, item in
                place < wrong ? (item.rightPlace + 1) % item.choices.count : item.rightPlace
            }
            return try QuizSitting.find(sitting.id, of: actor, in: db)
                .handIn(answers, by: actor, at: training, in: db)
        }
    }

    func needs(_ login: String) async throws -> [String: TrainingNeed] {
        let (training, staff) = (training, try staff(login))
        let found = try await database.read { db in
            try OwnRoutes.Told(
                staff, of: World.organisation, at: training, on: db.now.day(in: .shanghai), in: db
            ).needs
        }
        return Dictionary(found.map { ($0.course, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func figures(unit: World.Unit? = nil) async throws -> TrainingFigures {
        let shelf = training.shelf
        return try await database.read { db in
            let today = db.now.day(in: .shanghai)
            return try TrainingFigures.load(
                today.endOfQuarter.advanced(by: 1).advanced(byMonths: -3)...today.endOfQuarter, unit: unit?.id,
                of: World.organisation, at: shelf, in: db)
        }
    }
}
