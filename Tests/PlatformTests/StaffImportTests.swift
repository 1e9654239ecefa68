import Kernel
import Platform
import TestKit
import Testing
import Web

@Suite struct StaffImportTests {
    private static func headings() throws -> StaffImport.Headings {
        let folder = PlatformFolder.named("Strings").appendingPathComponent("identity")
        return StaffImport.Headings(try Catalogue(folders: [folder]))
    }

    private let nobody = StaffImport.Known(staff: [:], units: [:], posts: [:])

    private func check(_ text: String) throws -> StaffImport.Report {
        try StaffImport.check(csv: Array(text.utf8), headings: try Self.headings(), known: nobody)
    }

    @Test func `a dry run tells what would be made`() throws {
        let report = try check("工号,姓名,部门,岗位,入职日期\nA1,李芳,护理部/三楼,护理员,2024/3/1\nA2,王强,护理部,,\n")
        #expect(report.faults.isEmpty && report.creates == 2 && report.updates == 0)
        #expect(report.newUnits == [["护理部"], ["护理部", "三楼"]])
        #expect(report.newPosts == ["护理员"])
        #expect(report.lines[0].employedFrom == LocalDay("2024-03-01"))
    }

    @Test(arguments: [
        (",李芳,,", "number_missing"), ("A1,,,", "name_missing"), ("A1,李芳,2026-02-30,", "day"),
        ("A1,李芳,2026-02-02,2026-02-01", "days"),
    ])
    func `each fault is told by its line`(row: String, fault: String) throws {
        let report = try check("number,name,employed_from,employed_to\nA9,张三丰,,\n\(row)\n")
        #expect(report.faults.map(\.line) == [3])
        #expect(report.faults.map(\.message.key) == ["platform.organisation.import.fault.\(fault)"])
        #expect(!report.mayBeApplied)
    }

    @Test func `a number may stand once, a phone has digits`() throws {
        let report = try check("Staff number;Name;Phone\nA1;Li;+86 138-0000\nA1;Wang;call me\n")
        #expect(
            report.faults.map(\.message.key) == [
                "platform.organisation.import.fault.phone", "platform.organisation.import.fault.number_twice",
            ])
        #expect(report.lines[0].phone == "+861380000")
    }

    @Test(arguments: ["工号,部门\nA1,护理部\n", "工号,工号,姓名\nA1,A1,李\n", "工号,姓名\n", ""])
    func `a table without its headings or without lines is refused`(text: String) {
        #expect(throws: Problem.self) { try check(text) }
    }

    @Test(arguments: Engine.available)
    func `an import makes units, posts and staff, and a second one changes them`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let headings = try Self.headings()
            let (home, system) = (world.home, world.system)
            let table = Array("工号,姓名,手机,部门,岗位\nA1,Li,13800000000,护理部/三楼,护理员\nA2,Wang,,护理部,\n".utf8)
            try await world.database.write { db in
                let report = try StaffImport.apply(
                    csv: table, headings: headings, by: system, today: IdentityWorld.today, in: db
                ) { phone, _ in "sealed:\(phone)" }
                #expect(report.creates == 2)
            }
            try await world.database.write { db in
                let again = Array("工号,姓名\nA1,Li Fang\n".utf8)
                let report = try StaffImport.apply(
                    csv: again, headings: headings, by: system, today: IdentityWorld.today, in: db
                ) { phone, _ in phone }
                #expect(report.creates == 0 && report.updates == 1)
            }
            try await world.database.read { db in
                let staff = try StaffMember.page(of: home, in: db).staff
                #expect(staff.map(\.name) == ["Li Fang", "Wang"])
                #expect(staff[0].phoneSealed == "sealed:13800000000")
                let tree = try UnitTree.load(of: home, in: db)
                #expect(tree.roots.map(\.name) == ["护理部"] && tree.units.count == 2)
                let held = try Membership.list(for: staff[0].id, of: home, in: db)
                #expect(held.map { tree[$0.unitID]?.name } == ["三楼"])
                #expect(try RoleGrant.roles(of: staff[0].id, organisation: home, in: db) == [.employee])
            }
        }
    }

    @Test(arguments: Engine.available)
    func `an import with one fault changes nothing`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let headings = try Self.headings()
            let (home, system) = (world.home, world.system)
            await #expect(throws: Problem.conflict("platform.organisation.import.has_faults", ["n": 1])) {
                try await world.database.write { db in
                    _ = try StaffImport.apply(
                        csv: Array("工号,姓名\nA1,Li\nA2,\n".utf8), headings: headings, by: system,
                        today: IdentityWorld.today, in: db
                    ) { phone, _ in phone }
                }
            }
            #expect(try await world.database.read { try StaffMember.page(of: home, in: $0).staff.isEmpty })
        }
    }
}
