import Casework
import Kernel
import Platform
import Storage

extension World {
    /// Tells the stories in the order of time, `clock` standing at each step's moment and the sweep looking round in
    /// between, so they end where `end` is. A store that has cases already is left as it is.
    package func tellCases(in program: Program, clock: StoryClock, until end: Instant) async throws {
        guard try await program.hasNoCases() else { return }
        let stories = try Stories.load()
        let cases = CaseDesk(desk: program.desk, rules: try CaseworkData.load())
        let teller = StoryTeller(cases, try await cast(in: program), stories)
        var scenes: [(at: Instant, story: Int, scene: StoryTeller.Scene?)] = []
        for (index, story) in stories.stories.enumerated() {
            let begin = end.advanced(byHours: -story.hoursAgo)
            scenes.append((begin, index, nil))
            scenes += teller.scenes(of: story).map { (begin.advanced(byHours: $0.hour), index, $0) }
        }
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
        _ = try await Sweep.run(at: program.desk)
    }

    private func cast(in program: Program) async throws -> StoryTeller.Cast {
        let roles = try await program.database.read { [staff] db in
            try staff.mapValues { try ($0, RoleGrant.roles(of: $0, organisation: World.homeID, in: db)) }
        }
        return StoryTeller.Cast(
            organisation: World.homeID, staff: roles.mapValues { (id: $0.0, roles: $0.1) }, units: units, people: people
        )
    }
}
