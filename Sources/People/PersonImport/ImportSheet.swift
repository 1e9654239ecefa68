import Foundation
import Kernel
import Platform
import Web

/// 批量导入: a table of persons, read and judged before anything is written (S1-71, S1-74).
package enum PersonImport {
    /// The columns, in the order of the template.
    package enum Field: String, Sendable, CaseIterable {
        case code, name, sex
        case bornOn = "born_on"
        case idNumber = "id_number"
        case phone, unit, room, bed, payer, ability
        case assessedOn = "assessed_on"
        case insuranceLevel = "insurance_level"
        case cognition, needs, dialect
        case healthNotes = "health_notes"
        case fromOn = "from_on"
        case untilOn = "until_on"

        /// How many characters a cell may hold.
        var limit: Int {
            switch self {
            case .healthNotes: 2000
            case .name, .unit: 80
            case .code, .sex, .bornOn, .idNumber, .phone, .room, .bed, .payer, .ability, .assessedOn, .insuranceLevel,
                .cognition, .dialect, .fromOn, .untilOn:
                40
            case .needs: 200
            }
        }
    }

    /// What is wrong in a line and what to do about it. Never repeats what is sensitive.
    package struct Fault: Hashable, Sendable {
        /// As a spreadsheet counts: the headings are line 1.
        package let line: Int
        package let field: Field?
        package let reason: Message
    }

    /// One line that could be read. `nil` and absent mean an empty cell, which changes nothing.
    package struct Draft: Hashable, Sendable {
        package let line: Int
        package var code: PersonCode?
        package var name: String?
        package var sex: Sex?
        package var bornOn: LocalDay?
        package var idNumber: IdentityNumber?
        package var phone: PhoneNumber?
        package var unitID: ID<OrganisationUnit>?
        package var room: String?
        package var bed: String?
        package var payer: Payer?
        package var ability: AbilityAssessment?
        package var insuranceLevel: InsuranceLevel?
        package var cognitionImpaired: Bool?
        package var needs: Set<Communication.Need>?
        package var dialect: String?
        package var healthNotes: String?
        package var fromOn: LocalDay?
        package var untilOn: LocalDay?

        init(line: Int) { self.line = line }
    }

    /// What a file says, before it is compared with what is known.
    package struct Sheet: Hashable, Sendable {
        package var drafts: [Draft] = []
        package var faults: [Fault] = []
        /// Lines that are not empty, without the headings.
        package var rowCount = 0
    }

    /// Reads a table whose first row names the columns in Chinese or English, in any order. Every fault of every line
    /// is reported, not only the first; a line with a fault makes no draft.
    package static func read(
        _ table: [CSV.Record], words: ImportWords, units: [String: ID<OrganisationUnit>], today: LocalDay
    ) -> Sheet {
        var sheet = Sheet()
        guard let header = table.first?.cells, header.contains(where: { !clean($0).isEmpty }) else {
            sheet.faults.append(Fault(line: 1, field: nil, reason: Message("people.import.fault.empty")))
            return sheet
        }
        let columns = columns(of: header, words: words, faults: &sheet.faults)
        guard sheet.faults.isEmpty else { return sheet }
        for record in table.dropFirst() {
            guard record.cells.contains(where: { !clean($0).isEmpty }) else { continue }
            sheet.rowCount += 1
            var reader = LineReader(
                line: record.line, cells: record.cells, columns: columns, words: words, units: units)
            let draft = reader.draft(today: today)
            sheet.faults += reader.faults
            if reader.faults.isEmpty { sheet.drafts.append(draft) }
        }
        refuseRepetitions(in: &sheet)
        return sheet
    }

    /// The template file: headings in the words of one language and nothing else.
    package static func template(words: ImportWords, language: Language) -> String {
        CSV.write([Field.allCases.map { words.heading(of: $0, language) }])
    }

    static func clean(_ cell: String) -> String {
        CSV.unguarded(cell).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func columns(of header: [String], words: ImportWords, faults: inout [Fault]) -> [Field: Int] {
        var columns: [Field: Int] = [:]
        for (place, cell) in header.enumerated() where !clean(cell).isEmpty {
            let name: [String: Message.Argument] = ["name": .text(clean(cell))]
            guard let field = words.field(named: clean(cell)) else {
                faults.append(Fault(line: 1, field: nil, reason: Message("people.import.fault.unknown_column", name)))
                continue
            }
            if columns.updateValue(place, forKey: field) != nil {
                faults.append(Fault(line: 1, field: field, reason: Message("people.import.fault.column_twice", name)))
            }
        }
        if columns[.name] == nil, columns[.code] == nil {
            faults.append(Fault(line: 1, field: .name, reason: Message("people.import.fault.name_column_missing")))
        }
        return columns
    }

    private static func refuseRepetitions(in sheet: inout Sheet) {
        var codes: [PersonCode: Int] = [:]
        var documents: [IdentityNumber: Int] = [:]
        var doubled: Set<Int> = []
        func refuse(_ draft: Draft, _ field: Field, _ first: Int) {
            doubled.insert(draft.line)
            let reason = Message("people.import.fault.repeated", ["line": .number(first)])
            sheet.faults.append(Fault(line: draft.line, field: field, reason: reason))
        }
        for draft in sheet.drafts {
            if let code = draft.code {
                if let first = codes[code] { refuse(draft, .code, first) } else { codes[code] = draft.line }
            }
            if let document = draft.idNumber {
                if let first = documents[document] {
                    refuse(draft, .idNumber, first)
                } else {
                    documents[document] = draft.line
                }
            }
        }
        sheet.drafts.removeAll { doubled.contains($0.line) }
    }
}
