import App
import Casework
import Commitments
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Indicators

/// Whatever happens in whatever order, what is kept step by step is what is counted from nothing.
@Suite struct HistoryTests {
    @Test(arguments: Engine.available, [7] as [UInt64])
    func `every indicator counted step by step is the same as counted from nothing`(
        engine: Engine, seed: UInt64
    ) async throws {
        try await IndicatorScene.run(engine) { scene in
            var random = RandomHistory(seed: seed)
            try await promise(scene)
            _ = try await Sweep.run(at: scene.desk)
            try await random.foundations(scene)
            for number in 0..<70 {
                try await random.something(scene, number)
                scene.clock.move(minutes: Int.random(in: 1...1800, using: &random))
                try await follow(scene, &random)
            }
            scene.clock.move(days: 2)
            try await scene.follower.run()
            let (kept, recounted) = (try await scene.kept(), try await scene.recounted())
            #expect(Set(kept.keys) == Set(recounted.keys))
            for (subject, lines) in recounted where kept[subject] != lines {
                Issue.record("\(subject): \(kept[subject] ?? []) instead of \(lines)")
            }
            if engine == .sqlite { try await everyIndicator(scene, in: kept) }
        }
    }

    /// An indicator of the catalogue for which no history brings a line has no test.
    private func everyIndicator(
        _ scene: IndicatorScene, in kept: [ObservedSubject: [Observation]]
    ) async throws {
        var seen: [Measure: Set<ObservedKind>] = [:]
        for (subject, lines) in kept {
            for line in lines { seen[line.measure, default: []].insert(subject.kind) }
        }
        for indicator in try IndicatorCatalogue.load().indicators where indicator.isRecorded {
            for measure in indicator.measures {
                let kinds = seen[measure] ?? []
                #expect(kinds == [measure.source], "\(measure.rawValue) of \(indicator.code)")
            }
        }
    }

    /// In batches of any size; now and then the follower is stopped in the middle, or two go at once.
    private func follow(_ scene: IndicatorScene, _ random: inout RandomHistory) async throws {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: try await scene.follower.run()
        case 1, 2: _ = try await scene.follower.followPage()
        case 3:
            // Stopped after the lines were written, before anybody noted what was seen.
            let page = try await scene.database.read { try EventPage(of: World.organisation, in: $0) }
            _ = try await scene.follower.renew(Array(page.subjects.prefix(page.subjects.count / 2)))
        case 4:
            async let one: Void = scene.follower.run()
            async let other: Void = scene.follower.run()
            _ = try await (one, other)
        case 5: _ = try await scene.follower.renewDue()
        default: break
        }
    }

    private func promise(_ scene: IndicatorScene) async throws {
        let desk = scene.desk
        try await scene.database.write { db in
            let terms = ServiceStandard.Terms(
                name: Bilingual("Receipt"), wording: Bilingual("Within 24 hours somebody answers"),
                remedy: Bilingual("We apologise"), target: .within(.hours(24)), evidence: .clock(.acknowledge),
                scope: .init())
            let draft = try ServiceStandard.draft(
                terms, of: nil, by: IndicatorScene.actor("zhijian"), at: desk, in: db)
            try ServiceStandard.issue(
                [draft.id], effectiveOn: db.now.day(in: .shanghai), by: IndicatorScene.actor("zongjian"), at: desk,
                in: db)
        }
    }
}
