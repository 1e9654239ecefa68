import Foundation
import Kernel
import Platform

/// Reads one line of an import and collects every fault in it.
struct LineReader {
    let line: Int
    let cells: [String]
    let columns: [PersonImport.Field: Int]
    let words: ImportWords
    let units: [String: ID<OrganisationUnit>]
    private(set) var faults: [PersonImport.Fault] = []

    init(
        line: Int, cells: [String], columns: [PersonImport.Field: Int], words: ImportWords,
        units: [String: ID<OrganisationUnit>]
    ) {
        self.line = line
        self.cells = cells
        self.columns = columns
        self.words = words
        self.units = units
    }

    mutating func draft(today: LocalDay) -> PersonImport.Draft {
        var draft = PersonImport.Draft(line: line)
        let width = (columns.values.max() ?? 0) + 1
        if cells.dropFirst(width).contains(where: { !PersonImport.clean($0).isEmpty }) {
            fault(nil, Message("people.import.fault.too_many_cells", ["n": .number(width)]))
        }
        draft.code = parsed(.code, "bad_code") { PersonCode($0) }
        draft.name = text(.name)
        if draft.code == nil, draft.name == nil, !hasFault(.code) { fault(.name, Message("people.fault.name_missing")) }
        draft.idNumber = parsed(.idNumber, "bad_id_number") { IdentityNumber($0) }
        draft.phone = parsed(.phone, "bad_phone") { PhoneNumber($0) }
        draft.room = text(.room)
        draft.bed = text(.bed)
        draft.dialect = text(.dialect)
        draft.healthNotes = text(.healthNotes)
        let units = units
        draft.unitID = parsed(.unit, "unknown_unit") { units[$0] }
        readChoices(into: &draft)
        readDays(into: &draft, today: today)
        checkDocument(of: &draft)
        return draft
    }

    private mutating func readChoices(into draft: inout PersonImport.Draft) {
        let words = words
        draft.sex = parsed(.sex, "not_listed") { words.value(of: Sex.self, $0) }
        draft.payer = parsed(.payer, "not_listed") { words.value(of: Payer.self, $0) }
        draft.cognitionImpaired = parsed(.cognition, "yes_or_no") { words.yesOrNo($0) }
        draft.insuranceLevel = parsed(.insuranceLevel, "bad_level") {
            words.level($0, "people.insurance_level").flatMap(InsuranceLevel.init)
        }
        draft.needs = parsed(.needs, "not_listed") { cell in
            let parts = cell.split { "、，,;；/".contains($0) }.map { PersonImport.clean(String($0)) }
            let needs = parts.compactMap { words.value(of: Communication.Need.self, $0) }
            return needs.count == parts.count ? Set(needs) : nil
        }
        let level = parsed(.ability, "bad_level") { words.level($0, "people.ability").flatMap(AbilityLevel.init) }
        let assessedOn = day(.assessedOn)
        switch (level, assessedOn) {
        case (let level?, let assessedOn?): draft.ability = AbilityAssessment(level: level, assessedOn: assessedOn)
        case (.some, nil): missing(.assessedOn, "assessed_missing")
        case (nil, .some): missing(.ability, "level_missing")
        case (nil, nil): break
        }
    }

    private mutating func readDays(into draft: inout PersonImport.Draft, today: LocalDay) {
        draft.bornOn = day(.bornOn)
        draft.fromOn = day(.fromOn)
        draft.untilOn = day(.untilOn)
        if let bornOn = draft.bornOn, bornOn > today { fault(.bornOn, Message("people.fault.born_in_future")) }
        if let assessedOn = draft.ability?.assessedOn, assessedOn > today {
            fault(.assessedOn, Message("people.fault.assessed_in_future"))
        }
        if let fromOn = draft.fromOn, let untilOn = draft.untilOn, untilOn < fromOn {
            let days: [String: Message.Argument] = ["from": .day(fromOn), "until": .day(untilOn)]
            fault(.untilOn, Message("people.fault.period_reversed", days))
        }
        if draft.code == nil, draft.untilOn != nil, draft.fromOn == nil { missing(.fromOn, "from_missing") }
    }

    /// A citizen's number carries birthday and sex: they fill empty cells and must agree with written ones.
    private mutating func checkDocument(of draft: inout PersonImport.Draft) {
        guard let document = draft.idNumber else { return }
        if let bornOn = document.bornOn {
            if let written = draft.bornOn, written != bornOn {
                fault(.bornOn, Message("people.import.fault.birthday_differs"))
            }
            if draft.bornOn == nil, !hasFault(.bornOn) { draft.bornOn = bornOn }
        }
        if let sex = document.sex {
            if let written = draft.sex, written != .unknown, written != sex {
                fault(.sex, Message("people.import.fault.sex_differs"))
            }
            if draft.sex == nil, !hasFault(.sex) { draft.sex = sex }
        }
    }

    /// The text of a cell; `nil` when it is empty or the column absent.
    private mutating func text(_ field: PersonImport.Field) -> String? {
        guard let place = columns[field], place < cells.count else { return nil }
        let text = PersonImport.clean(cells[place])
        if text.isEmpty { return nil }
        if text.count > field.limit {
            fault(field, Message("people.import.fault.too_long", ["limit": .number(field.limit)]))
            return nil
        }
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .control && !["\n", "\r", "\t"].contains(scalar)
        }
        if text.unicodeScalars.contains(where: isControl) {
            fault(field, Message("people.import.fault.control_characters"))
            return nil
        }
        return text
    }

    private mutating func parsed<Value>(
        _ field: PersonImport.Field, _ fault: String, _ parse: (String) -> Value?
    ) -> Value? {
        guard let text = text(field) else { return nil }
        if let value = parse(text) { return value }
        self.fault(field, Message("people.import.fault.\(fault)"))
        return nil
    }

    private mutating func day(_ field: PersonImport.Field) -> LocalDay? {
        parsed(field, "bad_day") { text in
            guard let day = LocalDay(typed: text), (1850...2200).contains(day.year) else { return nil }
            return day
        }
    }

    /// Says that a cell is missing, unless it was there and could not be read.
    private mutating func missing(_ field: PersonImport.Field, _ fault: String) {
        if !hasFault(field) { self.fault(field, Message("people.import.fault.\(fault)")) }
    }

    private mutating func fault(_ field: PersonImport.Field?, _ reason: Message) {
        faults.append(PersonImport.Fault(line: line, field: field, reason: reason))
    }

    private func hasFault(_ field: PersonImport.Field) -> Bool { faults.contains { $0.field == field } }
}

extension LocalDay {
    /// Reads a day as people type it: `2026-09-24`, `2026/9/24`, `2026.9.24`, `2026年9月24日` or `20260924`.
    init?(typed text: String) {
        let plain = text.precomposedStringWithCompatibilityMapping
        if let match = plain.wholeMatch(of: /([0-9]{4})([0-9]{2})([0-9]{2})/) {
            self.init(year: Int(match.1) ?? 0, month: Int(match.2) ?? 0, day: Int(match.3) ?? 0)
        } else if let match = plain.wholeMatch(of: /([0-9]{4})[-\/.年]([0-9]{1,2})[-\/.月]([0-9]{1,2})日?/) {
            self.init(year: Int(match.1) ?? 0, month: Int(match.2) ?? 0, day: Int(match.3) ?? 0)
        } else {
            return nil
        }
    }
}
