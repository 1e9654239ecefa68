import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Commitments
@testable import Quality

/// A promise that was not kept becomes an action, by the rule of the promise or by a press, and never two.
@Suite struct MissActionTests {
    private func actions(_ world: PromiseWorld) async throws -> [ImprovementAction] {
        let desk = world.desk
        return try await world.database.read {
            try ActionList.page(.open, reader: PromiseWorld.actor("zhijian"), at: desk, in: $0).actions
        }
    }

    private func misses(_ world: PromiseWorld) async throws -> [CommitmentMiss] {
        try await world.database.read { try CommitmentMiss.page(of: World.organisation, in: $0).misses }
    }

    @Test(arguments: Engine.available)
    func `a miss opens one action by its rule and stands on the page of its case`(engine: Engine) async throws {
        try await withPromises(engine) { world in
            try await world.promise(PromiseWorld.terms(opensAfter: 1))
            let id = try await world.receive()
            world.running.clock.move(hours: 25)
            for _ in 0..<3 { try await world.sweep() }
            let action = try #require(try await actions(world).first)
            #expect(try await actions(world).count == 1)
            #expect(action.source.kind == "case" && action.source.id == id.text)
            let miss = try #require(try await misses(world).first)
            #expect(miss.wantsAction && miss.action == action.id.text)
            let browser = try await world.running.signedIn("zhijian", language: "zh-Hans")
            let page = try await browser.get("/cases/\(id)")
            #expect(page.status == .ok && page.text.contains("未兑现的承诺") && page.text.contains(action.number))
            let again = try await browser.submit("/actions/new", to: "/actions/from/miss/\(miss.id)", [:])
            #expect(again.status == .conflict)
            #expect(try await actions(world).count == 1)
            #expect(try await ChainCheck.run(on: world.database).faults.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `after three misses in a month one action answers them all`(engine: Engine) async throws {
        try await withPromises(engine) { world in
            let standard = try await world.promise(PromiseWorld.terms(opensAfter: 3))
            for _ in 0..<2 { _ = try await world.receive() }
            world.running.clock.move(hours: 25)
            try await world.sweep()
            #expect(try await actions(world).isEmpty)
            for _ in 0..<2 { _ = try await world.receive() }
            world.running.clock.move(hours: 25)
            try await world.sweep()
            let found = try await actions(world)
            #expect(found.map(\.source.id) == ["\(standard.code).2026-09"])
            #expect(Set(try await misses(world).map(\.action)) == [found[0].id.text])
            guard case .value(let figure) = found[0].trigger else { return #expect(Bool(false)) }
            #expect(figure.before >= 3 && figure.target == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `two who press at once get one action, and whoever may not read the case none`(engine: Engine) async throws {
        try await withPromises(engine) { world in
            try await world.promise()
            let id = try await world.receive()
            world.running.clock.move(hours: 25)
            try await world.sweep()
            #expect(try await actions(world).isEmpty, "only a person decides")
            let miss = try #require(try await misses(world).first)
            let path = "/actions/from/miss/\(miss.id)"
            let nurse = try await world.running.signedIn("hulier")
            #expect(try await nurse.submit("/desk", to: path, [:]).status == .forbidden)
            let keeper = try await world.running.signedIn("zhijian")
            let director = try await world.running.signedIn("zongjian")
            async let first = keeper.submit("/cases/\(id)", to: path, [:])
            async let second = director.submit("/cases/\(id)", to: path, [:])
            let answers = try await [first.status, second.status]
            #expect(answers.contains(.seeOther) && answers.allSatisfy { $0 == .seeOther || $0 == .conflict })
            #expect(try await actions(world).count == 1)
            let token = try await world.running.token("zhijian")
            let asked = try await world.running.ask(.post, path, token: token, key: "once-0001")
            #expect(asked.status == .conflict)
            #expect(try await world.running.ask(.get, "/cases/\(id)", token: token).status == .ok)
        }
    }
}
