import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Indicators

/// What must not go wrong while lines are kept current.
@Suite struct FollowerTests {
    private func same(_ scene: IndicatorScene) async throws {
        #expect(try await scene.kept() == (try await scene.recounted()))
    }

    private func lines(_ id: ID<Case>, _ scene: IndicatorScene) async throws -> [Observation] {
        try await scene.database.read { try Observation.list(of: ObservedSubject(.case, id.text), in: $0) }
    }

    @Test(arguments: Engine.available)
    func `a case reopened, moved to another unit, merged and hidden is counted as what it became`(
        engine: Engine
    ) async throws {
        try await IndicatorScene.run(engine) { scene in
            let id = try await scene.receive()
            try await scene.solve(id)
            try await scene.follower.run()
            #expect(try await lines(id, scene).contains { $0.measure == .satisfied && $0.metAt != nil })
            scene.clock.move(days: 3)
            try await scene.take(.reopening(Reopening(reason: "Cold again")), on: id)
            try await scene.follower.run()
            let reopened = try #require(try await lines(id, scene).first { $0.measure == .reopened })
            #expect(reopened.metAt == reopened.maturesAt)
            // What was said at the first close counts until the case was taken up again.
            let satisfied = try await lines(id, scene).first { $0.measure == .satisfied }
            #expect(satisfied?.untilAt == scene.clock.now)

            let other = try await scene.receive()
            try await scene.assign(other)
            try await scene.follower.run()
            #expect(try await lines(other, scene).allSatisfy { $0.unit == World.Unit.catering.id })
            let leader = Actor(
                organisationID: World.organisation,
                kind: .staff(World.member("zuzhang")!.id, roles: [.employee, .complaintLeader]))
            try await scene.take(.merger(Merger(into: id, reason: "The same soup")), on: other, by: leader)
            try await scene.follower.run()
            #expect(try await lines(other, scene).isEmpty)
            try await scene.database.write { try HiddenCase.hide(id, of: World.organisation, in: $0) }
            try await scene.follower.run()
            #expect(try await lines(id, scene).isEmpty)
            try await same(scene)
        }
    }

    @Test(arguments: Engine.available)
    func `events of one moment, late ones, and what a stopped follower left, are all counted once`(
        engine: Engine
    ) async throws {
        try await IndicatorScene.run(engine) { scene in
            let first = try await scene.receive()
            // A follower that is stopped before it notes what it saw does its work again.
            let page = try await scene.database.read { try EventPage(of: World.organisation, in: $0) }
            #expect(page.subjects.contains(ObservedSubject(.case, first.text)))
            #expect(try await scene.follower.renew(page.subjects))
            let again = try await scene.database.read { try EventPage(of: World.organisation, in: $0) }
            #expect(again.subjects == page.subjects)
            #expect(try await !scene.follower.followPage())
            // The second is of the same moment, and committed after the first was looked at.
            let second = try await scene.receive()
            let next = try await scene.database.read { try EventPage(of: World.organisation, in: $0) }
            #expect(next.subjects == [ObservedSubject(.case, second.text)])
            try await scene.follower.run()
            // One that was committed so late that no page holds it is found by the walk.
            let late = try await scene.receive()
            try await scene.database.write { db in
                let later = db.now.advanced(byHours: 2)
                try db.run("UPDATE indicator_followers SET followed_at = \(later)")
            }
            scene.clock.move(hours: 3)
            _ = try await scene.follower.followPage()
            #expect(try await lines(late, scene).isEmpty)
            try await scene.follower.run()
            #expect(try await !lines(late, scene).isEmpty)
            try await same(scene)
        }
    }

    @Test(arguments: Engine.available)
    func `of two followers at once neither writes over what the other saw later`(engine: Engine) async throws {
        try await IndicatorScene.run(engine) { scene in
            let id = try await scene.receive()
            let (desk, subject) = (scene.desk, ObservedSubject(.case, id.text))
            func read() async throws -> Renewal {
                try await scene.database.read { db in
                    try Renewal(subject, ObservingContext(World.organisation, at: desk, in: db), in: db)
                }
            }
            let early = try await read()
            try await scene.assign(id)
            let late = try await read()
            let written = try await scene.database.write { db in
                try [late, early].map { try $0.write(of: World.organisation, in: db) }
            }
            #expect(written == [true, false])
            #expect(try await lines(id, scene).allSatisfy { $0.unit == World.Unit.catering.id })
            async let one: Void = scene.follower.run()
            async let other: Void = scene.follower.run()
            _ = try await (one, other)
            try await same(scene)
        }
    }

    @Test func `another zone, another letter and a record that is gone are found by the walk`() async throws {
        try await IndicatorScene.run { scene in
            let id = try await scene.receive()
            try await scene.follower.run()
            let before = try await scene.kept()
            try await scene.database.write { db in
                try db.run("UPDATE organisations SET zone = 'Europe/Berlin'")
                try db.run(
                    """
                    INSERT INTO indicator_observations (organisation_id, measure, subject_kind, subject_id, place, part,
                        assigned_at, matures_at, until_at, amount, weight)
                    VALUES (\(World.organisation), 'complaint', 'case', \((db.newID() as ID<Case>).text), 0, '', 1, 1, 2,
                        1, 1)
                    """)
            }
            try await scene.follower.run()
            #expect(try await scene.kept() != before)
            #expect(try await !lines(id, scene).isEmpty)
            try await same(scene)
        }
    }

    @Test func `a record that cannot be read stops no other`() async throws {
        try await IndicatorScene.run { scene in
            let (broken, whole) = (try await scene.receive(), try await scene.receive())
            try await scene.database.write { db in
                try db.run("UPDATE case_figures SET figure = '{}' WHERE case_id = \(broken)")
            }
            try await scene.follower.run()
            #expect(try await lines(broken, scene).isEmpty)
            #expect(try await !lines(whole, scene).isEmpty)
        }
    }
}
