import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Registers

@Suite struct RegisterStoreTests {
    @Test(arguments: Engine.available)
    func `thirty-two who enter at once get thirty-two numbers without a gap`(_ engine: Engine) async throws {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            let numbers = try await withThrowingTaskGroup(of: String.self) { group in
                for place in 1...32 {
                    group.addTask {
                        for attempt in 1...20 {
                            do {
                                return try await KeyRegister.enter(registers, ["label": "Key \(place)"]).number
                            } catch StorageError.unavailable where attempt < 20 { continue }
                        }
                        throw StorageError.unavailable("numbers")
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let expected = (1...32).map { "YS-2026-\(String(1000 + $0).dropFirst())" }
            #expect(numbers.sorted() == expected)
        }
    }

    @Test(arguments: Engine.available)
    func `an entry that is refused leaves no gap in the numbers`(_ engine: Engine) async throws {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            try await KeyRegister.enter(registers)
            await #expect(throws: Problem.self) { try await KeyRegister.enter(registers) }
            #expect(try await KeyRegister.enter(registers, ["label": "A-2"]).number == "YS-2026-002")
        }
    }

    @Test(arguments: Engine.available)
    func `two who change one entry at once - the second is told and keeps what was typed`(_ engine: Engine) async throws
    {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            let entry = try await KeyRegister.enter(registers)
            let chuli = try await home.signedIn("chuli")
            let seen = try await chuli.get(entry.address + "/edit")
            let base = ["label": "A-1", "lent_on": "2026-09-23", "version": "1", "csrf": seen.input("csrf") ?? ""]
            func send(_ more: [String: String]) async throws -> Answer {
                try await chuli.post(entry.address, base.merging(more) { _, own in own })
            }
            #expect(try await send(["room": "lab", "once": "first-sending-0001"]).status == .seeOther)
            let second = try await send(["room": "store", "copies": "4", "once": "second-sending-001"])
            #expect(second.status == .conflict)
            #expect(second.text.contains("Room now: Laboratory"))
            #expect(second.input("copies") == "4" && second.input("version") == "2")
            let third = try await send(
                ["room": "store", "copies": "4", "version": "2", "once": "third-sending-0001"])
            #expect(third.status == .seeOther)
        }
    }

    @Test(arguments: Engine.available)
    func `entries keep the version they were made under, and what a change drops stays readable`(
        _ engine: Engine
    ) async throws {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            let old = try await KeyRegister.enter(registers, ["fee": "3", "urgent": "yes"])
            try await KeyRegister.putInForce(KeyRegister.changed, registers)
            let chuli = try await home.signedIn("chuli")
            let page = try await chuli.get(old.address).text
            #expect(page.contains("Fee") && page.contains("¥3") && page.contains("In a hurry"))
            #expect(page.contains("made under version 1"))
            #expect(try await chuli.get("/registers/key_log/new").text.contains("Hook"))
            await #expect(throws: Problem.self) { try await KeyRegister.enter(registers, ["label": "B"]) }
            let new = try await KeyRegister.enter(registers, ["label": "B", "hook": "3"])
            #expect(new.definitionVersion == 2 && new.number == "YS-2026-002")
            #expect(try await chuli.get(old.address + "/edit").text.contains("Fee"))
        }
    }

    @Test(arguments: Engine.available)
    func `a register that is withdrawn takes nothing new and keeps what it has`(_ engine: Engine) async throws {
        try await withProgram(engine) { home in
            let registers = try await KeyRegister.desk(home)
            let entry = try await KeyRegister.enter(registers)
            let admin = try await home.signedIn("admin")
            let page = "/admin/registers/key_log"
            #expect(try await admin.submit(page, to: page + "/withdrawal", [:]).status == .seeOther)
            let chuli = try await home.signedIn("chuli")
            #expect(try await chuli.get("/registers/key_log/new").status == .conflict)
            #expect(try await chuli.get(entry.address).status == .ok)
            await #expect(throws: Problem.self) { try await KeyRegister.enter(registers, ["label": "Z"]) }
            try await KeyRegister.putInForce(KeyRegister.source, registers)
            #expect(try await KeyRegister.enter(registers, ["label": "Z"]).definitionVersion == 2)
        }
    }

    @Test(arguments: Engine.available)
    func `the budget stands beside what was spent, and its reserve is never below the least`(
        _ engine: Engine
    ) async throws {
        try await withProgram(engine) { home in
            let zongjian = try await home.signedIn("zongjian")
            let lines = ["training": "20000", "publicity": "5000", "technology": "10000", "improvement": "55000"]
            func enter(_ reserve: String) async throws -> Answer {
                let fields = lines.merging(["year": "2026", "reserve": reserve]) { first, _ in first }
                return try await zongjian.submit("/registers/budgets/new", to: "/registers/budgets", fields)
            }
            #expect(try await enter("0").status == .unprocessableContent)
            #expect(try await enter("9000").status == .unprocessableContent)
            let budget = try await enter("10000")
            #expect(budget.status == .seeOther)
            #expect(try await enter("10000").status == .unprocessableContent, "one budget a year")
            let id = budget.location.split(separator: "/").last.map(String.init) ?? ""
            func spend(_ amount: String, _ line: String) async throws -> String {
                let me = try #require(World.member("zongjian")).id.text
                let fields = [
                    "budget": id, "line": line, "spent_on": "2026-09-20", "what": "Course", "amount": amount,
                    "handled_by": me,
                ]
                return try await zongjian.submit("/registers/expenses/new", to: "/registers/expenses", fields).location
            }
            let (small, large) = (try await spend("4000", "training"), try await spend("6000", "publicity"))
            let gone = try await spend("1000", "training")
            let page = try await zongjian.get(budget.location).text
            for word in ["¥100,000", "10 %", "¥5,000", "Over", "20 %"] { #expect(page.contains(word), "\(word)") }
            let chief = try await home.signedIn("yuanzhang")
            func move(_ address: String, _ to: String) async throws -> Int {
                try await chief.submit(address, to: address + "/moves", ["to": to, "proof": "P 1"]).status.code
            }
            #expect(try await move(small, "paid") == 303)
            #expect(try await move(large, "paid") == 409, "above the limit it is approved first")
            #expect(try await move(large, "approved") == 303)
            #expect(try await move(large, "paid") == 303)
            #expect(try await move(gone, "cancelled") == 303)
            #expect(try await zongjian.get(budget.location).text.contains("¥4,000"))
        }
    }
}
