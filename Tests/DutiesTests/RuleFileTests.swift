import Foundation
import Kernel
import Testing

@testable import Duties

/// Rules as data: the shipped file, and what a wrong one is told.
@Suite struct RuleFileTests {
    private static let good = """
        - code: letter_check
          name: {zh: 检查, en: Check}
          why: {zh: 因为, en: Because}
          every: month
          due: "+5d"
          owner: quality_supervisor
        """

    @Test func `every recurring job of the source documents is shipped, each with its row and its basis`() throws {
        let rules = try DutyRule.list(file: DutiesFolder.named("Data/duties.yaml"))
        let rows = Set(rules.flatMap(\.rows))
        for row in [
            "S0-11", "S0-20", "S0-24", "S0-28", "S0-33", "S0-37", "S1-29", "S1-36", "S1-44", "S1-45", "S1-65", "S1-66",
            "S1-69", "S2-8", "S2-22", "S3-37", "S3-38", "S3-39", "S3-43", "S3-44", "S3-50", "S3-59", "S3-61", "S4-58",
        ] { #expect(rows.contains(row), "\(row)") }
        #expect(rules.allSatisfy { !$0.rows.isEmpty })
        #expect(rules.first { $0.code == "monthly_report" }?.due == .afterPeriod(.days(5)))
        #expect(rules.first { $0.code == "resident_follow_up" }?.minimumDays == 15)
        #expect(rules.contains { $0.basis == .usual })
    }

    @Test func `a rule written to the store reads the same`() throws {
        for rule in try DutyRule.list(file: DutiesFolder.named("Data/duties.yaml")) {
            let again = try JSONDecoder().decode(DutyRule.self, from: JSONEncoder().encode(rule))
            #expect(again == rule)
        }
    }

    @Test(arguments: [
        ("due: \"+5d\"", "due: someday", 5, "not_understood"), ("due: \"+5d\"", "due: friday", 1, "unfit"),
        ("every: month", "every: fortnight", 4, "not_understood"), ("code: letter_check", "code: Letter Check", 1, "not_understood"),
        ("name: {zh: 检查, en: Check}", "name: {zh: 检查}", 2, "both_languages"),
        ("owner: quality_supervisor", "owner: nobody", 6, "not_understood"),
        ("owner: quality_supervisor", "onwer: supervisor", 1, "missing"),
        ("owner: quality_supervisor", "owner: supervisor\n  colour: red", 7, "unknown_field"),
        ("due: \"+5d\"", "due: [", 6, "not_yaml"),
    ])
    func `a wrong rule is refused with its line and the reason`(old: String, new: String, line: Int, reason: String) {
        let text = Self.good.replacing(old, with: new)
        do {
            _ = try DutyRule.list(yaml: text)
            Issue.record("taken")
        } catch let fault as DutyRuleFault {
            #expect(fault.message.key == "duties.yaml.\(reason)")
            #expect(reason == "not_yaml" || fault.line == line, "\(fault)")
        } catch { Issue.record(error) }
    }

    @Test func `two rules of one code are refused`() {
        #expect(throws: DutyRuleFault(line: 7, "twice", ["value": "letter_check"])) {
            try DutyRule.list(yaml: Self.good + "\n" + Self.good)
        }
    }
}
