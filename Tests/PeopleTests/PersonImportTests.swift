import Foundation
import Kernel
import People
import Platform
import Storage
import TestKit
import Testing
import Web

@Suite struct PersonImportTests {
    private func faults(_ lines: String...) throws -> [String] {
        let table = try CSV.read(Array(lines.joined(separator: "\n").utf8))
        let sheet = PersonImport.read(table, words: World.words, units: ["三楼": World.floor], today: today)
        return sheet.faults.map { fault in
            "\(fault.line) \(fault.field?.rawValue ?? "-") " + fault.reason.key.split(separator: ".").last!
        }
    }

    @Test(arguments: [
        ("姓名,证件号码", "甲,110105194912310021", "2 id_number bad_id_number"),
        ("姓名,联系电话", "甲,1234", "2 phone bad_phone"),
        ("姓名,出生日期", "甲,2026-02-30", "2 born_on bad_day"),
        ("姓名,出生日期", "甲,2027-01-01", "2 born_on born_in_future"),
        ("姓名,性别", "甲,公", "2 sex not_listed"),
        ("姓名,费用来源", "甲,邻居", "2 payer not_listed"),
        ("姓名,所在部门", "甲,九楼", "2 unit unknown_unit"),
        ("姓名,能力等级", "甲,3", "2 assessed_on assessed_missing"),
        ("姓名,能力等级,评估日期", "甲,5,2026-01-01", "2 ability bad_level"),
        ("姓名,评估日期", "甲,2026-01-01", "2 ability level_missing"),
        ("姓名,能力等级,评估日期", "甲,3,2026-12-01", "2 assessed_on assessed_in_future"),
        ("姓名,长护险等级", "甲,6", "2 insurance_level bad_level"),
        ("姓名,认知障碍", "甲,也许", "2 cognition yes_or_no"),
        ("姓名,沟通需要", "甲,听力、嗅觉", "2 needs not_listed"),
        ("姓名,服务开始,服务结束", "甲,2026-05-02,2026-05-01", "2 until_on period_reversed"),
        ("姓名,服务结束", "甲,2026-05-01", "2 from_on from_missing"),
        ("姓名,房间", ",301", "2 name name_missing"),
        ("姓名,客户代号", "甲,12", "2 code bad_code"),
        ("姓名,证件号码,出生日期", "甲,11010519491231002X,1940-01-01", "2 born_on birthday_differs"),
        ("姓名,证件号码,性别", "甲,11010519491231002X,男", "2 sex sex_differs"),
        ("姓名,房间", "甲,301,多余", "2 - too_many_cells"),
        ("姓名,房间", "甲,\(String(repeating: "长", count: 41))", "2 room too_long"),
        ("姓名,房间", "甲,3\u{7}1", "2 room control_characters"),
        ("姓名,星座", "甲,天秤", "1 - unknown_column"),
        ("姓名,名字", "甲,乙", "1 name column_twice"),
        ("房间", "301", "1 name name_column_missing"),
    ])
    func `each fault is named with its line and column`(header: String, line: String, expected: String) throws {
        #expect(try faults(header, line) == [expected])
    }

    @Test func `every fault of a line is reported, and repetitions name the first line`() throws {
        #expect(try faults("姓名,性别,联系电话", "甲,公,1234") == ["2 phone bad_phone", "2 sex not_listed"])
        #expect(try faults("姓名,证件号码", "甲,11010519491231002X", "乙,11010519491231002X") == ["3 id_number repeated"])
        #expect(try faults("客户代号,姓名", "P-000001,甲", "P-000001,乙") == ["3 code repeated"])
        #expect(try faults("") == ["1 - empty"])
    }

    @Test(arguments: ["2026-09-01", "2026/9/1", "20260901", "2026.9.1", "2026年9月1日", "２０２６-09-01"])
    func `days are read in the forms people use`(typed: String) throws {
        let table = try CSV.read(Array("Name,Service from\nA,\(typed)".utf8))
        let sheet = PersonImport.read(table, words: World.words, units: [:], today: today)
        #expect(sheet.drafts.first?.fromOn == LocalDay("2026-09-01"))
    }

    @Test func `headings and options are read in both languages`() throws {
        let chinese = "姓名,性别,费用来源,能力等级,评估日期,认知障碍,沟通需要\n甲,女,医保,重度失能,2026-01-02,是,听力、大字版"
        let english =
            "Name,Sex,Payer,Ability,Assessed on,Cognition impaired,Needs\n"
            + "甲,F,Health insurance,3,20260102,yes,Hearing;Large print"
        let drafts = try [chinese, english].map { text in
            let table = try CSV.read(Array(text.utf8))
            let sheet = PersonImport.read(table, words: World.words, units: [:], today: today)
            #expect(sheet.faults.isEmpty)
            return try #require(sheet.drafts.first)
        }
        #expect(drafts[0].ability == AbilityAssessment(level: .severe, assessedOn: LocalDay("2026-01-02")!))
        #expect(drafts[0].payer == .medicalInsurance && drafts[0].sex == .female)
        #expect(drafts[0].cognitionImpaired == true)
        #expect(drafts[1].needs != nil)
    }

    @Test(arguments: Language.allCases)
    func `the template reads back without a fault`(language: Language) throws {
        let table = try CSV.read(Array(PersonImport.template(words: World.words, language: language).utf8))
        let sheet = PersonImport.read(table, words: World.words, units: [:], today: today)
        #expect(sheet.faults.isEmpty && sheet.rowCount == 0)
        #expect(table[0].cells.count == PersonImport.Field.allCases.count)
    }

    @Test(arguments: Engine.available)
    func `a dry run writes nothing, then the file is taken over whole`(engine: Engine) async throws {
        try await withHome(engine) { database, keys in
            let setting = PersonImport.Setting(organisationID: World.home, words: World.words, keys: keys, today: today)
            let file = Array(
                "姓名,证件号码,联系电话,所在部门,房间,服务开始\n王秀芳,11010519491231002X,13800138000,三楼,301,2025/3/1\n赵桂英,,,,302,".utf8)
            let plan = try await database.read { try PersonImport.check(csv: file, setting, in: $0) }
            #expect(plan.creates.count == 2 && plan.updates.isEmpty && plan.faults.isEmpty && plan.rowCount == 2)
            let empty = try await database.read { try $0.count("SELECT count(*) AS n FROM persons") }
            #expect(empty == 0)
            let outcome = try await database.write { try PersonImport.apply(csv: file, setting, in: $0) }
            #expect(outcome.created.map(\.description) == ["P-000001", "P-000002"])
            let person = try await database.read {
                try Person.first(PersonCode(number: 1), of: World.home, keys: keys, in: $0)
            }
            #expect(person?.bornOn == LocalDay("1949-12-31") && person?.sex == .female && person?.unitID == World.floor)

            let again = try await database.read { try PersonImport.check(csv: file, setting, in: $0) }
            #expect(again.faults.map(\.reason.key) == ["people.import.fault.already_known"])
            await #expect(throws: Problem.conflict("people.import.has_faults", ["n": 1])) {
                try await database.write { try PersonImport.apply(csv: file, setting, in: $0) }
            }

            let update = Array("客户代号,房间,健康备注,服务结束\nP-000001,305,糖尿病,2026-09-30\nP-000009,1,,".utf8)
            let mixed = try await database.read { try PersonImport.check(csv: update, setting, in: $0) }
            #expect(mixed.updates.map(\.person.code.number) == [1])
            #expect(mixed.faults.map(\.reason.key) == ["people.import.fault.unknown_code"])
            let good = Array("客户代号,房间,健康备注,服务结束\nP-000001,305,糖尿病,2026-09-30".utf8)
            let changed = try await database.write { try PersonImport.apply(csv: good, setting, in: $0) }
            #expect(changed.updated.map(\.number) == [1] && changed.created.isEmpty)
            let (after, secret) = try await database.read { db in
                let person = try Person.first(PersonCode(number: 1), of: World.home, keys: keys, in: db)!
                let fields = Set(Confidential.Field.allCases)
                return (
                    person,
                    try Confidential.read(fields, of: person.id, World.home, for: .care, keys: keys, in: db).value
                )
            }
            #expect(after.place.room == "305" && after.name == "王秀芳")
            #expect(after.periods == [ServicePeriod(from: LocalDay("2025-03-01")!, until: LocalDay("2026-09-30")!)])
            #expect(secret.healthNotes == "糖尿病" && secret.phone?.text == "13800138000")
            let reversed = Array("客户代号,服务结束\nP-000001,2024-01-01".utf8)
            let bad = try await database.read { try PersonImport.check(csv: reversed, setting, in: $0) }
            #expect(bad.faults.map(\.reason.key) == ["people.import.fault.from_missing"])
            await #expect(throws: Problem.conflict("people.import.nothing_to_do")) {
                try await database.write { try PersonImport.apply(csv: Array("姓名\n".utf8), setting, in: $0) }
            }
        }
    }
}
