import Casework
import Kernel
import Platform
import Storage

extension World {
    /// Tells the stories in the order of time, `clock` standing at each step's moment and the sweep looking round in
    /// between, so they end where `end` is. A store that has cases already is left as it is.
    package static func tellCases(in program: Program, clock: StoryClock, until end: Instant) async throws {
        guard try await program.hasNoCases() else { return }
        let stories = try Stories.load()
        let cases = CaseDesk(desk: program.desk, rules: try CaseworkData.load())
        let teller = StoryTeller(cases, cast(in: program), stories)
        var scenes: [(at: Instant, story: Int, scene: StoryTeller.Scene?)] = []
        for (index, story) in stories.stories.enumerated() {
            let begin = end.advanced(byHours: -story.hoursAgo)
            scenes.append((begin, index, nil))
            scenes += teller.scenes(of: story).map { (begin.advanced(byHours: $0.hour), index, $0) }
        }
        try await putMoneyAside(60_000, in: program, year: end.day(in: .shanghai).year)
        try await promise(in: program)
        var ids: [Int: ID<Case>] = [:]
        for scene in scenes.sorted(by: { ($0.at, $0.story) < ($1.at, $1.story) }) {
            while clock.now.advanced(byHours: 4) < scene.at {
                clock.move(to: clock.now.advanced(byHours: 4))
                _ = try await Sweep.run(at: program.desk)
            }
            clock.move(to: scene.at)
            let known = ids[scene.story]
            ids[scene.story] = try await program.database.write { db in
                guard let play = scene.scene?.play, let known else {
                    return try teller.begin(stories.stories[scene.story], in: db)
                }
                try play(known, db)
                return known
            }
        }
        clock.move(to: end)
        try await improve(in: program)
        _ = try await Sweep.run(at: program.desk)
        try await tellFeedback(in: program)
    }

    /// The special fund of the year, planned by the director.
    static func putMoneyAside(_ budget: Int64, in program: Program, year: Int) async throws {
        guard let director = member("zongjian") else { return }
        let desk = program.desk
        let actor = Actor(organisationID: organisation, kind: .staff(director.id, roles: Set(director.roles)))
        try await program.database.write { db in
            try FundYear.plan(
                year, budget: Money(yuan: budget), percent: FundYear.defaultPercent, by: actor, at: desk, in: db)
        }
    }

    private static func cast(in program: Program) -> StoryTeller.Cast {
        StoryTeller.Cast(
            organisation: organisation,
            staff: Dictionary(uniqueKeysWithValues: members.map { ($0.login, (id: $0.id, roles: Set($0.roles))) }),
            units: [
                "complaints": Unit.complaints.id, "kitchen": Unit.catering.id, "service": Unit.customers.id,
                "nursing": Unit.nursing.id, "floor1": Unit.firstFloor.id, "logistics": Unit.logistics.id,
            ], people: residents.map(\.id))
    }
}
