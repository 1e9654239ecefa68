import App
import Kernel
import People
import Platform
import Storage
import TestKit
import Testing

@testable import Commitments

/// Letters, who holds which, and what was promised to whom on a day, in a real store.
@Suite struct LetterStoreTests {
    private func people(_ numbers: [Int]) -> Set<ID<Person>> { Set(numbers.map { World.residents[$0].id }) }

    @Test(arguments: Engine.available)
    func `the re-issue list shows exactly who holds version 1, and coverage counts those in service`(engine: Engine)
        async throws
    {
        try await withPromises(engine) { world in
            try await world.promise()
            let first = try await world.letter()
            let all = try await world.holders(.without, current: 1)
            let inService = try await world.coverage(1)
            #expect(inService.residents == all.count && inService.current == 0 && all.count > 4)
            try await world.give(first, to: 0)
            try await world.give(first, to: 2)
            try await world.give(first, to: 3) {
                ($0.outcome, $0.reason) = (.refused, "Does not want to")
                $0.witness = World.member("hulier")!.id
            }
            #expect(try await world.coverage(1).current == 2)
            world.running.clock.move(days: 1)
            let second = try await world.letter(" anew")
            #expect(second.version == 2)
            #expect(Set(try await world.holders(.old, current: 2)) == people([0, 2]))
            #expect(Set(try await world.holders(nil, version: 1, current: 2)) == people([0, 2]))
            #expect(try await world.holders(.without, current: 2).count == all.count - 2)
            try await world.give(second, to: 0)
            #expect(Set(try await world.holders(nil, version: 1, current: 2)) == people([2]))
            #expect(Set(try await world.holders(.current, current: 2)) == people([0]))
            let sum = try await world.coverage(2)
            #expect(sum.current == 1 && sum.old == 1 && sum.without == all.count - 2)
            #expect(try await ChainCheck.run(on: world.database).faults.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `a person who left service does not count, in neither number`(engine: Engine) async throws {
        try await withPromises(engine) { world in
            try await world.promise()
            let letter = try await world.letter()
            try await world.give(letter, to: 0)
            try await world.give(letter, to: 2)
            let before = try await world.coverage(1)
            let yesterday = world.today.advanced(by: -1)
            let keys = try await world.desk.keyring(of: World.organisation)
            try await world.database.write { db in
                var person = try Person.find(World.residents[0].id, of: World.organisation, keys: keys, in: db)
                person.periods = person.periods.map { ServicePeriod($0.kind, from: $0.fromOn, until: yesterday) }
                try person.save(keys: keys, in: db)
            }
            let after = try await world.coverage(1)
            #expect(after.residents == before.residents - 1 && after.current == before.current - 1)
            #expect(Set(try await world.holders(.current, current: 1)) == people([2]))
            await #expect(throws: Problem.conflict("commitments.refusal.not_in_service")) {
                try await world.give(letter, to: 0)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `of two clerks who give one resident the letter at once, one is told that it is signed`(engine: Engine)
        async throws
    {
        try await withPromises(engine) { world in
            try await world.promise()
            let letter = try await world.letter()
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for login in ["kehu", "qiantai"] {
                    group.addTask {
                        do {
                            try await world.give(letter, to: 0, by: login)
                            return true
                        } catch Problem.conflict(let message) {
                            #expect(message.key == "commitments.refusal.signed_already")
                            return false
                        } catch {
                            Issue.record(error)
                            return false
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 1)
            let issues = try await world.database.read {
                try CommitmentIssue.list(of: World.residents[0].id, World.organisation, in: $0)
            }
            #expect(issues.count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `what was promised on a day is what was signed by then, in the words of then`(engine: Engine) async throws {
        try await withPromises(engine) { world in
            let standard = try await world.promise()
            try await world.give(try await world.letter(), to: 0)
            let firstDay = world.today
            world.running.clock.move(days: 10)
            try await world.promise(PromiseWorld.terms(.within(.hours(12))), code: standard.code)
            let second = try await world.letter(" anew")
            world.running.clock.move(days: 1)
            let given = try await world.give(second, to: 0)
            func promised(_ day: LocalDay) async throws -> [String]? {
                try await world.database.read { db in
                    let issues = try CommitmentIssue.list(of: World.residents[0].id, World.organisation, in: db)
                    return try PromisedOn.find(among: issues, on: day, of: World.organisation, in: db)?
                        .promises.map(\.terms.target.description)
                }
            }
            #expect(try await promised(firstDay.advanced(by: -1)) == nil)
            #expect(try await promised(firstDay) == ["24h"])
            #expect(try await promised(firstDay.advanced(by: 10)) == ["24h"])
            #expect(try await promised(firstDay.advanced(by: 11)) == ["12h"])
            let desk = world.desk
            try await world.database.write { db in
                try given.annul(for: "Wrong person", by: PromiseWorld.actor("kehu"), at: desk, in: db)
            }
            #expect(try await promised(firstDay.advanced(by: 11)) == ["24h"])
            #expect(Set(try await world.holders(.old, current: 2)) == people([0]))
            await #expect(throws: Problem.conflict("commitments.refusal.annulled_already")) {
                try await world.database.write { db in
                    try given.annul(for: "Again", by: PromiseWorld.actor("kehu"), at: desk, in: db)
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a letter no longer in force is not given, and its review ends with the next version`(engine: Engine)
        async throws
    {
        try await withPromises(engine) { world in
            try await world.promise()
            let first = try await world.letter()
            world.running.clock.move(days: 340)
            try await world.sweep()
            let told = try await world.database.read {
                try StaffNotice.unread(of: PromiseWorld.actor("zhijian"), in: $0).map(\.message.key)
            }
            #expect(told.contains("commitments.notice.review"))
            try await world.letter(" anew")
            let open = try await world.database.read { db in
                try StoredClock.list(of: first.subject, in: db).filter { $0.clock.finishedAt == nil }
            }
            #expect(open.isEmpty)
            await #expect(throws: Problem.conflict("commitments.refusal.letter_not_in_force")) {
                try await world.give(first, to: 0)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `everybody reads the promises, a new version anew, and who has not is known`(engine: Engine) async throws {
        try await withPromises(engine) { world in
            let standard = try await world.promise()
            let (desk, today, reader) = (world.desk, world.today, PromiseWorld.actor("hulier"))
            func late() async throws -> (staff: [StaffMember], count: (read: Int, of: Int)) {
                try await world.database.read { db in
                    (
                        try StandardReading.late(on: today, of: World.organisation, in: db).staff,
                        try StandardReading.count(on: today, of: World.organisation, in: db)
                    )
                }
            }
            #expect(try await late().count == (0, World.members.count))
            for _ in 0..<2 {
                try await world.database.write { db in
                    try StandardReading.acknowledge([standard.id], by: reader, at: desk, in: db)
                }
            }
            let once = try await late()
            #expect(once.count == (1, World.members.count) && !once.staff.contains { $0.id == reader.staffID })
            try await world.promise(PromiseWorld.terms(.within(.hours(12))), code: standard.code)
            #expect(try await late().count.read == 0)
        }
    }
}
