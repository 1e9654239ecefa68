import App
import Duties
import Kernel
import Storage
import TestKit
import Testing

@testable import Commitments

/// The duty to give everybody the new letter ends by itself with the last one (S0-24).
@Suite struct ReissueDutyTests {
    private func states(_ world: PromiseWorld) async throws -> [String] {
        try await world.database.read { db in
            try db.rows("SELECT state FROM duties WHERE rule_code = 'letter_reissue' ORDER BY due_at, id").map {
                try $0.get("state")
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a new letter opens the duty, and the last who held the old one closes it, signed or not`(engine: Engine)
        async throws
    {
        try await withPromises(engine) { world in
            try await world.sweep()
            try await world.promise()
            let first = try await world.letter()
            #expect(try await states(world) == ["done"], "nobody holds an older letter than the first")
            try await world.give(first, to: 0)
            try await world.give(first, to: 2)
            world.running.clock.move(days: 1)
            let second = try await world.letter(" anew")
            #expect(try await states(world) == ["done", "open"])
            try await world.give(second, to: 0)
            #expect(try await states(world) == ["done", "open"])
            try await world.give(second, to: 2) {
                ($0.outcome, $0.reason) = (.refused, "Does not want to")
                $0.witness = World.member("hulier")!.id
            }
            #expect(try await states(world) == ["done", "done"])
        }
    }
}
