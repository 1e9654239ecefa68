import Foundation
import Kernel
import Platform
import Testing

@testable import Registers

@Suite struct EntryRulesTests {
    private func shipped(_ code: String) throws -> RegisterDefinition {
        try #require(RegisterShelf.load(RegistersFolder.named("Data")).shipped[code]).definition
    }

    private func expense(_ amount: Int, state: String = "requested", passed: [String: String] = [:]) -> RegisterEntry {
        RegisterEntry(
            id: ID(at: Instant(milliseconds: 1), random: Array(repeating: 0, count: 10)),
            organisationID: ID(at: Instant(milliseconds: 1), random: Array(repeating: 1, count: 10)),
            register: "expenses", definitionVersion: 1, number: "ZX-1", state: state,
            values: ["amount": String(amount)], sealed: nil, passed: passed, day: LocalDay("2026-09-24")!, version: 1,
            enteredAt: Instant(milliseconds: 1), enteredBy: "system", changedAt: Instant(milliseconds: 1))
    }

    @Test(arguments: [
        (500_000, "paid", false), (500_001, "paid", true), (500_001, "approved", false), (500_001, "cancelled", false),
    ])
    func `above the amount it is approved first, unless it is given up`(_ amount: Int, _ to: String, _ isNeeded: Bool)
        throws
    {
        let definition = try shipped("expenses")
        let numbers = RegisterNumbers(["approval_above": 500_000])
        let needed = EntryRules.approvalNeeded(expense(amount), to: to, of: definition, numbers: numbers)
        #expect((needed?.code == "approved") == isNeeded)
        let approved = expense(amount, state: "approved", passed: ["approved": "staff"])
        #expect(EntryRules.approvalNeeded(approved, to: to, of: definition, numbers: numbers) == nil)
    }

    @Test func `worked-out fields follow their formulas, and nothing is divided by nothing`() throws {
        let definition = try shipped("budgets")
        let plan = ["training": "100", "publicity": "100", "technology": "100", "improvement": "600", "reserve": "100"]
        let worked = definition.computed(plan, totals: ["training_spent": 40, "improvement_spent": 5])
        #expect(worked["total"] == 1000 && worked["reserve_share"] == 100 && worked["planned"] == 900)
        #expect(worked["spent"] == 45 && worked["used"] == 50)
        #expect(definition.computed([:], totals: [:])["reserve_share"] == nil)
        #expect(definition.told(105, "reserve_share") == "10.5 %" && definition.told(123_450, "total") == "¥1,234.50")
    }

    @Test(arguments: [("200", 20_000), ("199.5", 19_950), ("1,234.05", 123_405), ("0", 0)])
    func `sums are read as people write them`(_ text: String, _ fen: Int64) {
        #expect(Money(yuan: text)?.fen == fen)
    }

    @Test(arguments: ["", "-1", "1.234", "1e3", "100000001", "¥5", "１２"])
    func `what is no sum is refused`(_ text: String) { #expect(Money(yuan: text) == nil) }
}
