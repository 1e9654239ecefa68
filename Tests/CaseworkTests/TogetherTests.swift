import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct TogetherTests {
    /// Open cases of every kind that the right to read turns on.
    private func fill(_ world: StoreWorld) async throws {
        let abouts: [ComplainedAbout] = [
            ComplainedAbout(), ComplainedAbout(staff: [World.named]), ComplainedAbout(units: [World.kitchen]),
            ComplainedAbout(units: [World.group]), ComplainedAbout(roles: [.director]),
            ComplainedAbout(roles: [.supervisor, .director, .chiefExecutive, .complaintLeader]),
            ComplainedAbout(roles: [.chiefExecutive]),
        ]
        for secrecy in Secrecy.allCases {
            for about in abouts {
                let received = try await world.receive {
                    $0.secrecy = secrecy
                    $0.complainedAbout = about
                    if secrecy == .anonymous { $0.complainant = Complainant(kind: .anonymous) }
                }
                guard about.units.isEmpty, about.roles.isEmpty else { continue }
                let id = received.subject.id
                try await world.take(
                    .acknowledgement(.init(communication: world.talk(), empathyShown: true)), on: id,
                    by: World.receiving)
                let level: ResponseLevel = secrecy == .open ? .three : .two
                try await world.take(.grading(.init(level: level, reason: "As told")), on: id, by: World.receiving)
                let leader = World.actor(World.receiver, .complaintLeader)
                try await world.take(
                    .assignment(.init(handler: World.handler, responsibleUnit: World.kitchen)), on: id, by: leader)
                if secrecy == .open { try await world.take(.acceptance(.init()), on: id, by: World.handling) }
                guard secrecy != .anonymous, about.staff.isEmpty else { continue }
                let due = world.clock.now.advanced(byHours: 20)
                try await world.take(
                    .task(.init(text: "Ask the cook", owner: World.other, dueAt: due)), on: id,
                    by: secrecy == .open ? World.handling : leader)
            }
        }
        _ = try await world.receive {
            $0.kind = .report
            $0.secrecy = .confidential
        }
    }

    @Test(arguments: Engine.available)
    func `the condition in SQL lets in exactly the cases the rule lets in, for every role and place`(
        _ engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            try await fill(world)
            let desk = world.desk
            let differing = try await world.database.read { db -> [String] in
                let all = try BoardRecount.open(at: desk, in: db).map(\.subject)
                var wrong: [String] = all.count > 20 ? [] : ["only \(all.count) cases"]
                let people = [World.receiver, World.handler, World.other, World.named, World.head]
                for role in Role.allCases {
                    for staff in people {
                        for units in [[], [World.group], [World.kitchen]] as [Set<ID<OrganisationUnit>>] {
                            for headed in [[], [World.kitchen]] as [Set<ID<OrganisationUnit>>] {
                                let roles: Set<Role> = [.employee, role]
                                let reader = CaseReader(
                                    actor: Actor(
                                        organisationID: World.organisation, kind: .staff(staff, roles: roles)),
                                    standing: Standing(
                                        staffID: staff, roles: roles, units: units, headedUnits: headed))
                                let found = Set(
                                    try db.rows(
                                        "SELECT c.id FROM cases c WHERE c.is_open = 1 AND \(reader.readableCases)"
                                    ).map { try $0.get("id", as: ID<Case>.self) })
                                let lawful = Set(all.filter { reader.mayRead($0) }.map(\.id))
                                if found != lawful {
                                    let (more, less) = (found.subtracting(lawful), lawful.subtracting(found))
                                    wrong.append("\(role) \(staff) +\(more.count) -\(less.count)")
                                }
                            }
                        }
                    }
                }
                return wrong
            }
            #expect(differing == [])
        }
    }

    @Test(arguments: Engine.available)
    func `the board's counts are what counting one by one gives, for every role and place, after closes and reopenings`(
        _ engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            try await fill(world)
            world.clock.move(days: 2)
            for isReopened in [false, true] {
                let id = try await world.receive {
                    $0.complainedAbout = ComplainedAbout(
                        staff: [World.named], units: [World.kitchen], roles: [.director])
                }.subject.id
                try await world.solveAtOnce(id)
                #expect(try await openness(of: id, in: world) == [0, 0, 0])
                guard isReopened else { continue }
                try await world.take(.reopening(Reopening(reason: "Cold again")), on: id, by: World.receiving)
                #expect(try await openness(of: id, in: world) == [1, 1, 1])
            }
            let desk = world.desk
            let differing = try await world.database.read { db in
                try BoardRecount.differing(
                    Role.allCases, [World.receiver, World.handler, World.named, World.head], at: desk, in: db)
            }
            #expect(differing == [])
        }
    }

    @Test func `the board counts without fetching a case, but those about the reader`() async throws {
        try await StoreWorld.run { world in
            let plans = try await world.database.read { db in
                let band: SQL = "c.organisation_id = \(World.organisation) AND c.is_open = 1"
                let standing = Standing(staffID: World.other, roles: [.employee], units: [World.group], headedUnits: [])
                let reader = CaseReader(actor: World.actor(World.other, .customerService), standing: standing)
                return try [
                    "\(band) AND c.restricted = 0", "\(band) AND c.restricted = 1 AND \(reader.readableCases)",
                ].map { (condition: SQL) in
                    let query: SQL = """
                        EXPLAIN QUERY PLAN SELECT c.state, c.level, count(CASE WHEN c.next_due_at < 5 THEN 1 END)
                        FROM cases c WHERE \(condition) GROUP BY c.state, c.level
                        """
                    return try db.rows(query).map { try $0.get("detail", as: String.self) }
                }
            }
            for (plan, index) in zip(plans, ["cases_open_counts", "cases_open_restricted"]) {
                #expect(plan.first?.hasPrefix("SEARCH c USING COVERING INDEX \(index)") == true, "\(plan)")
                #expect(!plan.contains { $0.contains("TEMP B-TREE FOR GROUP BY") }, "\(plan)")
            }
        }
    }

    /// As the rows of staff, units and offices named in a case have it.
    private func openness(of id: ID<Case>, in world: StoreWorld) async throws -> [Int] {
        try await world.database.read { db in
            try db.rows(
                """
                SELECT is_open FROM case_named_staff WHERE case_id = \(id)
                UNION ALL SELECT is_open FROM case_named_units WHERE case_id = \(id)
                UNION ALL SELECT is_open FROM case_named_roles WHERE case_id = \(id)
                """
            ).map { try $0.get("is_open") }
        }
    }

    @Test(arguments: Engine.available)
    func `the board counts by clock, its list agrees, and its mark changes with a step and with time`(
        _ engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let received = try await world.receive()
            _ = try await world.receive { $0.complainedAbout = ComplainedAbout(staff: [World.boss]) }
            let desk = world.desk
            let look = { @Sendable (filter: BoardFilter) in
                try await world.database.read { db in
                    let reader = try CaseReader.of(World.directing, in: db)
                    return (
                        try Board.load(filter, after: nil, reader: reader, zone: .shanghai, at: desk, in: db),
                        try Board.mark(filter, reader: reader, zone: .shanghai, in: db)
                    )
                }
            }
            let (first, firstMark) = try await look(BoardFilter())
            #expect(first.sum(but: .none) == 1, "a case about the reader is not even counted")
            #expect(first.lines.lines.map(\.id) == [received.subject.id])
            #expect(try await look(BoardFilter()).1 == firstMark, "nothing changed")
            for clock in BoardClock.allCases {
                let filter = BoardFilter().with { $0.clock = clock }
                let (board, _) = try await look(filter)
                #expect(board.sum(but: .none) == board.lines.lines.count)
            }
            try await world.take(
                .acknowledgement(.init(communication: world.talk(), empathyShown: true)), on: received.subject.id,
                by: World.receiving)
            let secondMark = try await look(BoardFilter()).1
            #expect(secondMark != firstMark)
            world.clock.move(days: 90)
            let (late, lateMark) = try await look(BoardFilter().with { $0.clock = .late })
            #expect(late.sum(but: .none) == 1)
            #expect(lateMark != secondMark)
        }
    }

    @Test(arguments: [
        ("Please look, @Handler.", [World.handler], [], []), ("@handler", [World.handler], [], []),
        ("写给@何莉，请看", [World.head], [], []), ("@12 and @Other", [World.reviewer, World.other], [], []),
        ("mail me at x@Handler.example", [], [], []), ("@Handlers", [], ["Handlers"], []),
        ("@Nobody else", [], ["Nobody"], []), ("@Same", [], [], ["Same"]), ("@Same (71)", [World.boss], [], []),
        ("a lone @ sign", [], [], []),
    ])
    func `an at sign calls whom it names`(
        _ text: String, _ staff: [ID<Staff>], _ unknown: [String], _ ambiguous: [String]
    ) {
        let colleagues: [Mentions.Colleague] = [
            .init(id: World.handler, name: "Handler", number: "1"), .init(id: World.other, name: "Other", number: "2"),
            .init(id: World.head, name: "何莉", number: "3"), .init(id: World.reviewer, name: "R", number: "12"),
            .init(id: World.named, name: "Same", number: "70"), .init(id: World.boss, name: "Same", number: "71"),
        ]
        let found = Mentions(in: text, among: colleagues)
        #expect(found.staff == Set(staff))
        #expect(found.unknown == unknown)
        #expect(found.ambiguous == ambiguous)
    }

    @Test(arguments: Engine.available)
    func `a colleague who may read the case is told of a note, another is refused and nothing is written`(
        _ engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let received = try await world.receive { $0.secrecy = .confidential }
            let id = received.subject.id
            let note = { @Sendable (text: String) async throws -> Void in
                try await world.take(.note(Note(text: text)), on: id, by: World.receiving)
            }
            for text in ["@Other please look", "@Nobody please look"] {
                await #expect(throws: Problem.self) { try await note(text) }
            }
            let version = try await world.find(id).version
            #expect(version == received.subject.version)
            try await world.take(
                .acknowledgement(.init(communication: world.talk(), empathyShown: true)), on: id, by: World.receiving)
            try await note("@Boss please look, and mail x@other.example")
            let (told, others) = try await world.database.read { db in
                (
                    try StaffNotice.unread(of: World.leading, in: db).map(\.message.key),
                    try StaffNotice.unread(of: World.confirming, in: db)
                )
            }
            #expect(told.contains("casework.notice.mentioned"))
            #expect(others.isEmpty)
        }
    }

    @Test func `a complainant's words call nobody`() async throws {
        try await StoreWorld.run { world in
            let received = try await world.receive()
            let daughter = Actor(
                organisationID: World.organisation, kind: .complainant(caseID: received.subject.id.text))
            try await world.take(.note(Note(text: "@Boss and @Nobody")), on: received.subject.id, by: daughter)
            let told = try await world.database.read { try StaffNotice.unread(of: World.leading, in: $0) }
            #expect(!told.contains { $0.message.key == "casework.notice.mentioned" })
        }
    }

    @Test(arguments: Engine.available)
    func `a view keeps its filter, is shared with one's own unit alone, and belongs to who made it`(
        _ engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let save = { @Sendable (name: String, unit: ID<OrganisationUnit>?) in
                try await world.database.write { db in
                    try SavedView.save(
                        name, list: .register, query: "level=1&open=open", unit: unit,
                        by: Standing.of(World.receiving, in: db), World.receiving, in: db)
                }
            }
            let own = try await save("Grave", nil)
            #expect(own.address == "/cases?level=1&open=open")
            await #expect(throws: Problem.self) { try await save("Grave", nil) }
            await #expect(throws: Problem.self) { try await save("Kitchen", World.kitchen) }
            _ = try await save("Ours", World.group)
            let mine = try await world.database.read { db in
                try SavedView.list(for: Standing.of(World.receiving, in: db), World.receiving, in: db).map(\.name)
            }
            #expect(mine == ["Grave", "Ours"])
            let stranger = try await world.database.read { db in
                try SavedView.list(for: Standing.of(World.handling, in: db), World.handling, in: db)
            }
            #expect(stranger.isEmpty)
            await #expect(throws: Problem.notFound) {
                try await world.database.write { try SavedView.delete(own.id, by: World.handling, in: $0) }
            }
            await #expect(throws: Problem.notFound) {
                try await world.database.write { try SavedView.rename(own.id, to: "X", by: World.handling, in: $0) }
            }
            try await world.database.write { try SavedView.rename(own.id, to: "Urgent", by: World.receiving, in: $0) }
            for number in 2..<SavedView.limit { _ = try await save("View \(number)", nil) }
            await #expect(throws: Problem.self) { try await save("One more", nil) }
            try await world.database.write { try SavedView.delete(own.id, by: World.receiving, in: $0) }
            _ = try await save("One more", nil)
        }
    }

    @Test func `only known filters come into a view`() {
        let given = ["level": "2", "after": "1.x", "evil": "<script>", "kind": "nonsense"]
        #expect(SavedView.List.register.query { given[$0] ?? "" } == "level=2")
        #expect(SavedView.List.inbox.query { given[$0] ?? "" } == "level=2")
    }
}
