import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Registers

/// A register that is declared here alone and has one of everything.
enum KeyRegister {
    static let source = """
        code: key_log
        name: {zh: 钥匙登记, en: Key}
        plural: {zh: 钥匙登记簿, en: Keys}
        lead: {zh: 谁借了哪把钥匙。, en: Who borrowed which key.}
        group: house
        icon: key
        rows: [S1-44]
        fields:
          - {code: label, kind: text, name: {zh: 钥匙, en: Key label}, required: true, list: true, search: true}
          - code: room
            kind: choice
            name: {zh: 房间, en: Room}
            required: true
            list: true
            filter: true
            choices:
              - {code: store, zh: 库房, en: Store room}
              - {code: lab, zh: 化验室, en: Laboratory}
          - {code: lent_on, kind: day, name: {zh: 借出日期, en: Lent on}, required: true, list: true}
          - {code: back_on, kind: day, name: {zh: 归还日期, en: Back on}}
          - {code: borrower, kind: staff, name: {zh: 借用人, en: Borrower}, list: true, filter: true}
          - {code: unit, kind: unit, name: {zh: 部门, en: Unit}}
          - {code: resident, kind: person, name: {zh: 服务对象, en: Resident}}
          - {code: complaint, kind: case, name: {zh: 个案, en: Matter}}
          - {code: copies, kind: number, name: {zh: 把数, en: Copies}, min: 1, max: 9}
          - {code: deposit, kind: money, name: {zh: 押金, en: Deposit}}
          - {code: fee, kind: money, name: {zh: 费用, en: Fee}}
          - {code: both, kind: computed, formula: {sum: [deposit, fee]}, name: {zh: 合计, en: Both sums}, list: true}
          - {code: urgent, kind: yes_no, name: {zh: 急用, en: In a hurry}}
          - {code: reason, kind: sealed, name: {zh: 私密事由, en: Private reason}}
          - {code: receipt, kind: file, name: {zh: 收据, en: Receipt}}
        states:
          - code: out
            name: {zh: 借出, en: Lent out}
            moves:
              - {to: returned, name: {zh: 归还, en: Take back}, by: [complaint_leader], requires: [back_on], by_other: true}
          - {code: returned, name: {zh: 已归还, en: Taken back}}
        rights:
          read: [complaint_leader, complaint_handler, unit_head, employee/own]
          enter: [complaint_handler, complaint_leader, employee]
          change: [complaint_handler, employee/own]
          export: [complaint_leader]
          disclose: [complaint_leader]
        number: "YS-{year}-{seq:3}"
        file_name: "{resident}钥匙{year}年{month}月{day}日"
        day: lent_on
        print: {columns: 2, signatures: [{zh: 借用人, en: Borrower}]}
        retention: {years: 2}
        settings:
          - {code: cap, name: {zh: 押金上限, en: Deposit cap}, kind: money, value: 10000, min: 0, max: 50000}
        checks:
          - not_future: lent_on
          - order: [lent_on, back_on]
          - at_most: {field: deposit, setting: cap}
          - unique: [label, lent_on]
        meets: [key_log_check]
        duties:
          - code: key_log_check
            name: {zh: 清点钥匙, en: Count the keys}
            why: {zh: 每月清点一次。, en: Once a month they are counted.}
            rows: [S1-44]
            basis: default
            every: month
            due: end
            owner: complaint_handler
            evidence: register key_log
            place: "register:key_log"
        """

    /// The same without the field of the fee and with another.
    static let changed =
        source.replacing("  - {code: fee, kind: money, name: {zh: 费用, en: Fee}}\n", with: "")
        .replacing("sum: [deposit, fee]", with: "sum: [deposit]")
        .replacing(
            "{code: urgent, kind: yes_no, name: {zh: 急用, en: In a hurry}}",
            with: "{code: hook, kind: text, name: {zh: 挂钩, en: Hook}, required: true}")

    static func actor(_ login: String) throws -> Actor {
        let member = try #require(World.member(login))
        return Actor(
            organisationID: World.organisation, kind: .staff(member.id, roles: Set([.employee] + member.roles)))
    }

    private static let shelf = Result { try RegisterShelf.load(RegistersFolder.named("Data")) }

    /// The tools of the program's registers, with this one in force.
    static func desk(_ home: RunningProgram) async throws -> RegisterDesk {
        let registers = RegisterDesk(desk: home.program.desk, shelf: try shelf.get(), ties: .none)
        try await putInForce(source, registers)
        return registers
    }

    static func putInForce(_ source: String, _ registers: RegisterDesk) async throws {
        let admin = try actor("admin")
        try await registers.desk.write { db in
            let definition = try DefinitionReader.read(source, file: "test.yaml")
            let before = try? registers.shelf.current(definition.code, of: admin.organisationID, in: db)
            try RegisterVersion.putInForce(
                definition, source: source, over: before, by: admin, at: registers.desk, in: db)
        }
    }

    /// Enters a key as somebody of the world.
    @discardableResult
    static func enter(
        _ registers: RegisterDesk, _ fields: [String: String] = [:], as login: String = "chuli"
    ) async throws -> RegisterEntry {
        let actor = try actor(login)
        let usual = ["label": "A-1", "room": "store", "lent_on": "2026-09-23"]
        let form = FormData(usual.merging(fields) { _, own in own })
        return try await registers.desk.write { db in
            let version = try registers.shelf.current("key_log", of: actor.organisationID, in: db)
            return try EntryDeeds(registers, version, actor, zone: .shanghai, in: db).enter(form)
        }
    }
}

/// Sends a form with files, with the proof found on its page.
func send(
    _ browser: Browser, _ page: String, to address: String, _ fields: [String: String],
    files: [(name: String, file: String, bytes: [UInt8])]
) async throws -> Answer {
    let shown = try await browser.get(page)
    var all = fields
    for name in ["csrf", "once"] where all[name] == nil { all[name] = shown.input(name) ?? "" }
    let boundary = "----registers"
    var body: [UInt8] = []
    for (name, value) in all.sorted(by: { $0.key < $1.key }) {
        body += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
    }
    for file in files {
        let head = "Content-Disposition: form-data; name=\"\(file.name)\"; filename=\"\(file.file)\""
        body += Array("--\(boundary)\r\n\(head)\r\n\r\n".utf8) + file.bytes + Array("\r\n".utf8)
    }
    body += Array("--\(boundary)--\r\n".utf8)
    return try await browser.post(address, raw: body, type: "multipart/form-data; boundary=\(boundary)")
}
