import Kernel
import Platform
import TestKit
import Testing

@Suite struct OrganisationTests {
    private let home: ID<Organisation> = made(1)
    private let day = IdentityWorld.today

    private func unit(_ number: Int, _ name: String, under parent: Int? = nil) -> OrganisationUnit {
        OrganisationUnit(
            id: made(number), organisationID: home, parentID: parent.map { made($0) }, kind: .team, name: name,
            activeFrom: day)
    }

    private var tree: UnitTree { UnitTree([unit(2, "护理部"), unit(3, "三楼", under: 2), unit(4, "夜班", under: 3)]) }

    private func field(_ fault: Problem?) -> String? {
        guard case .invalid(let fields) = fault else { return nil }
        return fields.values.first?.key
    }

    @Test func `a unit cannot stand under itself or under one below it`() {
        for parent in [2, 3, 4] {
            let fault = #expect(throws: Problem.self) { try tree.check(unit(2, "护理部", under: parent)) }
            #expect(field(fault) == "platform.organisation.unit_ring")
        }
    }

    @Test func `a unit needs a standing parent of its own organisation`() {
        let fault = #expect(throws: Problem.self) { try tree.check(unit(9, "九楼", under: 8)) }
        #expect(field(fault) == "platform.organisation.unit_parent_missing")
        let stranger = OrganisationUnit(
            id: made(9), organisationID: made(77), parentID: made(2), kind: .team, name: "x", activeFrom: day)
        let second = #expect(throws: Problem.self) { try tree.check(stranger) }
        #expect(field(second) == "platform.organisation.unit_parent_missing")
    }

    @Test func `two units under one parent cannot share a name`() {
        let fault = #expect(throws: Problem.self) { try tree.check(unit(9, "三楼", under: 2)) }
        #expect(field(fault) == "platform.organisation.unit_name_taken")
        #expect(throws: Never.self) { try tree.check(unit(9, "三楼", under: 4)) }
    }

    @Test func `a tree is at most eight levels deep`() {
        let chain = (1...8).map { unit($0, "u\($0)", under: $0 == 1 ? nil : $0 - 1) }
        #expect(throws: Never.self) { try UnitTree(Array(chain.prefix(7))).check(chain[7]) }
        let fault = #expect(throws: Problem.self) { try UnitTree(chain).check(unit(9, "u9", under: 8)) }
        #expect(field(fault) == "platform.organisation.unit_depth")
        let high = UnitTree(chain + [unit(20, "top"), unit(21, "next", under: 20)])
        let moved = #expect(throws: Problem.self) { try high.check(unit(1, "u1", under: 21)) }
        #expect(field(moved) == "platform.organisation.unit_depth")
    }

    @Test func `a unit with members or standing units below is not deactivated`() {
        var ward = unit(4, "夜班", under: 3)
        #expect(throws: Problem.conflict("platform.organisation.unit_has_members", ["name": "夜班", "n": 2])) {
            try ward.deactivate(on: day, members: 2, tree: tree)
        }
        var floor = unit(3, "三楼", under: 2)
        #expect(throws: Problem.conflict("platform.organisation.unit_has_units", ["name": "三楼", "n": 1])) {
            try floor.deactivate(on: day, members: 0, tree: tree)
        }
        #expect(throws: Never.self) { try ward.deactivate(on: day, members: 0, tree: tree) }
        #expect(ward.isActive(on: day) && !ward.isActive(on: day.advanced(by: 1)))
        #expect(throws: Problem.conflict("platform.organisation.unit_ended")) {
            try ward.deactivate(on: day, members: 0, tree: tree)
        }
    }

    @Test func `a ring that stands in the store hangs nobody`() {
        let ring = UnitTree([unit(2, "a", under: 3), unit(3, "b", under: 2)])
        #expect(ring.above(made(2)) == [made(3)])
        #expect(ring.below(made(2)) == [made(3)])
    }

    @Test func `facts reach up for members and down for heads`() {
        let headed = UnitTree([
            OrganisationUnit(
                id: made(2), organisationID: home, kind: .department, name: "护理部", headID: made(50), activeFrom: day),
            unit(3, "三楼", under: 2), unit(4, "夜班", under: 3),
        ])
        let nurse = StaffFacts(made(51), units: [made(4)], tree: headed, on: day)
        #expect(nurse.partOf == [made(2), made(3), made(4)])
        #expect(nurse.isConcerned(by: made(2)) && nurse.headOf.isEmpty)
        let head = StaffFacts(made(50), units: [], tree: headed, on: day)
        #expect(head.headOf == [made(2)] && head.headOver == [made(2), made(3), made(4)])
        #expect(head.isConcerned(by: made(4)))
    }

    @Test func `a membership cannot overlap another of the same unit`() {
        let first = Membership(id: made(1), staffID: made(5), unitID: made(2), from: day, to: day.advanced(by: 9))
        let next = Membership(id: made(2), staffID: made(5), unitID: made(2), from: day.advanced(by: 9))
        #expect(throws: Problem.conflict("platform.organisation.member_already")) {
            try next.check(unit: unit(2, "护理部"), others: [first])
        }
        let later = Membership(id: made(3), staffID: made(5), unitID: made(2), from: day.advanced(by: 10))
        #expect(throws: Never.self) { try later.check(unit: unit(2, "护理部"), others: [first]) }
    }

    @Test func `the last system administrator does not leave, and nobody leaves before they came`() throws {
        var li = StaffMember(
            id: made(5), organisationID: home, number: "A1", name: "Li", employedFrom: day)
        #expect(throws: Problem.conflict("platform.role_grant.last_administrator")) {
            try li.leave(on: day, roles: [.systemAdministrator], systemAdministrators: 1)
        }
        #expect(throws: Problem.self) {
            try li.leave(on: day.advanced(by: -1), roles: [], systemAdministrators: 1)
        }
        try li.leave(on: day, roles: [.systemAdministrator], systemAdministrators: 2)
        #expect(li.isEmployed(on: day) && !li.isEmployed(on: day.advanced(by: 1)) && !li.isOnDuty)
    }

    @Test(arguments: [
        (OrganisationKind.careHome, "resident"), (.homeCare, "client"), (.ltciProvider, "client"),
        (.hospital, "patient"), (.combined, "resident"),
    ])
    func `the person served is called as the kind of organisation calls them`(kind: OrganisationKind, word: String) {
        #expect(kind.personServedKey == "platform.organisation.person_served.\(word)")
    }
}

@Suite struct OrganisationSQLTests {
    @Test(arguments: Engine.available)
    func `staff are listed a page at a time by name`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            for number in 1...7 { try await world.hire("N\(number)", "nurse \(number % 3)") }
            let home = world.home
            try await world.database.read { db in
                var seen: [String] = []
                var cursor: StaffMember.Cursor?
                repeat {
                    let page = try StaffMember.page(of: home, after: cursor, limit: 3, in: db)
                    seen += page.staff.map(\.number)
                    cursor = page.next
                } while cursor != nil
                #expect(seen == ["N3", "N6", "N1", "N4", "N7", "N2", "N5"])
                let found = try StaffMember.page(of: home, .init(text: "n4"), in: db)
                #expect(found.staff.map(\.number) == ["N4"] && found.next == nil)
                #expect(try StaffMember.page(of: home, .init(text: "%"), in: db).staff.isEmpty)
                #expect(try StaffMember.page(of: made(99), in: db).staff.isEmpty)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a staff number belongs to one employee`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            try await world.hire("A1", "李芳")
            await #expect(throws: Problem.self) { try await world.hire("A1", "王强") }
        }
    }

    @Test(arguments: Engine.available)
    func `members of a group and heads are found on a day`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let (li, wang) = (try await world.hire("A1", "Li"), try await world.hire("A2", "Wang"))
            let group = try await world.addUnit("投诉处理小组", kind: .group, head: wang)
            let (home, today) = (world.home, IdentityWorld.today)
            try await world.database.write { db in
                var membership = Membership(id: db.newID(), staffID: li, unitID: group.id, from: today)
                try membership.save(of: home, in: db)
                #expect(try group.members(from: today, in: db) == 1)
                var leaver = try StaffMember.find(li, of: home, in: db)
                try leaver.leave(on: today, roles: [], systemAdministrators: 0)
                try leaver.save(in: db)
                #expect(try group.members(from: today, in: db) == 0)
                leaver.employedTo = nil
                try leaver.save(in: db)
                try membership.end(on: today.advanced(by: 5))
                try membership.save(of: home, in: db)
            }
            try await world.database.read { db in
                let within = try Membership.members(of: group.id, organisation: home, on: today.advanced(by: 5), in: db)
                let after = try Membership.members(of: group.id, organisation: home, on: today.advanced(by: 6), in: db)
                #expect(within.map(\.id) == [li] && after.isEmpty)
                let facts = try StaffFacts.relationsFacts(for: li, of: home, on: today, in: db)
                #expect(facts.groups == [group.id])
                #expect(try StaffFacts.relationsFacts(for: wang, of: home, on: today, in: db).headOf == [group.id])
                let filter = StaffMember.Filter(unitID: group.id, employedOn: today)
                #expect(try StaffMember.page(of: home, filter, in: db).staff.map(\.id) == [li])
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a unit survives the store whole`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let nursing = try await world.addUnit("护理部")
            let floor = try await world.addUnit("三楼", kind: .floor, under: nursing.id)
            let home = world.home
            try await world.database.read { (db) throws -> Void in
                #expect(try OrganisationUnit.find(floor.id, of: home, in: db) == floor)
                #expect(try UnitTree.load(of: home, in: db).above(floor.id) == [nursing.id])
                #expect(throws: Problem.notFound) { try OrganisationUnit.find(floor.id, of: made(9), in: db) }
                #expect(try OrganisationProfile.list(in: db).map(\.kind) == [.careHome])
            }
        }
    }
}
