import Kernel
import People
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct StaffListTests {
    @Test(arguments: [(0, "0"), (499, "499"), (500, "500+"), (9_843, "500+")])
    func `a desk is counted up to five hundred`(count: Int, told: String) { #expect(CaseList.told(count) == told) }

    private static let director = World.actor(World.boss, .director)
    private static let privacy = World.actor(World.other, .privacyOfficer)
    private static let leader = World.actor(World.reviewer, .complaintLeader)

    private func reading<T: Sendable>(
        _ world: StoreWorld, _ actor: Actor, _ body: @escaping @Sendable (CaseReader, any Connection) throws -> T
    ) async throws -> T {
        try await world.database.read { try body(CaseReader.of(actor, in: $0), $0) }
    }

    private func desk(_ world: StoreWorld, _ actor: Actor) async throws -> MyDesk {
        let cases = world.cases
        return try await reading(world, actor) { try MyDesk(of: $0, after: nil, at: cases, in: $1) }
    }

    private func register(
        _ world: StoreWorld, _ actor: Actor, _ filter: CaseFilter = CaseFilter(), limit: Int = 50,
        after cursor: MomentCursor<Case>? = nil
    ) async throws -> CaseLines {
        let cases = world.cases
        return try await reading(world, actor) { reader, db in
            try CaseList.register(
                filter, restricted: RegisterRoutes.seesRestricted(actor, cases), after: cursor, limit: limit,
                reader: reader, at: cases.desk, in: db)
        }
    }

    private func find(_ world: StoreWorld, _ text: String, _ actor: Actor = World.receiving) async throws
        -> CaseFindings
    {
        let desk = world.desk
        return try await reading(world, actor) { try CaseFindings(text, after: nil, reader: $0, at: desk, in: $1) }
    }

    @Test(arguments: Engine.available)
    func `the desk shows first what expires first`(_ engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            var expected: [(Instant, ID<Case>)] = []
            for hours in [3, 30, 0, 12] {
                let received = try await world.receive { $0.receivedAt = $0.receivedAt.advanced(byHours: -hours) }
                expected.append((received.subject.milestones.receivedAt, received.subject.id))
            }
            let desk = try await desk(world, World.receiving)
            #expect(desk.held.lines.map(\.id) == expected.sorted { $0.0 < $1.0 }.map(\.1))
            #expect(desk.held.lines.map(\.nextDueAt) == desk.held.lines.map(\.nextDueAt).sorted())
            #expect(desk.counts.open == 4)
            #expect(desk.counts.overdue == desk.held.lines.count { $0.nextDueAt < world.clock.now })
            #expect(desk.counts.overdue > 0)
        }
    }

    @Test func `a case lies among the offered, then on the new desk, and with its first receiver all the way`()
        async throws
    {
        try await StoreWorld.run { world in
            let id = try await world.receive().subject.id
            try await world.take(.grading(LevelConfirmation(level: .three, reason: nil)), on: id, by: World.receiving)
            try await world.take(
                .assignment(Assignment(handler: World.handler, responsibleUnit: World.kitchen)), on: id,
                by: World.supervising)
            #expect(try await desk(world, World.handling).offered.map(\.id) == [id])
            #expect(try await desk(world, World.receiving).held.lines.map(\.id) == [id])
            try await world.take(.acceptance(Acceptance()), on: id, by: World.handling)
            let handling = try await desk(world, World.handling)
            #expect(handling.offered.isEmpty)
            #expect(handling.held.lines.map(\.id) == [id])
            let receiving = try await desk(world, World.receiving)
            #expect(receiving.held.lines.isEmpty)
            #expect(receiving.receivedElsewhere.lines.map(\.id) == [id])
        }
    }

    @Test func `a case I am named in never appears in any list`() async throws {
        try await StoreWorld.run { world in
            let id = try await world.receive {
                $0.complainedAbout = ComplainedAbout(staff: [World.boss, World.receiver])
            }.subject.id
            for actor in [World.receiving, Self.director] {
                #expect(try await register(world, actor).lines.isEmpty)
                let desk = try await desk(world, actor)
                #expect(desk.held.lines.isEmpty && desk.receivedElsewhere.lines.isEmpty && desk.counts.open == 0)
                #expect(try await find(world, "soup", actor).isEmpty)
                #expect(try await find(world, "C-2026-000001", actor).exact == nil)
            }
            #expect(try await register(world, Self.privacy).lines.map(\.id) == [id])
        }
    }

    @Test func `a restricted case stays with those who may read it`() async throws {
        try await StoreWorld.run { world in
            let id = try await world.receive(by: World.receiving) { $0.secrecy = .confidential }.subject.id
            #expect(try await register(world, World.actor(World.handler, .customerRelations)).lines.isEmpty)
            #expect(try await register(world, Self.director).lines.isEmpty)
            #expect(try await register(world, Self.privacy).lines.map(\.id) == [id])
            #expect(try await desk(world, World.receiving).held.lines.map(\.id) == [id])
            #expect(try await find(world, "soup", World.actor(World.handler, .customerRelations)).isEmpty)
            #expect(try await find(world, "soup", World.receiving).words.found.map(\.line.id) == [id])
        }
    }

    @Test func `whoever may not know the complainant does not find the case by their name`() async throws {
        try await StoreWorld.run { world in
            let id = try await world.receive(by: World.receiving) { $0.secrecy = .confidential }.subject.id
            let chief = World.actor(World.boss, .chiefExecutive)
            #expect(try await find(world, "soup", chief).words.found.map(\.line.id) == [id])
            for text in ["Lin", "555-0100", "0100"] {
                #expect(try await find(world, text, chief).complainant.lines.isEmpty)
                #expect(try await find(world, text, World.receiving).complainant.lines.map(\.id) == [id])
            }
        }
    }

    @Test(arguments: Engine.available)
    func `paging meets every row once, those hidden too`(_ engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            var expected: Set<ID<Case>> = []
            for index in 0..<11 {
                // Every third is hidden by the unit complained about, which only the rule knows.
                let isHidden = index % 3 == 0
                let id = try await world.receive {
                    $0.complainedAbout = ComplainedAbout(roles: isHidden ? [.director] : [])
                }.subject.id
                if !isHidden { expected.insert(id) }
            }
            var seen: [ID<Case>] = []
            var cursor: MomentCursor<Case>?
            var pages = 0
            repeat {
                let page = try await register(world, Self.director, limit: 2, after: cursor)
                seen += page.lines.map(\.id)
                cursor = page.next.flatMap { MomentCursor<Case>($0.text) }
                pages += 1
            } while cursor != nil && pages < 20
            #expect(Set(seen) == expected)
            #expect(seen.count == expected.count)
        }
    }

    @Test func `the register is narrowed by kind, state, level, progress and days`() async throws {
        try await StoreWorld.run { world in
            let early = try await world.receive { $0.receivedAt = $0.receivedAt.advanced(byHours: -72) }.subject
            let asked = try await world.receive {
                $0.kind = .inquiry
                $0.expectedReplyAt = $0.receivedAt.advanced(byHours: 4)
            }.subject
            let all = try await register(world, Self.director).lines.map(\.id)
            #expect(all == [asked.id, early.id])
            var filter = RegisterFilter { ["kind": "INQ"][$0] ?? "" }
            func found() async throws -> [ID<Case>] {
                try await register(world, Self.director, filter.inMoments(of: .shanghai)).lines.map(\.id)
            }
            #expect(try await found() == [asked.id])
            filter = RegisterFilter { ["state": "registered", "open": "open"][$0] ?? "" }
            #expect(try await found() == all)
            filter = RegisterFilter { ["open": "done"][$0] ?? "" }
            #expect(try await found().isEmpty)
            filter = RegisterFilter()
            filter.level = early.level.current
            #expect(try await found() == [early.id])
            let day = early.milestones.receivedAt.day(in: .shanghai)
            filter = RegisterFilter { ["from": day.description, "until": day.description][$0] ?? "" }
            #expect(try await found() == [early.id])
        }
    }

    @Test func `the address keeps the filter, and nonsense in it narrows nothing`() {
        let filter = RegisterFilter { ["kind": "CMP", "level": "2", "from": "2026-05-01", "open": "open"][$0] ?? "" }
        #expect(filter.address("/cases") == "/cases?kind=CMP&level=2&open=open&from=2026%2D05%2D01")
        #expect(RegisterFilter { _ in "'; DROP" }.isEmpty)
    }

    @Test(arguments: Engine.available)
    func `search finds by number, telephone, ending, name and words`(_ engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let subject = try await world.receive {
                $0.narrative = "三楼的饭菜送来已经凉了，老人吃不下。"
                $0.complainant = Complainant(kind: .child, name: "林晓", phone: "+86 139 0002 0001")
            }.subject
            #expect(try await find(world, " c-2026-000001 ").exact?.id == subject.id)
            for text in ["13900020001", "0001", "139 0002 0001", "林晓"] {
                #expect(try await find(world, text).complainant.lines.map(\.id) == [subject.id], "\(text)")
            }
            for text in ["凉", "饭菜", "饭菜送来", "飯菜"] {
                let found = try await find(world, text).words.found
                #expect(found.map(\.line.id) == [subject.id], "\(text)")
                #expect(found.first?.excerpt.contains { $0.isHit } == true)
            }
            #expect(try await find(world, "没有这样的词").isEmpty)
            #expect(try await find(world, "C-2026-000009").isEmpty)
        }
    }

    @Test func `an approver is offered only what is lawful for them`() async throws {
        try await StoreWorld.run { world in
            let id = try await world.receive().subject.id
            let desk = world.desk
            func waiting(_ actor: Actor) async throws -> [ID<Case>] {
                try await reading(world, actor) {
                    try WaitingCases(for: $0, at: desk, in: $1).approvals.lines.map(\.id)
                }
            }
            #expect(try await waiting(World.supervising).isEmpty)
            try await world.propose(id)
            #expect(try await waiting(World.supervising) == [id])
            #expect(try await waiting(World.handling).isEmpty)
            #expect(try await waiting(World.receiving).isEmpty)
        }
    }

    @Test func `lists are read by their indexes and never walk all cases`() async throws {
        try await StoreWorld.run { world in
            var filters = [CaseFilter()]
            for change: (inout CaseFilter) -> Void in [
                { $0.kind = .complaint }, { $0.state = .registered }, { $0.level = .two }, { $0.isOpen = true },
                { $0.from = World.thursday }, { $0.person = World.soupID.text },
            ] {
                var filter = CaseFilter()
                change(&filter)
                filters.append(filter)
            }
            let cursor = MomentCursor<Case>(at: World.thursday, id: World.soupID)
            let actor = World.receiving
            var queries = filters.map { (CaseList.registerQuery($0, restricted: false, nil, 51, actor), "cases_") }
            queries.append((CaseList.registerQuery(CaseFilter(), restricted: true, cursor, 51, actor), "cases_"))
            for (place, index) in [
                (CaseList.Place.held([World.receiver.text]), "cases_open_by_holder"),
                (.offered(World.receiver), "cases_open_by_offer"),
                (.receivedBy(World.receiver), "cases_open_by_receiver"),
                (.held([World.group.text, World.kitchen.text]), "cases_open_by_holder"),
            ] {
                queries += [nil, cursor].map { (CaseList.openQuery(place, $0, 51, actor), index) }
            }
            for states: [CaseState] in [[.awaitingApproval], [.decisionCommunicated, .confirming]] {
                queries += [nil, cursor].map { (CaseList.stateQuery(states, $0, 51, actor), "cases_by_state") }
            }
            for count in [1, 2, 60] {
                let ids: [ID<Case>] = (1...count).map {
                    ID(at: MovableClock.morning, random: .init(repeating: UInt8($0), count: 10))
                }
                queries.append((CaseList.listQuery(ids, actor), "sqlite_autoindex_cases_1"))
            }
            var ofPerson = CaseFilter()
            ofPerson.person = "somebody"
            for cursor in [nil, cursor] {
                queries += [
                    (CaseList.registerQuery(ofPerson, restricted: false, cursor, 51, actor), "cases_by_person"),
                    (CaseList.complainantQuery(.name(["n"]), cursor, 51, actor), "cases_by_name"),
                    (CaseList.complainantQuery(.phone(["p"]), cursor, 51, actor), "cases_by_phone"),
                    (CaseList.complainantQuery(.phoneEnding(["e", "f"]), cursor, 51, actor), "cases_by_phone_ending"),
                ]
            }
            for (query, index) in queries {
                let plan = try await world.database.read { db in
                    try db.rows("EXPLAIN QUERY PLAN " + query).map { try $0.get("detail", as: String.self) }
                }
                let reads = plan.filter { $0.contains(" c ") || $0.hasSuffix(" c") }
                #expect(!reads.isEmpty && reads.allSatisfy { $0.hasPrefix("SEARCH c USING INDEX \(index)") }, "\(plan)")
            }
        }
    }
}

extension StoreWorld {
    /// Carries a received case to the plan that waits for approval.
    fileprivate func propose(_ id: ID<Case>) async throws {
        try await take(.grading(LevelConfirmation(level: .three, reason: nil)), on: id, by: World.receiving)
        try await take(
            .assignment(Assignment(handler: World.handler, responsibleUnit: World.kitchen)), on: id,
            by: World.supervising)
        try await take(.acceptance(Acceptance()), on: id, by: World.handling)
        try await take(.evidence(InvestigationRecord(mode: .document, summary: "Log")), on: id, by: World.handling)
        let causes = Causes(primary: .maintenance)
        try await take(
            .finding(FindingRecord(allegation: 1, finding: .upheld, reasons: "Log", causes: causes)), on: id,
            by: World.handling)
        try await take(
            .proposal(Proposal(plan: "A heated trolley", remedies: [.spokenApology], amount: nil, actions: [])), on: id,
            by: World.handling)
    }
}
