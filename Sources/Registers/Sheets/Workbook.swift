import Kernel

/// One sheet of an `.xlsx` workbook (电子表格): written by libxlsxwriter, read by libzip and expat.
enum Workbook {
    /// The most rows of a sheet that is written.
    static let mostRows = 50_000
    /// The parts of a workbook that is read unpack to no more, all together.
    static let mostUnpacked = 32 * 1024 * 1024

    static let type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    /// What stands in a cell. There is no formula: what looks like one is a text.
    enum Cell: Hashable, Sendable {
        case text(String)
        case number(Double)
        case day(LocalDay)
    }

    /// The workbook cannot be read, for a reason a person is told by `registers.import.workbook_…`.
    struct Fault: Error, Hashable {
        let reason: String
        var line: Int?

        static let broken = Fault(reason: "broken")
        static let tooLarge = Fault(reason: "too_large")
        /// It unpacks to more than a sheet within the limits needs, or has more rows or columns.
        static let tooMuch = Fault(reason: "too_much")
    }

    /// Day 25569 of a spreadsheet is 1 January 1970; those that begin in 1904 count 1462 days less.
    static let unixDay = 25_569
    static let later = 1_462

    /// The column of a reference such as `AB12`; `nil` when it is none.
    static func column(_ reference: some StringProtocol) -> Int? {
        let letters = reference.utf8.prefix { (65...90).contains($0) }
        guard (1...3).contains(letters.count) else { return nil }
        return letters.reduce(0) { $0 * 26 + Int($1) - 64 } - 1
    }
}
