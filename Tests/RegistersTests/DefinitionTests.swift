import Foundation
import Testing

@testable import Registers

/// What is wrong with a definition, where, and what is said of it.
struct Malformed: Sendable, CustomTestStringConvertible {
    let reason: String
    let find: String
    let put: String
    /// The line on which the fault stands, found by these words of the changed text.
    let at: String

    init(_ reason: String, _ find: String, _ put: String, at: String? = nil) {
        self.reason = reason
        self.find = find
        self.put = put
        self.at = at ?? put
    }

    var testDescription: String { "\(reason): \(put)" }

    static let all = [
        Malformed("unknown_key", "group: house", "group: house\ncolour: red", at: "colour: red"),
        Malformed("unknown_key", "required: true, list: true, search: true}", "required: true, loud: true}"),
        Malformed("missing_key", "group: house\n", "", at: "code: key_log"),
        Malformed("unknown_kind", "kind: sealed", "kind: secret_text"),
        Malformed("unknown_value", "group: house", "group: garden"),
        Malformed("missing_word", "name: {zh: 钥匙, en: Key label}", "name: {zh: 钥匙}"),
        Malformed("missing_word", "name: {zh: 钥匙, en: Key label}", "name: {zh: '', en: Key label}"),
        Malformed("not_both", "name: {zh: 钥匙, en: Key label}", "name: Key label"),
        Malformed("field_twice", "code: unit, kind", "code: label, kind", at: "code: label, kind: unit"),
        Malformed("reserved", "code: unit, kind", "code: version, kind"),
        Malformed("bad_code", "code: unit, kind", "code: The-Unit, kind"),
        Malformed("choice_twice", "code: lab, zh", "code: store, zh", at: "化验室"),
        Malformed("unreachable", "- {to: returned,", "- {to: out,", at: "{code: returned"),
        Malformed("no_such_state", "- {to: returned,", "- {to: lost,"),
        Malformed("state_twice", "{code: returned, name", "{code: out, name"),
        Malformed("unknown_role", "export: [complaint_leader]", "export: [headmaster]"),
        Malformed("unknown_relation", "employee/own]\n  enter", "employee/cousin]\n  enter", at: "employee/cousin"),
        Malformed("nobody", "enter: [complaint_handler, complaint_leader, employee]", "enter: []"),
        Malformed("no_such_field", "requires: [back_on]", "requires: [came_on]"),
        Malformed("no_such_field", "{sum: [deposit, fee]}", "{sum: [deposit, tax]}"),
        Malformed("unknown_formula", "{sum: [deposit, fee]}", "{product: [deposit, fee]}"),
        Malformed("wrong_kind", "{sum: [deposit, fee]}", "{sum: [deposit, label]}"),
        Malformed("not_for_kind", "copies, kind: number", "copies, search: true, kind: number"),
        Malformed(
            "not_for_kind", "list: true, filter: true}\n  - {code: unit", "filter: true}\n  - {code: unit, register: x",
            at: "register: x"),
        Malformed("missing_key", "kind: computed, formula: {sum: [deposit, fee]}", "kind: computed"),
        Malformed("min_above_max", "min: 1, max: 9", "min: 9, max: 1"),
        Malformed("not_number", "min: 1, max: 9", "min: few, max: 9"),
        Malformed("not_flag", "label, kind: text", "label, filter: perhaps, kind: text"),
        Malformed("no_sequence", "YS-{year}-{seq:3}", "YS-{year}"),
        Malformed("number_parts", "YS-{year}-{seq:3}", "钥匙-{seq:3}"),
        Malformed("bad_pattern", "YS-{year}-{seq:3}", "YS-{week}-{seq:x}"),
        Malformed("names_in_file", "{resident}钥匙", "{borrower}钥匙"),
        Malformed("names_in_file", "{resident}钥匙", "{label}钥匙"),
        Malformed("day_not_sure", "day: lent_on", "day: back_on"),
        Malformed("unknown_check", "- not_future: lent_on", "- must_shine: lent_on"),
        Malformed("wrong_kind", "- not_future: lent_on", "- not_future: label"),
        Malformed("no_such_setting", "setting: cap}", "setting: lid}"),
        Malformed("years_or_permanent", "retention: {years: 2}", "retention: {years: 2, permanent: true}"),
        Malformed("never_over", "retention: {years: 2}", "retention: {permanent: true, then: delete}"),
        Malformed("unknown_value", "retention: {years: 2}", "retention: {years: 2, then: burn}"),
        Malformed("duty", "every: month", "every: moonlight"),
        Malformed("unknown_icon", "icon: key", "icon: dragon"),
        Malformed("unknown_row", "rows: [S1-44]", "rows: [S9-1]"),
        Malformed("key_twice", "group: house", "group: house\ngroup: money"),
        Malformed("not_yaml", "group: house", "group: [house"),
        Malformed("not_list", "rows: [S1-44]", "rows: S1-44"),
        Malformed("no_such_register", "{code: unit, kind: unit,", "{code: unit, kind: entry, register: nowhere,"),
    ]
}

@Suite struct DefinitionTests {
    private func faults(_ source: String) -> [DefinitionFault] {
        do {
            _ = try DefinitionReader.read(source, file: "test.yaml", known: [:])
            return []
        } catch { return error.faults }
    }

    @Test(arguments: Malformed.all)
    func `a malformed definition is refused with file, line and reason`(_ wrong: Malformed) throws {
        let source = KeyRegister.source.replacing(wrong.find, with: wrong.put)
        #expect(source != KeyRegister.source, "nothing was changed")
        let found = faults(source)
        let line = source.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(wrong.at) }
        let told = found.map { "\($0.line) \($0.reason.key)" }
        if ["key_twice", "not_yaml"].contains(wrong.reason) {
            #expect(found.contains { $0.reason.key == "registers.fault.\(wrong.reason)" }, "\(told)")
        } else {
            let expected = try #require(line) + 1
            #expect(told.contains("\(expected) registers.fault.\(wrong.reason)"), "line \(expected) of \(told)")
        }
    }

    @Test func `everything that is wrong is told at once, in the order of its lines`() throws {
        let source = KeyRegister.source.replacing("icon: key", with: "icon: dragon")
            .replacing("kind: sealed", with: "kind: hidden").replacing("setting: cap}", with: "setting: lid}")
        let found = faults(source)
        #expect(found.count == 3)
        #expect(found.map(\.line) == found.map(\.line).sorted())
        do {
            _ = try DefinitionReader.read(source, file: "test.yaml")
            Issue.record("read what is malformed")
        } catch {
            #expect(error.description.hasPrefix("test.yaml:\(found[0].line): registers.fault.unknown_icon"))
        }
    }

    @Test func `what is well formed is read whole`() throws {
        let definition = try DefinitionReader.read(KeyRegister.source, file: "test.yaml", known: [:])
        #expect(definition.fields.count == 15)
        #expect(definition.states.map(\.code) == ["out", "returned"])
        #expect(definition.numbering.filled(day: .init(year: 2026, month: 9, day: 4)!, sequence: 7) == "YS-2026-007")
        #expect(definition.retention.years == 2)
    }

    @Test func `the registers that come with the product are whole`() throws {
        let shelf = try RegisterShelf.load(RegistersFolder.named("Data"))
        #expect(
            Set(shelf.shipped.keys) == [
                "notice_postings", "notice_checks", "box_openings", "promotion_activities", "best_practices",
                "clauses", "market_notes", "service_items", "assets", "authority_visits", "greetings",
                "festival_activities", "budgets", "expenses", "work_records", "certificates",
            ])
        for (code, shipped) in shelf.shipped {
            #expect(!shipped.definition.rows.isEmpty, "\(code) names no row")
        }
    }

    @Test func `the pattern a new register begins with is well formed`() throws {
        let pattern = try String(contentsOf: RegistersFolder.named("Data/pattern.txt"), encoding: .utf8)
        #expect(faults(pattern) == [])
    }

    @Test func `a definition that is far too long is not read`() {
        #expect(faults(KeyRegister.source + String(repeating: "# x\n", count: 20_000)).map(\.line) == [1])
    }
}
