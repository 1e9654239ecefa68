import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// Rows, analyses and bulletins in a real store.
@Suite struct FigureStoreTests {
    private func row(_ id: ID<Case>, in world: StoreWorld) async throws -> CaseFigure {
        try #require(try await world.database.read { try CaseFigure.first(of: id, in: $0) })
    }

    private func replayed(_ id: ID<Case>, in world: StoreWorld) async throws -> CaseFigure? {
        let (desk, levels) = (world.desk, world.cases.rules.levels)
        return try await world.database.read { db in
            let facts = try Event.list(of: Case.subject(id), at: desk, in: db).compactMap(\.caseFact)
            let calendar = try OrganisationCalendar.load(World.organisation, in: db)
            return try CaseFigure.replay(facts, by: { _ in levels }, organisation: .careHome, calendar: calendar)
        }
    }

    private func analysis(_ period: String, in world: StoreWorld) async throws -> Analysis? {
        try await world.database.read {
            try Analysis.latest(FigurePeriod(period)!, of: World.organisation, in: $0)
        }
    }

    @Test func `a promise is judged by the rules of the day it was given, the documents' own limit by what they say`()
        throws
    {
        let shipped = try World.data.get().levels
        var tighter = shipped
        tighter[.promise(.three, .firstFeedback)] = .hours(24)
        tighter[.cap(.firstFeedback)] = .hours(36)
        let journey = try Journey()
        let received = journey.subject.milestones.receivedAt
        func due(_ isCap: Bool, since: Instant) throws -> Int64? {
            try CaseFigure.following(
                nil, journey.subject, by: { $0 < since ? shipped : tighter }, organisation: .careHome,
                calendar: .china, at: journey.now
            ).rounds[0].clocks.first { $0.kind == .firstFeedback && $0.isCap == isCap }.map { $0.promisedAt - received }
        }
        #expect(try due(false, since: received) == 24 * 3_600_000)
        #expect(try due(false, since: received.advanced(byHours: 1)) == 48 * 3_600_000)
        #expect(try due(true, since: received) == 48 * 3_600_000)
    }

    @Test(arguments: Engine.available)
    func `the row of a case is what its facts give, through pauses, reopening and merging`(engine: Engine) async throws
    {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await world.take(
                .acknowledgement(.init(communication: world.talk(), empathyShown: true)), on: id, by: World.receiving)
            world.clock.move(hours: 3)
            try await world.take(.grading(.init(level: .three)), on: id, by: World.receiving)
            try await world.take(
                .assignment(Assignment(handler: World.handler, responsibleUnit: World.kitchen)), on: id,
                by: World.supervising)
            try await world.take(.acceptance(.init()), on: id, by: World.handling)
            try await world.take(
                .feedback(
                    Feedback(
                        handler: World.handler, understood: "Cold soup", nextStep: "Look at the trolley",
                        expectedAt: world.clock.now.advanced(byHours: 72), communication: world.talk())), on: id,
                by: World.handling)
            world.clock.move(days: 1)
            let until = world.clock.now.advanced(byHours: 72)
            try await world.take(
                .pause(CasePause(reason: .complainantAsked, explanation: "In hospital", until: until)), on: id,
                by: World.supervising)
            world.clock.move(days: 2)
            try await world.take(.resumption(.init()), on: id, by: World.supervising)
            let paused = try await row(id, in: world)
            let decision = try #require(paused.rounds[0].clocks.first { $0.kind == .decision && $0.isCap })
            #expect(decision.promisedAt < decision.dueAt)
            #expect(decision.paused(asOf: world.clock.now) == 48 * 3_600_000)
            #expect(paused == (try await replayed(id, in: world)))

            let quick = try await world.receive().subject.id
            try await world.solveAtOnce(quick)
            world.clock.move(days: 3)
            try await world.take(.reopening(Reopening(reason: "Cold again")), on: quick, by: World.receiving)
            let again = try await row(quick, in: world)
            #expect(again.rounds.count == 2)
            #expect(again.rounds[0].closing?.isByFirstReceiver == true)
            #expect(again == (try await replayed(quick, in: world)))

            let group = World.actor(World.receiver, .customerService, .complaintLeader)
            let twin = try await world.receive().subject.id
            try await world.take(.merger(Merger(into: id, reason: "The same soup")), on: twin, by: group)
            #expect(try await row(twin, in: world).counting == .merged)
            #expect(try await row(twin, in: world) == (try await replayed(twin, in: world)))
            #expect(try await row(id, in: world) == (try await replayed(id, in: world)))
        }
    }

    @Test(arguments: Engine.available)
    func `cases from before there were figures get the rows they would have had`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            world.clock.move(hours: 5)
            try await world.solveAtOnce(id)
            let kept = try await row(id, in: world)
            try await world.database.write { db in try db.run("DELETE FROM case_figures") }
            try await world.cases.lookAfterFigures()
            #expect(try await row(id, in: world) == kept)
            try await world.database.write { db in try db.run("DELETE FROM case_figures") }
            world.clock.move(hours: 1)
            try await world.take(.reopening(Reopening(reason: "Cold again")), on: id, by: World.receiving)
            #expect(try await row(id, in: world).rounds.count == 2)
            #expect(try await row(id, in: world) == (try await replayed(id, in: world)))
        }
    }

    @Test(arguments: Engine.available)
    func `the month is analysed once on the first day of the next, and never changes by itself`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await world.cases.lookAfterFigures()
            #expect(try await analysis("2026-05", in: world) == nil)
            world.clock.set(Instant(iso8601: "2026-06-01T00:00:10+08:00")!)
            try await world.cases.lookAfterFigures()
            let first = try #require(try await analysis("2026-05", in: world))
            #expect(first.version == 1 && first.slices.all.received == 1)
            #expect(first.slices.all.promises.first?.promised.rate == Rate(0, of: 1))
            // 21 May and fourteen days is 4 June: not yet due when the month ends.
            #expect(first.slices.all.promises.first { $0.kind == .decision }?.promised.immature == 1)
            try await world.cases.lookAfterFigures()
            #expect(try await analysis("2026-05", in: world)?.version == 1)

            let group = World.actor(World.receiver, .customerService, .complaintLeader)
            let other = try await world.receive().subject.id
            try await world.take(.merger(Merger(into: other, reason: "The same")), on: id, by: group)
            try await world.cases.lookAfterFigures()
            #expect(try await analysis("2026-05", in: world)?.slices == first.slices)

            let (desk, quality) = (world.desk, World.actor(World.other, .qualitySupervisor))
            let may = FigurePeriod("2026-05")!
            try await world.database.write { db in
                let profile = try OrganisationProfile.find(World.organisation, in: db)
                let counted = try Analysis.count(may, profile: profile, in: db)
                #expect(throws: Problem.conflict("casework.figures.refusal.made")) {
                    try Analysis.freeze(counted, reason: nil, by: quality, at: desk, in: db)
                }
                #expect(throws: Problem.conflict("casework.figures.refusal.not_ended")) {
                    try Analysis.count(may.moved(by: 1), profile: profile, in: db)
                }
                try Analysis.freeze(counted, reason: "A duplicate was found", by: quality, at: desk, in: db)
            }
            let second = try #require(try await analysis("2026-05", in: world))
            #expect(second.version == 2 && second.reason == "A duplicate was found")
            #expect(second.slices.all.received == 0 && second.slices.all.leftOut == 1)
            let old = try await world.database.read {
                try Analysis.find(may, version: 1, of: World.organisation, in: $0)
            }
            #expect(old.slices == first.slices)
        }
    }

    @Test(arguments: Engine.available)
    func `a quarter reads the rows of its own time by an index, whatever the archive holds`(engine: Engine) async throws
    {
        try await StoreWorld.run(engine) { world in
            for _ in 0..<3 { _ = try await world.receive() }
            world.clock.set(Instant(iso8601: "2026-08-03T09:00:00+08:00")!)
            _ = try await world.receive()
            let figures = try await world.database.read { db in
                try Figures.load(FigurePeriod("2026-Q3")!, of: World.organisation, zone: .shanghai, in: db).figures
            }
            #expect(figures.received == 1)
            #expect(figures.asOf == world.clock.now)
        }
    }

    @Test(arguments: Engine.available)
    func `more cases than a page holds are all counted, in each period that holds them, whether asked for alone or not`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await world.receive().subject.id
            try await world.solveAtOnce(id)
            let row = try await row(id, in: world)
            world.clock.set(Instant(iso8601: "2026-07-02T09:00:00+08:00")!)
            let many = CaseFigure.pageSize + 30
            let periods = ["2026-04", "2026-05", "2026-06", "2026-Q2", "2026"].compactMap { FigurePeriod($0) }
            let alone = try await world.database.write { db -> [Figures] in
                // Copies of one case at one moment: what is behind it must not be skipped at the end of a page.
                for _ in 0..<many { try copy(row, in: db) }
                return try periods.map {
                    try Figures.load($0, of: World.organisation, zone: .shanghai, in: db).figures
                }
            }
            #expect(alone.map(\.received) == [0, many + 1, 0, many + 1, many + 1])
            #expect(alone.map(\.firstContact.rate.of) == [0, 0, many + 1, many + 1, many + 1])
            let together = try await world.database.read { db in
                try Figures.load(periods, FigureFilter(), of: World.organisation, zone: .shanghai, in: db).map(
                    \.figures)
            }
            #expect(together == alone)
        }
    }

    private func copy(_ row: CaseFigure, in db: any Connection) throws {
        let id: ID<Case> = db.newID()
        try db.send(
            """
            INSERT INTO cases (id, organisation_id, number, kind, channel, secrecy, restricted, state, is_open,
                level_confirmed, received_at, registered_at, holder_id, group_id, next_due_at, escalated, pin_round,
                pin_digest, version, document)
            SELECT \(id), organisation_id, \(id.text), kind, channel, secrecy, restricted, state, is_open,
                level_confirmed, received_at, registered_at, holder_id, group_id, next_due_at, escalated, pin_round,
                pin_digest, version, document
            FROM cases WHERE id = \(row.caseID)
            """)
        try db.send(
            """
            INSERT INTO case_figures (case_id, organisation_id, received_at, judged_at, figure)
            VALUES (\(id), \(World.organisation), \(row.receivedAt), \(row.judgedAt), \(try JSONText.of(row)))
            """)
    }

    @Test(arguments: Engine.available)
    func `a bulletin is drafted at the quarter's end, edited, approved by another and read by each`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            for _ in 0..<6 { _ = try await world.receive() }
            world.clock.set(Instant(iso8601: "2026-07-01T00:01:00+08:00")!)
            try await world.cases.lookAfterFigures()
            try await world.cases.lookAfterFigures()
            let desk = world.desk
            let list = try await world.database.read { try Bulletin.list(of: World.organisation, in: $0) }
            #expect(list.map(\.period.description) == ["2026-Q2"])
            let draft = try #require(list.first)
            #expect(draft.versions.map(\.madeBy) == [nil])
            let writer = World.actor(World.other, .qualitySupervisor)
            let approver = World.actor(World.boss, .director)
            let today = LocalDay("2026-07-01")!
            let staff = try await world.database.read { try draft.unread(on: today, in: $0) }
            #expect(staff.count == 7)
            #expect(draft.refusal(to: approver.staffID) == .conflict("casework.bulletin.refusal.nobody_edited"))
            let published = try await world.database.write { db in
                try draft.write("Six cases.", after: 1, by: writer, at: desk, in: db)
                let edited = try Bulletin.find(draft.id, of: World.organisation, in: db)
                #expect(throws: Problem.conflict("casework.refusal.changed_meanwhile")) {
                    try edited.write("Over it", after: 1, by: writer, at: desk, in: db)
                }
                #expect(throws: Problem.forbidden("casework.bulletin.refusal.own_words")) {
                    try edited.approve(by: writer, on: today, at: desk, in: db)
                }
                try edited.approve(by: approver, on: today, at: desk, in: db)
                return try Bulletin.find(draft.id, of: World.organisation, in: db)
            }
            #expect(published.isPublished && published.current?.words == "Six cases.")
            #expect(published.versions.count == 2)
            try await world.database.write { db in
                #expect(throws: Problem.conflict("casework.bulletin.refusal.published")) {
                    try published.write("Later", after: 2, by: writer, at: desk, in: db)
                }
                #expect(try StaffNotice.unread(of: World.handling, in: db).contains { $0.subject.kind == "bulletin" })
                try published.acknowledge(by: World.handling, at: desk, in: db)
                try published.acknowledge(by: World.handling, at: desk, in: db)
                #expect(try published.receipts(in: db) == 1)
                #expect(try !published.unread(on: today, in: db).contains { $0.id == World.handler })
                #expect(try StaffNotice.unread(of: World.handling, in: db).allSatisfy { $0.subject.kind != "bulletin" })
                try published.remind(by: writer, on: today, at: desk, in: db)
                #expect(try StaffNotice.unread(of: World.handling, in: db).allSatisfy { $0.subject.kind != "bulletin" })
                let notices = try StaffNotice.unread(of: World.receiving, in: db).filter {
                    $0.subject.kind == "bulletin"
                }
                #expect(notices.map(\.message.key) == ["casework.bulletin.notice.reminder"])
            }
            #expect(try await ChainCheck.run(on: world.database).faults.isEmpty)
        }
    }
}
