import Kernel
import Web

/// The import of units and staff from a table (人员导入): first a dry run that tells every fault by its line, then
/// everything in one transaction or nothing. Roles are never imported; they are granted one by one.
package enum StaffImport {
    package enum Column: String, CaseIterable, Sendable {
        /// 工号
        case number
        /// 姓名
        case name
        /// 手机
        case phone
        /// 部门: a path from the top, `护理部/三楼`
        case unit
        /// 岗位
        case post
        /// 入职日期
        case employedFrom = "employed_from"
        /// 离职日期
        case employedTo = "employed_to"
    }

    /// The headings a table may carry, in every language of the catalogue, and the column names themselves.
    package struct Headings: Sendable {
        let columns: [String: Column]

        package init(_ catalogue: Catalogue) {
            var columns: [String: Column] = [:]
            for column in Column.allCases {
                columns[column.rawValue] = column
                for language in Language.allCases {
                    let key = "platform.organisation.import.column.\(column.rawValue)"
                    if let text = catalogue.template(key, language) { columns[text.lowercased()] = column }
                }
            }
            self.columns = columns
        }
    }

    /// What the organisation already has; read once before the check.
    package struct Known: Sendable {
        /// Number of an employee → id.
        package let staff: [String: ID<Staff>]
        /// Every standing unit by its path of names from the top.
        package let units: [[String]: ID<OrganisationUnit>]
        package let posts: [String: ID<Post>]

        package init(
            staff: [String: ID<Staff>], units: [[String]: ID<OrganisationUnit>], posts: [String: ID<Post>]
        ) {
            self.staff = staff
            self.units = units
            self.posts = posts
        }
    }

    /// One employee as the table has them.
    package struct Line: Hashable, Sendable {
        package let line: Int
        package let number: String
        package let name: String
        /// `nil` leaves a stored telephone number as it is.
        package let phone: String?
        package let unit: [String]
        package let post: String?
        /// `nil` leaves a stored day as it is; a new employee begins on the day of the import.
        package let employedFrom: LocalDay?
        package let employedTo: LocalDay?
        /// The employee this line changes; `nil` for a new one.
        package let existing: ID<Staff>?
    }

    package struct Fault: Hashable, Sendable {
        package let line: Int
        package let message: Message
    }

    /// What an import would do. Nothing is done while there are faults.
    package struct Report: Hashable, Sendable {
        package let lines: [Line]
        /// In the order of the lines, at most 200.
        package let faults: [Fault]
        /// Paths that do not stand yet, parents before children.
        package let newUnits: [[String]]
        package let newPosts: [String]

        package var creates: Int { lines.count { $0.existing == nil } }
        package var updates: Int { lines.count - creates }
        package var mayBeApplied: Bool { faults.isEmpty && !lines.isEmpty }
    }

    static let maximumFaults = 200

    /// Judges a table without changing anything.
    /// Throws `Problem.invalid` on `file` when it cannot be read at all or lacks number or name among its headings.
    package static func check(csv bytes: [UInt8], headings: Headings, known: Known) throws(Problem) -> Report {
        let records = try CSV.read(bytes)
        guard let first = records.first else { throw CSV.fault("empty") }
        let places = try columns(of: first, headings)
        var lines: [Line] = []
        var faults: [Fault] = []
        var seen: [String: Int] = [:]
        for record in records.dropFirst() {
            let (line, found) = read(record, places, known)
            faults += found
            if let earlier = seen[line.number], !line.number.isEmpty {
                faults.append(fault(record, "number_twice", ["number": .text(line.number), "line": .number(earlier)]))
            }
            seen[line.number] = record.line
            lines.append(line)
            if faults.count >= maximumFaults { break }
        }
        guard !lines.isEmpty else { throw CSV.fault("empty") }
        return Report(
            lines: lines, faults: Array(faults.prefix(maximumFaults)), newUnits: newUnits(lines, known),
            newPosts: Set(lines.compactMap(\.post)).filter { known.posts[$0] == nil }.sorted())
    }

    private static func columns(of record: CSV.Record, _ headings: Headings) throws(Problem) -> [Column: Int] {
        var places: [Column: Int] = [:]
        for (place, cell) in record.cells.enumerated() {
            guard let column = headings.columns[cell.lowercased()] else { continue }
            guard places.updateValue(place, forKey: column) == nil else {
                throw CSV.fault("heading_twice", ["name": .text(cell)])
            }
        }
        let required: [Column] = [.number, .name]
        for column in required where places[column] == nil {
            let name = Message("platform.organisation.import.column.\(column.rawValue)")
            throw CSV.fault("heading_missing", ["name": .message(name)])
        }
        return places
    }

    private static func read(_ record: CSV.Record, _ places: [Column: Int], _ known: Known) -> (Line, [Fault]) {
        func cell(_ column: Column) -> String {
            guard let place = places[column], place < record.cells.count else { return "" }
            return CSV.unguarded(record.cells[place])
        }
        var faults: [Fault] = []
        func day(_ column: Column) -> LocalDay? {
            let text = cell(column)
            if text.isEmpty { return nil }
            let day = readDay(text)
            if day == nil { faults.append(fault(record, "day", ["text": .text(String(text.prefix(30)))])) }
            return day
        }
        let number = cell(.number)
        let name = cell(.name)
        let path = cell(.unit).split(whereSeparator: { "/／>＞".contains($0) })
            .map { $0.trimmed }.filter { !$0.isEmpty }
        let from = day(.employedFrom)
        let to = day(.employedTo)
        if !(1...40).contains(number.count) { faults.append(fault(record, "number_missing", ["n": 40])) }
        if !(1...100).contains(name.count) { faults.append(fault(record, "name_missing", ["n": 100])) }
        if path.count > UnitTree.maximumDepth || path.contains(where: { $0.count > 100 }) {
            faults.append(fault(record, "unit", ["n": .number(UnitTree.maximumDepth)]))
        }
        if cell(.post).count > 100 { faults.append(fault(record, "post", ["n": 100])) }
        if let from, let to, to < from { faults.append(fault(record, "days", ["day": .day(from)])) }
        let phone = cell(.phone).filter { !" -－".contains($0) }
        if !phone.isEmpty, phone.wholeMatch(of: /\+?\d{5,15}/) == nil { faults.append(fault(record, "phone")) }
        let line = Line(
            line: record.line, number: number, name: name, phone: phone.isEmpty ? nil : phone, unit: path,
            post: cell(.post).isEmpty ? nil : cell(.post), employedFrom: from, employedTo: to,
            existing: known.staff[number])
        return (line, faults)
    }

    /// `2026-09-24`, and as spreadsheets write it: `2026/9/24`, `2026.9.24`, `2026年9月24日`.
    private static func readDay(_ text: String) -> LocalDay? {
        guard let match = text.wholeMatch(of: /(\d{4})[-\/.年](\d{1,2})[-\/.月](\d{1,2})日?/) else { return nil }
        guard let year = Int(match.1), let month = Int(match.2), let day = Int(match.3) else { return nil }
        return LocalDay(year: year, month: month, day: day)
    }

    private static func newUnits(_ lines: [Line], _ known: Known) -> [[String]] {
        var missing: Set<[String]> = []
        for line in lines where !line.unit.isEmpty {
            for depth in 1...line.unit.count {
                let path = Array(line.unit.prefix(depth))
                if known.units[path] == nil { missing.insert(path) }
            }
        }
        return missing.sorted { ($0.count, $0.joined(separator: "/")) < ($1.count, $1.joined(separator: "/")) }
    }

    private static func fault(
        _ record: CSV.Record, _ name: String, _ arguments: [String: Message.Argument] = [:]
    ) -> Fault {
        Fault(line: record.line, message: Message("platform.organisation.import.fault.\(name)", arguments))
    }
}

extension Substring {
    /// Without spaces around it, full-width ones included.
    fileprivate var trimmed: String {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
